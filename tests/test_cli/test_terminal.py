"""`ask` on a real terminal, and output that nobody reads to its end."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from .conftest import ROOT

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
    done = subprocess.run(
        f'"{sys.executable}" -m qabot articles --help | head -1',
        shell=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert done.stderr == ""
