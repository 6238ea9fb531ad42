"""Which of the names at hand a pronoun stands for: a fitted choice between all of them.

A mention-ranking model (Denis and Baldridge 2008) of a few features, most of which are those of
Lappin and Leass (1994): where and how lately a name was spoken of, and how much the article has of
it. What the rules alone would choose (``ruling``) is one of them. What surely does not agree in
gender or number takes no part. The weights are fitted (``training/antecedents.py``) and stand
beside the models.
"""

import re
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from qabot.follow_up.choices import Choice, choices, keys, may_be, who_is
from qabot.follow_up.conversation import Conversation, PastTurn
from qabot.follow_up.fitted import fitted_weights
from qabot.follow_up.members import Cast
from qabot.follow_up.referents import (
    MOST_NEAR,
    WHO,
    Referent,
    called,
    key,
    mentioned_near,
    people_by_role,
    spoken,
)
from qabot.follow_up.ruling import by_rule
from qabot.lexicon import Sort

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

_NAME = "antecedents"
_FADES = 0.5


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
    name = who_is(conversation.turns[-1].understood_as)
    if name is None or wanted not in (Sort.HE, Sort.SHE):
        return None
    each = Choice(key(name, cast), name, cast.find(name))
    called_so = called(conversation, cast).get(each.key, wanted) is wanted
    return name if called_so and may_be(each, wanted, taken, None) else None


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
            *keys(turn.understood_as, cast),
            *(member.name for member in people_by_role(turn.understood_as, cast)),
        ]
        for turn in conversation.turns
    ]
    said = [list(keys(turn.answer_text, cast)) for turn in conversation.turns]
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


def _opening(turn: PastTurn) -> str | None:
    """The name that an answer opens with, other than as the owner of something."""
    name, owns = next(spoken(turn.answer_text), ("", False))
    if not name or owns:
        return None
    opens = re.match(rf"\W*(?:{re.escape(name)}\b|the\s+{re.escape(name)}\b)", turn.answer_text)
    return name if opens else None


def _fading(wanted: str, turns: Sequence[list[str]]) -> float:
    return sum(_FADES**age for age, keys in enumerate(reversed(turns)) if wanted in keys)
