"""Conversations on disk: one SQLite file that only its owner can read.

Each turn is a transaction of its own, synced before it counts: a killed process loses nothing that
was shown. What is deleted is overwritten.
"""

import math
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from qabot.errors import QabotError, UsageError
from qabot.paths import private_file, shown
from qabot.repl.formats import prepare
from qabot.types import Answer, Trace, Turn

PATIENCE = 5.0
"""Seconds that another program is waited for, which is writing."""
_LISTED = (
    "SELECT id, changed, count(number), "
    "(SELECT question FROM turns WHERE conversation = id ORDER BY number LIMIT 1), roots, only_ids "
    "FROM conversations JOIN turns ON conversation = id "
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation that was kept. ``changed`` in seconds since 1970; ``roots`` and ``only`` are
    what was asked where the person said so, else None. ``raw``: which of its turns, counted from
    1, were asked as typed; known where the turns are read too."""

    id: int
    changed: float
    turns: int
    first: str
    roots: tuple[str, ...] | None = None
    only: tuple[str, ...] | None = None
    raw: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Remembered:
    """A turn, and whether its question was asked as typed (``/raw``)."""

    turn: Turn
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A turn that a search found."""

    conversation: int
    number: int
    turn: Turn


class StoreError(QabotError):
    """The file of conversations cannot be read or written."""


class DeletedError(StoreError):
    """The conversation is no longer there."""


class MovedError(StoreError):
    """Another program has gone on with the conversation, or taken back some of it."""


class Store:
    """The conversations in one file, which is made with the first of them.

    A conversation is written to only as it was when this store began, read or wrote it last.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._left: dict[int, tuple[float, ...]] = {}
        """When each conversation was changed last, as it was left: of two times the one before a
        write that may have failed, and that of the write."""

    # Writing

    def begin(
        self,
        roots: Sequence[str] | None = None,
        only: Sequence[str] | None = None,
        turns: Sequence[Remembered] = (),
    ) -> int:
        """Begin a conversation, with ``turns``, and return its number; it is listed once it has a
        turn."""
        now = time.time()
        with self._writing() as database:
            added = database.execute(
                "INSERT INTO conversations (begun, changed, roots, only_ids) VALUES (?, ?, ?, ?)",
                (now, now, _list(roots), _list(only)),
            )
            id = added.lastrowid
            assert id is not None
            for number, each in enumerate(turns, 1):
                _write(database, id, number, each)
        self._left[id] = (now,)
        return id

    def about(
        self, id: int, roots: Sequence[str] | None, only: Sequence[str] | None = None
    ) -> None:
        """Write down what a conversation is asking from now on. Raises as ``put``."""
        with self._going_on(id) as database:
            database.execute(
                "UPDATE conversations SET roots = ?, only_ids = ? WHERE id = ?",
                (_list(roots), _list(only), id),
            )

    def put(self, id: int, number: int, turn: Turn, raw: bool = False) -> None:
        """Write turn ``number``, counted from 1, in the place of what may be there.

        Raises DeletedError, MovedError for a conversation that is other than it was left; nothing
        is written then.
        """
        with self._going_on(id) as database:
            _write(database, id, number, Remembered(turn, raw))

    def drop(self, id: int, number: int) -> None:
        """Take a turn out. Raises as ``put``."""
        with self._going_on(id) as database:
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
                "SELECT raw, question, answer FROM turns WHERE conversation = ? ORDER BY number",
                (id,),
            ).fetchall()
        kept, raw = _kept(row), frozenset(place for place, each in enumerate(rows, 1) if each[0])
        self._left[id] = (kept.changed,)
        return replace(kept, raw=raw), tuple(_turn(*rest) for _, *rest in rows)

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
    def _going_on(self, id: int) -> Iterator[sqlite3.Connection]:
        """As ``_writing``, to change a conversation that is as it was left."""
        with self._writing() as database:
            found = database.execute("SELECT changed FROM conversations WHERE id = ?", (id,))
            (last,) = found.fetchone() or (None,)
            if last is None:
                raise DeletedError(f"conversation {id} is no longer there")
            if last not in self._left.get(id, (last,)):
                raise MovedError(f"another program has changed conversation {id}")
            now = max(time.time(), math.nextafter(last, math.inf))  # whatever the clock does
            self._left[id] = (last, now)
            database.execute("UPDATE conversations SET changed = ? WHERE id = ?", (now, id))
            yield database

    @contextmanager
    def _opened(self, path: Path | None) -> Iterator[sqlite3.Connection]:
        try:
            database = sqlite3.connect(path or ":memory:", timeout=PATIENCE, isolation_level=None)
            with closing(database):
                database.execute("PRAGMA secure_delete = ON")
                database.execute("PRAGMA foreign_keys = ON")
                if not prepare(database):
                    name = shown(self.path)
                    raise StoreError(f"{name} was made by a newer qabot and is left alone")
                yield database
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            raise StoreError(
                f"the conversations in {shown(self.path)} cannot be used: {error}; move the file "
                "away to begin anew"
            ) from None


def _write(database: sqlite3.Connection, id: int, number: int, each: Remembered) -> None:
    answer = msgspec.json.encode(replace(each.turn.answer, trace=Trace()))
    database.execute(
        "INSERT OR REPLACE INTO turns (conversation, number, question, answer, raw) "
        "VALUES (?, ?, ?, ?, ?)",
        (id, number, _plain(each.turn.question), answer, each.raw),
    )


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
