"""Which of the names at hand a pronoun stands for: a fitted choice between all of them.

A mention-ranking model (Denis and Baldridge 2008) of a few features, most of which are those of
Lappin and Leass (1994): where and how lately a name was spoken of, and how much the article has of
it. What the rules alone would choose (``referents``) is one of them. What surely does not agree in
gender or number takes no part. The weights are fitted (``training/antecedents.py``) and stand
beside the models.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qabot.follow_up.cast import Cast, Member, sort_of_name
from qabot.follow_up.conversation import Conversation, PastTurn
from qabot.follow_up.fitted import fitted_weights
from qabot.follow_up.naming import is_name
from qabot.follow_up.referents import (
    IT,
    MOST_NAMES,
    MOST_NEAR,
    WHO,
    Referent,
    by_rule,
    called,
    is_person,
    is_taken,
    key,
    mentioned_near,
    people_by_role,
    spoken,
)
from qabot.lexicon import COMMON, DAYS, PEOPLES, Sort

FEATURES = (
    "asked",
    "asked before",
    "first",
    "answered",
    "answered before",
    "opens",
    "who",
    "near",
    "often",
    "place",
    "outside",
    "called",
    "rule",
)
"""asked, answered: it stands in the last question, the last answer. asked before, answered before:
in earlier ones, each worth half of the next, in [0, 2]. first: in the first question. opens: the
last answer opens with it. who: it comes first in the answer to "Who?". near: how often the article
has it near the sentences that were shown, in [0, 1]. often: one over its place among those of its
sort, by how often they are named. place: things happen in it. outside: only the article has it.
called: this pronoun stood for it before, or another of its gender. rule: the rules choose it."""
UNSURE = 0.4
"""A name less likely than this is not put for a pronoun: it is wrong more often than not."""

_WHO_IS = re.compile(r"\W*who(?:['\u2019]s|\s+(?:is|was))\s+(?P<name>[^?]+?)\W*", re.IGNORECASE)
_NAME = "antecedents"
_FADES = 0.5
_SURE = 3.0
"""Votes of an article that leave no doubt, with twice as many as for any other sort."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a pronoun may stand for. ``key`` tells it apart, however it is named."""

    key: str
    name: str
    member: Member | None


def weights() -> NDArray[np.float64]:
    """The fitted weight of each of FEATURES, (f,). Raises ModelError."""
    found = fitted_weights(_NAME, FEATURES)
    return np.array([found[name] for name in FEATURES])


def likeliest(
    wanted: Sort,
    spoken_of: list[Referent],
    taken: Collection[str],
    cast: Cast,
    conversation: Conversation,
    many: bool | None = None,
) -> str | None:
    """The name that a pronoun stands for, as ``referents.by_rule``; None where none is likely."""
    if asked := _asked_who(wanted, taken, cast, conversation):
        return asked
    rule = by_rule(wanted, spoken_of, taken, cast, conversation, many)
    found = choices(wanted, taken, cast, conversation, many)
    if not found:
        return None
    best = pick(features(found, wanted, rule, cast, conversation), weights())
    if best is None:
        return None
    # The rules may know a fuller form of the same name.
    same = rule is not None and key(rule, cast) == found[best].key
    name = rule if rule is not None and same else found[best].name
    # "What is the Genghis Khan mausoleum?", "When did he die?"
    return name.removeprefix("the ") if wanted in (Sort.HE, Sort.SHE) else name


def _asked_who(
    wanted: Sort, taken: Collection[str], cast: Cast, conversation: Conversation
) -> str | None:
    """Whom "Who is Michael Howard?" was asked about: "he" is nobody whom the answer names."""
    name = _who_is(conversation.turns[-1].understood_as)
    if name is None or wanted not in (Sort.HE, Sort.SHE):
        return None
    each = Choice(key(name, cast), name, cast.find(name))
    called_so = called(conversation, cast).get(each.key, wanted) is wanted
    return name if called_so and _may_be(each, wanted, taken, None) else None


def _who_is(question: str) -> str | None:
    match = _WHO_IS.fullmatch(question)
    return match["name"] if match is not None and is_name(match["name"]) else None


def _people(conversation: Conversation, cast: Cast) -> set[str]:
    """Whom "Who is Johnston McEvoy?" was asked about, by key: "it" is none of them."""
    asked = (_who_is(turn.understood_as) for turn in conversation.turns)
    full = (name for name in asked if name is not None and " " in name)
    return {key(name, cast) for name in full if cast.sort(name) not in (Sort.IT, Sort.THEY)}


