"""Results as JSON, as rows, as plain text and as tables for a terminal."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qabot.evaluation.types import Measure, Results
from qabot.render import counted

if TYPE_CHECKING:
    from rich.table import Table

    from qabot.evaluation.tables import Rows

Row = tuple[str, str, str, str]
"""(measure, value, interval, n)."""

_WIDTH = 2 * 1.96
"""A 95 % interval in standard errors."""

HEADLINE = ("Success@1", "Success@3", "RR", "nDCG@10", "EM", "F1", "AUROC", "ECE", "Correct")
"""What the table by category shows when a set has it."""
WANTED = (0.7, 0.8, 0.9, 0.95)
"""Shares of right answers whose thresholds are looked for."""
_CURVE = 100
"""Points of the risk-coverage curve that JSON keeps; the area is computed on all of them."""


def results_json(results: Results) -> dict[str, Any]:
    """What ``eval --json`` prints, as DESIGN.md lays it down."""
    total = results.milliseconds.get("total", {})
    return {
        "set": results.set,
        "scope": results.scope,
        "questions": len(results.questions),
        "measures": _measures_json(results.measures),
        "categories": {
            name: _measures_json(measures) for name, measures in results.categories.items()
        },
        "milliseconds": {share: round(value, 3) for share, value in total.items()},
        "stages": {
            stage: {share: round(value, 3) for share, value in shares.items()}
            for stage, shares in results.milliseconds.items()
        },
        "intervals": "articles" if results.clustered else "questions",
        "smallest_difference": smallest(results),
        "lost": {name: int(count) for name, count in stage_table(results)[1:]},
        **_confidence_json(results),
        "results": str(results.folder) if results.folder is not None else None,
    }


def table(results: Results) -> list[Row]:
    """A row for each measure; values and 95 % intervals as they are printed."""
    return [table_row(name, measure) for name, measure in results.measures.items()]


def category_table(results: Results, names: Sequence[str] = HEADLINE) -> list[tuple[str, ...]]:
    """A head row, then a row for each category: its questions, and these measures."""
    shown = [name for name in names if name in results.measures]
    rows: list[tuple[str, ...]] = [("category", "n", *shown)]
    for category, measures in results.categories.items():
        cells = [f"{measures[name].value:.3f}" if name in measures else "" for name in shown]
        rows.append((category, str(measures["Correct"].n), *cells))
    return rows


def latency_table(results: Results) -> list[tuple[str, ...]]:
    """A head row, then a row for each stage, in milliseconds."""
    rows: list[tuple[str, ...]] = []
    for stage, shares in results.milliseconds.items():
        rows = rows or [("milliseconds", *shares)]
        rows.append((stage, *(f"{value:.1f}" for value in shares.values())))
    return rows


def stage_table(results: Results) -> list[tuple[str, ...]]:
    """A head row, then a row for each stage that lost questions, in the order of the pipeline."""
    from qabot.evaluation.diagnosis import stages

    rows: list[tuple[str, ...]] = [("lost at", "questions")]
    rows += [(stage.value, str(len(ids))) for stage, ids in stages(results).items() if ids]
    return rows


def threshold_table(results: Results) -> list[tuple[str, ...]]:
    """A head row, then the threshold that each wanted precision needs, and the share answered."""
    rows: list[tuple[str, ...]] = [("right among answered", "threshold", "answered")]
    for precision, at, share in thresholds(results):
        needed, answered = ("none", "") if at is None else (f"{at:.3f}", f"{share:.3f}")
        rows.append((f"{precision:.2f}", needed, answered))
    return rows


def thresholds(results: Results) -> list[tuple[float, float | None, float]]:
    """(share wanted right, lowest threshold that gives it or None, share of questions answered)."""
    from qabot.evaluation import calibration
    from qabot.evaluation.measures import confidences

    confidence, _, right = confidences(results.questions, results.outcomes)
    found = []
    for precision in WANTED:
        at = calibration.threshold_for(precision, confidence, right)
        share = 0.0 if at is None else float((confidence >= at).mean())
        found.append((precision, at, share))
    return found


def reliability_table(results: Results) -> list[tuple[str, ...]]:
    """A head row, then the bins that hold questions: how many, mean confidence, share right."""
    from qabot.evaluation import calibration
    from qabot.evaluation.measures import confidences

    confidence, _, right = confidences(results.questions, results.outcomes)
    rows: list[tuple[str, ...]] = [("confidence", "n", "mean", "right")]
    rows += [
        (f"{b.low:.1f} to {b.high:.1f}", str(b.n), f"{b.confidence:.3f}", f"{b.right:.3f}")
        for b in calibration.reliability(confidence, right)
        if b.n
    ]
    return rows


def as_text(results: Results) -> str:
    """All tables as plain text, for a pipe and for files."""
    from qabot.evaluation.tables import columns

    made = [columns(rows) for rows in _tables(results) if len(rows) > 1]
    return "\n\n".join([title(results), *made, footnote(results)])


def as_rich(results: Results, width: int) -> "list[Table]":
    """The same tables for a rich console of ``width`` columns."""
    from qabot.evaluation.tables import fitting, rich_table

    made = [part for rows in _tables(results) if len(rows) > 1 for part in fitting(rows, width)]
    return [rich_table(rows) for rows in made]


def _tables(results: Results) -> "list[Rows]":
    return [
        [("measure", "value", "95 % interval", "n"), *table(results)],
        category_table(results),
        reliability_table(results),
        threshold_table(results),
        stage_table(results),
        latency_table(results),
    ]


def title(results: Results) -> str:
    """Which set, how many questions, and what was searched."""
    searched = "its own article" if results.scope == "article" else "the whole library"
    return f"{results.set}: {counted(len(results.questions), 'question')}, each against {searched}"


def footnote(results: Results) -> str:
    """What the intervals mean, and how small a difference this set can show."""
    drawn = "articles" if results.clustered else "questions (too few articles to draw those)"
    said = f"Intervals: 95 %, bootstrap over {drawn}. Lower is better: ECE, AURC."
    least = smallest(results)
    if least is None:
        too_few = "\nToo few questions to say how small a difference they can show."
        return said + (too_few if "Success@1" in results.measures else "")
    return (
        f"{said}\nThe smallest difference in Success@1 that these questions show four times in "
        f"five: about {least:.3f} (runs that correlate 0.5; `qabot eval compare` says it for "
        "two runs)."
    )


def smallest(results: Results) -> float | None:
    """The difference in Success@1 that two runs over this set show four times in five.

    None where every question fared the same, which says nothing of how another run would fare.
    """
    success = results.measures.get("Success@1")
    if success is None or success.low is None or success.high is None:
        return None
    if success.low == success.high:
        return None
    from qabot.evaluation.statistics import smallest_difference

    return smallest_difference((success.high - success.low) / _WIDTH)


def _confidence_json(results: Results) -> dict[str, Any]:
    """The tables and the curve behind the measures of confidence."""
    from qabot.evaluation import calibration
    from qabot.evaluation.measures import confidences

    confidence, _, right = confidences(results.questions, results.outcomes)
    curve = calibration.risk_coverage(confidence, right)
    kept = [*curve[:: max(1, len(curve) // _CURVE)], *curve[-1:]]
    return {
        "thresholds": [
            {"right": wanted, "threshold": at, "answered": share}
            for wanted, at, share in thresholds(results)
        ],
        "reliability": [
            {"low": b.low, "high": b.high, "n": b.n, "confidence": b.confidence, "right": b.right}
            for b in calibration.reliability(confidence, right)
            if b.n
        ],
        "risk_coverage": [
            {"threshold": at, "answered": coverage, "wrong": risk}
            for at, coverage, risk in dict.fromkeys(kept)
        ],
    }


def _measures_json(measures: Mapping[str, Measure]) -> dict[str, dict[str, float | int | None]]:
    return {
        name: {"value": found.value, "low": found.low, "high": found.high, "n": found.n}
        for name, found in measures.items()
    }


def table_row(name: str, measure: Measure) -> Row:
    """One measure as it is printed."""
    between = ""
    if measure.low is not None and measure.high is not None:
        between = f"{measure.low:.3f} to {measure.high:.3f}"
    return name, f"{measure.value:.3f}", between, str(measure.n)
