"""Rows of text -> aligned columns, or a table for a rich console."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from qabot.render import safe, width_of

if TYPE_CHECKING:
    from rich.table import Table

Rows: TypeAlias = Sequence[Sequence[str]]
"""A head row, then the others; all of one length."""


def columns(rows: Rows) -> str:
    """Plain text: the first column to the left, the others to the right, two blanks between."""
    if not rows:
        return ""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def fitting(rows: Rows, width: int) -> list[Rows]:
    """``rows`` as one table, or as several of fewer columns when ``width`` is too narrow for it.

    The first column and a second one that counts (``n``) stand in each of them.
    """
    wide = [max(width_of(safe(row[place])) for row in rows) + 3 for place in range(len(rows[0]))]
    fixed = 2 if len(rows[0]) > 1 and rows[0][1] == "n" else 1
    start, room = list(range(fixed)), width - 1 - sum(wide[:fixed])
    parts: list[list[int]] = [[*start]]
    left = room
    for place in range(fixed, len(rows[0])):
        if wide[place] > left and len(parts[-1]) > fixed:
            parts.append([*start])
            left = room
        parts[-1].append(place)
        left -= wide[place]
    return [[[row[place] for place in places] for row in rows] for places in parts]


def rich_table(rows: Rows, title: str | None = None) -> "Table":
    """The same for a rich console; nothing in a cell is read as markup or reaches the terminal."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(title=Text(safe(title)) if title else None, title_justify="left", box=box.ROUNDED)
    for place, head in enumerate(rows[0]):
        made.add_column(
            Text(safe(head)), justify="left" if place == 0 else "right", overflow="fold"
        )
    for row in rows[1:]:
        made.add_row(*(Text("\n".join(map(safe, cell.split("\n")))) for cell in row))
    return made
