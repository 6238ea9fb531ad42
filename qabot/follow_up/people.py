"""People whom a conversation speaks of without a name for each: "the chancellor", "they" of two."""

import re

from qabot.follow_up.cast import Cast
from qabot.follow_up.conversation import Conversation
from qabot.follow_up.referents import GENDERED, WHO, is_person, key, spoken
from qabot.lexicon import PEOPLE_ROLES, Sort

_SOMEBODY = re.compile(
    r"(?:\bthe(?:\s+[\w-]+['\u2019]s)?|[\w-]+['\u2019]s)\s+(?:[a-z][\w-]*\s+)?(?P<role>"
    + "|".join(sorted(PEOPLE_ROLES))
    + r")\b"
)
MOST_APART = 3
"""Turns that "they" may reach back for two people."""


def unnamed(conversation: Conversation, cast: Cast, asks_name: bool = False) -> str | None:
    """Somebody whom the last question has by a role and nothing names: "the chancellor".

    ``asks_name``: nobody is meant who was named in it.
    """
    asked = conversation.turns[-1].understood_as if conversation.turns else ""
    if WHO.match(asked) and conversation.turns[-1].answer_text:
        return None
    somebody = any(is_somebody(name, cast) for name, _ in spoken(asked))
    if GENDERED.search(asked.casefold()) or (somebody and not asks_name):
        return None
    found = [each for each in _SOMEBODY.finditer(asked) if not cast.with_role(each["role"])]
    return found[-1][0] if found else None


def pair(conversation: Conversation, cast: Cast) -> str | None:
    """The two people of whom the last turn that has any people speaks: "Biegun and Choe"."""
    for turn in reversed(conversation.turns[-MOST_APART:]):
        people: dict[str, str] = {}
        asked = [name for name, _ in spoken(turn.understood_as)]
        for name in (*asked, *(name for name, _ in spoken(turn.answer_text))):
            if is_somebody(name, cast):
                people.setdefault(key(name, cast), name)
            elif cast.sort(name) is Sort.THEY:
                return None
        if people:
            both = len(people) == 2 and any(name in asked for name in people.values())
            return " and ".join(people.values()) if both else None
    return None


def is_somebody(name: str, cast: Cast) -> bool:
    """Whether a name is, as far as the article or the name tells, that of a person."""
    member = cast.find(name)
    known = cast.sort(name) in (Sort.HE, Sort.SHE)
    return known or (member is not None and is_person(member))
