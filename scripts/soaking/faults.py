"""A disk that is full, failing or read-only, and a lock whose holder is gone."""

import errno
import os
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from qabot.errors import LibraryBusyError, LibraryError
from qabot.library import durable
from soaking.kills import ended, in_child, operations
from soaking.shelf import Shelf

NOBODY = 65534


def _refused(shelf: Shelf) -> None:
    """Update, and be told in one line that it cannot be done."""
    try:
        shelf.update()
    except LibraryError as error:
        assert "\n" not in str(error)
        assert str(shelf.library) in str(error), error


def _shelves(folder: Path, name: str, seed: int) -> Iterator[Shelf]:
    """A shelf that is carried on and one that is made anew; nothing may be left over on either."""
    for small in (2000, 0):
        shelf = Shelf(folder / f"{name}{small}", seed, small)
        shelf.edit(20)
        shelf.update()
        yield shelf
        shelf.update()
        assert shelf.left_over() == []


def full_disk(folder: Path, limits: list[int], seed: int = 1) -> Counter[str]:
    """No file may grow beyond a limit, as on a full disk (RLIMIT_FSIZE)."""
    tally: Counter[str] = Counter()
    for shelf in _shelves(folder, "full", seed):
        for limit in limits:
            before, after = shelf.published(), shelf.edit(20)

            def arm(limit: int = limit) -> None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

            assert ended(in_child(lambda shelf=shelf: _refused(shelf), arm))  # type: ignore[misc]
            now = shelf.check(before, after)
            tally["full disk: new state" if now == after else "full disk: old state"] += 1
    return tally


def failing_disk(folder: Path, count: int, seed: int = 1) -> Counter[str]:
    """One file operation of the writer fails with EIO, or every sync does."""
    tally: Counter[str] = Counter()
    for shelf in _shelves(folder, "eio", seed):
        for number in range(count // 2):
            before, after = shelf.published(), shelf.edit()
            place = str(shelf.library)

            def fail(at: int, path: str, wanted: int = number + 1, place: str = place) -> None:
                if at == wanted and path.startswith(place):
                    raise OSError(errno.EIO, os.strerror(errno.EIO), path)

            def fail_to_sync(number: int = number, fail: Callable[[int, str], None] = fail) -> None:
                if number % 10 == 9:

                    def sync(_: int) -> None:
                        raise OSError(errno.EIO, os.strerror(errno.EIO))

                    os.fsync = sync
                else:
                    operations(fail)()

            assert ended(in_child(lambda shelf=shelf: _refused(shelf), fail_to_sync))  # type: ignore[misc]
            now = shelf.check(before, after)
            tally["failing disk: new state" if now == after else "failing disk: old state"] += 1
    return tally


def read_only(folder: Path, seed: int = 1) -> Counter[str]:
    """A library that this user may read and not write is asked as it is, and says so."""
    shelf = Shelf(folder / "readonly", seed)
    before = shelf.edit()
    shelf.update()
    shelf.edit()
    for path in [folder, *shelf.library.parent.rglob("*")]:
        if path.stat().st_uid == os.getuid():
            path.chmod(0o555 if path.is_dir() else 0o444)

    def run() -> None:
        if os.getuid() == 0:
            os.setgroups([])
            os.setuid(NOBODY)
        shelf.check(before)
        try:
            shelf.update()
        except LibraryError as error:
            assert "cannot be written" in str(error)
            assert "make it writable, or name another with --library" in str(error)
            return
        raise AssertionError("it was written")

    try:
        assert ended(in_child(run))
    finally:
        for path in [folder, *shelf.library.parent.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
    shelf.check(before)
    return Counter({"read-only folder: asked as it is": 1})


def lost_holder(folder: Path, seed: int = 1) -> Counter[str]:
    """The writer that holds the lock stops, is waited for, and dies; or its lock is taken away."""
    shelf = Shelf(folder / "lock", seed)
    shelf.edit()
    shelf.update()
    before, after = shelf.published(), shelf.edit()

    def stop() -> None:
        def step(name: str) -> None:
            if name == "filled":
                os.kill(os.getpid(), signal.SIGSTOP)

        durable.step = step

    child = in_child(shelf.update, stop)
    os.waitpid(child, os.WUNTRACED)
    told: list[str] = []
    started = time.monotonic()
    try:
        shelf.update(wait=0.3, message=told.append)
    except LibraryBusyError as error:
        assert "another qabot is writing" in str(error)
    else:
        raise AssertionError("two writers at once")
    assert 0.3 <= time.monotonic() - started < 5
    assert len(told) == 1
    shelf.check(before)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    shelf.update(wait=0)
    shelf.check(after)
    assert shelf.left_over() == []

    last, now = after, shelf.edit()
    child = in_child(lambda: _refused(shelf), stop)
    os.waitpid(child, os.WUNTRACED)
    (shelf.library / "lock").unlink()
    shelf.update(wait=0)  # nothing keeps it from writing: the lock is gone
    shelf.check(now)
    generation = (shelf.library / "manifest.json").read_bytes()
    os.kill(child, signal.SIGCONT)
    assert ended(child)
    assert (shelf.library / "manifest.json").read_bytes() == generation
    shelf.check(now)
    assert now != last
    return Counter({"lock: waited for, given up, taken over, lost": 1})
