"""One writer at a time. Readers never come here."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qabot.errors import LibraryBusyError, LibraryError
from qabot.library import durable

NAME = "lock"


@contextmanager
def writer(
    folder: Path, wait: float | None, message: Callable[[str], None] | None
) -> Iterator[Callable[[], None]]:
    """Be the one writer of ``folder``, which is made; the lock goes with the process.

    Waits ``wait`` seconds (None: for ever) for another writer, after telling ``message`` so.
    Raises LibraryBusyError. What is given raises LibraryError when the lock was lost: its file was
    removed or replaced, so that there may be another writer.
    """
    from filelock import FileLock, Timeout  # 40 ms that a reader does not need

    with durable.writing(folder):
        durable.private_folder(folder)
        lock = FileLock(folder / NAME, mode=0o600, fallback_to_soft=False)
        for timeout in (0.0, -1.0 if wait is None else wait):
            try:
                lock.acquire(timeout)
                break
            except Timeout:
                if timeout == 0 and wait != 0:
                    if message is not None:
                        message(f"another qabot is writing the library in {folder}: waiting")
                    continue
                raise LibraryBusyError(
                    f"another qabot is writing the library in {folder}: try again when it is done"
                ) from None
        mine = os.stat(folder / NAME)

    def held() -> None:
        try:
            lost = not os.path.samestat(os.stat(folder / NAME), mine)
        except OSError:
            lost = True
        if lost:
            raise LibraryError(
                f"the lock of the library in {folder} was taken away while it was written: nothing "
                f"was published; run {durable.command(folder)} again"
            )

    try:
        yield held
    finally:
        lock.release()
