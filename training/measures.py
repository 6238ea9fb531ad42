"""What is measured, apart from who computes it. The definitions are the project's own."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def normalise(answer: str) -> list[str]:
    """Words of an answer as SQuAD compares them: lower case, no marks, no articles."""
    bare = "".join(mark for mark in answer.lower() if mark not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def span_f1(given: str, answers: Sequence[str]) -> float:
    """Best word overlap F1 of `given` with one of `answers` (Rajpurkar et al. 2016)."""
    best = 0.0
    words = normalise(given)
    for answer in answers:
        wanted = normalise(answer)
        common = sum((Counter(words) & Counter(wanted)).values())
        if not words or not wanted:
            best = max(best, float(words == wanted))
        elif common:
            precision, recall = common / len(words), common / len(wanted)
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def auroc(positive: Values, negative: Values) -> float:
    """Chance that a positive scores above a negative, ties half."""
    if not len(positive) or not len(negative):
        return float("nan")
    order = np.sort(negative)
    below = np.searchsorted(order, positive, "left")
    tied = np.searchsorted(order, positive, "right") - below
    return float((below + tied / 2).mean() / len(negative))


def calibration_error(confidence: Values, right: Values, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins (Naeini et al. 2015)."""
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = index == number
        if inside.any():
            gap = abs(confidence[inside].mean() - right[inside].mean())
            error += float(gap) * float(inside.mean())
    return error


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
