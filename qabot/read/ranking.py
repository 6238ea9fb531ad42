"""Signals -> order and probability, by a few weights fitted in ``training/fit.py``.

Rank: a weighted sum of the signals. Confidence: a logistic regression on that sum, on its margin
over the best other sentence and on further signals, fitted on answerable and unanswerable
questions (Platt, 1999). The weights stand beside the models, in ``embeddings/weights``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import EmbeddingError
from embeddings.fitted import fitted_file, read_fitted
from qabot.errors import ModelError
from qabot.read.signals import Signals


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates in order. Arrays are aligned with ``order``: best sentence first.

    ``scores`` are ranking scores (larger is better, of no unit); ``confidence`` the probability in
    [0, 1] that the sentence supports an answer, which rests on the scores ``judged``.
    """

    order: NDArray[np.intp]
    scores: NDArray[np.float64]
    confidence: NDArray[np.float64]
    judged: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranker:
    """Fitted weights: by signal name; ``bias`` belongs to the confidence."""

    rank: Mapping[str, float]
    confidence: Mapping[str, float]
    bias: float

    @classmethod
    def load(cls, reader: str) -> "Ranker":
        """The weights fitted for a reader. Raises ModelError."""
        try:
            raw = json.loads(read_fitted(reader))
            return cls(raw["rank"], raw["confidence"], float(raw["bias"]))
        except EmbeddingError as error:
            raise ModelError(str(error)) from None
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{fitted_file(reader)} holds no ranking weights ({error}); reinstall qabot"
            ) from None

    def apply(
        self,
        signals: Signals,
        shift: NDArray[np.float64] | None = None,
        *,
        likelier: bool = True,
    ) -> Ranked:
        """Order the candidates of one question. Equal scores keep the candidates' order.

        ``shift`` (n,) moves each by as many standard deviations of the scores: what a conversation
        has to say. Unless it makes them ``likelier`` too, it counts for the order only.
        """
        judged = scores = self.scores(signals)
        if shift is not None:
            scores = scores + shift * scores.std()
            judged = scores if likelier else judged
        order = np.argsort(-scores, kind="stable")
        features = confidence_features(signals.values, judged)
        names = (*signals.names, *EXTRA)
        logits = self.bias + self._sum(self.confidence, names, features)
        confidence = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
        return Ranked(order, scores[order], confidence[order], judged[order])

    def scores(self, signals: Signals) -> NDArray[np.float64]:
        """Ranking scores (n,), larger is better."""
        return self._sum(self.rank, signals.names, signals.values)

    @staticmethod
    def _sum(
        weights: Mapping[str, float], names: tuple[str, ...], values: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        vector = np.array([weights.get(name, 0.0) for name in names], dtype=np.float64)
        result: NDArray[np.float64] = values @ vector
        return result


def standard(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores (n,) in standard deviations from their mean; 0 where all are the same."""
    apart: NDArray[np.float64] = (scores - scores.mean()) / (scores.std() or 1.0)
    return apart


def moved_by(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """From the scores of one reading to the mean of two, (n,), in standard deviations of the one.

    Two readings tell more than one does: their mean is spread a little further.
    """
    mean = standard(standard(one) + standard(other))
    moved: NDArray[np.float64] = _TOGETHER * mean - standard(one)
    return moved


_TOGETHER = 1.25
"""Spread of the mean of two readings, in that of one, chosen on the "choose" halves. It moves no
rank, only how likely answers are said to be (docs/follow_ups.md)."""
EXTRA = ("score", "margin")
"""score: the ranking score. margin: by how much it exceeds the best other sentence's."""


def confidence_features(
    values: NDArray[np.float64], scores: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The signals with the ranking score and its margin: shape (n, f + 2)."""
    n = len(scores)
    if n < 2:
        margin = np.zeros(n)
    else:
        first, second = np.partition(scores, n - 2)[[n - 1, n - 2]]
        margin = scores - np.where(scores == first, second, first)
    return np.column_stack([values, scores, margin])
