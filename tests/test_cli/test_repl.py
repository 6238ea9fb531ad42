"""The conversation: a transcript in a pipe, a prompt on a terminal, one body for both."""

import os
import re
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from qabot.repl.commands import COMMANDS
from qabot.repl.worker import Worker

from .conftest import ROOT, SLOW, FakeBot, Qabot, Run


def test_a_pipe_gives_a_clean_transcript(qabot: Qabot) -> None:
    done = qabot("chat", stdin="Who is Biegun?\n\nCanberra?\n")
    assert done.status == 0
    assert done.lines[0] == "> Who is Biegun?"
    assert done.lines[1].startswith("1. U.S. Special Representative for North Korea Stephen")
    assert "\n\n> Canberra?\nThe article does not say.\n" in done.out
    assert "\x1b" not in done.out + done.err
    assert done.err.count("comes with qabot") == 1


def test_no_command_is_the_conversation(qabot: Qabot, news: Path) -> None:
    assert qabot(stdin="Who is Biegun?").out == qabot("chat", stdin="Who is Biegun?\n").out
    assert "Hansen" in qabot("--articles", "news", stdin="mayor Hansen").out
    assert qabot(stdin="").out == ""


def test_an_error_is_one_line_and_the_conversation_goes_on(qabot: Qabot, home: Path) -> None:
    done = qabot("--quiet", stdin="crash\n/nonsense\nWho is Biegun?\n")
    assert done.status == 0
    assert len(done.err.splitlines()) == 2
    assert "unexpected ZeroDivisionError: planned" in done.err
    assert "Stephen" in done.out
    assert list(home.rglob("qabot.log"))


def test_what_makes_it_impossible_is_said_for_each_question(qabot: Qabot) -> None:
    done = qabot("--articles", "nowhere", stdin="a\nb\n")
    assert done.status == 0
    assert done.err.count("nowhere") == 2


def test_help_lists_every_command(qabot: Qabot) -> None:
    done = qabot("--quiet", stdin="/help\n")
    for command in COMMANDS.values():
        assert f"/{command.name}" in done.out
        assert command.help in done.out


def test_commands(qabot: Qabot, news: Path) -> None:
    done = qabot(
        "--quiet", "--articles", "news",
        stdin="/articles\n/top 1\n/top\nmayor Hansen\n/why\n/open\n/open north/vote\n/threshold 1\n"
        "mayor Hansen\n",
    )  # fmt: skip
    assert done.err == ""
    parts = done.out.split("\n> ")
    assert "fire" in parts[0]
    assert "north/vote" in parts[0]
    assert parts[1] == "/top 1\nevidence sentences shown: 1\n"
    assert parts[2] == "/top\nevidence sentences shown: 1\n"
    assert "1. " in parts[3]
    assert "2. " not in parts[3]
    assert "answered: the best sentence is right with probability 0.99" in parts[4]
    assert "«Nobody was hurt, said mayor Kari Hansen.»" in " ".join(parts[5].split())
    assert "Parliament" in parts[6]
    assert parts[7] == "/threshold 1\nsilent below a probability of 1\n"
    assert "The articles do not say." in parts[8]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/tpo 3", "there is no /tpo; did you mean /top?"),
        ("/", "/help lists all"),
        ("/top 0", "/top 0: expected a whole number from 1"),
        ("/top many", "/top many: expected"),
        ("/threshold 2", "/threshold 2: expected a number from 0 to 1"),
        ("/threshold nan", "/threshold nan: expected"),
        ("/why", "nothing has been asked yet"),
        ("/open", "name an article"),
        ("/open smoke", "smoke"),
        ("/\x1b[2J", "there is no /␛[2J"),
    ],
)
def test_wrong_commands_name_the_repair(qabot: Qabot, line: str, said: str) -> None:
    done = qabot("--quiet", stdin=f"{line}\nWho is Biegun?\n")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert "Stephen" in done.out


def test_quit_leaves(qabot: Qabot) -> None:
    done = qabot("--quiet", stdin="/quit\nWho is Biegun?\n")
    assert (done.status, done.out) == (0, "> /quit\n")


# The worker


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


# The program itself, on a terminal

