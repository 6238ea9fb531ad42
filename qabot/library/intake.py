"""Small steps from the roots to the tables: which files, reading one, what articles are called."""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from qabot.articles import LineProblem, SameArticle, qualify, read_file, reread_jsonl
from qabot.errors import ArticleError, TooLargeError
from qabot.library.survey import Root, SurveyedFile
from qabot.types import Article

_TICK = 0.02
"""Seconds within which two changes of a file can carry the same time."""


def unique(roots: Sequence[Root]) -> dict[str, tuple[SurveyedFile, str]]:
    """Every file once, with its id below the first root that holds it, root by root."""
    files: dict[str, tuple[SurveyedFile, str]] = {}
    newest: dict[str, SurveyedFile] = {}
    for root in roots:
        for name, file in root.files.items():
            files.setdefault(name, (file, root.local[name]))
            if root.asked:
                newest[name] = file
    return {name: (newest.get(name, file), local) for name, (file, local) in files.items()}


def settle(files: Iterable[SurveyedFile]) -> None:
    """Wait until a file that was written just now would get another time if it changed again."""
    newest = max((file.stat[1] for file in files), default=0)
    if -1 < time.time() - newest / 1e9 < _TICK:
        time.sleep(_TICK)


def is_still(file: SurveyedFile) -> bool:
    """Whether a file is, after it was read, what it was when it was found."""
    try:
        now = os.stat(file.path)
    except OSError:
        return False
    return file.stat == (now.st_size, now.st_mtime_ns, now.st_ino & (1 << 63) - 1)


def digest(path: Path, most: int) -> str | None:
    """SHA-256 of a file's bytes; None when it cannot be read, or is larger than ``most``."""
    try:
        with open(path, "rb") as file:
            if not 0 < os.fstat(file.fileno()).st_size <= most:
                return None
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def read(
    file: SurveyedFile, local: str, known: Mapping[str, tuple[str, str]]
) -> Iterator[Article | LineProblem | SameArticle]:
    """The articles of a file; what keeps it from being read is a problem of line 0.

    ``known`` as in ``reread_jsonl``.
    """
    try:
        if file.is_jsonl:
            yield from reread_jsonl(file.path, known, max_bytes=file.max_bytes)
        else:
            yield read_file(file.path, id=local, max_bytes=file.max_bytes)
    except ArticleError as error:
        unreadable = isinstance(error.__cause__, OSError)
        yield LineProblem(0, str(error), unreadable, isinstance(error, TooLargeError))


def renamed(rows: Sequence[tuple[int, str, str, str]]) -> Iterator[tuple[str, int]]:
    """The articles whose ids must change: (new id, row).

    ``rows`` are (row, id now, id below the root, root), in the order in which ids are given away.
    """
    ids_by_root: dict[Path, dict[str, None]] = {}
    for _, _, local, root in rows:
        ids_by_root.setdefault(Path(root), {}).setdefault(local)
    names = qualify(ids_by_root)
    taken = set()
    for row, before, local, root in rows:
        name = names[Path(root), local]
        n = 1
        while name in taken:  # the same id in two files of one root
            n += 1
            name = f"{names[Path(root), local]}~{n}"
        taken.add(name)
        if name != before:
            yield name, row
