"""Damage is found and reported in one line with the repair, or does no harm."""

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from qabot.errors import LibraryError
from qabot.library import DamagedLibraryError, Library, durable, index, needs_refresh
from qabot.library.fakes import HashEncoder
from qabot.library.verify import verify

FILES = ["manifest.json", "generations/000001/library.sqlite", "generations/000001/vectors.faiss"]
QUESTION = "Did ship 3 sail to Busan?"


def made(folder: Path) -> Path:
    (folder / "articles").mkdir(parents=True)
    for n in range(8):
        text = "\n\n".join(f"Ship {n} sails to Busan on day {m}." for m in range(30))
        (folder / "articles" / f"{n}.txt").write_text(text)
    update(folder)
    return folder


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("damage"))


def update(folder: Path, rebuild: bool = False) -> None:
    encoder = HashEncoder()
    index(
        folder / "library",
        [folder / "articles"],
        settings=encoder.settings(),
        open_encoder=lambda: encoder,
        rebuild=rebuild,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return made(tmp_path / "copy")


def answers(folder: Path) -> object:
    vector = HashEncoder().encode_questions([QUESTION])[0]
    with Library.open(folder / "library") as library:
        dense = library.search_dense(vector, 5)
        lexical = library.search_lexical(QUESTION, 5)
        keys = [key for key, _ in dense + lexical]
        article = library.article("3")
        return dense, lexical, library.passages(keys), article.source, library.sentences("3")


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def extend(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)


def delete(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [truncate, empty, extend, flip, delete])
@pytest.mark.parametrize("file", FILES)
def test_damage_is_one_line_and_a_rebuild_repairs_it(
    copy: Path, original: Path, file: str, damage: Callable[[Path], None]
) -> None:
    damage(copy / "library" / file)
    if file == "manifest.json" and damage in (delete, extend):
        if damage is delete:
            with pytest.raises(LibraryError, match="there is no library in"):
                answers(copy)
            update(copy)
        else:
            with pytest.raises(DamagedLibraryError):
                answers(copy)
            update(copy, rebuild=True)
    elif file == "manifest.json" and damage is truncate:  # the newline at its end
        assert answers(copy) == answers(original)
    else:
        with pytest.raises(DamagedLibraryError) as caught:
            answers(copy)
        message = str(caught.value)
        assert f"the library in {copy / 'library'} is damaged (" in message
        repair = f"run `qabot index --rebuild --library {copy / 'library'}`, or delete that folder"
        assert repair in message
        assert "\n" not in message
        with pytest.raises(DamagedLibraryError):
            needs_refresh(copy / "library")
        with pytest.raises(DamagedLibraryError):
            update(copy)
        update(copy, rebuild=True)
    assert verify(copy / "library") == []
    assert answers(copy) == answers(original)
    assert len(list((copy / "library" / "generations").iterdir())) == 1


def test_swapped_files_are_found(copy: Path) -> None:
    one, two = (copy / "library" / name for name in FILES[1:])
    one.rename(one.with_name("x"))
    two.rename(one)
    one.with_name("x").rename(two)
    with pytest.raises(DamagedLibraryError):
        answers(copy)


def test_random_damage_never_gives_a_wrong_answer(copy: Path, original: Path) -> None:
    expected = answers(original)
    chance = random.Random(7)
    for _ in range(60):
        file = chance.choice(FILES)
        path = copy / "library" / file
        data = path.read_bytes()
        changed = bytearray(data)
        for _ in range(chance.choice([1, 1, 3])):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        with suppress(LibraryError):
            assert answers(copy) == expected
        path.write_bytes(data)
    assert answers(copy) == expected


def test_damage_inside_a_large_library_is_found_where_it_is_read(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a large file only size and ends are looked at when it is opened."""
    monkeypatch.setattr(durable, "_WHOLE", 0)
    monkeypatch.setattr(durable, "_ENDS", 64)
    (copy / "articles" / "3.txt").write_text("Ship 3 sails to Busan.")
    update(copy, rebuild=True)
    assert verify(copy / "library") == []
    path = copy / "library" / "generations" / "000002" / "library.sqlite"
    data = path.read_bytes()
    assert data.count(b"Ship 3 sails to Busan.") == 4
    path.write_bytes(data.replace(b"Ship 3 sails to Busan.", b"Ship 3 sails to Tokyo."))
    with pytest.raises(DamagedLibraryError, match="does not match its checksum"):
        answers(copy)
    assert "library.sqlite does not match its checksum" in verify(copy / "library")


def test_verify_finds_words_and_vectors_that_do_not_agree(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy / "library" / FILES[1]
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO lexicon (lexicon, rowid, text) VALUES ('delete', 1, 'ship')")
        database.execute("DELETE FROM sentences WHERE article = 2 AND n = 29")
    database.close()
    monkeypatch.setattr(durable, "problem", lambda handle, check: None)
    problems = verify(copy / "library")
    assert any("full-text index does not agree" in problem for problem in problems)
    assert any(problem.endswith("sentences, expected 240") for problem in problems)
    assert any("does not match its checksum" in problem for problem in problems)


def test_a_manifest_cannot_be_edited_by_accident(copy: Path) -> None:
    path = copy / "library" / "manifest.json"
    value = json.loads(path.read_text())
    value["settings"]["words"] = 61
    path.write_text(json.dumps(value))
    with pytest.raises(DamagedLibraryError, match=r"manifest\.json does not match its checksum"):
        Library.open(copy / "library")
