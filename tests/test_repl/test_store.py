"""The file of conversations when something is wrong with it, and files that /save meets."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from qabot.errors import UsageError
from qabot.repl.saving import FileThereError, save
from qabot.repl.store import Store, StoreError
from qabot.types import Answer, Reason, Turn

from .conftest import Qabot


def turn(question: str = "Who?") -> Turn:
    answer = Answer(
        question=question, understood_as=question, answered=False, confidence=0.0, threshold=0.35,
        evidence=(), reason="there are only weak matches", reason_code=Reason.WEAK_MATCH,
    )  # fmt: skip
    return Turn(question, answer)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kept" / "conversations.sqlite")


@contextmanager
def held(store: Store) -> Iterator[None]:
    """Another program is writing."""
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_store_that_another_program_holds_is_waited_for_and_then_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = store.begin()
    store.put(number, 1, turn())
    monkeypatch.setattr("qabot.repl.store.PATIENCE", 0.1)
    with held(store), pytest.raises(StoreError, match="database is locked"):
        store.put(number, 2, turn())
    store.put(number, 2, turn("When?"))
    assert [each.question for each in store.one(number)[1]] == ["Who?", "When?"]


def test_a_full_disk_loses_nothing_that_was_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = store.begin()
    store.put(number, 1, turn())
    connect = sqlite3.connect

    def small(*arguments: object, **options: object) -> sqlite3.Connection:
        database = connect(*arguments, **options)  # type: ignore[call-overload]
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        database.execute(f"PRAGMA max_page_count = {pages}")
        return database  # type: ignore[no-any-return]

    monkeypatch.setattr("sqlite3.connect", small)
    with pytest.raises(StoreError, match="full"):
        store.put(number, 2, turn("Why? " * 40_000))
    monkeypatch.undo()
    assert [each.question for each in store.one(number)[1]] == ["Who?"]


def test_a_store_of_a_newer_version_is_left_alone(store: Store) -> None:
    store.begin()
    with sqlite3.connect(store.path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = store.path.read_bytes()
    for use in (store.begin, store.all, lambda: store.delete(None)):
        with pytest.raises(StoreError, match="newer qabot and is left alone"):
            use()
    assert store.path.read_bytes() == before


def test_what_is_no_database_is_left_alone(store: Store) -> None:
    store.path.parent.mkdir()
    store.path.write_bytes(b"letters to a friend" * 100)
    with pytest.raises(StoreError, match=r"cannot be used: .*move the file away"):
        store.all()
    assert store.path.read_bytes() == b"letters to a friend" * 100


def test_a_conversation_goes_on_where_it_cannot_be_kept(qabot: Qabot, home: Path) -> None:
    store = Store(home / "home" / "data" / "qabot" / "conversations.sqlite")
    store.put(store.begin(), 1, turn())
    with sqlite3.connect(store.path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    qabot("chat", "--resume").fails("newer qabot")
    qabot("conversations", "list").fails("newer qabot")
    with sqlite3.connect(store.path) as database:
        database.execute("PRAGMA user_version = 1")
        database.execute("DROP TABLE turns")
    database.close()
    done = qabot("conversations", "list")
    done.fails("cannot be used: no such table: turns; move the file away")


FORMAT_1 = """
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, begun REAL NOT NULL, changed REAL NOT NULL,
    roots TEXT, only_ids TEXT);
CREATE TABLE turns (
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    number INTEGER NOT NULL, question TEXT NOT NULL, answer BLOB NOT NULL,
    PRIMARY KEY (conversation, number)) WITHOUT ROWID;
INSERT INTO conversations VALUES (7, 1.0, 2.0, '["/news"]', NULL);
PRAGMA user_version = 1;
"""


def test_a_file_of_the_first_format_is_gone_on_with(store: Store) -> None:
    store.path.parent.mkdir()
    with closing(sqlite3.connect(store.path)) as database, database:
        database.executescript(FORMAT_1)
        kept = msgspec.json.encode(turn().answer)
        database.execute("INSERT INTO turns VALUES (7, 1, 'Who?', ?)", (kept,))
    found, turns = store.one(7)
    assert (found.roots, found.raw, turns) == (("/news",), frozenset(), (turn(),))
    store.put(7, 2, turn("When?"), raw=True)
    found, turns = Store(store.path).one(7)
    assert (found.raw, turns) == ({2}, (turn(), turn("When?")))


def test_first_conversations_begun_at_once_are_all_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Overtaken(sqlite3.Connection):
        """Another program makes the tables as soon as this one has seen that there are none."""

        def execute(self, sql: str, *rest: Any) -> Any:
            found = super().execute(sql, *rest)
            if sql != "PRAGMA user_version":
                return found
            rows = found.fetchall()
            monkeypatch.undo()
            if rows == [(0,)] and not other:
                other.append(Store(store.path).begin())
            return SimpleNamespace(fetchone=lambda: rows[0])

    connect, other = sqlite3.connect, list[int]()
    monkeypatch.setattr(
        "sqlite3.connect", lambda *args, **options: connect(*args, factory=Overtaken, **options)
    )
    assert (store.begin(), other) == (2, [1])
    store.put(1, 1, turn())
    store.put(2, 1, turn())
    assert [each.id for each in Store(store.path).all()] == [1, 2]


# /save


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_link_stays_a_link_and_its_file_is_replaced(here: Path) -> None:
    (here / "far").mkdir()
    file, link = here / "far" / "talk.md", here / "talk.md"
    file.write_text("before")
    file.chmod(0o640)
    link.symlink_to(file)
    with pytest.raises(FileThereError, match=r"talk\.md is there already"):
        save("talk.md", [turn()], replace=False)
    assert file.read_text() == "before"
    assert save("talk.md", [turn()], replace=True) == "replaced talk.md: 1 turn"
    assert link.is_symlink()
    assert "## 1. Who?" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in (here / "far").iterdir()) == ["talk.md"]


@pytest.mark.parametrize("target", ["nowhere.md", "loop.md", "folder", "/dev/null"])
def test_what_is_no_file_is_not_replaced(here: Path, target: str) -> None:
    (here / "folder").mkdir()
    (here / "loop.md").symlink_to("talk.md")
    (here / "talk.md").symlink_to(target)
    with pytest.raises(UsageError, match="not an ordinary file; name another"):
        save("talk.md", [turn()], replace=True)
    assert (here / "talk.md").is_symlink()
    assert not (here / "nowhere.md").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gone/talk.md", "gone/talk.md cannot be written: No such file or directory"),
        ("talk.txt", "expected a file ending in .md, .json or .jsonl"),
        (".md", "expected a file ending in"),
        ("talk\0.md", "cannot be written"),
        (f"{'long' * 80}.md", "cannot be written: File name too long"),
    ],
)
def test_what_cannot_be_saved_says_why(here: Path, name: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        save(name, [turn()], replace=True)
    assert said in str(error.value)
    assert list(here.iterdir()) == []
