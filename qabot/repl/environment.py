"""The world as one value: streams, terminal, and how a bot is opened. Tests make their own."""

import contextlib
import io
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, TextIO

from qabot.render import Fragment, Look, json_line, safe, to_text, wrap
from qabot.repl.abilities import has_links, has_palette

if TYPE_CHECKING:
    from qabot.bot import Bot

MIN_WIDTH, MAX_WIDTH = 20, 200


def open_bot(*args: object, **options: object) -> "Bot":
    """A bot, imported at the first need."""
    from qabot.bot import Bot

    return Bot(*args, **options)  # type: ignore[arg-type]


@dataclass(slots=True)
class Environment:
    """Where the program runs. ``width`` None asks the terminal each time."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    stdin_terminal: bool = False
    stdout_terminal: bool = False
    stderr_terminal: bool = False
    plain: bool = False
    """No escape sequences even on a terminal: NO_COLOR, or a dumb one."""
    dumb: bool = False
    """The terminal cannot move its cursor."""
    forced: bool = False
    """Styles even where standard output is no terminal: FORCE_COLOR."""
    palette: bool = True
    """The terminal knows 256 colours."""
    hyperlinks: bool = False
    """The terminal is known to open links."""
    links: str = "auto"
    """``chat.links``: whether answers link to their files."""
    width: int | None = None
    open_bot: Callable[..., "Bot"] = field(default=open_bot)
    quiet: bool = False
    verbose: bool = False
    started: float = field(default_factory=time.perf_counter)
    """When the program began, as ``time.perf_counter`` counts."""
    owns_process: bool = False
    abandoned: bool = False
    """A thread is still at work on something that nobody waits for any more."""

    @classmethod
    def real(cls) -> "Environment":
        """This process's streams. What they cannot encode will be shown as a question mark."""
        stdin, stdout, stderr = sys.stdin, sys.stdout, sys.stderr
        for stream in (stdout, stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        # A stream that was closed before the start is None.
        stdin = stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115
        stdout = stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        stderr = stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        dumb = os.environ.get("TERM") == "dumb"
        return cls(
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            stdin_terminal=_is_terminal(stdin),
            stdout_terminal=_is_terminal(stdout),
            stderr_terminal=_is_terminal(stderr),
            plain=dumb or bool(os.environ.get("NO_COLOR")) or not _speaks_ansi(),
            dumb=dumb,
            forced=os.environ.get("FORCE_COLOR", "0") not in ("", "0"),
            palette=has_palette(os.environ, sys.platform == "win32"),
            hyperlinks=has_links(os.environ),
            owns_process=True,
        )

    def leave(self, status: int) -> None:
        """End the process now, if it is this environment's own: threads in native code are left.

        What is on disk is whole at any moment; nothing else is lost.
        """
        if self.owns_process:
            with contextlib.suppress(OSError, ValueError):
                self.stdout.flush()
                self.stderr.flush()
            os._exit(status)

    @property
    def interactive(self) -> bool:
        """A person types and reads here."""
        return self.stdin_terminal and self.stdout_terminal

    @property
    def columns(self) -> int:
        """How wide text may be."""
        columns = self.width or shutil.get_terminal_size().columns
        return max(MIN_WIDTH, min(MAX_WIDTH, columns))

    @property
    def look(self) -> Look:
        """How answers look on standard output."""
        colour = (self.stdout_terminal or self.forced) and not self.plain
        wanted = self.links == "always" or (self.links == "auto" and self.hyperlinks)
        return Look(
            width=self.columns,
            colour=colour,
            unicode=_encodes(self.stdout, "«»·…"),
            palette=self.palette,
            links=wanted and self.stdout_terminal and colour,
        )

    @property
    def error_look(self) -> Look:
        """How messages look on standard error."""
        return Look(
            width=self.columns,
            colour=self.stderr_terminal and not self.plain,
            unicode=_encodes(self.stderr, "«»·…"),
            palette=self.palette,
        )

    @property
    def stdin_bytes(self) -> BinaryIO:
        """Standard input as bytes, so that a bad line can be told from the good ones."""
        return self.stdin.buffer

    def write(self, fragments: Iterable[Fragment]) -> None:
        """Put an answer on standard output, at once."""
        self.stdout.write(to_text(fragments, self.look))
        self.stdout.flush()

    def write_json(self, record: object) -> None:
        """Put one JSON object on one line of standard output, at once."""
        line = json_line(record)
        if not _encodes(self.stdout, line):
            import json

            line = json.dumps(record) + "\n"
        self.stdout.write(line)
        self.stdout.flush()

    def print(self, text: str = "") -> None:
        """Put one plain line, made safe, on standard output."""
        self.stdout.write(safe(text) + "\n")

    def notice(self, text: str) -> None:
        """Tell the person something that is no answer; nothing when ``--quiet``."""
        if not self.quiet:
            self.error(text)

    def detail(self, text: str) -> None:
        """Tell more, when ``--verbose``."""
        if self.verbose:
            self.error(text)

    def error(self, text: str) -> None:
        """One line on standard error, whatever is asked for; a terminal's is broken at words."""
        line = f"qabot: {safe(text)}"
        self.stdout.flush()
        if self.stderr_terminal:
            line = to_text(wrap([("", line)], self.columns), self.error_look)
        self.stderr.write(line.rstrip("\n") + "\n")
        self.stderr.flush()


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (AttributeError, ValueError):  # no stream (pythonw), or a closed one
        return False


def _encodes(stream: TextIO, text: str) -> bool:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _speaks_ansi() -> bool:
    """Ask a Windows console to understand escape sequences; others do."""
    if sys.platform != "win32":
        return True
    import ctypes

    kernel = ctypes.windll.kernel32
    mode = ctypes.c_ulong()
    handle = kernel.GetStdHandle(-11)
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return True  # not a console: nothing coloured is written there
    return bool(kernel.SetConsoleMode(handle, mode.value | 0x0004))
