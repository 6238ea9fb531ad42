"""What fits what was typed, and whose names are offered."""

import re
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from qabot.config import Config, Settings
from qabot.repl.completion import Known, rank
from qabot.repl.terminal import _learn

from ..test_cli.conftest import FakeBot


def by_pattern(typed: str, text: str) -> tuple[int, int] | None:
    """The letters of ``typed`` in their order: what is meant, slowly."""
    found = re.search(".*?".join(map(re.escape, typed.casefold())), text.casefold())
    return None if found is None else (found.end() - found.start(), len(text))


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("", "Harbour", (0, 0, 7)),
        ("har", "Harbour", (0, 0, 7)),
        ("ice", "The ice", (1, 4, 7)),
        ("bour", "Harbour", (2, 3, 7)),
        ("hbr", "Harbour", (3, 7, 7)),
        ("hh", "Harbour", None),
        ("ruobrah", "Harbour", None),
        ("aa", "abcaba", (3, 4, 6)),
        (".*", "a.b*", (3, 3, 4)),
    ],
)
def test_how_well_what_was_typed_fits(
    typed: str, text: str, expected: tuple[int, int, int] | None
) -> None:
    assert rank(typed, text) == expected
    if expected is not None and expected[0] == 3:
        assert by_pattern(typed, text) == expected[1:]


def test_a_long_line_is_ranked_at_once() -> None:
    title = "The state of the east and the sea at the end of a season that nobody " * 6
    begun = time.monotonic()
    assert [rank("at the end of the seasonx", title) for _ in range(200)] == [None] * 200
    assert time.monotonic() - begun < 0.5


def test_only_names_of_the_articles_that_are_asked_are_offered(news: Path) -> None:
    (news / "ice.txt").write_text("Ice\n\nThey saw Anna Bell.\n")
    (news / "south.txt").write_text("Sun\n\nThey saw Carl Dahl.\n")
    jobs: list[Any] = []
    worker = SimpleNamespace(submit=lambda job: jobs.append(job) or SimpleNamespace(
        add_done_callback=lambda told: None
    ))  # fmt: skip
    chat: Any = SimpleNamespace(worker=worker, learn=lambda bot: None)
    known = Known()
    bot = FakeBot(Settings(Config(), None), scope_paths=[news])

    def works(most: int = 100) -> int:
        for number in range(most):
            if not jobs:
                return number
            jobs.pop(0)(bot)
        return most

    with bot:
        bot.open()
        _learn(chat, known)
        works(2)  # what there is, and one article
        bot.only = frozenset({"ice"})
        _learn(chat, known)
        works()
        assert [id for id, _ in known.articles] == ["ice"]
        assert list(known.names) == ["Anna Bell"]
        bot.only = None
        _learn(chat, known)
        works()
        assert {"Anna Bell", "Carl Dahl"} < known.names.keys()
