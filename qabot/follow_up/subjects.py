"""What a question is about, where that has no name: the noun behind its auxiliary.

Nothing tags words here: an English question has its subject right behind the first auxiliary, and
what kind of auxiliary that is tells where the subject ends.
"""

import re

from qabot.lexicon import AUXILIARIES, PAST, PREPOSITION, VERBS
from qabot.library.query import STOP_WORDS

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
_NO_SUBJECT = frozenset(
    """anybody anyone anything somebody someone something nobody nothing everybody everyone
    everything one ones there""".split()
)
_NOUNS_IN_ING = frozenset(
    """meeting building hearing rating ruling bombing shooting wedding feeling finding filing
    offering listing funding spending training killing opening beginning warning ceiling painting
    drawing saving king ring spring string thing wing evening morning""".split()
)
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
    at = determiner.end() if determiner else auxiliary.end()
    run: list[str] = []
    adverb = False
    while match := _WORD.match(question, at):
        word = match[1]
        if word[0].isupper() and (determiner is None or _is_noun(run)):
            break  # a name, but not "the Senate committee"
        adverb = word in _ADVERBS or word.endswith("ly")
        adverb = adverb and (bool(run) or determiner is None)  # "the last bond"
        if adverb or word in STOP_WORDS or word in _NO_SUBJECT or _BOUNDARY.fullmatch(word):
            break
        run.append(word)
        at = match.end()
    if not run:
        return None
    verb = auxiliary["verb"].casefold().replace("\u2019", "'").removesuffix("n't")
    asks = _IDENTIFIES.match(question, 0, auxiliary.start()) is not None
    ends = not question[at:].strip(" ?.!,;")
    if determiner is None and (_is_past(run[0]) or run[0].endswith("ing") or run[0] in VERBS):
        return None  # "How much debt is rescheduled?", "What will happen to it?"
    if determiner is None and _PART_OF.search(question, 0, auxiliary.start()):
        return None  # "How much of the money is foreign?"
    followed = _OBJECT.match(question, at) is not None
    indefinite = determiner is not None and determiner[0][:1].lower() == "a"
    if len(run) == 1 and followed and (determiner is None or verb in _DOING):
        return None  # "What can block a bill?", "What does the acronym FIS stand for?"
    if indefinite and verb in _BEING and asks:
        return None  # "What was a success?"
    if _OF.match(question, at) and run[-1] not in VERBS:
        words = run  # "Did the board of trustees meet?"
    elif len(run) > 1 and followed:
        words = run[:-1]  # "Is the country offering the creditors anything?"
    else:
        asks = asks and not (ends and _WHY.match(question))  # "Why is sentiment positive?"
        words = _before_verb(run, verb, asks, ends, adverb)
    if determiner is None and verb in _BEING and asks and not ends and len(words) == 1:
        # "What was unique about it?", but "Why is inflation high?"
        words = [] if re.match(r"\W*(?:what|who)\b", question, re.IGNORECASE) else words
    if words and words[-1][0].isupper():
        return None
    if not words or (determiner is None and len(words) > _LONGEST_BARE):
        return None
    owner = determiner["owner"] if determiner is not None else None
    said = " ".join(words)
    return (f"{owner} {said}", False) if owner else (said, determiner is not None)


def _is_noun(run: list[str]) -> bool:
    """Whether what was read so far may end a subject: it has a word in lower case that may."""
    return bool(run) and run[-1][0].islower() and run[-1] not in _ADVERBS


def _is_past(word: str) -> bool:
    return word in PAST or (word.endswith("ed") and len(word) > _SHORT)


def _before_verb(run: list[str], verb: str, asks: bool, ends: bool, adverb: bool) -> list[str]:
    """The words of ``run`` up to the verb, or to what is said of the subject."""
    for place, word in enumerate(run[1:], 1):
        going = word.endswith("ing") and word not in _NOUNS_IN_ING
        if going or _is_past(word) or (word in VERBS and verb not in _BEING):
            return run[:place]
    if adverb or len(run) == 1:
        return run  # "Does the country still owe ...?"
    if verb in _BEING:
        return run if asks or not ends else run[:-1]  # "Is the building old?"
    several = next((i for i, word in enumerate(run[:-1]) if word.endswith("s")), None)
    if several is not None and not run[several].endswith(("ss", "us", "is", "'s")):
        return run[: several + 1]  # "Did analysts expect profits?"
    objects = len(run) > 2 and run[-1].endswith("s") and ends
    return run[:-2] if objects else run[:-1]
