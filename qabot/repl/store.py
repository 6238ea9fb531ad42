"""Conversations on disk: one SQLite file that only its owner can read.

Each turn is a transaction of its own, synced before it counts: a killed process loses nothing that
was shown. What is deleted is overwritten.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from qabot.errors import QabotError, UsageError
from qabot.paths import private_file, shown
from qabot.types import Answer, Trace, Turn

FORMAT = 1
PATIENCE = 5.0
"""Seconds that another program is waited for, which is writing."""
_SCHEMA = """
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, begun REAL NOT NULL, changed REAL NOT NULL,
    roots TEXT, only_ids TEXT);
CREATE TABLE turns (
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    number INTEGER NOT NULL, question TEXT NOT NULL, answer BLOB NOT NULL,
    PRIMARY KEY (conversation, number)) WITHOUT ROWID;
"""
_LISTED = (
    "SELECT id, changed, count(number), "
    "(SELECT question FROM turns WHERE conversation = id ORDER BY number LIMIT 1), roots, only_ids "
    "FROM conversations JOIN turns ON conversation = id "
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation that was kept. ``changed`` in seconds since 1970; ``roots`` and ``only`` are
    what was asked where the person said so, else None."""

    id: int
    changed: float
    turns: int
    first: str
    roots: tuple[str, ...] | None = None
    only: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A turn that a search found."""

    conversation: int
    number: int
    turn: Turn


class StoreError(QabotError):
    """The file of conversations cannot be read or written."""


class Store:
    """The conversations in one file, which is made with the first of them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    # Writing

    def begin(self, roots: Sequence[str] | None = None, only: Sequence[str] | None = None) -> int:
        """Begin a conversation and return its number; it is listed once it has a turn."""
        now = time.time()
        with self._writing() as database:
            added = database.execute(
                "INSERT INTO conversations (begun, changed, roots, only_ids) VALUES (?, ?, ?, ?)",
                (now, now, _list(roots), _list(only)),
            )
            assert added.lastrowid is not None
            return added.lastrowid

    def about(
        self, id: int, roots: Sequence[str] | None, only: Sequence[str] | None = None
    ) -> None:
        """Write down what a conversation is asking from now on."""
        with self._writing() as database:
            database.execute(
                "UPDATE conversations SET roots = ?, only_ids = ? WHERE id = ?",
                (_list(roots), _list(only), id),
            )

    def put(self, id: int, number: int, turn: Turn) -> None:
        """Write turn ``number``, counted from 1, in the place of what may be there."""
        answer = msgspec.json.encode(replace(turn.answer, trace=Trace()))
        with self._writing() as database:
            database.execute(
                "INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?)",
                (id, number, _plain(turn.question), answer),
            )
            database.execute("UPDATE conversations SET changed = ? WHERE id = ?", (time.time(), id))

    def drop(self, id: int, number: int) -> None:
        """Take a turn out."""
        with self._writing() as database:
            database.execute(
                "DELETE FROM turns WHERE conversation = ? AND number = ?", (id, number)
            )

    def delete(self, ids: Sequence[int] | None) -> int:
        """Delete conversations, None: all; how many there were. Raises UsageError for an unknown
        number, and nothing is deleted then."""
        if not self.path.exists():
            if ids:
                raise _unknown(ids[0])
            return 0
        with self._writing() as database:
            if ids is None:
                ids = [id for (id,) in database.execute("SELECT id FROM conversations")]
            for id in ids:
                gone = database.execute("DELETE FROM conversations WHERE id = ?", (id,))
                if not gone.rowcount:
                    raise _unknown(id)
            return len(set(ids))

    # Reading

    def all(self) -> list[Kept]:
        """Every conversation that has a turn, the newest last."""
        with self._reading() as database:
            rows = database.execute(f"{_LISTED} GROUP BY id ORDER BY changed, id").fetchall()
        return [_kept(row) for row in rows]

    def latest(self) -> Kept | None:
        """The conversation that was gone on with last."""
        return next(reversed(self.all()), None)

    def one(self, id: int) -> tuple[Kept, tuple[Turn, ...]]:
        """A conversation and its turns. Raises UsageError for an unknown number."""
        with self._reading() as database:
            row = database.execute(f"{_LISTED} WHERE id = ? GROUP BY id", (id,)).fetchone()
            if row is None:
                raise _unknown(id)
            rows = database.execute(
                "SELECT question, answer FROM turns WHERE conversation = ? ORDER BY number", (id,)
            ).fetchall()
        return _kept(row), tuple(_turn(*each) for each in rows)

    def search(self, words: Sequence[str]) -> list[Found]:
        """The turns whose question or sentences hold every word, in any case, newest last."""
        wanted = [word.casefold() for word in words]
        with self._reading() as database:
            rows = database.execute(
                "SELECT conversation, number, question, answer FROM turns "
                "JOIN conversations ON id = conversation ORDER BY changed, conversation, number"
            ).fetchall()
        found = [Found(id, number, _turn(*rest)) for id, number, *rest in rows]
        return [each for each in found if all(word in _said(each.turn) for word in wanted)]

    # The file

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """The database; an empty one where there is no file, which is not made."""
        with self._opened(self.path if self.path.exists() else None) as database:
            yield database

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The database in a transaction; the file is made where there is none."""
        try:
            private_file(self.path)
        except OSError as error:
            raise StoreError(f"{shown(self.path)}: {error.strerror}") from None
        with self._opened(self.path) as database, database:
            database.execute("BEGIN IMMEDIATE")
            yield database

    @contextmanager
    def _opened(self, path: Path | None) -> Iterator[sqlite3.Connection]:
        try:
            database = sqlite3.connect(path or ":memory:", timeout=PATIENCE, isolation_level=None)
            with closing(database):
                database.execute("PRAGMA secure_delete = ON")
                database.execute("PRAGMA foreign_keys = ON")
                self._prepare(database)
                yield database
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            raise StoreError(
                f"the conversations in {shown(self.path)} cannot be used: {error}; move the file "
                "away to begin anew"
            ) from None

    def _prepare(self, database: sqlite3.Connection) -> None:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > FORMAT:
            raise StoreError(f"{shown(self.path)} was made by a newer qabot and is left alone")
        if version == 0:
            with database:
                database.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT;")


def _unknown(id: int) -> UsageError:
    return UsageError(
        f"there is no conversation {id}: `qabot conversations list` shows those there are"
    )


def _kept(row: tuple[int, float, int, str, str | None, str | None]) -> Kept:
    id, changed, turns, first, roots, only = row
    return Kept(id, changed, turns, first, _read(roots), _read(only))


def _turn(question: str, answer: bytes) -> Turn:
    return Turn(question, msgspec.json.decode(answer, type=Answer))


def _said(turn: Turn) -> str:
    return " ".join((turn.question, *(each.text for each in turn.answer.evidence))).casefold()


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _list(values: Sequence[str] | None) -> str | None:
    return None if values is None else msgspec.json.encode(list(map(_plain, values))).decode()


def _read(values: str | None) -> tuple[str, ...] | None:
    return None if values is None else msgspec.json.decode(values, type=tuple[str, ...])
