"""Kills: of ``index``, of a refresh inside ``ask``, of ``eval`` and of keeping a conversation.

A kill comes at a named step of publishing, before one of the file operations (an audit hook of the
child counts them), or after a random time. Afterwards the library must open, hold exactly the state
before or the one after, and agree with itself in every sentence, vector, word and count.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from qabot.library import durable
from soaking.shelf import Shelf

STEPS = {  # name -> whether the new generation is published by then
    "drafted": False,
    "filled": False,
    "encoded": False,
    "vectors written": False,
    "files synced": False,
    "manifest written": False,
    "published": True,
    "cleaned": True,
}
_OPERATIONS = ("open", "os.", "shutil.", "sqlite3.")
_SIGKILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def in_child(run: Callable[[], object], before: Callable[[], None] = lambda: None) -> int:
    """Run in a forked child, after ``before``; returns its process id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        before()
        run()
        status = 0
    except BaseException as error:
        print(repr(error), file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def ended(child: int) -> bool:
    """Wait for a child; True when it came to its end, False when it was killed. Else it failed."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == _SIGKILL, f"died of signal {os.WTERMSIG(status)}"
        return False
    assert os.WEXITSTATUS(status) == 0, f"ended with status {os.WEXITSTATUS(status)}"
    return True


def kill_at_step(name: str) -> Callable[[], None]:
    """For a child: end it at a named step."""

    def arm() -> None:
        def step(reached: str) -> None:
            if reached == name:
                os.kill(os.getpid(), _SIGKILL)

        durable.step = step

    return arm


def operations(counted: Callable[[int, str], None]) -> Callable[[], None]:
    """For a child: call ``counted`` with the number of every file operation, before it is made."""

    def arm() -> None:
        number = 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal number
            if event.startswith(_OPERATIONS):
                number += 1
                counted(number, str(arguments[0]) if arguments else "")

        sys.addaudithook(hook)

    return arm


def kill_at_operation(wanted: int) -> Callable[[], None]:
    """For a child: end it before its file operation ``wanted``."""

    def counted(number: int, _: str) -> None:
        if number == wanted:
            os.kill(os.getpid(), _SIGKILL)

    return operations(counted)


def kill_library(folder: Path, count: int, seed: int = 1) -> Counter[str]:
    """Kill ``count`` runs of ``index`` on two libraries, small and carried on. Returns counts."""
    chance = random.Random(seed)
    tally: Counter[str] = Counter()
    shelves = [Shelf(folder / "anew", seed), Shelf(folder / "on", seed + 1, small=0)]
    states = [shelf.edit() for shelf in shelves]
    names = list(STEPS)
    for number in range(count):
        shelf = shelves[number % 2]
        before = shelf.published()
        states[number % 2] = after = shelf.edit()
        kind = ("step", "operation", "moment")[number // 2 % 3]
        if kind == "step":
            arm = kill_at_step(names[number // 6 % len(names)])
        elif kind == "operation":
            arm = kill_at_operation(chance.randrange(1, 130))
        else:
            arm = lambda: None  # noqa: E731
        child = in_child(shelf.update, arm)
        if kind == "moment":
            time.sleep(chance.random() * 0.12)
            os.kill(child, _SIGKILL)
        killed = not ended(child)
        now = shelf.check(before, after)
        tally[f"{kind}: {'killed' if killed else 'ended before'}"] += 1
        tally["new state" if now == after else "old state"] += 1
        if number % 10 < 2:
            shelf.update()
            shelf.check(after)
            assert shelf.left_over() == [], shelf.left_over()
            tally["finished by the next run"] += 1
    return tally
