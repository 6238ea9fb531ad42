"""A Comparison as JSON, as plain text and as tables for a terminal."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from qabot.evaluation.comparison import CONFIDENCE, Change, Comparison, Difference, Side
from qabot.evaluation.report import table_row
from qabot.evaluation.tables import Rows, columns, fitting, rich_table
from qabot.evaluation.types import Results
from qabot.render import counted

if TYPE_CHECKING:
    from rich.table import Table

HEAD = (
    "measure",
    "first",
    "second",
    "difference",
    "95 % interval",
    "p (Holm)",
    "+/=/-",
    "smallest",
)


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Everything a comparison found, as plain values."""
    return {
        "runs": list(comparison.names),
        "questions": comparison.questions,
        "left_out": comparison.left_out,
        "differences": [
            {
                **{key: _finite(value) for key, value in asdict(difference).items()},
                "value": difference.value,
            }
            for difference in comparison.differences
        ],
        "changes": [asdict(change) for change in comparison.changes],
        "milliseconds": dict(zip(comparison.names, comparison.milliseconds, strict=True)),
    }


def difference_tables(comparison: Comparison) -> list[tuple[str, Rows]]:
    """A title and a table for each pair of runs."""
    pairs = dict.fromkeys((found.first, found.second) for found in comparison.differences)
    return [
        (
            f"{second} against {first}",
            [
                HEAD,
                *(
                    _row(found)
                    for found in comparison.differences
                    if (found.first, found.second) == (first, second)
                ),
            ],
        )
        for first, second in pairs
    ]


def side_by_side(runs: Mapping[str, Results]) -> Rows:
    """A head row, then each measure with its value and 95 % interval in every run."""
    names = dict.fromkeys(name for results in runs.values() for name in results.measures)
    rows: list[tuple[str, ...]] = [("measure", *runs)]
    for name in names:
        cells = []
        for results in runs.values():
            found = results.measures.get(name)
            _, value, between, _ = table_row(name, found) if found else ("", "", "", "")
            cells.append(f"{value} ({between})" if between else value)
        rows.append((name, *cells))
    return rows


def side_by_side_text(runs: Mapping[str, Results]) -> str:
    """`side_by_side` as plain text."""
    return columns(side_by_side(runs))


def side_by_side_rich(runs: Mapping[str, Results], width: int) -> "list[Table]":
    """`side_by_side` for a rich console of ``width`` columns."""
    return [rich_table(part) for part in fitting(side_by_side(runs), width)]


def comparison_text(comparison: Comparison) -> str:
    """All of it as plain text."""
    parts = [headline(comparison)]
    parts += [f"{title}\n{columns(rows)}" for title, rows in difference_tables(comparison)]
    if comparison.changes:
        parts.append("Changed most:\n" + "\n".join(map(change_text, comparison.changes)))
    parts.append(footnote())
    return "\n\n".join(parts)


def comparison_rich(comparison: Comparison, width: int) -> "list[Table]":
    """The tables of differences, and one of the questions that changed most, side by side.

    For a rich console of ``width`` columns.
    """
    tables = [
        rich_table(part, None if place else title)
        for title, rows in difference_tables(comparison)
        for place, part in enumerate(fitting(rows, width))
    ]
    if comparison.changes:
        rows = [("question", "first", "second")]
        rows += [
            (
                f"{change.question.id}\n{change.question.question}",
                f"{change.first}: {_side(change.before, change.question.answerable)}",
                f"{change.second}: {_side(change.after, change.question.answerable)}",
            )
            for change in comparison.changes
        ]
        changed = rich_table(rows, "changed most")
        for column in changed.columns[1:]:
            column.justify = "left"
        tables.append(changed)
    return tables


def change_text(change: Change) -> str:
    """One question with what both runs did."""
    return (
        f"{change.question.id}: {change.question.question}\n"
        f"  {change.first}: {_side(change.before, change.question.answerable)}\n"
        f"  {change.second}: {_side(change.after, change.question.answerable)}"
    )


def footnote() -> str:
    """What the columns mean."""
    return (
        "Differences are second minus first, paired by question, with a bootstrap by article; p by "
        "a paired randomisation test, Holm-corrected over all measures and pairs. +/=/-: questions "
        "on which the second is better, equal, worse. smallest: the true difference that these "
        "questions show four times in five. Lower is better: ECE."
    )


def _finite(value: Any) -> Any:
    """``value``, None for nan: JSON has no word for it."""
    return None if value != value else value


def headline(comparison: Comparison) -> str:
    """How many questions, and how long each run took."""
    left_out = f" ({comparison.left_out} not shared)" if comparison.left_out else ""
    times = ", ".join(
        f"{name} {median:.0f} ms"
        for name, median in zip(comparison.names, comparison.milliseconds, strict=True)
    )
    return f"{counted(comparison.questions, 'question')}{left_out}; median time: {times}"


def _row(found: Difference) -> tuple[str, ...]:
    counted = found.measure not in CONFIDENCE
    return (
        found.measure,
        f"{found.before:.3f}",
        f"{found.after:.3f}",
        f"{found.value:+.3f}",
        f"{found.low:+.3f} to {found.high:+.3f}",
        f"{found.holm:.4f}" if found.holm >= 0.0001 else "<0.0001",
        f"{found.wins}/{found.ties}/{found.losses}" if counted else "",
        f"{found.smallest:.3f}" if found.smallest > 0 else "",
    )


def _side(side: Side, answerable: bool) -> str:
    rank = f"rank {side.rank}" if side.rank is not None else "not found"
    if not answerable:
        rank = "has no answer"
    said = "answered" if side.answered else "silent"
    return f"{rank}, {said} ({side.confidence:.2f}): {side.sentence or 'nothing'}"
