"""Several lines or tables on standard output: rich ones on a terminal, plain ones elsewhere."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from qabot.render import safe, to_text, width_of, wrap
from qabot.repl.environment import Environment

if TYPE_CHECKING:
    from rich.table import Table


def print_block(env: Environment, text: str) -> None:
    """Print several lines, each made safe."""
    for line in text.splitlines():
        env.print(line)


def print_paragraph(env: Environment, text: str) -> None:
    """Print lines of prose, each made safe; a terminal's are broken at words."""
    for line in text.splitlines():
        if env.stdout_terminal:
            env.stdout.write(
                to_text([*wrap([("", safe(line))], env.columns), ("", "\n")], env.look)
            )
        else:
            env.print(line)


def print_row(env: Environment, head: str, text: str) -> None:
    """Print ``head``, which is padded, and ``text``; on a terminal broken at words.

    What follows stands below the text, or, where that would leave too little room or break a path
    that can be kept whole, below the head.
    """
    width = env.columns
    beside = width - width_of(safe(head))
    longest = max((width_of(word) for word in safe(text).split()), default=0)
    if not env.stdout_terminal or width_of(safe(text)) <= beside:
        env.print((head + text).rstrip())
    elif longest <= beside > width // 2:
        env.stdout.write(to_text(wrap([("", text)], width, head, " " * len(head)), env.look))
    else:
        lead = " " * (len(head) - len(head.lstrip()))
        env.stdout.write(to_text(wrap([("", head + text)], width, lead, "    "), env.look))


def print_columns(env: Environment, rows: Sequence[Sequence[str]]) -> None:
    """Print rows of plain text, each column but the last as wide as its widest cell."""
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, wide, strict=True)]
        print_row(env, " ".join(cells[:-1]) + " ", cells[-1].rstrip())


def print_tables(
    env: Environment,
    head: str,
    tables: Callable[[int], "Iterable[Table]"],
    foot: str,
    plain: Callable[[], str],
) -> None:
    """Tables for a terminal between two texts; elsewhere ``plain()``.

    ``tables`` gets the columns there are. rich is imported on a terminal only.
    """
    if not env.stdout_terminal:
        print_block(env, plain())
        return
    from rich.console import Console

    console = Console(
        file=env.stdout,
        width=env.columns,
        force_terminal=not env.plain,
        no_color=env.plain,
        color_system=None if env.plain else "standard",
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        safe_box=not env.look.unicode,
    )
    print_paragraph(env, head)
    for made in tables(env.columns):
        console.print(made)
    print_paragraph(env, foot)
    env.stdout.flush()
