"""Results as JSON, as rows, as plain text and as a table for a terminal."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qabot.evaluation.types import Measure, Results

if TYPE_CHECKING:
    from rich.table import Table

    from qabot.evaluation.tables import Rows

Row = tuple[str, str, str, str]
"""(measure, value, interval, n)."""

_WIDTH = 2 * 1.96
"""A 95 % interval in standard errors."""

HEADLINE = ("Success@1", "Success@3", "RR", "nDCG@10", "EM", "F1", "AUROC", "ECE", "Correct")
"""What `headline` prints when a set has it."""


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


def as_text(results: Results) -> str:
    """All tables as plain text, for a pipe and for files."""
    from qabot.evaluation.tables import columns

    made = [columns(rows) for rows in _tables(results) if len(rows) > 1]
    return "\n\n".join([title(results), *made, footnote(results)])


def as_rich(results: Results) -> "list[Table]":
    """The same tables for a rich console."""
    from qabot.evaluation.tables import rich_table

    made = [rows for rows in _tables(results) if len(rows) > 1]
    return [rich_table(rows, None if place else title(results)) for place, rows in enumerate(made)]


def _tables(results: Results) -> "list[Rows]":
    return [
        [("measure", "value", "95 % interval", "n"), *table(results)],
        category_table(results),
        stage_table(results),
        latency_table(results),
    ]


def title(results: Results) -> str:
    """Which set, how many questions, and what was searched."""
    searched = "its own article" if results.scope == "article" else "the whole library"
    count = len(results.questions)
    return f"{results.set}: {count} questions, each against {searched}"


def footnote(results: Results) -> str:
    """What the intervals mean, and how small a difference this set can show."""
    drawn = "articles" if results.clustered else "questions (too few articles to draw those)"
    said = f"Intervals: 95 %, bootstrap over {drawn}. Lower is better: ECE, AURC."
    success = results.measures.get("Success@1")
    if success is None or success.low is None or success.high is None:
        return said
    from qabot.evaluation.statistics import smallest_difference

    error = (success.high - success.low) / _WIDTH
    return (
        f"{said}\nThe smallest difference in Success@1 that these questions show four times in "
        f"five: about {smallest_difference(error):.3f} (runs that correlate 0.5; "
        "`qabot eval compare` says it for two runs)."
    )


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
