"""Which files the roots hold now, against what a generation remembers of them. Stats only."""

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qabot.articles import MAX_BYTES, FoundFile, discover, ids, without_surrogates
from qabot.errors import ArticleError, UsageError
from qabot.library import manifest
from qabot.library.reading import Library

Stat = tuple[int, int, int]
"""Size, modification time in nanoseconds, inode."""


UNREADABLE = "unreadable"
"""In the place of a digest: the system would not give the file, which is tried at every run."""

TOO_LARGE = "larger than "
"""In the place of a digest, before a number of bytes: tried again when more are allowed."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as a generation remembers it; ``sha256`` None: to be read again by the next run."""

    row: int
    path: str
    stat: Stat
    sha256: str | None


@dataclass(slots=True)
class Known:
    """What a generation remembers: its roots in order, its files, and the ids they have there."""

    roots: list[str] = field(default_factory=list)
    files: dict[str, KnownFile] = field(default_factory=dict)
    found: dict[str, dict[str, str]] = field(default_factory=dict)
    """Root -> path -> id below that root."""


@dataclass(frozen=True, slots=True)
class SurveyedFile:
    """A file below a root, as it is now."""

    path: Path
    stat: Stat
    is_jsonl: bool
    max_bytes: int = 0
    """The largest article that is read; 0 where the file was not looked at."""


@dataclass(frozen=True, slots=True)
class Root:
    """A root as it is now or, when it was not asked for, as it was."""

    path: str
    asked: bool
    known: bool
    files: dict[str, SurveyedFile]
    local: dict[str, str]
    problem: str | None = None


def known(database: sqlite3.Connection) -> Known:
    """What the database of a generation remembers."""
    result = Known()
    paths: dict[int, str] = {}
    for row, path, *stat, sha256 in database.execute(
        "SELECT id, path, size, mtime_ns, inode, sha256 FROM files"
    ):
        result.files[path] = KnownFile(row, path, (stat[0], stat[1], stat[2]), sha256)
        paths[row] = path
    roots = dict(database.execute("SELECT id, path FROM roots ORDER BY id"))
    result.roots = list(roots.values())
    result.found = {root: {} for root in result.roots}
    for root, file, local in database.execute("SELECT root, file, local FROM found"):
        result.found[roots[root]][paths[file]] = local
    return result


def survey(
    past: Known, asked: Sequence[str], max_bytes: int, everything: bool = False
) -> list[Root]:
    """Every root, known ones first. Those of ``asked`` (none: all) are looked at.

    Raises ArticleError for a new root that is not there.
    """
    wanted = set(asked) or set(past.roots)
    roots = []
    for path in dict.fromkeys([*past.roots, *asked]):
        is_known = path in past.found
        if not everything and path not in wanted:
            files = {name: _remembered(past.files[name]) for name in past.found[path]}
            roots.append(Root(path, False, True, files, past.found[path]))
            continue
        try:
            found = discover(Path(path))
        except ArticleError as error:
            if not is_known:
                raise
            roots.append(Root(path, path in wanted, True, {}, {}, str(error)))
        else:
            roots.append(_root(path, found, max_bytes, path in wanted, is_known))
    return roots


def _root(path: str, found: list[FoundFile], most: int, asked: bool, is_known: bool) -> Root:
    names = ids(Path(path), found)
    files = {}
    local = {}
    for file in found:
        name = without_surrogates(os.path.abspath(file.path))
        stat = (file.size, file.mtime_ns, file.inode & (1 << 63) - 1)
        files[name] = SurveyedFile(file.path, stat, file.is_jsonl, most)
        local[name] = names.get(file.path, "")
    problem = None if found else f"{path} holds no articles; expected .txt or .md files"
    return Root(path, asked, is_known, files, local, problem)


def _remembered(file: KnownFile) -> SurveyedFile:
    is_jsonl = file.path.lower().endswith(".jsonl")
    return SurveyedFile(Path(file.path), file.stat, is_jsonl)


def same(before: KnownFile | None, now: SurveyedFile) -> bool:
    """Whether a file need not be read again."""
    if before is None or before.sha256 is None or before.stat != now.stat:
        return False
    if before.sha256.startswith(TOO_LARGE):
        return int(before.sha256.removeprefix(TOO_LARGE)) >= now.max_bytes
    return before.sha256 != UNREADABLE or not _reads(now.path)


def _reads(path: Path) -> bool:
    """Whether the system gives all of a file."""
    try:
        with open(path, "rb") as file:
            while file.read(1 << 20):
                pass
    except OSError:
        return False
    return True


def is_fresh(past: Known, roots: Sequence[Root]) -> bool:
    """Whether nothing has changed in the roots that were looked at."""
    return all(
        not root.asked
        or (
            root.known
            and root.local == past.found[root.path]
            and all(same(past.files.get(name), file) for name, file in root.files.items())
        )
        for root in roots
    )


def absolute(paths: Sequence[Path]) -> list[str]:
    """Roots as they are remembered."""
    return list(dict.fromkeys(without_surrogates(os.path.abspath(path)) for path in paths))


def without(past: Known, remove: Sequence[str]) -> Known:
    """``past`` without some roots. Raises UsageError for a path that is none."""
    for path in remove:
        if path not in past.roots:
            listed = ", ".join(past.roots) or "none"
            raise UsageError(f"{path} is not a root of this library; its roots are: {listed}")
    keep = [root for root in past.roots if root not in remove]
    return Known(keep, past.files, {root: past.found[root] for root in keep})


def needs_refresh(
    library: Library | Path, roots: Sequence[Path] = (), max_bytes: int = MAX_BYTES
) -> bool:
    """Whether a file of ``roots`` (none: of all) was added, changed or removed since.

    Looks at names, sizes and times only. A path that cannot be looked at counts as changed, and
    so does everything when there is no library. Raises LibraryError.
    """
    if isinstance(library, Path):
        if manifest.read(library) is None:
            return True
        with Library.open(library) as opened:
            return needs_refresh(opened, roots, max_bytes)
    return unchanged(library, roots, max_bytes) is None


def unchanged(
    library: Library, roots: Sequence[Path] = (), max_bytes: int = MAX_BYTES
) -> list[Root] | None:
    """The roots as they are, when none of ``roots`` needs a refresh; None when one does.

    Raises LibraryError.
    """
    with library.reading() as database:
        past = known(database)
    try:
        found = survey(past, absolute(roots), max_bytes)
    except ArticleError:
        return None
    return found if is_fresh(past, found) else None
