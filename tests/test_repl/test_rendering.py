"""What answers look like, as golden files: in this process, and at a real terminal.

``QABOT_GOLDEN=write pytest tests/test_repl/test_rendering.py`` writes them anew; look at what
changed before it is committed.
"""

import os
import re
from pathlib import Path

import pytest
from wcwidth import wcswidth

from qabot.repl.completion import Known

from .conftest import ROOT, Person, Play, Qabot
from .fixed import ANSWERS, FILE, FixedBot, write_article

GOLDEN = ROOT / "tests" / "golden"
WIDTHS = (40, 80, 160)
STYLED = re.compile(r"\x1b\[[0-9;]*m")


def golden(name: str, found: str) -> str:
    """What stands in the golden file ``name``; with QABOT_GOLDEN=write it is ``found``."""
    path = GOLDEN / name
    if os.environ.get("QABOT_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def transcript(qabot: Qabot, width: int, terminal: bool) -> str:
    done = qabot(
        "--quiet", "--articles", FILE, stdin="\n".join(ANSWERS), width=width, terminal=terminal,
        open_bot=FixedBot,
    )  # fmt: skip
    assert (done.status, done.err) == (0, "")
    return done.out


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("form", ["styled", "plain"])
def test_answers_look_as_they_did(qabot: Qabot, home: Path, width: int, form: str) -> None:
    write_article(home / "work")
    out = transcript(qabot, width, form == "styled")
    assert out == golden(f"answers-{form}-{width}.txt", out)
    for line in STYLED.sub("", out).splitlines():
        assert wcswidth(line) <= width
    if form == "plain":
        assert "\x1b" not in out


@pytest.mark.parametrize("width", WIDTHS)
def test_a_terminal_shows_the_golden_file(play: Play, home: Path, width: int) -> None:
    write_article(home / "work")
    blocks = (GOLDEN / f"answers-styled-{width}.txt").read_text(encoding="utf-8").split("> ")[1:]
    assert len(blocks) == len(ANSWERS)

    def look(person: Person) -> None:
        for question, block in zip(ANSWERS, blocks, strict=True):
            person.says(question)
            _, _, answer = block.partition("\x1b[0m\n")
            person.shows(answer.removesuffix("\x1b[1m").strip("\n"))

    assert play(look, "--quiet", "--articles", FILE, columns=width, bot="FixedBot") == 0


@pytest.mark.parametrize("width", [40, 57, 80, 123, 160, 200])
def test_no_word_is_broken(qabot: Qabot, home: Path, width: int) -> None:
    write_article(home / "work")
    whole = STYLED.sub("", transcript(qabot, 200, True)).split()
    assert "".join(STYLED.sub("", transcript(qabot, width, True)).split()) == "".join(whole)
    ascii_words = [word for word in whole if word.isascii()]
    shown = [w for w in STYLED.sub("", transcript(qabot, width, True)).split() if w.isascii()]
    assert shown == ascii_words


def luminance(colour: int) -> float:
    """Relative luminance of a colour of the 256, as the Web Content Accessibility Guidelines."""
    levels = (0, 95, 135, 175, 215, 255)
    place = colour - 16
    parts = [levels[place // step % 6] / 255 for step in (36, 6, 1)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def test_every_colour_is_readable_on_light_and_dark(qabot: Qabot, home: Path) -> None:
    from qabot.render.layout import _SGR

    colours = [int(code.rpartition(";")[2]) for code in _SGR.values() if code.startswith("38;5;")]
    assert len(colours) == 3
    for colour in colours:
        for background in (0.0, 1.0):
            bright, dark = sorted((luminance(colour), background), reverse=True)
            assert (bright + 0.05) / (dark + 0.05) >= 3.5
    others = [code for code in _SGR.values() if not code.startswith("38;5;")]
    assert {*others} == {"1", "2", "3", "4"}


def test_a_name_is_offered_without_its_possessive_ending() -> None:
    known = Known()
    known.read("Asked, Kostas Kenteris' lawyer met Katerina Thanou's coach.")
    assert known.names == {"Kostas Kenteris": 1, "Katerina Thanou": 1}
