"""The course a conversation has taken through an article, and how candidates stand to it.

Who goes on asking rarely wants the same sentence again, and often wants one near by: people ask
their way through a text (Choi et al. 2018 on dialogues about articles). How much that is worth
depends on the conversation itself: one that has stayed in a paragraph, or has moved on sentence by
sentence, is expected to go on so, and one that has jumped about, or has only begun, is not. The
weights of all this are fitted (``training/conversation.py``) and stand beside the models.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qabot.follow_up.fitted import fitted_weights
from qabot.follow_up.meaning import Near
from qabot.read.candidates import Candidate
from qabot.types import Kind

FEATURES = ("shown", "last", "paragraph", "onward", "next", "behind", "near")
"""shown: it answered before. last: it answered last. paragraph: it stands in the paragraph of the
last answer, times the share of steps that stayed in one. onward: it is one of the three sentences
after the last answer, and behind: it stands before it in its paragraph, each times the share of
steps that went a bit on. next: it is the very next sentence, times the share of steps to the very
next: whoever reads on sentence by sentence goes on doing so. near: it stands beside the last
answer, less with each sentence between, where a reason or what came next is asked for. All are in
[0, 1].

Captions, headlines and bylines are no part of a course."""
STANDING = "standing"
"""Share of the weights that count for a question that does not lean on the conversation."""
_FIRST = FEATURES.index("paragraph")
_AHEAD = 3
"""Sentences after the last answer that are ahead of it."""

_NAME = "conversation"


def weights() -> Mapping[str, float]:
    """The fitted weights, by name, in standard deviations of a question's ranking scores, so that
    they mean the same whatever ranks. Raises ModelError."""
    return fitted_weights(_NAME, (STANDING, *FEATURES))


def features(
    answered: Sequence[Sequence[int]],
    newest: bool,
    near: Near | None,
    candidates: Sequence[Candidate],
) -> NDArray[np.float64]:
    """Columns FEATURES of each candidate, (n, 7).

    ``answered``: for each turn that had an answer, oldest first, the places among ``candidates`` of
    the sentences it was taken from, in their order; ``newest``: the last of these turns is the last
    of all.
    """
    values = np.zeros((len(candidates), len(FEATURES)))
    for places in answered:
        values[list(places), FEATURES.index("shown")] = 1.0
    if newest and answered:
        values[list(answered[-1]), FEATURES.index("last")] = 1.0
    path = [
        _Stop(candidates[places[0]], candidates[places[-1]].sentence.index)
        for places in answered
        if places and candidates[places[0]].sentence.kind is Kind.PARAGRAPH
    ]
    if not path:
        return values
    shares = _steps(path)
    here, end = path[-1].first, path[-1].end
    for row, each in zip(values, candidates, strict=True):
        if each.article != here.article or each.sentence.kind is not Kind.PARAGRAPH:
            continue
        apart = each.sentence.index - here.sentence.index
        ahead = each.sentence.index - end
        beside = each.sentence.paragraph == here.sentence.paragraph
        row[_FIRST:] = (
            shares.stays * beside,
            shares.goes * (0 < ahead <= _AHEAD),
            shares.reads_on * (ahead == 1),
            shares.goes * (beside and apart < 0),
            _nearness(near, apart if apart < 0 else max(ahead, 0)),
        )
    return values


class _Stop(NamedTuple):
    """An answer on the way: its first sentence, and the index of its last."""

    first: Candidate
    end: int


class _Shares(NamedTuple):
    """Of the steps between answers: that stayed in a paragraph, that went a bit on, and that went
    to the very next sentence."""

    stays: float
    goes: float
    reads_on: float


def _steps(path: Sequence[_Stop]) -> _Shares:
    """One step more than there were counts against all: a conversation that has only begun has
    shown nothing yet."""
    stays = goes = reads_on = steps = 0
    for one, other in itertools.pairwise(path):
        apart = other.first.sentence.index - one.end
        same = one.first.article == other.first.article
        if same and one.first.sentence.index <= other.first.sentence.index <= one.end:
            continue
        steps += 1
        if same:
            stays += one.first.sentence.paragraph == other.first.sentence.paragraph
            goes += 0 < apart <= _AHEAD
            reads_on += apart == 1
    return _Shares(stays / (steps + 1), goes / (steps + 1), reads_on / (steps + 1))


def _nearness(near: Near | None, apart: int) -> float:
    """3/4 beside the last answer, or after it, as is asked, less further on; 0 from the fourth."""
    if near is None or not 0 < abs(apart) <= _AHEAD or (near is Near.AFTER and apart < 0):
        return 0.0
    return 1.0 - abs(apart) / (_AHEAD + 1)
