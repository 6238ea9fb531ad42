"""A person at the conversation, played in this process and again at a real terminal.

A scenario is a function of a ``Person``: what is typed and what is then to be seen. ``play`` runs
it. In this process the person is a thread that feeds prompt_toolkit through a pipe; at a real
terminal it is the master of a pseudo-terminal in which the program runs. The program is the real
one but for the models: its bot counts words.
"""

import importlib
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from qabot.cli import main
from qabot.repl.environment import Environment

from ..test_cli.conftest import ROOT, Qabot, home, news, qabot, real

__all__ = ["home", "news", "qabot", "real"]

PROMPT = "\x1b[?2004h"
"""Pasting is bracketed: what prompt_toolkit sends first when it begins to read."""
WHERE, TOP_LEFT = "\x1b[6n", "\x1b[1;1R"
"""The question for the cursor's place, and what a terminal answers."""
KEYS = {
    "enter": "\r", "alt-enter": "\x1b\r", "tab": "\t", "right": "\x1b[C", "up": "\x1b[A",
    "escape": "\x1b", "c-c": "\x03", "c-d": "\x04", "c-r": "\x12", "c-x c-e": "\x18\x05",
    "c-a": "\x01",
}  # fmt: skip
_ESCAPE = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>78]|\r")
_PATIENCE = float(os.environ.get("QABOT_PATIENCE", "30"))
MODULES = {
    "FakeBot": "tests.test_cli.conftest",
    "FixedBot": "tests.test_repl.fixed",
    "SlowBot": "tests.test_repl.fixed",
    "StrictBot": "tests.test_repl.fixed",
}
_BOOT = (
    "import sys; from qabot.cli import main; "
    "from qabot.repl.environment import Environment; "
    "from {module} import {bot}; env = Environment.real(); "
    "env.open_bot = {bot}; sys.exit(main(sys.argv[1:], env))"
)