def pick(values: NDArray[np.float64], weights: NDArray[np.float64]) -> int | None:
    """The place of the likeliest of some choices, of FEATURES ``values`` (n, f); None: none is.

    Whom alone the last question named, or who answered it where it asked "Who?" and named nobody
    else, is who the rules say it is: a conversation that has just turned to somebody stays there.
    """
    ruled = values[:, FEATURES.index("rule")] > 0
    asked = values[:, FEATURES.index("asked")] > 0
    alone = asked if asked.any() else values[:, FEATURES.index("who")] > 0
    if alone.sum() == 1 and (alone & ruled).any():
        return int(np.argmax(alone))
    scores = values @ weights
    best = int(np.argmax(scores))
    return best if 1.0 / np.exp(scores - scores[best]).sum() >= UNSURE else None


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
    for member in cast.members if wanted in (Sort.HE, Sort.SHE) else ():
        if member.sort is wanted and not member.place:
            found.setdefault(member.name, Choice(member.name, member.name, member))
    known = called(conversation, cast)
    gendered = wanted in (Sort.HE, Sort.SHE)
    others = called(conversation, cast, IT) if gendered else _people(conversation, cast)
    possible = [
        each
        for each in found.values()
        if each.key not in others
        and known.get(each.key, wanted) is wanted
        and _may_be(each, wanted, taken, many)
    ]
    if any(each.key in known for each in possible):
        # Somebody was called so: what nothing shows to be a person is not meant.
        possible = [each for each in possible if each.key in known or _somebody(each, cast)]
    last = conversation.turns[-1].understood_as
    people = [each for each in possible if _somebody(each, cast) or _acts(each.name, last)]
    if people and wanted in (Sort.HE, Sort.SHE):
        possible = [each for each in possible if each in people or not _thing(each, cast)]
        typed = {key(name, cast) for name, _ in spoken(conversation.turns[-1].question)}
        if any(each.key in typed for each in people):
            said = _keys(f"{last} {conversation.turns[-1].answer_text}", cast)
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
    person = each.member is not None and is_person(each.member)
    return person or cast.sort(each.name) in (Sort.HE, Sort.SHE)


def _may_be(each: Choice, wanted: Sort, taken: Collection[str], many: bool | None) -> bool:
    if is_taken(each.name, taken) or each.name.casefold() in COMMON | DAYS:
        return False
    plain = each.name.casefold().removeprefix("the ")
    if wanted is not Sort.THEY and " " not in plain and PEOPLES.search(plain):
        return False  # "Pakistani territory"
    if wanted is Sort.THEY and many is False:
        return True
    sure = _surely(each)
    person = each.member is not None and is_person(each.member)
    if wanted in (Sort.HE, Sort.SHE):
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


def features(
    found: Sequence[Choice],
    wanted: Sort,
    rule: str | None,
    cast: Cast,
    conversation: Conversation,
) -> NDArray[np.float64]:
    """Columns FEATURES of each choice, (n, f). ``rule``: the name that the rules choose."""
    asked = [
        [
            *_keys(turn.understood_as, cast),
            *(member.name for member in people_by_role(turn.understood_as, cast)),
        ]
        for turn in conversation.turns
    ]
    said = [list(_keys(turn.answer_text, cast)) for turn in conversation.turns]
    shown = [index for turn in conversation.turns for _, index in turn.evidence[:1]]
    alike = [member.name for member in cast.members if member.sort is wanted]
    ruled = key(rule, cast) if rule is not None else None
    opening = _opening(conversation.turns[-1])
    known = called(conversation, cast)
    answering = said[-1][:1]
    by_name = WHO.match(conversation.turns[-1].understood_as) is not None
    rows = np.zeros((len(found), len(FEATURES)))
    for row, each in zip(rows, found, strict=True):
        member = each.member
        opens = opening is not None and key(opening, cast) == each.key
        near = mentioned_near(member, shown) if member is not None else 0
        row[:] = (
            each.key in asked[-1],
            _fading(each.key, asked[:-1]),
            each.key in asked[0],
            each.key in said[-1],
            _fading(each.key, said[:-1]),
            opens,
            by_name and each.key in answering,
            near / MOST_NEAR,
            1.0 / (1 + alike.index(each.key)) if each.key in alike else 0.0,
            member is not None and member.place,
            not any(each.key in keys for keys in (*asked, *said)),
            each.key in known,
            each.key == ruled,
        )
    return rows


def _keys(text: str, cast: Cast) -> Iterator[str]:
    return (key(name, cast) for name, _ in spoken(text))


def _opening(turn: PastTurn) -> str | None:
    """The name that an answer opens with, other than as the owner of something."""
    name, owns = next(spoken(turn.answer_text), ("", False))
    if not name or owns:
        return None
    opens = re.match(rf"\W*(?:{re.escape(name)}\b|the\s+{re.escape(name)}\b)", turn.answer_text)
    return name if opens else None


def _fading(wanted: str, turns: Sequence[list[str]]) -> float:
    return sum(_FADES**age for age, keys in enumerate(reversed(turns)) if wanted in keys)