PROMPT = r"\x1b\[\?2004h"
"""Pasting is bracketed: what prompt_toolkit sends first when it begins to read."""
WORKING = r"(reading|loading) \.\.\."
Spawn = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture
def spawn(home: Path) -> Iterator[Spawn]:
    started = []

    def start(*arguments: str, columns: int = 80, **variables: str) -> "pexpect.spawn[str]":
        # The program, over a bot without models.
        code = (
            "import sys; from qabot.cli import main; "
            "from qabot.repl.environment import Environment; "
            "from tests.test_cli.conftest import FakeBot; env = Environment.real(); "
            "env.open_bot = FakeBot; sys.exit(main(sys.argv[1:], env))"
        )
        child = pexpect.spawn(
            sys.executable,
            ["-c", code, *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **variables},
            encoding="utf-8",
            dimensions=(40, columns),
            timeout=30,
        )
        child.delaybeforesend = None
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def test_a_session_on_a_terminal(spawn: Spawn, home: Path) -> None:
    child = spawn()
    child.expect(PROMPT)
    child.sendline("Who is Biegun?")
    child.expect(r"\x1b\[1;4mBiegun\x1b\[0m")
    child.expect("very likely, 0.99")
    child.expect(PROMPT)
    child.sendline("/tpo")
    child.expect("did you mean /top")
    child.expect(PROMPT)
    child.send("half a question\x03")
    child.expect(PROMPT)
    child.sendline("Canberra?")
    child.expect("does not say")
    child.expect(PROMPT)
    child.sendeof()
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
    (history,) = home.rglob("history")
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert "Who is Biegun?" in history.read_text()
    assert "half a question" not in history.read_text()


def test_ctrl_c_cancels_the_question_that_is_being_answered(spawn: Spawn) -> None:
    child = spawn()
    child.expect(PROMPT)
    child.sendline("slow")
    child.expect(WORKING)
    begun = time.monotonic()
    child.sendintr()
    child.expect("cancelled")
    child.expect(PROMPT)
    assert time.monotonic() - begun < SLOW
    child.sendline("Who is Biegun?")
    child.expect("very likely, 0.99")
    child.expect(PROMPT)
    child.sendline("slow")
    child.expect(WORKING)
    child.sendintr()
    child.expect(PROMPT)
    begun = time.monotonic()
    child.sendeof()
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
    assert time.monotonic() - begun < SLOW


def test_ctrl_c_at_the_prompt_never_leaves(spawn: Spawn) -> None:
    child = spawn("--quiet")
    for _ in range(3):
        child.expect(PROMPT)
        child.sendintr()
    child.expect(PROMPT)
    child.sendline("/quit")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"NO_COLOR": "1"}])
def test_a_terminal_without_colours(spawn: Spawn, variables: dict[str, str]) -> None:
    child = spawn("--quiet", **variables)
    child.expect(">")
    time.sleep(0.5)
    child.sendline("Who is Biegun?")
    child.expect("«Biegun»")
    child.expect(">")
    time.sleep(0.5)
    child.sendline("/quit")
    child.expect(pexpect.EOF)


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_ask_on_a_terminal_keeps_its_width(spawn: Spawn, columns: int) -> None:
    child = spawn("ask", "Who is Biegun?", "--quiet", columns=columns)
    child.expect(pexpect.EOF)
    out = child.before
    assert out is not None
    assert "\x1b[1;4mBiegun\x1b[0m" in out
    plain = re.sub(r"\x1b\[[0-9;]*[mK]", "", out)
    lines = plain.replace("\r", "").splitlines()
    assert columns - 20 < max(map(len, lines)) <= columns
    child.wait()
    assert child.exitstatus == 0


def test_interrupting_ask_is_130(spawn: Spawn) -> None:
    child = spawn("ask", "-")
    child.expect("comes with qabot")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 130


def test_output_cut_short_is_quiet(home: Path) -> None:
    import subprocess

    done = subprocess.run(
        f'"{sys.executable}" -m qabot articles --help | head -1',
        shell=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert done.stderr == ""


def test_the_real_program_in_a_pipe(real: Callable[..., Run]) -> None:
    done = real("--quiet", stdin="Who wrote the article?\n")
    assert done.status == 0
    assert done.out.startswith("> Who wrote the article?\n")
    assert "\x1b" not in done.out
    assert done.err == ""


def test_the_fake_is_a_bot() -> None:
    assert FakeBot.__mro__[1].__name__ == "Bot"
