"""What a run of ``index`` did, for the roots that it looked at."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.paths import shown

if TYPE_CHECKING:
    from qabot.library.contents import Contents
    from qabot.library.manifest import Manifest
    from qabot.library.survey import Root

_NAMED = 10
"""Files that are named one by one where bytes could not be decoded."""


@dataclass(frozen=True, slots=True)
class Report:
    """Ids of articles by what became of them, in order; only of the roots that were asked for.

    ``failed`` holds every file (``path``, or ``path:line``) that is not in the library and why,
    at every run as long as that is so. ``reason`` says why everything was built again.
    ``undecoded`` holds the files that this run read, and that are in the library, of which some
    bytes are not in their encoding and stand as U+FFFD, and how many bytes.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    generation: int
    reason: str | None = None
    undecoded: tuple[tuple[str, int], ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was written."""
        return not (self.added or self.changed or self.removed) and self.reason is None

    def notices(self) -> Iterator[str]:
        """A line for each file that is not in the encoding it should be in; not for very many."""
        for path, number in self.undecoded[:_NAMED]:
            one = "byte could not be decoded and stands"
            what = one if number == 1 else "bytes could not be decoded and stand"
            yield f"{shown(path)}: {number:,} {what} as U+FFFD: save it as UTF-8"
        more = len(self.undecoded) - _NAMED
        if more > 0:
            files = "file holds" if more == 1 else "files hold"
            yield f"{more:,} more {files} bytes that could not be decoded: save them as UTF-8"


def standing(database: sqlite3.Connection, roots: "Sequence[Root]") -> tuple[tuple[str, str], ...]:
    """``Report.failed`` of a library in which nothing has changed."""
    problems = database.execute(
        "SELECT path, line, reason FROM problems JOIN files ON files.id = file"
    )
    return _failed(
        problems.fetchall(), roots, {name for root in roots if root.asked for name in root.files}
    )


def quiet_report(
    database: sqlite3.Connection, published: "Manifest", roots: "Sequence[Root]"
) -> Report:
    """Nothing has changed."""
    asked = {name for root in roots if root.asked for name in root.files}
    articles = database.execute("SELECT name, path FROM articles JOIN files ON files.id = file")
    return Report(
        added=(),
        changed=(),
        removed=(),
        unchanged=tuple(sorted(name for name, path in articles if path in asked)),
        failed=standing(database, roots),
        generation=published.generation,
    )


def make_report(
    database: sqlite3.Connection,
    generation: int,
    roots: "Sequence[Root]",
    contents: "Contents",
    reason: str | None,
) -> Report:
    """What changed between two generations."""
    asked = {name for root in roots if root.asked for name in root.files}
    below = {name for root in roots for name in root.files}
    names = dict(database.execute("SELECT id, name FROM articles"))
    before = {article.name for article in contents.gone}
    made = {names[row]: path for row, path in contents.made.items()}
    kept = {names[row]: path for row, path in contents.kept.items()}
    gone = [article for article in contents.gone if article.path in asked | _left(contents, below)]
    return Report(
        added=tuple(sorted(name for name in made if name not in before)),
        changed=tuple(sorted(name for name in made if name in before)),
        removed=tuple(sorted({article.name for article in gone} - made.keys() - kept.keys())),
        unchanged=tuple(sorted(name for name, path in kept.items() if path in asked)),
        failed=_failed(contents.problems, roots, asked),
        generation=generation,
        reason=reason,
        undecoded=tuple(sorted(each for each in contents.undecoded if each[0] in asked)),
    )


def _left(contents: "Contents", below: set[str]) -> set[str]:
    """Files that no root holds any more."""
    return {article.path for article in contents.gone} - below


def _failed(
    problems: Sequence[tuple[str, int | None, str]], roots: "Sequence[Root]", asked: set[str]
) -> tuple[tuple[str, str], ...]:
    files = [
        (f"{path}:{line}" if line else path, reason)
        for path, line, reason in sorted(problems, key=lambda item: (item[0], item[1] or 0))
        if path in asked
    ]
    missing = [(root.path, root.problem) for root in roots if root.asked and root.problem]
    return tuple(files + missing)
