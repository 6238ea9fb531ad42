"""Which passages a question is asked of."""

import os
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from qabot.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FEW = 3
_MOST = 5_000
"""Ids that an unknown one is compared with."""

Ranges: TypeAlias = tuple[tuple[int, int], ...]
Pieces: TypeAlias = dict[int, tuple[int, int]]
"""Row of an article -> its keys, half-open."""


class Scope:
    """A part of one library: half-open ranges of keys, in order and apart. Made by the library."""

    def __init__(self, ranges: Ranges | None) -> None:
        """``ranges`` None: everything."""
        self.ranges = ranges

    @property
    def everything(self) -> bool:
        """Whether the whole library is asked."""
        return self.ranges is None

    def __len__(self) -> int:
        """How many passages; of a part only."""
        return sum(last - first for first, last in self.ranges or ())

    @cached_property
    def keys(self) -> "NDArray[np.int64] | None":
        """The keys in ascending order; None for everything."""
        if self.ranges is None:
            return None
        import numpy as np  # the lexical search needs none

        parts = [np.arange(first, last, dtype=np.int64) for first, last in self.ranges]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)


EVERYTHING = Scope(None)


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges in order, those that touch made one, empty ones left out."""
    result: list[tuple[int, int]] = []
    for first, last in sorted(pair for pair in ranges if pair[0] < pair[1]):
        if result and first <= result[-1][1]:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return tuple(result)


def plain(text: str) -> str:
    """Lone surrogates as they are stored: U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def below(database: sqlite3.Connection, root: str) -> Pieces:
    """The articles of a root, or of the files at or below a path. Raises UsageError."""
    found = database.execute(
        "SELECT articles.id, first, last FROM articles JOIN found USING (file) "
        "JOIN roots ON roots.id = root WHERE roots.path = ?",
        (root,),
    ).fetchall()
    if not found:
        found = database.execute(
            "SELECT articles.id, first, last FROM articles JOIN files ON files.id = file "
            "WHERE files.path = ?1 OR substr(files.path, 1, length(?2)) = ?2",
            (root, root.rstrip(os.sep) + os.sep),
        ).fetchall()
    is_root = "SELECT EXISTS (SELECT 1 FROM roots WHERE path = ?)"
    if not found and not database.execute(is_root, (root,)).fetchone()[0]:
        raise UsageError(f"{root} is not in the library: add it with `qabot index`")
    return {row: (first, last) for row, first, last in found}


def find_article(
    database: sqlite3.Connection, id: str, roots: Collection[str] = ()
) -> tuple[int, tuple[int, int]]:
    """The row and the keys of an article.

    Raises UsageError with ids that are like it, of articles below ``roots`` where there are any.
    """
    name = plain(id)
    select = "SELECT id, first, last FROM articles WHERE name = ?"
    found = database.execute(select, (name,)).fetchone()
    if found is not None:
        return found[0], (found[1], found[2])
    hint = did_you_mean(_alike(database, name, roots))
    raise UsageError(f"no article {id!r} in the library{hint} (`qabot articles` lists all)")


def _alike(database: sqlite3.Connection, name: str, roots: Collection[str]) -> list[str]:
    """A few ids that may have been meant: those that were ``name`` before another root had it too,
    else the one that is most like it."""
    asked: set[int] = set()
    for root in roots:
        with suppress(UsageError):
            asked |= below(database, root).keys()
    select = "SELECT id, name FROM articles WHERE local = ? ORDER BY name"
    same = database.execute(select, (name,)).fetchall()
    if same:
        return ([now for row, now in same if row in asked] or [now for _, now in same])[:_FEW]
    import difflib

    every = database.execute("SELECT id, name FROM articles").fetchall()
    for names in ([now for row, now in every if row in asked], [now for _, now in every]):
        if near := difflib.get_close_matches(name[:200], names[:_MOST], n=1, cutoff=0.5):
            return near
    return []