class Person:
    """Types, and looks at what came since the last look."""

    def __init__(self) -> None:
        self._seen = 0
        self.prompts = 0

    @property
    def raw(self) -> str:
        """Everything that was written, as it was."""
        raise NotImplementedError

    def send(self, text: str) -> None:
        """Give bytes to the terminal."""
        raise NotImplementedError

    def interrupts(self) -> None:
        """Press Ctrl-C while the program is at work."""
        raise NotImplementedError

    def resizes(self, columns: int) -> None:
        """Make the terminal as wide."""
        raise NotImplementedError

    def ready(self) -> None:
        """Wait for the next prompt; what came before counts as seen."""
        self.prompts += 1
        self._wait(lambda: self.raw.count(PROMPT) >= self.prompts, "the prompt")
        self._seen = self.raw.rindex(PROMPT)

    def types(self, text: str) -> None:
        """Type, without Enter."""
        self.send(text)

    def presses(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            self.send(KEYS[key])

    def says(self, line: str) -> None:
        """Wait for the prompt, type a line and Enter it."""
        self.ready()
        self.send(line)
        self.presses("enter")

    def pastes(self, text: str) -> None:
        """Paste, as a terminal does."""
        self.send(f"\x1b[200~{text}\x1b[201~")

    def sees(self, text: str) -> str:
        """Wait until ``text``, a regular expression, is to be read; what came up to its end."""

        def found() -> str | None:
            plain = self.plain
            match = re.search(text, plain, re.DOTALL)
            return plain[: match.end()] if match else None

        return str(self._wait(found, text))

    def shows(self, exactly: str) -> None:
        """Wait until these very characters, escape sequences and all, have been written."""
        self._wait(lambda: exactly in self.raw.replace("\r\n", "\n"), exactly)

    @property
    def plain(self) -> str:
        """What came since the last prompt, without escape sequences."""
        return _ESCAPE.sub("", self.raw[self._seen :])

    def _wait(self, found: Callable[[], Any], what: str) -> Any:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if result := found():
                return result
            time.sleep(0.01)
        raise AssertionError(f"waited for {what!r}; there is: {self.plain!r}")


class _Screen:
    """A text stream that remembers, for both prompt_toolkit and the program."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.reply: Callable[[str], None] = lambda text: None

    def write(self, text: str) -> int:
        self.parts.append(text)
        for _ in range(text.count(WHERE)):
            self.reply(TOP_LEFT)
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError("no descriptor")


class Here(Person):
    """In this process."""

    def __init__(self, pipe: Any, screen: _Screen, env: Environment) -> None:
        super().__init__()
        self._pipe, self._screen, self.env = pipe, screen, env

    @property
    def raw(self) -> str:
        return "".join(self._screen.parts)

    def send(self, text: str) -> None:
        self._pipe.send_text(text)

    def interrupts(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    def resizes(self, columns: int) -> None:
        self.env.width = columns
        os.kill(os.getpid(), signal.SIGWINCH)


class There(Person):
    """At a pseudo-terminal."""

    def __init__(self, child: "pexpect.spawn[str]") -> None:
        super().__init__()
        self.child = child
        self._text = ""

    @property
    def raw(self) -> str:
        try:
            while True:
                new = self.child.read_nonblocking(65536, timeout=0)
                self._text += new
                for _ in range(new.count(WHERE)):
                    self.child.send(TOP_LEFT)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return self._text

    def send(self, text: str) -> None:
        self.child.send(text)

    def interrupts(self) -> None:
        self.child.sendintr()

    def resizes(self, columns: int) -> None:
        self.child.setwinsize(40, columns)


Scenario = Callable[[Person], None]
Play = Callable[..., int]


def _here(scenario: Scenario, arguments: tuple[str, ...], columns: int, bot: str) -> int:
    screen: Any = _Screen()
    dumb = os.environ["TERM"] == "dumb"
    env = Environment(
        stdin=screen, stdout=screen, stderr=screen, stdin_terminal=True, stdout_terminal=True,
        stderr_terminal=True, width=columns, dumb=dumb,
        plain=dumb or bool(os.environ.get("NO_COLOR")),
        open_bot=getattr(importlib.import_module(MODULES[bot]), bot),
    )  # fmt: skip
    failed: list[BaseException] = []

    def act(person: Here) -> None:
        try:
            scenario(person)
        except BaseException as error:
            failed.append(error)
        finally:
            while not over.wait(0.2):
                person.send("\x03\x04")

    over = threading.Event()
    size = Size(rows=40, columns=columns)
    with create_pipe_input() as pipe:
        person = Here(pipe, screen, env)
        screen.reply = pipe.send_text
        output = Vt100_Output(
            screen,
            lambda: Size(rows=40, columns=env.width or columns) if env.width else size,
            term=os.environ["TERM"],
        )
        thread = threading.Thread(target=act, args=(person,), daemon=True)
        with create_app_session(input=pipe, output=output):
            thread.start()
            status = main(list(arguments), env)
            over.set()
        thread.join(_PATIENCE)
    if failed:
        raise failed[0]
    return status


def _there(scenario: Scenario, arguments: tuple[str, ...], columns: int, bot: str) -> int:
    child = pexpect.spawn(
        sys.executable,
        ["-c", _BOOT.format(bot=bot, module=MODULES[bot]), *arguments],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TERM": os.environ["TERM"],
        },
        encoding="utf-8",
        dimensions=(40, columns),
        timeout=30,
    )
    child.delaybeforesend = None
    try:
        person = There(child)
        scenario(person)
        end = time.monotonic() + _PATIENCE
        leaving = person.prompts
        while child.isalive() and time.monotonic() < end:
            if person.raw.count(PROMPT) >= leaving:
                leaving = person.raw.count(PROMPT) + 1
                child.send("\x04")
            time.sleep(0.02)
        assert child.exitstatus is not None
        return int(child.exitstatus)
    finally:
        child.close(force=True)


@pytest.fixture(params=["here", "terminal"])
def play(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Play a scenario; the exit status."""
    monkeypatch.setenv("TERM", "xterm-256color")

    def run(scenario: Scenario, *arguments: str, columns: int = 80, bot: str = "FakeBot") -> int:
        stage = _here if request.param == "here" else _there
        return stage(scenario, arguments, columns, bot)

    return run


__all__ += ["Person", "Play", "Qabot", "play"]
