"""Which of the ranked sentences say something that those above them do not."""

import re
from collections.abc import Sequence

from qabot.library.query import STOP_WORDS
from qabot.read.words import stem

_TOKEN = re.compile(r"[^\W_]+(?:[.,'\u2019][^\W_]+)*")
_HELD = 0.85
"""A sentence of whose content words this share stands in another adds nothing to it."""
_ALIKE = 0.7
"""Nor does one that shares this part of all the words of both (Jaccard)."""
_FEWEST = 3
"""Content words below which a sentence is too short to judge."""
_TURNING = frozenset("not no never nor neither without".split())


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
