"""What a pronoun may stand for: the names at hand that agree with it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from qabot.follow_up.conversation import Conversation
from qabot.follow_up.members import Cast, Member, sort_of_name
from qabot.follow_up.naming import is_name
from qabot.follow_up.referents import (
    IT,
    MOST_NAMES,
    WHO,
    called,
    is_person,
    is_taken,
    key,
    people_by_role,
    spoken,
)
from qabot.lexicon import COMMON, DAYS, PEOPLES, Sort

_WHO_IS = re.compile(r"\W*who(?:['\u2019]s|\s+(?:is|was))\s+(?P<name>[^?]+?)\W*", re.IGNORECASE)
_ADJECTIVES = ("ary", "ial", "nal", "ish", "ese")
_SURE = 3.0
"""Votes of an article that leave no doubt, with twice as many as for any other sort."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a pronoun may stand for. ``key`` tells it apart, however it is named."""

    key: str
    name: str
    member: Member | None


def who_is(question: str) -> str | None:
    """Whom a question asks for: "Who is Johnston McEvoy?"."""
    match = _WHO_IS.fullmatch(question)
    return match["name"] if match is not None and is_name(match["name"]) else None


def _people(conversation: Conversation, cast: Cast) -> set[str]:
    """Whom "Who is Johnston McEvoy?" was asked about, by key: "it" is none of them."""
    asked = (who_is(turn.understood_as) for turn in conversation.turns)
    full = (name for name in asked if name is not None and " " in name)
    return {key(name, cast) for name in full if cast.sort(name) not in (Sort.IT, Sort.THEY)}


def choices(
    wanted: Sort,
    taken: Collection[str],
    cast: Cast,
    conversation: Conversation,
    many: bool | None = None,
) -> list[Choice]:
    """All that it may stand for: what was named, last first, and men or women of the article."""
    found: dict[str, Choice] = {}
    for turn in reversed(conversation.turns):
        answered = [*spoken(turn.answer_text)][:MOST_NAMES]
        for name, _ in (*spoken(turn.understood_as), *answered):
            found.setdefault(key(name, cast), Choice(key(name, cast), name, cast.find(name)))
        for member in people_by_role(turn.understood_as, cast):
            found.setdefault(member.name, Choice(member.name, member.name, member))
    gendered = wanted in (Sort.HE, Sort.SHE)
    for member in cast.members if gendered else ():
        if member.sort is wanted and not member.place:
            found.setdefault(member.name, Choice(member.name, member.name, member))
    known = called(conversation, cast)
    others = called(conversation, cast, IT) if gendered else _people(conversation, cast)
    possible = [
        each
        for each in found.values()
        if each.key not in others
        and known.get(each.key, wanted) is wanted
        and may_be(each, wanted, taken, many)
    ]
    if any(each.key in known for each in possible):
        # Somebody was called so: what nothing shows to be a person is not meant.
        possible = [each for each in possible if each.key in known or _somebody(each, cast)]
    last = conversation.turns[-1].understood_as
    if gendered and WHO.match(last) and not conversation.turns[-1].answer_text:
        # "Who runs DaimlerChrysler?": somebody else.
        ends = last.rstrip("?!. ").endswith
        possible = [each for each in possible if not ends(each.name) or _somebody(each, cast)]
    people = [each for each in possible if _somebody(each, cast) or _acts(each.name, last)]
    if people and gendered:
        possible = [each for each in possible if each in people or not _thing(each, cast)]
        typed = {key(name, cast) for name, _ in spoken(conversation.turns[-1].question)}
        if any(each.key in typed for each in people):
            said = keys(f"{last} {conversation.turns[-1].answer_text}", cast)
            newest = typed | set(said)
            possible = [each for each in possible if each.key in newest]
    return _heard_of(possible, cast, conversation)


def _heard_of(possible: list[Choice], cast: Cast, conversation: Conversation) -> list[Choice]:
    """Without what the article does not have, where a question about it had no answer."""
    unanswered = [turn.understood_as for turn in conversation.turns if not turn.answer_text]
    heard = [
        each
        for each in possible
        if each.member is not None
        or cast.has(each.name)
        or not any(each.name in asked for asked in unanswered)
    ]
    return heard if heard and cast.members else possible


def _acts(name: str, question: str) -> bool:
    """Whether a question has somebody do something: "What did Ten Cate call it?"."""
    doing = rf"\b(?:did|does)\s+{re.escape(name)}\s+(?!have\b|be\b)[a-z]"
    return sort_of_name(name) is None and re.search(doing, question) is not None


def _thing(each: Choice, cast: Cast) -> bool:
    return cast.sort(each.name) in (Sort.IT, Sort.THEY)


def _somebody(each: Choice, cast: Cast) -> bool:
    return is_person(each.member) or cast.sort(each.name) in (Sort.HE, Sort.SHE)


def may_be(each: Choice, wanted: Sort, taken: Collection[str], many: bool | None) -> bool:
    """Whether such a pronoun may stand for a choice: it agrees, and is not ``taken``."""
    if is_taken(each.name, taken) or each.name.casefold() in COMMON | DAYS:
        return False
    plain = each.name.casefold().removeprefix("the ")
    if wanted is not Sort.THEY and " " not in plain and PEOPLES.search(plain):
        return False  # "Pakistani territory"
    if wanted is Sort.THEY and many is False:
        return True
    sure = _surely(each)
    person = is_person(each.member)
    if wanted in (Sort.HE, Sort.SHE):
        if " " not in plain and plain.endswith(_ADJECTIVES) and not person:
            return False  # "the Parliamentary watchdog"
        place = each.member is not None and each.member.place and not person
        return sure in (None, wanted) and not place
    if person and (wanted is Sort.IT or many):
        return False
    return sure not in (Sort.HE, Sort.SHE) and (wanted is Sort.THEY or sure is not Sort.THEY)


def _surely(each: Choice) -> Sort | None:
    """The sort of a name where there is no doubt of it."""
    own = sort_of_name(each.name) or sort_of_name(each.member.name if each.member else "")
    if own is not None or each.member is None:
        return own
    best, *others = sorted(each.member.votes.values(), reverse=True) or [0.0]
    doubt = best < _SURE or (others and best < 2 * others[0])
    return None if doubt else each.member.sort


def keys(text: str, cast: Cast) -> Iterator[str]:
    """The keys of the names that a text has."""
    return (key(name, cast) for name, _ in spoken(text))
