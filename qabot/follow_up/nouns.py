"""What "it" and "they" stand for: a name that was spoken of, or a thing that has none."""

import re
from collections.abc import Collection

from qabot.follow_up.conversation import Conversation
from qabot.follow_up.members import Cast
from qabot.follow_up.naming import has_name, names, with_article
from qabot.follow_up.phrases import Phrase, answered, first_noun, focus, may_name, several
from qabot.follow_up.referents import ASKS_NAME, WHO, agreement, is_person, is_taken, key, spoken
from qabot.lexicon import AUXILIARIES, COLLECTIVES, Sort

WHERE = re.compile(r"\W*(?:where|in which|in what)\b", re.IGNORECASE)
"""A question for a place."""
_DETERMINED = re.compile(r"(?:the|an?)\s", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?:in|at|on|from|to|into|during|after|before)\s+(?:the\s+)?$", re.IGNORECASE
)
_SUBJECT = re.compile(rf"\b{AUXILIARIES}\s+(?:the\s+)?$", re.IGNORECASE)
_TWO = re.compile(r"((?:[A-Z][\w.-]*\s)*[A-Z][\w.-]*) and ((?:[A-Z][\w.-]*\s)*[A-Z][\w.-]*)")
_HEARD = 4
"""Turns that what somebody named is at hand for."""
_SHORT = 6
"""Words of an answer in which whatever has a name is what it says."""
_LATELY = 3
"""Turns that who "they" are outlasts: a question about the talks between does not change it."""


def thing(
    sort: Sort,
    name: str | None,
    conversation: Conversation,
    cast: Cast,
    within: bool = False,
    taken: Collection[str] = (),
) -> str | None:
    """What "it" or "they" mean: ``name``, the likeliest of the names, or what has none.

    What the last question is about comes first, with a name or without; then what answered it, then
    what else it spoke of, then ``name`` where somebody asked about it earlier. None where nothing
    is likely. ``within``: something is in it, or of it, as of a place. ``taken``: names that are
    not meant.
    """
    last, plural = conversation.turns[-1], sort is Sort.THEY
    asked, said = last.understood_as, last.answer_text
    own, given = focus(asked, plural), answered(asked, said, plural)
    if plural and (both := _together(asked, said, taken)):
        return both
    name = _about(asked, name, sort, taken, cast) or name
    if name is not None and own is not None and f" {name.removeprefix('the ')} " in own.text:
        return own.text  # "the Senate committee"
    if name is None:
        return _text(own) or given or phrase(conversation, plural)
    if name in asked:
        found = _asked(name, asked, own, given, within, plural, cast)
    elif name in said:
        found = _answer(name, asked, said, own, given, plural)
    elif own is not None and not _outlasts(name, own.text, sort, conversation, cast):
        return own.text
    elif given is not None:
        return given
    elif cast.somewhere(name) and not within:
        return phrase(conversation, plural)  # nobody comes back to a place so
    else:
        found = name if _spoken_of(name, conversation, cast) else None
    if found != name:
        return found
    return name if _fits(name, sort, cast) else phrase(conversation, plural) or name


def _text(own: Phrase | None) -> str | None:
    return own.text if own is not None else None


def _fits(name: str, sort: Sort, cast: Cast) -> bool:
    return agreement(cast.sort(name), is_person(cast.find(name)), sort) > 0


def _about(
    asked: str, name: str | None, sort: Sort, taken: Collection[str], cast: Cast
) -> str | None:
    """The name that a question is about: "Redland" of "How much of Monier does Redland own?"."""
    if name is not None and (name not in asked or _is_subject(name, asked)):
        return None
    for start, end in names(asked):
        found = with_article(asked, start, end)
        if not _is_subject(asked[start:end], asked) or is_taken(found, taken):
            continue
        surely = cast.sort(found) in (Sort.IT, Sort.THEY)
        return found if surely and _fits(found, sort, cast) else None
    return None


def _is_subject(name: str, asked: str) -> bool:
    at = asked.find(name)
    owns = asked[at + len(name) : at + len(name) + 1] in ("'", "\u2019")
    return at > 0 and not owns and _SUBJECT.search(asked, 0, at) is not None


def _owns(name: str, asked: str) -> bool:
    """Whether what a question asks about is of ``name``."""
    bare = re.escape(name.removeprefix("the "))
    if re.search(rf"\b{bare}['\u2019]", asked):
        return True
    of = rf".*?\s(?:is|was|are|were)\s+the\s.*\s(?:of|for|in|to)\s+(?:the\s+)?{bare}"
    return re.match(rf"\W*(?:what|how)\b{of}", asked, re.IGNORECASE) is not None


