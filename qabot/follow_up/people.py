"""People whom a conversation speaks of without a name for each: "the chancellor", "they" of two."""

import re

from qabot.follow_up.conversation import Conversation
from qabot.follow_up.members import Cast
from qabot.follow_up.referents import GENDERED, WHO, is_person, key, spoken
from qabot.follow_up.subjects import BEHIND_AUXILIARY
from qabot.lexicon import PEOPLE_ROLES, Sort

_SOMEBODY = re.compile(
    r"(?:\b(?:an?|any)|\bthe(?:\s+[\w-]+['\u2019]s)?|[\w-]+['\u2019]s)\s+(?:[\w-]+\s+)?(?P<role>"
    + rf"(?i:{'|'.join(sorted(PEOPLE_ROLES))})"
    + r")\b(?!['\u2019-]|\s+[A-Z])"
)
_REACTS = re.compile(
    r"\b(?:react|respond|repl(?:y|ie)|answer|retaliat)(?:s|d|ed)?\b", re.IGNORECASE
)
MOST_APART = 3
"""Turns that "they" may reach back for two people."""


def by_role(
    conversation: Conversation, cast: Cast, wanted: Sort, question: str, asks_name: bool = False
) -> str | None:
    """Somebody whom the last question has by a role: "the chancellor", or who that is.

    Whom it is about, whoever else it names; or else, where it names nobody. ``question`` is about
    nobody of whom it has the role itself; ``asks_name``: nobody is meant whose name is known.
    """
    asked = conversation.turns[-1].understood_as if conversation.turns else ""
    typed = set(question.casefold().split())
    found = [each for each in _SOMEBODY.finditer(asked) if each["role"].casefold() not in typed]
    about = [each for each in found if BEHIND_AUXILIARY.search(asked, 0, each.start())]
    if WHO.match(asked) and conversation.turns[-1].answer_text:
        return None
    if about:
        members = cast.with_role(about[0]["role"])
        if len(members) == 1 and not asks_name and members[0].sort in (None, wanted):
            return members[0].name
        if len(members) != 1 or asks_name:
            return _the(about[0][0])
    somebody = any(is_somebody(name, cast) for name, _ in spoken(asked))
    if GENDERED.search(asked.casefold()) or (somebody and not asks_name):
        return None
    unknown = [each for each in found if not cast.with_role(each["role"])]
    return _the(unknown[-1][0]) if unknown else None


def _the(somebody: str) -> str:
    return re.sub(r"^(?:an?|any)\s", "the ", somebody)


def reacting(question: str, conversation: Conversation, cast: Cast, wanted: Sort) -> str | None:
    """To whom something was done or said, where a question asks how he reacted: "What did Ferguson
    call Wenger?", "How did he react?"."""
    if not _REACTS.search(question):
        return None
    asked = conversation.turns[-1].understood_as
    people = [name for name, owns in spoken(asked) if is_somebody(name, cast) and not owns]
    first = asked.find(people[0]) if people else 0
    done = len(people) == 2 and BEHIND_AUXILIARY.search(asked, 0, first) is not None
    return people[1] if done and cast.sort(people[1]) in (None, wanted) else None


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
    if name.startswith("the ") and name.count(" ") == 1:
        return False  # "the Parliamentary watchdog"
    member = cast.find(name)
    known = cast.sort(name) in (Sort.HE, Sort.SHE)
    return known or is_person(member)
