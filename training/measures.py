"""What is measured, apart from who computes it. The definitions are the project's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from qabot.evaluation import calibration

Values = NDArray[np.float64]


def auroc(positive: Values, negative: Values) -> float:
    """Chance that a positive scores above a negative, ties half."""
    values = np.concatenate([positive, negative])
    truth = np.arange(len(values)) < len(positive)
    return float(calibration.auroc(values, truth, np.ones((1, len(values))))[0])


def calibration_error(confidence: Values, right: Values) -> float:
    """Expected calibration error, the program's own."""
    whole = np.ones((1, len(confidence)))
    return float(calibration.calibration_error(confidence, right.astype(bool), whole)[0])


def interval(
    measure: Callable[[NDArray[np.int64]], float],
    articles: Sequence[str],
    rounds: int = 1000,
    seed: int = 7,
) -> tuple[float, float]:
    """95% bootstrap interval of `measure` (indices of questions -> value), resampling articles."""
    names, number = np.unique(np.array(articles), return_inverse=True)
    members = [np.flatnonzero(number == index) for index in range(len(names))]
    dice = np.random.default_rng(seed)
    values = []
    for _ in range(rounds):
        picked = dice.integers(0, len(names), len(names))
        values.append(measure(np.concatenate([members[index] for index in picked])))
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)
