"""How sure a figure is: intervals, tests of differences, corrections. All of it is seeded."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 2_000
SEED = 20_200_710
FEWEST_CLUSTERS = 10
"""With fewer articles than this, resampling articles says nothing; questions are drawn instead."""
_CHUNK = 4_000_000
_Z95 = 1.959963984540054
_Z80 = 0.8416212335729143


@dataclass(frozen=True, slots=True)
class Draws:
    """Resamples of a set of questions, drawn by article where there are enough of them.

    Questions about one article share its difficulty; drawing them one by one would make the
    interval too narrow (Field and Welsh, *Bootstrapping clustered data*, 2007).
    """

    clusters: NDArray[np.intp]
    """(n,): the cluster of each question."""
    clustered: bool
    counts: NDArray[np.float64]
    """(resamples, clusters): how often each cluster was drawn."""

    def weights(self) -> Iterator[Floats]:
        """(r, n) blocks of how often each question was drawn, as many rows as fit in memory."""
        step = max(1, _CHUNK // max(1, len(self.clusters)))
        for start in range(0, len(self.counts), step):
            yield self.counts[start : start + step][:, self.clusters]


def draw(articles: Sequence[Hashable], *, resamples: int = RESAMPLES, seed: int = SEED) -> Draws:
    """Resamples for questions about ``articles``, one entry for each question."""
    number = {article: index for index, article in enumerate(dict.fromkeys(articles))}
    clustered = len(number) >= FEWEST_CLUSTERS
    members = [number[article] for article in articles] if clustered else range(len(articles))
    clusters = np.fromiter(members, dtype=np.intp, count=len(articles))
    count = len(number) if clustered else len(articles)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, max(1, count), (resamples, count))
    flat = drawn + np.arange(resamples)[:, None] * count
    counts = np.bincount(flat.ravel(), minlength=resamples * count)
    return Draws(clusters, clustered, counts.reshape(resamples, count).astype(np.float64))


def resample_means(values: Floats, draws: Draws) -> Floats:
    """The mean of ``values`` in every resample; nan entries belong to no denominator."""
    there = ~np.isnan(values)
    width = draws.counts.shape[1]
    sums = np.bincount(draws.clusters, np.where(there, values, 0.0), minlength=width)
    sizes = np.bincount(draws.clusters, there.astype(np.float64), minlength=width)
    above, below = draws.counts @ sums, draws.counts @ sizes
    means: Floats = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return means


def resample(statistic: Callable[[Floats], Floats], draws: Draws) -> Floats:
    """``statistic`` of (r, n) weights -> (r,) values, over all resamples."""
    return np.concatenate([statistic(block) for block in draws.weights()])


def interval(values: Floats) -> tuple[float, float] | None:
    """The 95 % percentile interval (Efron, 1979) of resampled values; None if none is defined."""
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None
    low, high = np.quantile(defined, [0.025, 0.975])
    return float(low), float(high)


def sign_test(rose: int, fell: int) -> float:
    """Two-sided exact p-value that ``rose`` and ``fell`` are chance (McNemar, 1947, exact form)."""
    return min(1.0, 2 * _tail(rose + fell, min(rose, fell)))


def fell_beyond_chance(rose: int, fell: int) -> float:
    """One-sided exact p-value: how often chance makes at least ``fell`` of the changes a fall."""
    return _tail(rose + fell, rose)


def _tail(n: int, most: int) -> float:
    """Probability of at most ``most`` heads in ``n`` throws of a coin."""
    term = total = 1
    for k in range(most):
        term = term * (n - k) // (k + 1)
        total += term
    return total / (1 << n)


def randomisation_test(differences: Floats, *, rounds: int = 10_000, seed: int = SEED) -> float:
    """Two-sided p-value of the mean of paired differences by random sign flips.

    Smucker, Allan and Carterette, *A Comparison of Statistical Significance Tests for Information
    Retrieval Evaluation* (2007). The observed arrangement counts as one of the rounds, so p > 0.
    """
    moved = differences[differences != 0]
    if not len(moved):
        return 1.0
    observed = abs(moved.sum()) - 1e-12
    rng = np.random.default_rng(seed)
    extreme, done = 0, 0
    step = max(1, _CHUNK // len(moved))
    while done < rounds:
        size = min(step, rounds - done)
        signs = rng.integers(0, 2, (size, len(moved)), dtype=np.int8) * 2.0 - 1.0
        extreme += int((np.abs(signs @ moved) >= observed).sum())
        done += size
    return (extreme + 1) / (rounds + 1)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's (1979) step-down adjusted p-values, in the order given."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def smallest_difference(standard_error: float) -> float:
    """The true difference that a paired comparison finds four times in five at the 5 % level.

    ``standard_error`` is that of the difference (Card et al., *With Little Power Comes Great
    Responsibility*, 2020, on why to print it).
    """
    return (_Z95 + _Z80) * standard_error


def percentile(values: Sequence[float], share: float) -> float:
    """The ``share`` quantile of ``values``, linearly interpolated."""
    return float(np.quantile(np.asarray(values, dtype=np.float64), share))
