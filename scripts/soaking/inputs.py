"""Generated inputs: each ends in an answer, an abstention or an error of one line."""

import json
import random
import shutil
import sys
from collections import Counter
from pathlib import Path

from qabot.bot import Bot
from qabot.cli import batch
from qabot.config import load
from qabot.errors import QabotError
from qabot.render import json_line
from soaking import texts
from soaking.fuzzing import FUZZ

WHOLE = 25
"""One input of so many goes through a whole ask, with the real models."""

_SHELF = 50
"""Whole asks between two sets of generated articles."""


def inputs(folder: Path, count: int, seed: int = 1, log: Path | None = None) -> Counter[str]:
    """Feed ``count`` generated inputs; those that are no whole ask go through a fuzz target.

    ``log`` gets the tally so far, a line of JSON for every thousand.
    """
    sys.path[:0] = [str(FUZZ)]
    from targets import TARGETS  # type: ignore[import-not-found]

    chance, tally = random.Random(seed), Counter[str]()
    settings = load(None, [f"library={folder / 'library'}", "threads=1"])
    (folder / "first.txt").write_text("The ships reached Busan on Monday.")
    with Bot(settings, scope_paths=[folder / "first.txt"]) as bot:
        bot.open()
        for number in range(count):
            if log is not None and number % 1000 == 0:
                with log.open("a") as file:
                    print(json.dumps(tally), file=file)
            if number % WHOLE:
                name = chance.choice(list(TARGETS))
                given = _given(name, chance)
                try:
                    TARGETS[name](given)
                except Exception as error:
                    raise AssertionError(f"{name} of {given!r}") from error
                tally[f"inputs: {name}"] += 1
                continue
            if number % (WHOLE * _SHELF) == 0:
                tally[f"inputs: shelf {_shelve(bot, folder / 'shelf', chance)}"] += 1
            line = _line(chance, number)
            tally[f"inputs: whole ask, {_asked(bot, line, number)}"] += 1
    return tally


def _given(name: str, chance: random.Random) -> bytes:
    if name == "questions" or (name == "articles" and chance.random() < 0.3):
        return b"\n".join(texts.line(chance) for _ in range(chance.randint(1, 4)))
    if name == "articles":
        return texts.data(chance)
    return texts.text(chance, 30).encode("utf-8", "surrogatepass")


def _line(chance: random.Random, number: int) -> bytes:
    """A line of a questions file; three of four are well formed."""
    always: dict[str, object] = {"question": _question(chance), "id": number}
    if chance.random() < 0.25:
        return texts.line(chance, **always)
    if chance.random() < 0.2:
        always["history"] = [[_question(chance), texts.text(chance, 2)]]
    return json.dumps(always).encode()


def _question(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return f"Where did the {texts.words(chance, 4)}?"
    return texts.text(chance, 4)


def _shelve(bot: Bot, folder: Path, chance: random.Random) -> str:
    """Ask other articles from now on; what was not readable is told in one line each."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.txt").write_bytes(texts.data(chance))
    lines = [
        texts.line(
            chance, id=f"../{n}\x1b", text=texts.text(chance, 20), title=texts.words(chance, 5)
        )
        for n in range(3)
    ]
    (folder / "articles.jsonl").write_bytes(b"\n".join(lines))
    try:
        report = bot.look_in([folder])
    except QabotError as error:
        assert "\n" not in str(error)
        return "refused"
    for _, reason in report.failed if report is not None else ():
        assert "\n" not in reason, reason
    return "taken"


def _asked(bot: Bot, line: bytes, number: int) -> str:
    """How a line of a questions file ended."""
    try:
        record = batch._answer_line(bot, "questions", number, line)
        written = json_line(record)
    except Exception as error:
        raise AssertionError(f"ask of {line!r}") from error
    assert written.count("\n") == 1
    record = json.loads(written)
    if "error" in record:
        assert "\n" not in record["error"]
        return "refused in one line"
    for evidence in record["evidence"]:
        assert evidence["text"]
        assert 0 <= evidence["confidence"] <= 1
    return "answered" if record["answered"] else "abstained"
