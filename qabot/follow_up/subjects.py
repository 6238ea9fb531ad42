"""What a question is about, where that has no name: the noun behind its auxiliary.

Nothing tags words here: an English question has its subject right behind the first auxiliary, and
what kind of auxiliary that is tells where the subject ends.
"""

import re
from typing import NamedTuple

from qabot.lexicon import AUXILIARIES, PAST, PREPOSITION, VERBS
from qabot.library.query import STOP_WORDS

BEHIND_AUXILIARY = re.compile(rf"\b{AUXILIARIES}\s+$", re.IGNORECASE)
_AUXILIARY = re.compile(rf"\b(?P<verb>{AUXILIARIES})\s+", re.IGNORECASE)
_DETERMINER = re.compile(
    r"(?:(?:the|an?|his|her|its|their|any)|(?P<owner>(?-i:[A-Z])[\w-]*['\u2019]s?))\s+",
    re.IGNORECASE,
)
_WORD = re.compile(r"\s*([A-Za-z][\w'\u2019-]*)")
_IDENTIFIES = re.compile(
    r"\W*(?:(?:and|but|so)\s+)?(?:who|what|where|which|when|why|how)\b", re.IGNORECASE
)
_WHY = re.compile(r"\W*(?:(?:and|but|so)\s+)?why\b", re.IGNORECASE)
_OF = re.compile(r"\s+of\b", re.IGNORECASE)
_DOING = ("do", "does", "did")
_BEING = ("is", "are", "was", "were")
_ADVERBS = frozenset(
    """next last now today yesterday tomorrow still yet already ever never also just again then so
    too really actually currently mostly later soon else instead perhaps worth""".split()
)
ANYBODY = frozenset(
    """anybody anyone anything somebody someone something nobody nothing everybody everyone
    everything one ones""".split()
)
"""What names nobody and nothing."""
_NOUNS_IN_ING = frozenset(
    """meeting building hearing rating ruling bombing shooting wedding feeling finding filing
    offering listing funding spending training killing opening beginning warning ceiling painting
    drawing saving king ring spring string thing wing evening morning""".split()
)
_WHAT = re.compile(r"\W*(?:what|who)\b", re.IGNORECASE)
_PART_OF = re.compile(r"\bof\s+(?:the|its|his|her|their)\s", re.IGNORECASE)
_OBJECT = re.compile(
    r"\s+(?:(?i:the|an?|his|her|its|their|any|him|them|it|us|me|this|that|these|those)\b|[A-Z])"
)
"""What follows a verb."""
_BOUNDARY = re.compile(rf"{PREPOSITION}\b", re.IGNORECASE)
_LONGEST_BARE = 3
_SHORT = 4
"""Letters of "need" and "seed"."""


def about(question: str) -> tuple[str, bool] | None:
    """The words of a question's subject, with its owner but without "the", and whether it has
    that or another determiner; None where that is a name or a pronoun, or there is no auxiliary."""
    auxiliary = _AUXILIARY.search(question)
    if auxiliary is None:
        return None
    determiner = _DETERMINER.match(question, auxiliary.end())
    run = _run(question, determiner.end() if determiner else auxiliary.end(), bool(determiner))
    verb = auxiliary["verb"].casefold().replace("\u2019", "'").removesuffix("n't")
    asked = question[: auxiliary.start()]
    if determiner is None:
        words = _bare(run, verb, asked) if run.words else []
    elif len(run.words) == 1 and run.followed and verb in _DOING:
        words = []  # "What does the acronym FIS stand for?"
    elif determiner[0][:1].lower() == "a" and verb in _BEING and _IDENTIFIES.match(asked):
        words = []  # "What was a success?"
    else:
        words = _before_verb(run, verb, asked)
    if not words or words[-1][0].isupper():
        return None
    owner = determiner["owner"] if determiner is not None else None
    said = " ".join(words)
    return (f"{owner} {said}", False) if owner else (said, determiner is not None)


class _Run(NamedTuple):
    """Words behind an auxiliary that may be a subject and its verb."""

    words: list[str]
    adverb: bool
    """An adverb ended it: "does the country still owe"."""
    of: bool
    """What it is of follows: "did the board of trustees meet"."""
    followed: bool
    """The object of a verb follows: "is the country offering the creditors anything"."""
    ends: bool
    """Nothing follows."""


def _run(question: str, start: int, determined: bool) -> _Run:
    words: list[str] = []
    at, adverb = start, False
    while match := _WORD.match(question, at):
        word = match[1]
        if word[0].isupper() and (not determined or _is_noun(words)):
            break  # a name, but not "the Senate committee"
        adverb = word in _ADVERBS or word.endswith("ly")
        adverb = adverb and (bool(words) or not determined)  # "the last bond"
        if adverb or word in STOP_WORDS or word in ANYBODY or _BOUNDARY.fullmatch(word):
            break
        words.append(word)
        at = match.end()
    of, followed = _OF.match(question, at), _OBJECT.match(question, at)
    ends = not question[at:].strip(" ?.!,;")
    return _Run(words, adverb, of is not None, followed is not None, ends)


def _bare(run: _Run, verb: str, asked: str) -> list[str]:
    """The words of a subject without a determiner: "Did unemployment fall?"."""
    first = run.words[0]
    if _is_past(first) or first.endswith("ing") or first in VERBS:
        return []  # "How much debt is rescheduled?", "What will happen to it?"
    if _PART_OF.search(asked) or (len(run.words) == 1 and run.followed):
        return []  # "How much of the money is foreign?", "What can block a bill?"
    words = _before_verb(run, verb, asked)
    if verb in _BEING and len(words) == 1 and not run.ends and _WHAT.match(asked):
        return []  # "What was unique about it?", but "Why is inflation high?"
    return words if len(words) <= _LONGEST_BARE else []


def _is_noun(run: list[str]) -> bool:
    """Whether what was read so far may end a subject: it has a word in lower case that may."""
    return bool(run) and run[-1][0].islower() and run[-1] not in _ADVERBS


def _is_past(word: str) -> bool:
    return word in PAST or (word.endswith("ed") and len(word) > _SHORT)


def _before_verb(run: _Run, verb: str, asked: str) -> list[str]:
    """The words of ``run`` up to the verb, or to what is said of the subject."""
    words = run.words
    if run.of and words[-1] not in VERBS:
        return words
    if len(words) > 1 and run.followed:
        return words[:-1]
    for place, word in enumerate(words[1:], 1):
        going = word.endswith("ing") and word not in _NOUNS_IN_ING
        if going or _is_past(word) or (word in VERBS and verb not in _BEING):
            return words[:place]
    if run.adverb or len(words) <= 1:
        return words
    if verb in _BEING:
        whole = _IDENTIFIES.match(asked) and not (run.ends and _WHY.match(asked))
        return words if whole or not run.ends else words[:-1]  # "Is the building old?"
    several = next((i for i, word in enumerate(words[:-1]) if word.endswith("s")), None)
    if several is not None and not words[several].endswith(("ss", "us", "is", "'s")):
        return words[: several + 1]  # "Did analysts expect profits?"
    objects = len(words) > 2 and words[-1].endswith("s") and run.ends
    return words[:-2] if objects else words[:-1]
