"""Two or more runs over the same questions: what differs, and whether chance explains it.

Differences are paired by question. Their interval is the bootstrap by article; their p-value a
randomisation test in which every article's two outcomes change places at random; both treat an
article as one draw, because its questions share its difficulty. Holm's correction runs over all
measures and pairs that are compared.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from qabot.articles import clean
from qabot.errors import QuestionSetError
from qabot.evaluation import calibration, statistics
from qabot.evaluation.folder import fingerprint
from qabot.evaluation.measures import confidences, per_question
from qabot.evaluation.statistics import Floats
from qabot.evaluation.types import Outcome, Question, Results

COMPARED = ("Success@1", "Success@3", "RR", "nDCG@10", "fused.R@5", "EM", "F1", "Correct")
"""Measures that are compared when the runs have them, beside those of the confidence."""
CONFIDENCE = ("AUROC", "ECE")
ROUNDS = 10_000
SWAPS = 2_000
"""Rounds of the randomisation test of a confidence measure; the first is the runs as they are."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of two runs: ``value`` is second minus first. ``holm`` is the corrected p."""

    first: str
    second: str
    measure: str
    before: float
    after: float
    low: float
    high: float
    p: float
    holm: float
    wins: int
    """Questions on which the second run is better; of a confidence measure, always 0."""
    ties: int
    losses: int
    n: int
    smallest: float
    """The true difference that these questions find four times in five."""

    @property
    def value(self) -> float:
        """Second minus first."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Side:
    """What one run did with a question."""

    rank: int | None
    """Of the first right sentence, from 1."""
    confidence: float
    answered: bool
    sentence: str
    """The first sentence found."""


@dataclass(frozen=True, slots=True)
class Change:
    """A question on which two runs differ; ``size`` is the change of its reciprocal rank."""

    first: str
    second: str
    question: Question
    size: float
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare` found."""

    names: tuple[str, ...]
    questions: int
    """Questions that all runs share."""
    left_out: int
    """Questions that some run does not have, or has in other words."""
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    """Biggest first, for each pair of runs."""
    milliseconds: tuple[float, ...]
    """The median total of each run."""


def compare(
    runs: Sequence[Results],
    *,
    names: Sequence[str] | None = None,
    measures: Sequence[str] = COMPARED,
    changes: int = 10,
) -> Comparison:
    """Compare every pair of runs on the questions they share.

    ``names`` default to the names of the results folders. Raises QuestionSetError when there are
    fewer than two runs, or no question that all of them were asked.
    """
    if len(runs) < 2:
        raise QuestionSetError("a comparison needs two results folders or more")
    named = tuple(names) if names is not None else _names(runs)
    shared, left_out = _shared(runs)
    raw: list[Difference] = []
    moved: list[Change] = []
    for (a, first), (b, second) in combinations(enumerate(shared), 2):
        raw += _differences(named[a], named[b], first, second, measures)
        moved += _changes(named[a], named[b], first, second, changes)
    corrected = statistics.holm([difference.p for difference in raw])
    return Comparison(
        names=named,
        questions=len(shared[0].questions),
        left_out=left_out,
        differences=tuple(replace(d, holm=p) for d, p in zip(raw, corrected, strict=True)),
        changes=tuple(moved),
        milliseconds=tuple(run.milliseconds["total"]["p50"] for run in runs),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """The shared questions of one run."""

    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...]
    results: Results


def _names(runs: Sequence[Results]) -> tuple[str, ...]:
    names = [run.folder.name if run.folder is not None else run.set for run in runs]
    if len(set(names)) < len(names):
        names = [f"{name}-{number}" for number, name in enumerate(names, start=1)]
    return tuple(names)


def _shared(runs: Sequence[Results]) -> tuple[list[_Run], int]:
    """The questions that all runs were asked in the same words, in the order of the first run."""
    tables = [
        {
            fingerprint([question]): (question, outcome)
            for question, outcome in zip(run.questions, run.outcomes, strict=True)
        }
        for run in runs
    ]
    keys = [key for key in tables[0] if all(key in table for table in tables[1:])]
    if not keys:
        raise QuestionSetError("these runs share no question; compare runs over one question set")
    found = [
        _Run(tuple(table[key][0] for key in keys), tuple(table[key][1] for key in keys), run)
        for table, run in zip(tables, runs, strict=True)
    ]
    return found, len(set().union(*tables)) - len(keys)


