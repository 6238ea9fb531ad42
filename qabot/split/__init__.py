"""Articles to sentences, and sentences to passages.

Article -> sentences -> passages      boundaries: where the sentences of a running text end
"""

import functools
import importlib.util
import re
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qabot.articles import clean, line_starts, visible
from qabot.split.boundaries import LONGEST, RULES, SHORT_QUOTATION, split
from qabot.types import Article, Passage, Sentence, Span

if TYPE_CHECKING:
    SPLITTER: str

__all__ = [
    "LONGEST",
    "RULES",
    "SHORT_QUOTATION",
    "SPLITTER",
    "passages",
    "sentences",
    "split",
]


def __getattr__(name: str) -> Any:
    """Give ``SPLITTER``, the version of what decides boundaries, when it is first asked for."""
    if name == "SPLITTER":
        return _version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@functools.cache
def _version() -> str:
    """Read nupunkt's version from its files: importing it would cost a cold start 30 ms."""
    spec = importlib.util.find_spec("nupunkt")
    version = "absent"
    if spec is not None and spec.origin is not None:
        text = Path(spec.origin).with_name("_version.py").read_text(encoding="utf-8")
        found = re.search(r"[\"']([^\"']+)[\"']", text)
        version = found[1] if found else "unknown"
    return f"nupunkt {version} / rules {RULES}"


# Sentences ----------------------------------------------------------------------------------------


def sentences(article: Article) -> tuple[Sentence, ...]:
    """Return the sentences of every block, in order.

    Together they hold all the text of all blocks: they never overlap or cross blocks, and between
    them there is only white space and markup.
    """
    source = article.source
    starts = line_starts(source)
    result: list[Sentence] = []
    for paragraph, block in enumerate(article.blocks):
        for start, end in _block_spans(source, block.start, block.end):
            text = clean(source[start:end])
            if text:
                result.append(
                    Sentence(
                        index=len(result),
                        start=start,
                        end=end,
                        line=bisect_right(starts, start),
                        paragraph=paragraph,
                        kind=block.kind,
                        text=text,
                    )
                )
    return tuple(result)


def _block_spans(source: str, start: int, end: int) -> list[Span]:
    """Return the sentences of one block as spans of the source."""
    shown = visible(source[start:end], start)
    at = shown.mapper()
    return [(at(a)[0], at(b - 1)[1]) for a, b in split(shown.text)]


# Passages -----------------------------------------------------------------------------------------


def passages(
    article: Article, sentences: Sequence[Sentence], *, words: int, overlap: int
) -> tuple[Passage, ...]:
    """Return runs of whole sentences that together hold every sentence.

    A passage has at most ``words`` words, unless one sentence alone has more. It begins with up to
    ``overlap`` sentences of the one before, as far as they fit. Headline, byline and captions are
    part of the runs, so that they are found with what stands beside them.
    """
    counts = [_words(sentence.text) for sentence in sentences]
    result: list[Passage] = []
    first = new = 0
    while new < len(sentences):
        first = max(first, new - overlap)
        total = sum(counts[first : new + 1])
        while first < new and total > words:
            total -= counts[first]
            first += 1
        last = new + 1
        while last < len(sentences) and total + counts[last] <= words:
            total += counts[last]
            last += 1
        result.append(
            Passage(
                article=article.id,
                index=len(result),
                first=first,
                last=last,
                start=sentences[first].start,
                end=sentences[last - 1].end,
                text=" ".join(sentence.text for sentence in sentences[first:last]),
            )
        )
        first, new = first + 1, last
    return tuple(result)


def _words(text: str) -> int:
    """Count words; where there are few blanks (URLs, other scripts), twelve characters are one."""
    return max(text.count(" ") + 1, len(text) // 12)
