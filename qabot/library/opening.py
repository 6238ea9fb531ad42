"""Opening the files of one generation, with their checks.

The vector file is opened at once and read much later: a descriptor keeps it, so that a writer who
publishes and cleans up meanwhile does not take it away.
"""

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.errors import LibraryError
from qabot.library import durable, schema
from qabot.library.manifest import DATABASE, VECTORS, Manifest

if TYPE_CHECKING:
    from embeddings.base import VectorIndex


def open_files(folder: Path, published: Manifest) -> tuple[sqlite3.Connection, int]:
    """The database and a descriptor of the vector file.

    Raises FileNotFoundError when one of them is not there (any more), and LibraryError.
    """
    handles: list[int] = []
    try:
        for name in (DATABASE, VECTORS):
            handles.append(durable.open_binary(published.folder(folder) / name))
            if wrong := durable.problem(handles[-1], published.file(name)):
                raise durable.damaged(folder, wrong)
        os.close(handles.pop(0))
        return _database(folder, published), handles.pop()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise LibraryError(
            f"the library in {folder} cannot be read ({error.strerror}): make it readable, or "
            "name another with --library"
        ) from None
    finally:
        for handle in handles:
            os.close(handle)


def _database(folder: Path, published: Manifest) -> sqlite3.Connection:
    path = published.folder(folder) / DATABASE
    database = None
    try:
        database = schema.connect_read(path)
        (last,) = database.execute("SELECT max(key) FROM passages").fetchone()
    except sqlite3.Error as error:
        if database is not None:
            database.close()
        if not path.exists():
            raise FileNotFoundError(None, "no such file", str(path)) from None
        raise durable.damaged(folder, str(error)) from None
    if last is not None and last >= published.counts.rows:
        database.close()
        raise durable.damaged(folder, f"passage {last} has no vector")
    return database


def open_vectors(folder: Path, published: Manifest, handle: int | None) -> "VectorIndex":
    """The vector index of a generation, from its path or, where that is gone, from ``handle``."""
    from embeddings.errors import IndexFileError
    from embeddings.faiss_index import open_index

    path = published.folder(folder) / VECTORS
    try:
        try:
            index = open_index(path)
        except IndexFileError:
            if handle is None or os.name != "posix" or _is_at(handle, path):
                raise
            os.lseek(handle, 0, os.SEEK_SET)  # a writer took it away
            index = open_index(Path(f"/dev/fd/{handle}"))
    except IndexFileError as error:
        raise durable.damaged(folder, str(error)) from None
    # A compressed index holds no rows for passages that left.
    if len(index) not in (published.counts.rows, published.counts.passages) or (
        index.dimension != published.dimension
    ):
        raise durable.damaged(folder, f"{VECTORS} does not hold what the manifest says")
    return index


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except OSError:
        return False
