"""Mistyped words of a question, put right by the words of the articles that it found.

A dictionary would know neither "Biegun" nor "Panmunjeom". So a word is only called mistyped where
no passage found has it and the reader's vocabulary does not either, and only a word of those
passages, or one that questions are asked with, takes its place.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from qabot.lexicon import ROLES, VERBS
from qabot.read.words import ASKING

_WORD = re.compile(r"[^\W\d_]{2,}")
SHORTEST, LONG = 4, 8
"""Letters of the shortest word that is corrected, and of those where two slips are allowed."""

_ENDINGS = (
    ("s", ("",)),
    ("es", ("", "e")),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("er", ("", "e")),
    ("ers", ("", "e")),
    ("or", ("", "e")),
    ("ors", ("", "e")),
    ("ise", ("", "ize")),
    ("ised", ("", "ize", "ized")),
    ("ising", ("", "ize", "izing")),
    ("isation", ("ize", "ization")),
    ("our", ("or",)),
    ("ly", ("",)),
)
"""What forms of a word end in, and what the word may end in without. A vocabulary of whole words
has few of them."""

MOST = 32
"""With more unknown words than this a question is left alone: each is compared with every word of
what was found."""


def corrected(question: str, texts: Iterable[str], known: Callable[[str], bool]) -> str:
    """``question`` with each mistyped word replaced by the one word that it must be.

    ``known`` tells of a word in lower case whether it is an ordinary one. A slip is a letter too
    many, missing, wrong or swapped with its neighbour (optimal string alignment). Where two words
    of ``texts`` are as near, the one that they use more often is meant; where that does not settle
    it either, the word stays.
    """
    doubtful = [
        match
        for match in _WORD.finditer(question)
        if len(match[0]) >= SHORTEST and not _is_word(match[0].casefold(), known)
    ]
    if not 0 < len(doubtful) <= MOST:
        return question
    shapes = Counter(word[0] for text in texts for word in _WORD.finditer(text))
    words: Counter[str] = Counter()
    for shape, count in shapes.items():
        words[shape.casefold()] += count
    parts, end = [], 0
    for match in doubtful:
        opening = not _WORD.search(question, 0, match.start())
        best = _nearest(match[0].casefold(), words, ASKING if opening else frozenset())
        if best is not None:
            shape = max(
                (s for s in shapes if s.casefold() == best), key=lambda s: shapes[s], default=best
            )
            parts += [question[end : match.start()], shape]
            end = match.end()
    return "".join([*parts, question[end:]])


def _is_word(word: str, known: Callable[[str], bool]) -> bool:
    """Whether a word, or what it is a form of, is an ordinary one: "exporters", "apologise"."""
    if known(word) or word in ROLES or word in VERBS:
        return True
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= SHORTEST and any(known(stem + each) for each in instead):
            return True
    return False


def _nearest(word: str, words: Counter[str], rather: frozenset[str]) -> str | None:
    """The word that ``word`` must be; None where it is one of ``words``, or none is near.

    Of words as near, one of ``rather`` is meant.
    """
    if word in words:
        return None
    from rapidfuzz import process  # 10 ms that a well-typed question does not need
    from rapidfuzz.distance import OSA

    pool = [other for other in {*words, *ASKING} if len(other) >= SHORTEST]
    most = 2 if len(word) >= LONG else 1
    near = process.extract(word, pool, scorer=OSA.distance, score_cutoff=most, limit=None)
    ranked = sorted((slips, other not in rather, -words[other], other) for other, slips, _ in near)
    if not ranked or (len(ranked) > 1 and ranked[0][:-1] == ranked[1][:-1]):
        return None
    return ranked[0][-1]
