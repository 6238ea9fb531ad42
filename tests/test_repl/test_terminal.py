"""What the terminal itself does at the prompt: links, completion, the pager, colours."""

import re
import time
from pathlib import Path

import pytest

from qabot.render.places import link
from qabot.repl.abilities import has_links
from qabot.repl.commands import COMMANDS

from .conftest import Person, Play
from .fixed import FILE, write_article


def test_every_command_of_the_table_is_played() -> None:
    played = Path(__file__).with_name("test_sessions.py").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f'"/{name}' not in played and name != "threshold"] == []
    assert '"/thr")' in played  # completed to /threshold


def test_sentences_link_to_their_file(play: Play, home: Path) -> None:
    write_article(home / "work")
    target = link(str(home / "work" / FILE))

    def linked(person: Person) -> None:
        person.says("Why was whaling banned?")
        person.sees("doubtful, 0.31")
        person.ready()
        opened = re.findall(r"\x1b]8;;([^\x1b]*)\x1b\\", person.raw)
        assert {*opened} == {target, ""}
        assert opened[::2] == [target] * (len(opened) // 2)  # each is closed before the next
        assert f"\x1b]8;;{target}\x1b\\\x1b[2m{FILE}:7" in person.raw

    def plain(person: Person) -> None:
        person.says("Why was whaling banned?")
        person.sees("doubtful, 0.31")
        person.ready()
        assert "\x1b]8;;" not in person.raw

    options = ("--quiet", "--articles", FILE, "--set")
    assert play(linked, *options, "chat.links=always", bot="FixedBot") == 0
    assert play(plain, *options, "chat.links=never", bot="FixedBot") == 0


@pytest.mark.parametrize(
    ("variables", "links"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7200"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4800"}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "WezTerm"}, False),
        ({"TERM": "xterm-256color", "TMUX": "/tmp/t", "VTE_VERSION": "7200"}, False),
        ({"TERM": "dumb", "WT_SESSION": "1"}, False),
    ],
)
def test_links_are_for_terminals_known_to_open_them(variables: dict[str, str], links: bool) -> None:
    assert has_links(variables) is links


def test_names_and_articles_are_completed(play: Play, news: Path) -> None:
    (news / "harbour.txt").write_text(
        "Ice in the harbour\n\nThe ferry to Svolvaer waited. It was Anna Bell who spoke.\n"
    )

    def scene(person: Person) -> None:
        person.ready()
        person.sees("news: 3 ?articles")  # a blank that was there is not painted again
        time.sleep(0.3)  # the names are read behind the prompt
        person.types("Was it Svol")
        person.sees("Svolvaer")  # in the menu, of itself
        person.presses("tab", "enter")
        person.types(" that Anna Bel")
        person.sees("Anna Bell")
        person.presses("tab", "enter", "enter")
        person.sees("Svolvaer.*likely, ")
        person.says("/hist")
        person.sees("did you mean /history")
        person.ready()
        person.types("/open hbr")  # letters in that order are enough
        person.sees("Ice in the harbour")
        person.presses("tab", "enter")
        person.presses("c-c")
        person.ready()
        person.types("/add ne")
        person.sees("news")
        person.presses("c-c")

    assert play(scene, "--quiet", "--articles", "news") == 0
    (history,) = news.parent.parent.rglob("history")
    assert "+Was it Svolvaer that Anna Bell\n" in history.read_text()


def test_ctrl_c_in_the_pager_is_the_pagers(
    play: Play, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, pager = home / "started", home / "pager"
    pager.write_text(f'#!/bin/sh\ncat > "{started}.tmp"\nmv "{started}.tmp" "{started}"\nsleep 1\n')
    pager.chmod(0o700)
    monkeypatch.setenv("PAGER", str(pager))

    def scene(person: Person) -> None:
        person.says("Who is Biegun?")
        person.sees("very likely, 0.99")
        person.says("/open")
        while not started.exists():
            time.sleep(0.01)
        person.interrupts()
        person.says("Who is Choe?")
        person.sees("likely, 0.99")
        assert "cancelled" not in person.plain
        person.ready()

    assert play(scene, "--quiet") == 0
    assert "\x1b[1;4mU.S. Special Representative" in started.read_text()


def test_a_pager_that_is_not_there_is_one_line(
    play: Play, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", str(home / "nowhere"))

    def scene(person: Person) -> None:
        person.says("Who is Biegun?")
        person.sees("very likely, 0.99")
        person.says("/open")
        person.sees(r"the pager\s+'.*nowhere'\s+cannot\s+be\s+run:\s+No\s+such\s+file")
        person.says("Who is Choe?")
        person.sees("likely, 0.99")

    assert play(scene, "--quiet") == 0
