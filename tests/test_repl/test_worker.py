"""The thread that owns the bot."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from qabot.repl.worker import Worker


@contextmanager
def no_bot() -> Iterator[None]:
    yield None


def test_ctrl_c_returns_at_once_and_the_next_question_is_answered() -> None:
    worker: Worker = Worker(no_bot)  # type: ignore[arg-type]
    going = threading.Event()
    begun = time.monotonic()

    def slow(bot: object) -> str:
        time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)
        going.wait(5)
        return "late"

    with pytest.raises(KeyboardInterrupt):
        worker.run(slow)
    assert time.monotonic() - begun < 1
    going.set()
    assert worker.run(lambda bot: "next") == "next"
    assert worker.close()


def test_a_worker_that_is_busy_is_left_behind() -> None:
    worker: Worker = Worker(no_bot)  # type: ignore[arg-type]
    going = threading.Event()
    worker.start()
    worker.submit(lambda bot: going.wait(5))
    assert not worker.close(patience=0.05)
    going.set()


def test_a_bot_that_cannot_be_opened_is_tried_again() -> None:
    tries: list[int] = []

    @contextmanager
    def flaky() -> Iterator[int]:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("not yet")
        yield 7

    worker: Worker = Worker(flaky)  # type: ignore[arg-type]
    with pytest.raises(OSError, match="not yet"):
        worker.run(lambda bot: bot)
    assert worker.run(lambda bot: bot) == 7
    worker.close()