def _differences(
    a: str, b: str, first: _Run, second: _Run, measures: Sequence[str]
) -> list[Difference]:
    draws = statistics.draw([question.article for question in first.questions])
    before = per_question(first.questions, first.outcomes, first.results.scope)
    after = per_question(second.questions, second.outcomes, second.results.scope)
    found = []
    for measure in measures:
        if measure not in before or measure not in after:
            continue
        moved = after[measure] - before[measure]
        there = ~np.isnan(moved)
        if not there.any():
            continue
        again = statistics.resample_means(moved, draws)
        sums = np.bincount(draws.clusters[there], moved[there]).astype(np.float64)
        kept = moved[there]
        found.append(
            _difference(
                (a, b, measure),
                (float(before[measure][there].mean()), float(after[measure][there].mean())),
                again,
                statistics.randomisation_test(sums, rounds=ROUNDS),
                (int((kept > 0).sum()), int((kept == 0).sum()), int((kept < 0).sum())),
            )
        )
    return found + _confidence_differences(a, b, first, second, draws)


def _confidence_differences(
    a: str, b: str, first: _Run, second: _Run, draws: statistics.Draws
) -> list[Difference]:
    before = confidences(first.questions, first.outcomes)
    after = confidences(second.questions, second.outcomes)
    answerable = before[1]
    n = len(answerable)
    found = []
    for measure in CONFIDENCE:
        function = calibration.auroc if measure == "AUROC" else calibration.calibration_error
        if measure == "AUROC" and (answerable.all() or not answerable.any()):
            continue
        sides: list[_Side] = [
            (confidence, answerable if measure == "AUROC" else right)
            for confidence, _, right in (before, after)
        ]
        value = [float(function(*side, np.ones((1, n)))[0]) for side in sides]
        again = statistics.resample(_of(function, sides[1]), draws)
        again = again - statistics.resample(_of(function, sides[0]), draws)
        p = _swap_test(function, sides[0], sides[1], draws)
        found.append(_difference((a, b, measure), (value[0], value[1]), again, p, (0, n, 0)))
    return found


_Side = tuple[Floats, calibration.Booleans]
_Function = Callable[[Floats, calibration.Booleans, Floats], Floats]


def _of(function: _Function, side: _Side) -> Callable[[Floats], Floats]:
    return lambda weights: function(side[0], side[1], weights)


def _swap_test(function: _Function, before: _Side, after: _Side, draws: statistics.Draws) -> float:
    """Two-sided p: how often runs that change places article by article differ as much."""
    confidence = np.concatenate([before[0], after[0]])
    truth = np.concatenate([before[1], after[1]])
    rng = np.random.default_rng(statistics.SEED)
    clusters = draws.counts.shape[1]
    swaps = rng.integers(0, 2, (SWAPS, clusters)).astype(np.float64)
    swaps[0] = 0.0  # the runs as they were
    gaps = []
    for block in np.array_split(swaps, 1 + SWAPS * len(confidence) // 4_000_000):
        moved = block[:, draws.clusters]
        left = function(confidence, truth, np.concatenate([1 - moved, moved], axis=1))
        right = function(confidence, truth, np.concatenate([moved, 1 - moved], axis=1))
        gaps.append(np.abs(right - left))
    found = np.concatenate(gaps)
    return float((found >= found[0] - 1e-12).mean())


def _difference(
    names: tuple[str, str, str],
    values: tuple[float, float],
    again: Floats,
    p: float,
    score: tuple[int, int, int],
) -> Difference:
    defined = again[~np.isnan(again)]
    low, high = statistics.interval(again) or (float("nan"), float("nan"))
    return Difference(
        first=names[0],
        second=names[1],
        measure=names[2],
        before=values[0],
        after=values[1],
        low=low,
        high=high,
        p=p,
        holm=p,
        wins=score[0],
        ties=score[1],
        losses=score[2],
        n=sum(score),
        smallest=statistics.smallest_difference(float(defined.std(ddof=1))),
    )


def _changes(a: str, b: str, first: _Run, second: _Run, count: int) -> list[Change]:
    found = []
    for question, before, after in zip(
        first.questions, first.outcomes, second.outcomes, strict=True
    ):
        left, right = _side(before, first.results), _side(after, second.results)
        size = _reciprocal(right.rank) - _reciprocal(left.rank)
        if not question.answerable:
            size = float(left.answered) - float(right.answered)
        if size:
            found.append(Change(a, b, question, size, left, right))
    found.sort(key=lambda change: (-abs(change.size), change.question.id))
    return found[:count]


def _side(outcome: Outcome, results: Results) -> Side:
    gold = set(outcome.gold)
    order = [(article, index) for article, index, _ in outcome.ranking]
    rank = next((place for place, key in enumerate(order, 1) if key in gold), None)
    text = ""
    if order and order[0][0] in results.stories:
        text = clean(results.stories[order[0][0]].sentence(order[0][1]))
    return Side(rank, outcome.confidence, outcome.answered, text)


def _reciprocal(rank: int | None) -> float:
    return 0.0 if rank is None else 1 / rank
