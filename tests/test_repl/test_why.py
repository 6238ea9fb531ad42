"""/why reads the question as the answer was read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from qabot.config import ChatConfig, Config, Settings
from qabot.follow_up import Conversation, Understood
from qabot.render import Look, to_text
from qabot.repl.sources import sources_fragments
from qabot.repl.why import rests_on, why_fragments
from qabot.types import Answer, Hit, Passage, Reason, Trace

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


def test_an_answer_without_sentences_has_neither_sources_nor_a_best_one() -> None:
    """ "What else?", when everything was shown."""
    nothing = Answer(
        "What else?",
        "What else did he say?",
        False,
        0.0,
        0.35,
        (),
        reason="all that bears on it was shown",
        reason_code=Reason.WEAK_MATCH,
    )
    assert to_text(sources_fragments(nothing, Look(width=80)), Look(width=80)) == (
        "the last answer showed no sentence\n"
    )
    why = to_text(why_fragments(nothing, Look(width=80)), Look(width=80))
    assert "not answered: every sentence that was read had been shown before" in why
    assert "0.00" not in why
