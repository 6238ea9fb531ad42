"""One line on a terminal's standard error that says how far something is, and then goes away."""

import time
from collections.abc import Callable
from typing import Self

from qabot.render import safe, shorten_left
from qabot.repl.environment import Environment

_PATIENCE = 0.3
_INTERVAL = 0.1


class Progress:
    """Call it with (done, total). Nothing is shown elsewhere than on a terminal, or when quick.

    A context manager, at whose end the line goes away.
    """

    def __init__(self, env: Environment, label: str) -> None:
        self._env = env
        self._label = label
        self._start = time.monotonic()
        self._last = self._start + _PATIENCE - _INTERVAL
        self._shown = False
        self._wanted = env.stderr_terminal and not env.dumb and not env.quiet

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __call__(self, done: int, total: int) -> None:
        """Show ``done`` of ``total``, at most ten times a second."""
        now = time.monotonic()
        if not self._wanted or now - self._last < _INTERVAL:
            return
        self._last = now
        self._draw(done, total, now - self._start)

    def note(self, text: str) -> None:
        """Show ``text`` where nothing can be counted."""
        now = time.monotonic()
        if self._wanted and now - self._last >= _INTERVAL and not self._shown:
            self._put(f"{text} ...")

    def restart(self) -> None:
        """Be as patient again as at first."""
        self._start = time.monotonic()
        self._last = self._start + _PATIENCE - _INTERVAL

    def around(self, say: Callable[[str], None]) -> Callable[[str], None]:
        """``say``, with the progress line out of its way."""

        def said(text: str) -> None:
            self.close()
            say(text)

        return said

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            self._env.stderr.write("\r\x1b[K")
            self._env.stderr.flush()
            self._shown = False

    def _draw(self, done: int, total: int, elapsed: float) -> None:
        share = min(1.0, done / total) if total > 0 else 0.0
        left = f", {elapsed / share - elapsed:.0f} s left" if 0.02 < share < 1 else ""
        text = f" {done:,}/{total:,} {self._label}{left}"
        look = self._env.error_look
        room = max(4, min(30, look.width - len(text) - 3))
        full, empty = ("█", "░") if look.unicode else ("#", ".")
        bar = full * round(share * room) + empty * (room - round(share * room))
        self._put(bar + text)

    def _put(self, text: str) -> None:
        look = self._env.error_look
        line = shorten_left(safe(text), look.width - 1, look)
        self._env.stderr.write(f"\r\x1b[K{line}")
        self._env.stderr.flush()
        self._shown = True
