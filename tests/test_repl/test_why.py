"""/why reads the question as the answer was read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from qabot.config import ChatConfig, Config, Settings
from qabot.follow_up import Conversation, Understood
from qabot.repl.why import rests_on
from qabot.types import Answer, Hit, Passage, Trace

from ..test_cli.conftest import FakeBot


class _Read(Exception):
    """The question has been read."""


class Reading(FakeBot):
    """Notes how it is to read a question."""

    meant: Understood

    def follow(
        self, question: str, meant: Understood, before: Conversation, hits: Sequence[Hit]
    ) -> Any:
        """Read nothing."""
        self.meant = meant
        raise _Read


@pytest.mark.parametrize(
    ("rewriter", "understood_as", "leans", "about"),
    [
        # The endpoint put a name in: the article is no longer put before the question.
        ("endpoint", "Was the mayor Kari Hansen hurt?", True, None),
        # It was out of reach, and the rules found the words.
        ("endpoint", "What else happened?", True, "Oslo"),
        ("rules", "What else happened?", True, "Oslo"),
        # The rules saw no follow-up, the endpoint did.
        ("endpoint", "Was Ola Berg of Oslo hurt?", True, None),
    ],
)
def test_a_question_is_read_again_as_it_was_understood(
    home: Path, news: Path, rewriter: Any, understood_as: str, leans: bool, about: str | None
) -> None:
    settings = Settings(Config(chat=ChatConfig(rewriter=rewriter)), None)
    with Reading(settings, scope_paths=[news]) as bot:
        bot.open()
        before = Conversation().after(bot.ask("Where did a fire break out in Oslo?"))
        question = "Was Ola Berg hurt?" if "Berg" in understood_as else "What else happened?"
        hit = Hit(0, Passage("fire", 0, 0, 1, 0, 1, "A"), 1.0)
        answer = Answer(
            question, understood_as, True, 0.9, 0.35, bot.ask("Oslo").evidence,
            trace=Trace(hits=(hit,), ranking=(("fire", 0, 1.0),)),
        )  # fmt: skip
        with pytest.raises(_Read):
            rests_on(bot, answer, before)
    meant = bot.meant
    assert (meant.question, meant.leans, meant.about) == (understood_as, leans, about)
