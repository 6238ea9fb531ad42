"""The tables of the file of conversations, format by format."""

import sqlite3
from itertools import chain

_FORMATS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE conversations ("
        "id INTEGER PRIMARY KEY AUTOINCREMENT, begun REAL NOT NULL, changed REAL NOT NULL, "
        "roots TEXT, only_ids TEXT)",
        "CREATE TABLE turns ("
        "conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE, "
        "number INTEGER NOT NULL, question TEXT NOT NULL, answer BLOB NOT NULL, "
        "PRIMARY KEY (conversation, number)) WITHOUT ROWID",
    ),
    ("ALTER TABLE turns ADD COLUMN raw INTEGER NOT NULL DEFAULT 0",),
)
"""What makes each format, counted from 1, of the one before it."""


def prepare(database: sqlite3.Connection) -> bool:
    """Bring the tables to the newest format; a file without any gets them.

    False where a newer qabot made them: they are left alone. Raises sqlite3.Error.
    """
    newest = len(_FORMATS)
    if _format(database) < newest:
        with database:
            database.execute("BEGIN IMMEDIATE")
            made = _format(database)  # another program may have come first
            for step in chain(*_FORMATS[made:]):
                database.execute(step)
            database.execute(f"PRAGMA user_version = {max(made, newest)}")
    return _format(database) == newest


def _format(database: sqlite3.Connection) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(version)
