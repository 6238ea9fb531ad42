"""Which of the ranked sentences are shown: what says something new, and what answers together."""

import re
from collections.abc import Sequence

from qabot.library.query import STOP_WORDS
from qabot.read.candidates import Candidate
from qabot.read.words import stem

_TOKEN = re.compile(r"[^\W_]+(?:[.,'\u2019][^\W_]+)*")
_HELD = 0.85
"""A sentence of whose content words this share stands in another adds nothing to it."""
_ALIKE = 0.7
"""Nor does one that shares this part of all the words of both (Jaccard)."""
_FEWEST = 3
"""Content words below which a sentence is too short to judge."""
_REASON = re.compile(
    r"\W*(?:(?:and|but|so),?\s+)?(?:why|how come|for what reason"
    r"|how(?!\s+(?:many|much|long|old|far|often|big|large|tall|soon|about))"
    r"|what (?:caused|(?:is|was|are|were) the (?:reason|cause)s?))\b",
    re.IGNORECASE,
)
_MOST_JOINT = 2
_LOOKED_AT = 8
_APART = 2
_LEAST = 0.2
_OF_FIRST = 0.5
"""Sentences that answer together with the first are among the first eight, no more than two
sentences from it, and at least 0.2 and half as likely as it. Of those tried these did best on the
why and how questions of MultiRC's part "choose": set-overlap F1 0.50, with one sentence 0.43."""
_TURNING = frozenset("not no never nor neither without".split())


_AGENCIES = (
    r"REUTERS?|Reuters|reuter|CNN|BBC|AP|AFP|UPI|EPA|TASS|KCNA|NPR|dpa|DPA|Associated Press"
    r"|Bloomberg|Yonhap|Xinhua|Kyodo"
)
_CAPITALS = r"[A-Z][A-Z.'\u2019-]+(?:[ ,]+[A-Z][\w.'\u2019-]+){0,4}"
_DAY = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:,?\s+\d{4})?"
_LONE = re.compile(
    rf"(?:{_CAPITALS}(?:,?\s+{_DAY})?\W+)?(?:The\s+)?\W*(?:{_AGENCIES})(?:\^M|\W)*"
    rf"|{_CAPITALS},?\s+{_DAY}\W*|{_DAY}\W*(?:{_AGENCIES})?\W*"
)
_ASKS_SOURCE = re.compile(
    r"\b(?:agency|agencies|byline|dateline|filed|published|publisher|outlet|source|wrote|written"
    r"|reporter|photo\w*|picture|image|credit\w*|caption)\b",
    re.IGNORECASE,
)


def without_lone_lines(question: str, texts: Sequence[str], order: Sequence[int]) -> list[int]:
    """``order``, places in ``texts``, without lines that say but where a story comes from.

    "REUTER", "(CNN) --" or "LONDON, March 3" answer nothing but a question about just that, and
    are kept for it, as they are where there is nothing else.
    """
    if _ASKS_SOURCE.search(question):
        return list(order)
    kept = [place for place in order if not is_lone_line(texts[place])]
    return kept or list(order)


def is_lone_line(text: str) -> bool:
    """Whether a sentence is a dateline or the name of a news agency alone, or no word at all."""
    return _LONE.fullmatch(text) is not None or not any(map(str.isalnum, text))


def without_repeats(texts: Sequence[str], order: Sequence[int], most: int) -> list[int]:
    """The first ``most`` of ``order``, places in ``texts``, that repeat none of those before them.

    A repeat has no number and no negation that the other has not. Which are left out does not
    depend on ``most``.
    """
    kept: list[int] = []
    words: list[frozenset[str]] = []
    for place in order:
        if len(kept) >= most:
            break
        mine = content_words(texts[place])
        if not any(repeats(mine, other) for other in words):
            kept.append(place)
            words.append(mine)
    return kept


def together(
    question: str,
    candidates: Sequence[Candidate],
    order: Sequence[int],
    confidence: Sequence[float],
) -> list[int]:
    """Those of ``order`` that answer a why or how question together with its first, at most two.

    ``confidence`` is aligned with ``order``; both are best first. Empty for other questions.
    """
    if not order or not _REASON.match(question):
        return []
    first = candidates[order[0]]
    least = max(_LEAST, _OF_FIRST * confidence[0])
    near = [
        place
        for place, likely in zip(order[1:_LOOKED_AT], confidence[1:_LOOKED_AT], strict=True)
        if likely >= least
        and candidates[place].article == first.article
        and candidates[place].sentence.kind is first.sentence.kind
        and abs(candidates[place].sentence.index - first.sentence.index) <= _APART
    ]
    return near[:_MOST_JOINT]


def repeats(mine: frozenset[str], other: frozenset[str]) -> bool:
    """Whether a sentence with the content words ``mine`` adds nothing to one with ``other``."""
    both = len(mine & other)
    if len(mine) < _FEWEST or len(other) < _FEWEST:
        return mine == other and both > 0
    apart = mine - other
    if any(word in _TURNING or any(letter.isdigit() for letter in word) for word in apart):
        return False
    return both >= _HELD * len(mine) or both >= _ALIKE * len(mine | other)


def content_words(text: str) -> frozenset[str]:
    """The stems of a text's words that carry meaning, numbers whole, and its negations."""
    found: set[str] = set()
    for match in _TOKEN.finditer(text.casefold().replace("\u2019", "'")):
        word = match[0].removesuffix("'s")
        if word.endswith("n't"):
            found.add("not")
        if word in _TURNING or word not in STOP_WORDS:
            found.add(word if any(letter.isdigit() for letter in word) else stem(word))
    return frozenset(found)
