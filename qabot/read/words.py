"""A question's content words and names, for judging how much of it a sentence covers."""

import re
from collections.abc import Sequence
from functools import lru_cache

from qabot.library.query import STOP_WORDS, terms

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
_STEM = 5

ASKING = frozenset(
    """who whom whose what which when where why how many much long often far old name list tell
    give describe explain is are was were do does did has have had can could will would shall
    should may might say said says""".split()
)


def stem(word: str) -> str:
    """A word cut to five letters: the truncation stemmer, crude and without surprises."""
    return word[:_STEM]


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The stems of a text's words, without possessive endings."""
    words = (match[0].casefold().replace("\u2019", "'") for match in _TOKEN.finditer(text))
    return frozenset(
        stem(part) for word in words for part in word.removesuffix("'s").split("-") if part
    )


def content(question: str) -> tuple[str, ...]:
    """The stems of the words that carry a question, in order, each once."""
    kept = (word for word in terms(question) if word not in STOP_WORDS and word not in ASKING)
    return tuple(dict.fromkeys(stem(part) for word in kept for part in word.split("-") if part))


def names(question: str) -> tuple[str, ...]:
    """The words of a question that look like names: capitalised, and not because they come first.

    A capitalised first word counts unless it is one that questions begin with.
    """
    found: dict[str, None] = {}
    for match in _TOKEN.finditer(question):
        word = match[0].replace("\u2019", "'").removesuffix("'s")
        lower = word.casefold()
        first = not _TOKEN.search(question[: match.start()])
        asking = lower in ASKING or lower in STOP_WORDS or "'" in word
        if word[0].isupper() and not (asking or (first and len(word) < 3)):
            found.setdefault(word)
    return tuple(found)


def side_by_side(question: str, found: Sequence[str]) -> tuple[str, ...]:
    """``found``, names of a question, with those that stand side by side as one: "White House"."""
    if not found:
        return ()
    word = "|".join(re.escape(each) for each in sorted(found, key=len, reverse=True))
    runs = re.finditer(rf"(?<![^\W_])(?:{word})(?: (?:{word}))*(?![^\W_])", question)
    return tuple(dict.fromkeys(run[0] for run in runs))


def coverage(wanted: tuple[str, ...], text: str) -> float:
    """The share, in [0, 1], of ``wanted`` stems that stand in ``text``; 1 where none is wanted."""
    return sum(word in stems(text) for word in wanted) / len(wanted) if wanted else 1.0
