"""Kills of the real program, with its models: ``ask`` that refreshes, ``eval``, kept turns."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from qabot.repl.store import Store
from qabot.types import Answer, Reason, Timing, Trace, Turn
from soaking.kills import _SIGKILL, in_child
from soaking.shelf import Shelf


def environment(folder: Path) -> dict[str, str]:
    """This process's, with a home of its own and one thread."""
    home = {f"XDG_{name}_HOME": str(folder / name) for name in ("DATA", "STATE", "CONFIG", "CACHE")}
    root = str(Path(__file__).resolve().parents[2])
    return {**os.environ, **home, "HOME": str(folder), "PYTHONPATH": root, "OMP_NUM_THREADS": "1"}


def program(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """The real program, started."""
    return subprocess.Popen(
        [sys.executable, "-m", "qabot", *arguments],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def output(folder: Path, *arguments: str) -> str:
    """What a run that is left alone writes on standard output."""
    out, err = program(folder, *arguments).communicate(timeout=300)
    assert b"Traceback" not in err, err
    return out.decode()


def kill_ask(folder: Path, count: int, seed: int = 1) -> Counter[str]:
    """Kill ``ask`` while it refreshes; then it must answer as one over a new library does."""
    chance = random.Random(seed)
    tally: Counter[str] = Counter()
    shelf = Shelf(folder / "ask", seed)
    ask = ("ask", "Where did the ships sail?", "--articles", str(shelf.articles), "--json")
    shelf.edit()
    started = time.monotonic()
    output(folder, *ask, "--library", str(shelf.library))
    usual = time.monotonic() - started
    for number in range(count):
        before = shelf.published()
        after = shelf.edit()
        child = program(folder, *ask, "--library", str(shelf.library))
        time.sleep(usual * (0.3 + 0.7 * chance.random()))
        child.send_signal(_SIGKILL)
        _, err = child.communicate()
        assert b"Traceback" not in err, err
        now = shelf.check(before, after, encoder=None)
        tally["ask: new state" if now == after else "ask: old state"] += 1
        if number == count - 1:
            answers = [
                json.loads(output(folder, *ask, "--library", str(library)))
                for library in (shelf.library, folder / "new")
            ]
            for answer in answers:
                del answer["milliseconds"]
            assert answers[0] == answers[1]
            tally["ask: answers as over a new library"] += 1
    return tally


def kill_eval(folder: Path, count: int, seed: int = 1) -> Counter[str]:
    """Kill ``eval`` and let ``--resume`` end it: the outcomes are those of an undisturbed run."""
    chance = random.Random(seed)
    tally: Counter[str] = Counter()
    questions = folder / "set"
    questions.mkdir()
    (questions / "cup.txt").write_text("The cup went to Anna Bell on Friday. It rained in Busan.")
    lines = [
        {"id": str(n), "question": f"Who won the cup {n}?", "article": "cup", "answerable": True}
        | {"evidence": [[0, 36]]}
        for n in range(40)
    ]
    (questions / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)))
    common = ("eval", str(questions), "--library", str(folder / "eval-library"), "--results")
    started = time.monotonic()
    output(folder, *common, "whole")
    usual = time.monotonic() - started
    whole = _outcomes(folder / "whole")
    for number in range(count):
        name = f"run{number}"
        child = program(folder, *common, name)
        time.sleep(usual * (0.4 + 0.6 * chance.random()))
        child.send_signal(_SIGKILL)
        child.communicate()
        had = (folder / name / "outcomes.jsonl").exists()
        output(folder, *common, name, "--resume")
        assert _outcomes(folder / name) == whole
        tally["eval: went on with a part" if had else "eval: began anew"] += 1
    return tally


def _outcomes(folder: Path) -> list[dict[str, object]]:
    lines = (folder / "outcomes.jsonl").read_text().splitlines()
    outcomes = [json.loads(line) for line in lines]
    for outcome in outcomes:
        for key in [key for key in outcome if "millisecond" in key or "timing" in key]:
            del outcome[key]
    return outcomes


def kill_store(folder: Path, count: int, seed: int = 1) -> Counter[str]:
    """Kill a process that keeps turns: each that was acknowledged is there, whole."""
    chance = random.Random(seed)
    tally: Counter[str] = Counter()
    path = folder / "kept.sqlite"
    for _ in range(count):
        reading, writing = os.pipe()

        def keep(writing: int = writing) -> None:
            store = Store(path)
            id = store.begin()
            for number in range(1, 10_000):
                store.put(id, number, _turn(f"Question {number}?"))
                os.write(writing, f"{id} {number}\n".encode())

        child = in_child(keep)
        os.close(writing)
        time.sleep(chance.random() * 0.2)
        os.kill(child, _SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as pipe:
            lines = pipe.read().splitlines()
        if not lines:
            tally["conversation: nothing kept yet"] += 1
            continue
        id, number = map(int, lines[-1].split())
        _, turns = Store(path).one(id)
        asked = [turn.question for turn in turns]
        assert asked == [f"Question {n}?" for n in range(1, len(asked) + 1)]
        assert number <= len(asked) <= number + 1
        tally["conversation: every turn there"] += 1
        tally["turns kept"] += len(asked)
    return tally


def _turn(question: str) -> Turn:
    answer = Answer(
        question=question,
        understood_as=question,
        answered=False,
        confidence=0.0,
        threshold=0.5,
        evidence=(),
        answer=None,
        reason="nothing",
        reason_code=Reason.WEAK_MATCH,
        trace=Trace(),
        timing=Timing(0.0, 0.0, 0.0, 0.0),
        id=None,
    )
    return Turn(question, answer)
