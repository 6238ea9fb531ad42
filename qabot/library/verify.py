"""The full check of a library: every file, row, word and vector against the others."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from qabot.errors import LibraryError
from qabot.library import durable, schema
from qabot.library.reading import Library

_ROWS = 4096
_LENGTH = 0.01
"""How far from 1 a vector's length may be: in a compressed index it is rounded."""


def verify(folder: Path) -> list[str]:
    """Everything that is wrong with the library in ``folder``; empty when nothing is.

    Reads all of it, which takes a second for every hundred thousand passages or so. Raises
    LibraryError when it cannot be opened at all.
    """
    with Library.open(folder) as library:
        return [*_files(library), *_rows(library), *_words(library), *_vectors(library)]


def _files(library: Library) -> Iterator[str]:
    folder = library.manifest.folder(library.folder)
    for check in library.manifest.files:
        if durable.checked(folder / check.name) != check:
            yield f"{check.name} does not match its checksum"


def _rows(library: Library) -> Iterator[str]:
    counts = library.manifest.counts
    with library.reading() as database:
        for (line,) in database.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"SQLite: {line}"
        for table in ("roots", "files", "articles", "sentences", "passages", "problems"):
            (found,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()
            if found != getattr(counts, table):
                yield f"{found} {table}, expected {getattr(counts, table)}"
        expected = 0
        for row, name, first, last in database.execute(
            "SELECT id, name, first, last FROM articles ORDER BY first"
        ).fetchall():
            if first < expected or last > counts.rows:
                yield f"article {name} shares keys with another"
            expected = last
            try:
                _, sentences = schema.load_article(database, row)
                passages = schema.load_passages(database, range(first, last))
            except schema.DamageError as error:
                yield str(error)
                continue
            if list(passages) != list(range(first, last)):
                yield f"article {name} does not have the passages {first} to {last}"
            ends = [passage.last for passage in passages.values()]
            if max(ends, default=0) != len(sentences):
                yield f"article {name} has sentences in no passage"


def _words(library: Library) -> Iterator[str]:
    with library.reading() as database, closing(sqlite3.connect("")) as copy:
        database.backup(copy)
        try:
            copy.execute("INSERT INTO lexicon (lexicon, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            yield f"the full-text index does not agree with the passages ({error})"


def _vectors(library: Library) -> Iterator[str]:
    import numpy as np

    try:
        index = library.vectors()
    except LibraryError as error:
        yield str(error)
        return
    rows = library.manifest.counts.rows
    alive = np.zeros(rows, bool)
    with library.reading() as database:
        for (key,) in database.execute("SELECT key FROM passages"):
            alive[key] = True
    for start in range(0, rows, _ROWS):
        keys = np.arange(start, min(start + _ROWS, rows), dtype=np.int64)
        lengths = np.linalg.norm(index.vectors(keys), axis=1)
        wrong = np.abs(lengths - alive[keys]) > _LENGTH
        for key in keys[wrong | ~np.isfinite(lengths)][:3]:
            yield f"the vector of passage {key} has length {lengths[key - start]:.3f}"
