"""What a conversation has spoken of by name, and how near at hand each name is."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from qabot.follow_up.conversation import Conversation
from qabot.follow_up.members import Cast, Member
from qabot.follow_up.naming import names, with_article
from qabot.lexicon import COMMON, PEOPLE_ROLES, PRONOUNS, ROLES, Sort

ASKS_NAME = re.compile(
    r"\W*(?:(?:who|whom|whose|by whom)\b"
    r"|what(?:['\u2019]s|\s+(?:is|was|are|were))\s+[^?]*\bnames?\b"
    r"|(?:which|what)\s+(?:[\w-]+\s+)?(?:" + "|".join(sorted(PEOPLE_ROLES)) + r")\b)",
    re.IGNORECASE,
)
"""A question that a name answers: "Who?", "What is the captain's name?", "Which minister ...?"."""
WHO = re.compile(r"^\W*(?:who|whom)\b", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:the|his|her|its|their)\s+(?:[\w-]+\s+)?(" + "|".join(sorted(ROLES)) + r")\b"
)
GENDERED = re.compile(r"\b(?:he|him|his|she|her)\b")
IT = re.compile(r"\b(?:it|its)\b")
_OF_ONE = re.compile(r"\b(?:he|him|his|she|her|it|its)\b")
SURE = 0.6
"""Agreement from which a name surely fits."""
_FIRST, _ASKED, _AGREES = 3.0, 2.0, 2.0
"""What a name counts in the first question, in a later one, and where it agrees surely."""
_AROUND = 4
"""Sentences on either side of a shown one that tell what it is about."""
MOST_NEAR = 4
_OFTEN = 2.0
"""How often it is named there at least, where no question names it."""
MOST_NAMES = 3
"""Names of a long answer that count: its first."""


@dataclass(frozen=True, slots=True)
class Referent:
    """Something spoken of, as it is named in a question. ``weight``: larger is nearer at hand."""

    spoken: str
    sort: Sort | None
    person: bool
    place: bool
    weight: float
    newest: bool
    """Spoken of in the last turn."""
    answered: bool
    """It stood in an answer."""
    who: bool = False
    """It answered "Who?"."""


Choose: TypeAlias = Callable[
    [Sort, list[Referent], Collection[str], Cast, Conversation, bool | None], str | None
]
"""Finds the name that a pronoun stands for, as ``by_rule`` does."""


def referents(conversation: Conversation, cast: Cast) -> list[Referent]:
    """Everything that was named, by weight."""
    found: list[Referent] = []
    known = called(conversation, cast)
    things = any(
        (member := cast.find(name)) is not None and not is_person(member)
        for turn in conversation.turns
        for name, _ in spoken(turn.understood_as)
    )
    for age, turn in enumerate(reversed(conversation.turns)):
        recency = 0.6 * 0.4**age
        names_one = ASKS_NAME.match(turn.understood_as) is not None
        for role in _ROLE.findall(turn.understood_as):
            members = cast.with_role(role)
            if members and (role in PEOPLE_ROLES or not things):
                found.append(_referent(members[0].name, recency + 0.2, cast, age, False))
        for place, (name, owns) in enumerate(spoken(turn.understood_as)):
            weight = recency + (0.25 if not place else 0.2) - (0.1 if owns else 0.0)
            found.append(_referent(name, weight, cast, age, False))
        for place, (name, _) in enumerate([*spoken(turn.answer_text)][:MOST_NAMES]):
            if name.casefold() in COMMON:
                continue
            first = names_one and not place and turn.answer_text.startswith(name[:3])
            each = _referent(name, recency + (0.28 if first else 0.1), cast, age, True)
            titled = name.split()[-1].casefold() in PEOPLE_ROLES  # "Who is Choe?" "A vice minister"
            who = first and not titled and WHO.match(turn.understood_as) is not None
            found.append(replace(each, who=who))
    found = [
        replace(each, sort=known.get(key(each.spoken, cast))) if each.sort is None else each
        for each in found
    ]
    return sorted(found, key=lambda each: -each.weight)


def people_by_role(text: str, cast: Cast, alone: bool = False) -> list[Member]:
    """The people that a text has by their role: "the professor".

    ``alone``: only where nobody else has that role.
    """
    roles = (role for role in _ROLE.findall(text) if role in PEOPLE_ROLES)
    found = (cast.with_role(role) for role in roles)
    return [members[0] for members in found if members and not (alone and len(members) > 1)]


def called(
    conversation: Conversation, cast: Cast, pronouns: re.Pattern[str] = GENDERED
) -> dict[str, Sort]:
    """Whom the person meant by "he", and whom by "she": who then is not the other. By ``key``.

    ``pronouns``: or what was meant by others, as by IT.
    """
    found: dict[str, Sort] = {}
    for turn in conversation.turns:
        asked = turn.question.casefold()
        sorts = {PRONOUNS.get(word) for word in _OF_ONE.findall(asked)}
        if not pronouns.search(asked):
            continue
        said = {name for name, _ in spoken(turn.question)}
        of_it = pronouns is IT
        meant = [
            name
            for name, owns in spoken(turn.understood_as)
            if name not in said and not (of_it and owns)
        ]
        if len(sorts) == len(meant) == 1 and (sort := sorts.pop()) is not None:
            found[key(meant[0], cast)] = sort
    return found


def key(name: str, cast: Cast) -> str:
    """What tells apart whom a name means."""
    member = cast.find(name)
    return member.name if member is not None else name.casefold().removeprefix("the ")


def spoken(text: str) -> Iterator[tuple[str, bool]]:
    """The names of a text, and whether they stand there as owners: "Toyota's"."""
    for start, end in names(text):
        yield with_article(text, start, end), text[end : end + 1] in ("'", "\u2019")


def _referent(name: str, weight: float, cast: Cast, age: int, answered: bool) -> Referent:
    member = cast.find(name)
    sort = cast.sort(name)
    if sort is None and name.startswith("the ") and (member is None or not is_person(member)):
        sort = Sort.IT
    return Referent(
        spoken=name,
        sort=sort,
        person=is_person(member),
        place=member is not None and member.place,
        weight=weight,
        newest=age == 0,
        answered=answered,
    )


def is_person(member: Member | None) -> bool:
    """Whether an article shows that a member is a person, of whichever gender; None is none."""
    if member is None:
        return False
    if member.sort is not None:
        return member.sort in (Sort.HE, Sort.SHE)
    return bool(member.roles & PEOPLE_ROLES)


def agreement(sort: Sort | None, person: bool, wanted: Sort) -> float:
    """How well a pronoun of the ``wanted`` sort fits, in [-1, 1]; below 0 it does not."""
    if sort is wanted:
        return 1.0
    if wanted in (Sort.HE, Sort.SHE):
        return (0.8 if person else 0.1) if sort is None else -1.0
    if wanted is Sort.IT:
        return (-0.5 if person else 0.3) if sort is None else -1.0
    if person:
        return 0.1
    return 0.3


def mentioned_near(member: Member, shown: Collection[int]) -> int:
    """How often the article names a member around the sentences shown; MOST_NEAR at most."""
    near = sum(any(abs(at - index) <= _AROUND for index in shown) for at in member.mentions)
    return min(near, MOST_NEAR)


def topic(
    conversation: Conversation,
    cast: Cast,
    wanted: Sort | None = None,
    taken: Collection[str] = (),
) -> str | None:
    """Whom or what a conversation is about; ``wanted``: of those that such a pronoun may mean.

    What the questions name counts most, the first of them more; then how often the article names it
    around the sentences that were shown.
    """
    counts: dict[str, float] = {}
    asked: dict[str, str] = {}
    known = called(conversation, cast)
    for age, turn in enumerate(conversation.turns):
        for spelled, _ in spoken(turn.understood_as):
            same, member = key(spelled, cast), cast.find(spelled)
            name = asked.setdefault(same, member.name if member is not None else spelled)
            counts[name] = counts.get(name, 0.0) + (_FIRST if not age else _ASKED)
    around = [index for turn in conversation.turns for _, index in turn.evidence[:1]]
    for member in cast.members:
        if near := mentioned_near(member, around):
            counts[member.name] = counts.get(member.name, 0.0) + near
    best: tuple[float, str] | None = None
    for name, count in counts.items():
        each = _referent(name, 0.0, cast, 0, False)
        fits = agreement(each.sort, each.person, wanted) if wanted is not None else 0.0
        if wanted is not None and fits < (SURE if name not in asked.values() else 0.0):
            continue
        if wanted is not None and known.get(key(name, cast), wanted) is not wanted:
            continue
        if is_taken(name, taken) or name.casefold() in COMMON:
            continue
        if name not in asked.values() and (each.place or count < _OFTEN):
            continue
        if best is None or count + fits * _AGREES > best[0]:
            best = (count + fits * _AGREES, name)
    return best[1] if best is not None else None


def is_taken(name: str, taken: Collection[str]) -> bool:
    """Whether a name is, or is a part of, or has as a part, one of those ``taken``."""
    folded = f" {name.casefold().removeprefix('the ')} "
    return any(folded in f" {each} " or f" {each} " in folded for each in taken)
