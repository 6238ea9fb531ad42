"""The conversation in a pipe: a clean transcript."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qabot.repl.commands import COMMANDS

from ..test_cli.conftest import Run
from .conftest import Qabot


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


def test_a_wrong_path_is_said_at_once(qabot: Qabot) -> None:
    done = qabot("--articles", "nowhere", stdin="a\nb\n")
    assert done.status == 2
    assert done.err.count("nowhere: there is no such file") == 1
    assert done.out == ""


def test_help_lists_every_command(qabot: Qabot) -> None:
    done = qabot("--quiet", stdin="/help\n")
    for command in COMMANDS.values():
        assert f"/{command.name}" in done.out
        assert command.help in done.out


@pytest.mark.parametrize("width", [22, 30, 39])
def test_help_breaks_no_word_where_it_is_narrow(qabot: Qabot, width: int) -> None:
    done = qabot("--quiet", stdin="/help\n", width=width, terminal=True, plain=True)
    assert max(map(len, done.lines)) <= width
    assert "/undo\n  take the last turn" in done.out
    words = {word for command in COMMANDS.values() for word in command.help.split()}
    assert words - {*done.out.split()} == set()


def test_history_has_a_line_for_what_was_asked_and_what_was_understood(qabot: Qabot) -> None:
    asked = f"Who is Biegun {'of the government ' * 20}?"
    done = qabot("--quiet", stdin=f"{asked}\nAnd Choe?\n/history\n")
    assert done.out.rpartition("/history\n")[2].splitlines()[::2] == [
        "  1  Who is Biegun of the government of the government of the government of the…",
        "  2  And Choe?",
        done.lines[-1],
    ]
    understood = "     understood as: Who is Biegun of the government of the government of the"
    assert done.lines[-2].startswith(understood)


def test_lines_that_stand_alone_are_no_neighbours(qabot: Qabot, home: Path) -> None:
    (home / "work" / "storm.txt").write_text(
        "Storm hits coast\nFerries stopped\n\nWaves rose. Boats stayed. It rained.\n\n"
        "What next\n\nThe end came.\n"
    )
    lines = "/top 1\n/context 3\nBoats stayed?\nend came?\nFerries stopped?\n"
    done = qabot("--quiet", "--articles", "storm.txt", stdin=lines)
    shown = [line for line in done.lines if line[:3] == "1. "]
    assert shown == [
        "1. [Waves rose.] «Boats» stayed. [It rained.]",
        "1. The «end» came.",
        "1. «Ferries» stopped",
    ]


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
        ("/xyzzy", "there is no /xyzzy; /help lists all"),
        ("/why did he go?", "/why takes nothing after it; leave out the rest of the line"),
        ("/tpo 3", "there is no /tpo; did you mean /top?"),
        ("/exit", "did you mean /quit?"),
        ("/Q", "did you mean /quit?"),
        ("/", "/help lists all"),
        ("/top 0", "/top 0: expected a whole number from 1 to 999,999,999"),
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


def test_a_threshold_of_nothing_is_never_silent(qabot: Qabot) -> None:
    done = qabot("--quiet", stdin="/threshold 0\nCanberra?\n")
    assert "never silent: the best sentence is always given" in done.out
    assert "does not say" not in done.out


def test_quit_leaves(qabot: Qabot) -> None:
    done = qabot("--quiet", stdin="/quit\nWho is Biegun?\n")
    assert (done.status, done.out) == (0, "> /quit\n")


def test_the_real_program_in_a_pipe(real: Callable[..., Run]) -> None:
    done = real("--quiet", stdin="Who wrote the article?\n")
    assert done.status == 0
    assert done.out.startswith("> Who wrote the article?\n")
    assert "\x1b" not in done.out
    assert done.err == ""
