"""What was spoken of without a name: "the talks", "unemployment"."""

import itertools
import re

from qabot.follow_up.cast import Cast
from qabot.follow_up.conversation import Conversation
from qabot.follow_up.naming import has_name
from qabot.follow_up.referents import ASKS_NAME, agreement, is_person
from qabot.lexicon import (
    AUXILIARIES,
    COLLECTIVES,
    COUNTRIES,
    PEOPLE_ROLES,
    PREPOSITION,
    Sort,
)
from qabot.library.query import STOP_WORDS

WHERE = re.compile(r"\W*(?:where|in which|in what)\b", re.IGNORECASE)
"""A question for a place."""
_DETERMINED = re.compile(r"(?:the|an?)\s", re.IGNORECASE)
_PHRASE = re.compile(
    r"\b(?:the|a|an|his|her|its|their|any)\s+((?:[\w'-]+\s+){0,2}?[\w-]+)"
    r"(?=\s*(?:[?,.;:]|$|\w+ed\W*$|\b(?:of|in|on|at|to|for|from|with|by|about|that|who|which|and|or|when|after"
    r"|before|during|is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|say|says"
    r"|said|take|make|get|go|come|cost|end|fall|rise|happen|broken|mean|want|need|start|begin|bring"
    r"|cover|contain|include|require|affect|cause|work|help|call|ask|look|apply|pay|stand|belong"
    r"|refer|lead|depend|focus|talk|propose|suggest|warn|argue|claim)\b))",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(rf"\b{AUXILIARIES}\s+", re.IGNORECASE)
_BEHIND_AUXILIARY = re.compile(rf"{_AUXILIARY.pattern}$", re.IGNORECASE)
_IDENTIFIES = re.compile(r"\W*(?:who|what|where|which)\s+$", re.IGNORECASE)
"""What before an auxiliary asks for the noun behind it as a whole: "What are the new domains?"."""
_AT = re.compile(rf"\s+{PREPOSITION}\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|an?|his|her|its|their)\s+", re.IGNORECASE)
_OF_SOMETHING = frozenset(
    """name number majority amount result way time use part kind type example lot percentage rate
    case point top end start year""".split()
)
"""What is asked of something, and is not what a question is about."""
_DOES_THE = re.compile(r"\b(?:do|does|did)\s+the\s", re.IGNORECASE)
_BESIDE = re.compile(r"\b(?:in|at|on|from|during|after|before)\s+(?:the\s+)?$", re.IGNORECASE)
_COUNTED = re.compile(
    r"\W*(?:how many|which|what)\s+((?:[a-z-]+\s+)??(?!was|has|does)[a-z-]{2,}s)\s", re.IGNORECASE
)
"""What is counted: "How many creditors are there?"."""
_LOWER = re.compile(r"(?:[a-z][\w-]*\s*)+")
_ANYBODY = frozenset(
    """anybody anyone anything somebody someone something nobody nothing everybody everyone
    everything one ones""".split()
)
_LATELY = 3
"""Turns that who "they" are outlasts: a question about the talks between does not change it."""
_PEOPLE = frozenset("people men women children police".split())


def thing(
    sort: Sort, name: str | None, conversation: Conversation, cast: Cast, within: bool = False
) -> str | None:
    """What has no name and is meant by "it" or "they", rather than ``name``; None: nothing is.

    What the last question is about, unless ``name`` was spoken of lately; then whatever else was,
    where ``name`` does not agree, or is but the place of it. ``within``: something is in it, or of
    it, as of a place.
    """
    last, plural = conversation.turns[-1], sort is Sort.THEY
    asked, said = last.understood_as, last.answer_text
    if name is None:
        return phrase(conversation, plural)
    if name not in asked and name in said:
        if whole := _answered(name, said, plural):
            return whole
        if WHERE.match(asked):  # "Where is the mine?" "Who owns it?"
            return phrase(Conversation((last,)), plural)
        if (
            not ASKS_NAME.match(asked)
            and _DOES_THE.search(asked)
            and (own := _behind_auxiliary(asked, plural))
        ):  # "What does the resolution call for?" "What else does it propose?"
            return own
    if not within and _beside(name, asked) and (own := _behind_auxiliary(asked, plural)):
        return own
    member = cast.find(name)
    if not _at_hand(name, sort, conversation, cast) and (own := _in_question(asked, plural)):
        one = own.split()[-1].lower() in COLLECTIVES
        somewhere = name.casefold() in COUNTRIES or (member is not None and member.place)
        return own if somewhere or not one or not plural else None
    if agreement(cast.sort(name), member is not None and is_person(member), sort) > 0:
        return None
    return phrase(conversation, plural)


def _beside(name: str, question: str) -> bool:
    """Whether a question has a name only as where or when something is: "in the US"."""
    at = question.find(name)
    return at > 0 and _BESIDE.search(question, 0, at) is not None


def _behind_auxiliary(question: str, plural: bool) -> str | None:
    """What a question is about: "the album" of "How many copies did the album sell in Japan?"."""
    auxiliary = _AUXILIARY.search(question)
    own = _determined(question, plural) if auxiliary else None
    if auxiliary is None or own is None or own.split()[-1].lower() in _OF_SOMETHING:
        return None
    found = question.casefold().find(own.removeprefix("the ").casefold())
    return own if _ARTICLE.fullmatch(question, auxiliary.end(), found) else None


def _at_hand(name: str, sort: Sort, conversation: Conversation, cast: Cast) -> bool:
    """Whether a name was spoken of lately, as something that "it" or "they" may be."""
    known = cast.sort(name)
    if sort is Sort.THEY and known is Sort.IT:
        return False
    outlasts = sort is Sort.THEY and (known is sort or name.endswith("s"))
    lately = conversation.turns[-_LATELY if outlasts else -1 :]
    return any(name in each.understood_as or name in each.answer_text for each in lately)


def _answered(name: str, said: str, plural: bool) -> str | None:
    """An answer that is one thing with a name before it: "BNP mosque leaflet"."""
    match = re.match(rf"(?:(?:the|an?)\s+)?({re.escape(name)}(?:\s+[a-z-]+){{1,3}})$", said, re.I)
    if match is None or not all(map(_may_name, match[1].removeprefix(name).split())):
        return None
    return f"the {match[1]}" if several(match[1]) == plural else None


def phrase(conversation: Conversation, plural: bool) -> str | None:
    """The thing without a name that was last spoken of: "the talks", "the resolution".

    None from before a question about somebody else: "What happened to Downing?".
    """
    for turn in reversed(conversation.turns[-2:]):
        if own := _in_question(turn.understood_as, plural):
            return own
        if _DETERMINED.match(turn.answer_text) and (own := _determined(turn.answer_text, plural)):
            return own
        if has_name(turn.understood_as):
            return None
    return None


def _in_question(question: str, plural: bool) -> str | None:
    """What a question asks about, where that has no name."""
    counted = _COUNTED.match(question) if plural else None
    if counted and several(counted[1]) and all(map(_may_name, counted[1].split())):
        return f"the {counted[1]}"
    return _subject(question, plural) or _determined(question, plural)


def _determined(text: str, plural: bool) -> str | None:
    """A noun of ``text`` with "the" or the like before it."""
    for match in _PHRASE.finditer(text):
        words = match[1].split()
        auxiliary = _BEHIND_AUXILIARY.search(text, 0, match.start())
        ends = not text[match.end() :].strip("?. ")
        does = auxiliary is not None and auxiliary[0].strip().lower() in ("do", "does", "did")
        if auxiliary and ends and not _IDENTIFIES.match(text, 0, auxiliary.start()):
            words = words[:-1] or words  # "Is the building old?"
        elif does and _AT.match(text, match.end()) and not words[-1].endswith("s"):
            words = words[:-1] or words  # "Did the album sell in Japan?"
        last = words[-1].lower()
        if (not plural and last in PEOPLE_ROLES) or last.endswith("est") or words[0] == "other":
            continue
        fits = several(last) == plural or (plural and last in COLLECTIVES)
        if fits and not any(word[0].isupper() for word in words):
            return f"the {' '.join(words)}"
    return None


def _subject(question: str, plural: bool) -> str | None:
    """A noun behind the auxiliary, without a determiner: "Did unemployment fall?"."""
    auxiliary = _AUXILIARY.search(question)
    run = _LOWER.match(question, auxiliary.end()) if auxiliary else None
    if auxiliary is None or run is None:
        return None
    every = run[0].split()
    words = list(itertools.takewhile(_may_name, every))
    whole = len(words) == len(every)
    if question[: auxiliary.start()].strip().casefold() == "what":
        words = words if whole else []  # "What is inflation?", but not "What was unique about it?"
    elif whole or len(words) > 1:
        words = words[:-1]  # the verb, or what is said of it
    if not 1 <= len(words) <= 2 or words[-1].endswith(("ing", "ed")):
        return None
    if several(words[-1]) != plural:
        return None
    return f"{'the ' if plural else ''}{' '.join(words)}"


def _may_name(word: str) -> bool:
    return not (word in STOP_WORDS or word in _ANYBODY or word.endswith("ly"))


def several(noun: str) -> bool:
    """Whether a noun, or the last word of a name, stands for more than one."""
    return noun.split()[-1] in _PEOPLE or (
        noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
    )
