"""Rows of text -> aligned columns, or a table for a rich console."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

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


def rich_table(rows: Rows, title: str | None = None) -> "Table":
    """The same for a rich console; nothing in a cell is read as markup."""
    from rich.table import Table
    from rich.text import Text

    made = Table(title=Text(title) if title else None, title_justify="left")
    for place, head in enumerate(rows[0]):
        made.add_column(Text(head), justify="left" if place == 0 else "right")
    for row in rows[1:]:
        made.add_row(*(Text(cell) for cell in row))
    return made
