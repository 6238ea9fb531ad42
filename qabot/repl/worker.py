"""The thread that owns the bot: it opens it behind the prompt and answers one thing at a time.

The thread that talks to the person only waits, so that Ctrl-C always gets through: what was being
worked on is then finished in the background and forgotten.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from qabot.bot import Bot

Result = TypeVar("Result")
_Job = tuple[Callable[["Bot"], Any], "Future[Any]"]
_POLL = 0.05


class Worker:
    """Runs functions of the bot, one after the other, in a thread of its own."""

    def __init__(self, open_bot: "Callable[[], AbstractContextManager[Bot]]") -> None:
        """``open_bot`` makes the bot, in the thread; tried again when it failed."""
        self._open = open_bot
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="qabot-worker", daemon=True)
        self.started = False

    def start(self) -> "Future[Bot]":
        """Begin to open the bot; return at once."""
        return self.submit(lambda bot: bot)

    def submit(self, function: "Callable[[Bot], Result]") -> "Future[Result]":
        """Queue ``function``; its result or error comes with the future."""
        if not self.started:
            self.started = True
            self._thread.start()
        future: Future[Result] = Future()
        self._jobs.put((function, future))
        return future

    def run(
        self, function: "Callable[[Bot], Result]", waiting: Callable[[], None] = lambda: None
    ) -> Result:
        """The result of ``function``, or its error; ``waiting`` is called while it takes time.

        Ctrl-C raises KeyboardInterrupt here and drops the job.
        """
        future = self.submit(function)
        try:
            while True:
                try:
                    return future.result(timeout=_POLL)
                except NotYet:
                    if future.done():  # just now, or with a timeout of its own
                        return future.result()
                    waiting()
        except KeyboardInterrupt:
            future.cancel()
            raise

    def close(self, patience: float = 1.0) -> bool:
        """Close the bot; False when the thread is still at work after ``patience`` seconds."""
        if self.started:
            self._jobs.put(None)
            self._thread.join(patience)
        return not self._thread.is_alive()

    def _work(self) -> None:
        bot: Bot | None = None
        with ExitStack() as stack:
            while (job := self._jobs.get()) is not None:
                function, future = job
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    if bot is None:
                        bot = stack.enter_context(self._open())
                    result = function(bot)
                except BaseException as error:
                    future.set_exception(error)
                else:
                    future.set_result(result)
