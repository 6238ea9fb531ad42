"""How much is read: the passages that retrieval puts far ahead, and the rest only where needed.

Most questions are settled by few of the passages found, and fused scores tell which these are. So
they are read first; the others follow where no answer is probable enough after that. Both steps
show the model runs of neighbouring sentences, and none is read twice.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qabot.library import Library
from qabot.read.candidates import Candidate, candidates
from qabot.read.ranking import Ranked, Ranker, moved_by
from qabot.read.signals import Reader, Reading, Signals, signals
from qabot.types import Hit, Span

NEAR, LEAST, FEW = 0.9, 3, 6
"""Share of the best fused score that is far ahead, how many passages are read first at least, and
of how many nothing is left out: they fill a window of the model or two, and parts of them take as
long and say less (squad2: Success@1 0.942 for 0.948, in 0.99 of the time).

Chosen on the "choose" halves; `benchmarks/reading.py` draws what others would give.
"""


class Turned(NamedTuple):
    """Candidates and signals as a conversation changes them."""

    read: tuple[Candidate, ...]
    found: Signals
    shift: NDArray[np.float64] | None = None
    """What it adds to the scores (n,), in standard deviations."""
    likelier: bool = True
    """Whether that counts for the probabilities too, or for the order only."""


Turn = Callable[[tuple[Candidate, ...], Signals], Turned]


def as_they_are(read: tuple[Candidate, ...], found: Signals) -> Turned:
    """The turn of a question without a conversation: none."""
    return Turned(read, found)


def read_enough(
    library: Library,
    reader: Reader,
    ranker: Ranker,
    question: str,
    portions: Iterator[Sequence[Hit]],
    enough: float,
    turned: Turn = as_they_are,
    about: str | None = None,
) -> tuple[tuple[Candidate, ...], Signals, Ranked]:
    """Read one portion of hits after the other until an answer is as probable as ``enough``.

    ``enough`` is a probability in [0, 1]; with 1 everything is read. ``turned`` is applied before
    anything is ranked. ``portions`` hold at least one, each all of the one before. ``about``: see
    ``Remembering``.
    """
    remembering = Remembering(reader, about)
    for portion in portions:
        found = candidates(library, portion)
        after = turned(found, signals(remembering, question, found))
        ranked = ranker.apply(after.found, after.shift, likelier=after.likelier)
        if len(ranked.order) and ranked.confidence[0] >= enough:
            break
    return after.read, after.found, ranked


def read_again(
    reader: Reader,
    ranker: Ranker,
    question: str,
    read: Sequence[Candidate],
    found: Signals,
) -> NDArray[np.float64]:
    """By how much the scores of what was read move, (n,), where another wording counts as much.

    ``found`` are the signals of the first wording; what it returns is in standard deviations of
    their scores.
    """
    other = ranker.scores(signals(reader, question, read))
    return moved_by(ranker.scores(found), other)


def portions(
    hits: Sequence[Hit],
    most: int,
    again: Sequence[tuple[str, int]] = (),
    near: float = NEAR,
) -> Iterator[Sequence[Hit]]:
    """The hits to read: those far ahead, then all of the first ``most``.

    ``again`` are sentences, as (article id, index), that are read wherever they were found, and at
    once; ``near`` is the share of the best score that is far ahead. Both portions are in the order
    of ``hits``; where they are the same there is one.
    """

    def wanted(hit: Hit) -> bool:
        return any(hit.passage.holds(*each) for each in again)

    every = [*hits[:most], *filter(wanted, hits[most:])]
    first = [
        hit
        for place, hit in enumerate(every)
        if place < LEAST or hit.fused >= near * every[0].fused or wanted(hit)
    ]
    if FEW < len(every) > len(first):
        yield first
    yield every


class Remembering:
    """A reader that reads no sentence of one question twice. See ``signals.Reader``."""

    def __init__(self, reader: Reader, about: str | None = None) -> None:
        """``about``: what the question is about, put before it where the model reads it."""
        self._reader, self._about = reader, about
        self.name, self.columns = reader.name, reader.columns
        self._known: dict[tuple[str, int], tuple[NDArray[np.float32], tuple[Span, ...]]] = {}

    def read(self, question: str, candidates: Sequence[Candidate]) -> Reading:
        """Judge every candidate; ``question`` is the same each time."""
        keys = [(item.article, item.sentence.index) for item in candidates]
        new = [item for item, key in zip(candidates, keys, strict=True) if key not in self._known]
        if new:
            asked = f"{self._about}: {question}" if self._about else question
            reading = self._reader.read(asked, new)
            for item, values, spans in zip(new, reading.values, reading.spans, strict=True):
                self._known[item.article, item.sentence.index] = (values, spans)
        found = [self._known[key] for key in keys]
        values = np.array([row for row, _ in found], np.float32).reshape(-1, len(self.columns))
        return Reading(values, tuple(spans for _, spans in found))

    def knows(self, word: str) -> bool:
        """As the reader does."""
        return self._reader.knows(word)