def _together(asked: str, said: str, taken: Collection[str]) -> str | None:
    """Two that are named together: "China and Russia"."""
    match = _TWO.search(asked) or _TWO.fullmatch(said)
    if match is None or any(is_taken(each, taken) for each in match.groups()):
        return None
    return match[0]


def _asked(
    name: str,
    asked: str,
    own: Phrase | None,
    given: str | None,
    within: bool,
    plural: bool,
    cast: Cast,
) -> str | None:
    """``name``, which the last question names, or what that question is about or was answered."""
    about = _is_subject(name, asked)
    if not plural and _owns(name, asked) and agreement(cast.sort(name), False, Sort.IT) > 0:
        return name  # "What is the population of Los Angeles?", "What was Miami's reputation?"
    if about:
        many = own is not None and several(own.text) and not own.beside
        if plural and own is not None and many and cast.sort(name) is Sort.IT:
            return own.text  # "Where did Iran get the missiles?"
        if cast.somewhere(name):
            if plural and WHO.match(asked):
                return None  # "Who did Kuwait ask for help?"
            return given if given is not None and not plural else name
    if given is not None and cast.sort(name) is None:
        return given  # "What does McEvoy use?", "acupuncture"
    if about:
        return name
    if own is not None and own.subject and not within:
        return own.text
    if not within and _beside(name, asked):
        return _text(own) or given or name
    return name


def _answer(
    name: str, asked: str, said: str, own: Phrase | None, given: str | None, plural: bool
) -> str | None:
    """``name``, which only the last answer names, or what was asked about."""
    if whole := _named_thing(name, said, plural):
        return whole
    if WHERE.match(asked):  # "Where is the mine?" "Who owns it?"
        return _text(own) or name
    if ASKS_NAME.match(asked):
        return name
    if own is not None and own.subject:  # "What does the resolution call for?"
        return own.text
    if given is not None:
        return given
    if len(said.split()) > _SHORT and not said.removeprefix("the ").startswith(name):
        return _text(own)
    return name


def _beside(name: str, question: str) -> bool:
    """Whether a question has a name only as where or when something is: "in the US"."""
    at = question.find(name)
    return at > 0 and _BESIDE.search(question, 0, at) is not None


def _outlasts(name: str, own: str, sort: Sort, conversation: Conversation, cast: Cast) -> bool:
    """Whether a name that was spoken of lately is meant rather than what is asked about now.

    "They" who are many outlast a question about the talks between, and about the band.
    """
    known = cast.sort(name)
    if sort is not Sort.THEY:
        return False
    if own.split()[-1].lower() in COLLECTIVES and not cast.somewhere(name):
        return True
    many = known is sort or (known is not Sort.IT and name.endswith("s"))
    lately = conversation.turns[-_LATELY:]
    return many and any(name in each.understood_as or name in each.answer_text for each in lately)


def _spoken_of(name: str, conversation: Conversation, cast: Cast) -> bool:
    """Whether the person named it, or the last questions are about it."""
    wanted = key(name, cast)
    typed = (turn.question for turn in conversation.turns[-_HEARD:])
    lately = (turn.understood_as for turn in conversation.turns[-2:])
    return any(key(each, cast) == wanted for text in (*typed, *lately) for each, _ in spoken(text))


def _named_thing(name: str, said: str, plural: bool) -> str | None:
    """An answer that is one thing with a name before it: "BNP mosque leaflet"."""
    match = re.match(rf"(?:(?:the|an?)\s+)?({re.escape(name)}(?:\s+[a-z-]+){{1,3}})$", said, re.I)
    if match is None or not all(map(may_name, match[1].removeprefix(name).split())):
        return None
    return f"the {match[1]}" if several(match[1]) == plural else None


def phrase(conversation: Conversation, plural: bool) -> str | None:
    """The thing without a name that was last spoken of: "the talks", "the resolution".

    None from before a question about somebody else: "What happened to Downing?".
    """
    for turn in reversed(conversation.turns[-2:]):
        asked, said = turn.understood_as, turn.answer_text
        if own := focus(asked, plural, determined=True):
            return own.text
        if _DETERMINED.match(said) and (noun := first_noun(said, plural)):
            return noun
        if has_name(asked):
            return None
    return None
