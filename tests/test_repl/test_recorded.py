"""The recorded session of the README is what the program says; the manual is its own table."""

import importlib.util
import re
from types import ModuleType

import pytest

from ..test_cli.conftest import ROOT

_CONFIDENCE = re.compile(r"· [a-z ]+, [01]\.\d\d$", re.MULTILINE)


@pytest.fixture(scope="module")
def record() -> ModuleType:
    spec = importlib.util.spec_from_file_location("record", ROOT / "docs" / "record.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def without_confidence(session: str) -> str:
    """Processors differ by a little in the numbers; the sentences and marks are exact."""
    return _CONFIDENCE.sub("· P", session)


def test_the_session_of_the_readme_is_what_the_program_says(record: ModuleType) -> None:
    shown = record.between(record.README, "session")
    session = shown.removeprefix("```text\n$ qabot -k 1\n").removesuffix("\n```")
    record.check(session)
    assert re.findall(r"^> (.*)$", session, re.MULTILINE) == record.QUESTIONS
    assert without_confidence(record.play()) == without_confidence(session)


def test_the_picture_shows_the_session(record: ModuleType) -> None:
    drawn = record.PICTURE.read_text("utf-8").replace("&#160;", " ").replace("&#x27;", "'")
    words = re.sub(r"<[^>]*>", "", drawn)
    for question in record.QUESTIONS:
        assert question in words
    assert "@font-face" not in drawn
    assert "\x1b" not in drawn


def test_the_manual_has_the_commands_of_the_table(record: ModuleType) -> None:
    assert record.between(record.MANUAL, "commands") == record.commands()


def test_a_session_that_shows_too_little_is_not_recorded(record: ModuleType) -> None:
    with pytest.raises(ValueError, match="has 1 turns, expected 12: change QUESTIONS"):
        record.check("> Who?")
