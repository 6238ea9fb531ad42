"""Random damage to the files of a library, to models and to the configuration.

Each try happens in a child of its own, so that a crash of the interpreter is seen too.
"""

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import embeddings
from embeddings import EmbeddingError
from embeddings.models import MODELS, locate
from qabot.config import load
from qabot.errors import ConfigError, LibraryError, QabotError
from qabot.library import Library, durable
from qabot.library.verify import verify
from qabot.paths import default_config
from soaking.shelf import HASH, Shelf

QUESTION = "Where did the ships sail on Monday?"
Outcome = tuple[str, object]


def in_child(run: Callable[[], object]) -> Outcome:
    """("value", what it returned), ("told", an error of one line), or what went wrong."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            outcome: Outcome = ("value", run())
        except (QabotError, EmbeddingError) as error:
            outcome = ("told", str(error))
        except BaseException as error:
            outcome = ("traceback", repr(error))
        with os.fdopen(writing, "w") as pipe:
            json.dump(outcome, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    if not text or status:
        return "crash", status
    kind, value = json.loads(text)
    return kind, value


def hurt(path: Path, chance: random.Random, others: list[Path]) -> str:
    """Damage a file; returns how."""
    data = bytearray(path.read_bytes())
    kind = chance.choice(["bits", "bits", "cut", "empty", "gone", "longer", "zeros", "swapped"])
    if kind == "gone":
        path.unlink()
        return kind
    if kind == "swapped" and others:
        other = chance.choice(others)
        saved = other.read_bytes()
        other.write_bytes(data)
        data = bytearray(saved)
    elif kind == "cut":
        del data[chance.randrange(len(data)) :]
    elif kind == "empty":
        data.clear()
    elif kind == "longer":
        data += chance.randbytes(chance.randint(1, 5000))
    elif kind == "zeros":
        start = chance.randrange(len(data))
        data[start : start + 512] = bytes(len(data[start : start + 512]))
    else:
        for _ in range(chance.choice([1, 1, 2, 8])):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    return kind


def answers(folder: Path) -> object:
    """What a question finds, with all that would be shown of it."""
    with Library.open(folder) as library:
        dense = library.search_dense(HASH.encode_questions([QUESTION])[0], 5)
        lexical = library.search_lexical(QUESTION, 5)
        keys = [key for key, _ in dense + lexical]
        passages = [(p.article, p.start, p.end, p.text) for p in library.passages(keys)]
        sources = {p[0]: library.article(p[0]).source for p in passages}
        counts = [len(library.sentences(id)) for id in sorted(sources)]
        return json.loads(json.dumps([dense, lexical, passages, sources, counts]))


def library_damage(folder: Path, count: int, large: bool, seed: int = 1) -> Counter[str]:
    """Damage a library ``count`` times.

    ``large``: its files are checked as those above 4 MiB are, at their ends only. Then what a
    damaged index finds may come in another order; what is shown must be true all the same.
    """
    chance, tally = random.Random(seed), Counter[str]()
    if large:
        durable._WHOLE, durable._ENDS = 0, 512
    shelf = Shelf(folder / f"damage{large}", seed)
    shelf.edit(30)
    shelf.update()
    expected = in_child(lambda: answers(shelf.library))
    assert expected[0] == "value", expected
    whole = folder / f"whole{large}"
    shutil.copytree(shelf.library, whole)
    texts = shelf.published()
    for _ in range(count):
        files = sorted(p for p in shelf.library.rglob("*") if p.is_file() and p.name != "lock")
        path = chance.choice(files)
        kind = hurt(path, chance, [file for file in files if file != path])
        outcome = in_child(lambda: answers(shelf.library))
        name = f"library{', large' if large else ''}"
        if outcome[0] == "told":
            _one_line(outcome[1])
            assert "qabot index" in str(outcome[1]) or "--library" in str(outcome[1]), outcome
            tally[f"{name}: told"] += 1
        else:
            assert outcome[0] == "value", (kind, path, outcome)
            assert texts is not None
            if outcome != expected:
                assert large, (kind, path, outcome)
                for article, start, end, text in outcome[1][2]:  # type: ignore[index]
                    assert " ".join(texts[article][start:end].split()) == text, (kind, path)
                assert in_child(lambda: verify(shelf.library))[1], (kind, path)  # doctor tells
                tally[f"{name}: other order, told by doctor"] += 1
            else:
                tally[f"{name}: harmless"] += 1
        shutil.rmtree(shelf.library)
        shutil.copytree(whole, shelf.library)
    kind = in_child(lambda: shelf.update(rebuild=True).generation)
    assert kind[0] == "value", kind
    return tally


def model_damage(folder: Path, count: int, seed: int = 1) -> Counter[str]:
    """Damage the files of the encoder and the reader, in the user's cache of models."""
    chance, tally = random.Random(seed), Counter[str]()
    os.environ["QABOT_MODELS"] = str(folder / "models")
    try:
        for number in range(count):
            model = MODELS[("bge-small-en-v1.5", "qabot-reader")[number % 2]]
            place = folder / "models" / model.name
            os.environ["QABOT_MODELS"] = str(folder / "none")
            shutil.copytree(locate(model), place)
            os.environ["QABOT_MODELS"] = str(folder / "models")
            names = sorted(model.files)
            path = place / chance.choice(names)
            kind = hurt(path, chance, [])
            opened = embeddings.open_encoder if number % 2 == 0 else embeddings.open_reader
            outcome = in_child(lambda: opened(model.name).name)  # noqa: B023
            if outcome[0] == "told":
                _one_line(outcome[1])
                assert "pip install" in str(outcome[1]), outcome
                tally["model: told"] += 1
            else:
                assert outcome[0] == "value", (kind, path, outcome)
                assert kind == "gone", (kind, path, outcome)  # another copy is found
                tally["model: another copy taken"] += 1
            shutil.rmtree(place)
    finally:
        del os.environ["QABOT_MODELS"]
    return tally


def config_damage(folder: Path, count: int, seed: int = 1) -> Counter[str]:
    """Damage the configuration: it is read, or refused in one line."""
    chance, tally = random.Random(seed), Counter[str]()
    other = folder / "other.yaml"
    other.write_bytes(b"\x00\x01 nothing: [")
    path = folder / "config.yaml"
    for _ in range(count):
        shutil.copyfile(default_config(), path)
        kind = hurt(path, chance, [other])
        if not path.exists():
            path.write_text("")
        try:
            load(path)
            tally["configuration: harmless"] += 1
        except ConfigError as error:
            _one_line(str(error))
            assert str(path) in str(error), (kind, error)
            tally["configuration: told"] += 1
    return tally


def newer_format(folder: Path) -> Counter[str]:
    """A library of a newer format is refused, and not a byte of it is touched."""
    shelf = Shelf(folder / "newer", 1)
    shelf.edit()
    shelf.update()
    path = shelf.library / "manifest.json"
    value = json.loads(path.read_text()) | {"format": 99, "qabot": "9.9"}
    path.write_text(json.dumps(value))
    before = {p: p.read_bytes() for p in shelf.library.rglob("*") if p.is_file()}
    for run in (lambda: shelf.update(), lambda: shelf.update(rebuild=True)):
        try:
            run()
        except LibraryError as error:
            assert "made by a newer qabot (9.9, format 99" in str(error)
        else:
            raise AssertionError("a newer library was written")
    assert {p: p.read_bytes() for p in shelf.library.rglob("*") if p.is_file()} == before
    return Counter({"newer format: refused, untouched": 1})


def _one_line(message: object) -> None:
    assert isinstance(message, str)
    assert message
    assert "\n" not in message, message
