"""What a question may cost, whatever it is and whatever the article; many in one process."""

from pathlib import Path

import pytest

from qabot.errors import UsageError
from qabot.follow_up.question import MOST_CHARACTERS, asked

from .conftest import scaled


def test_a_question_that_is_too_long_is_refused() -> None:
    assert asked("Who?" + " " * (MOST_CHARACTERS - 4))
    with pytest.raises(UsageError, match="200,001 characters; expected 200,000 at most"):
        asked("x" * (MOST_CHARACTERS + 1))


def test_articles_of_one_sentence_and_of_many(tmp_path: Path) -> None:
    from soaking.costs import article_costs

    assert article_costs(tmp_path, 3_000, 60_000)["costs, many: milliseconds to ask"] < 5_000


@pytest.mark.slow
def test_the_dearest_questions(tmp_path: Path) -> None:
    from soaking.costs import question_costs

    assert question_costs(tmp_path, min(1.0, scaled(100) / 100))["costs: questions"] == 28


@pytest.mark.slow
def test_generated_inputs(tmp_path: Path) -> None:
    from soaking.inputs import inputs

    tally = inputs(tmp_path, scaled(1000))
    assert sum(n for name, n in tally.items() if "shelf" not in name) == scaled(1000)
    assert tally["inputs: whole ask, abstained"] + tally["inputs: whole ask, answered"] > 0


@pytest.mark.slow
def test_many_questions_in_one_process(tmp_path: Path) -> None:
    """A short run, in which caches still fill; ``scripts/soak questions`` wants 5%."""
    from soaking.questions import questions

    tally = questions(tmp_path, scaled(1500), limit=0.15)
    assert tally["questions: answered"] + tally["questions: abstained"] > scaled(1000)


def test_a_long_question_is_no_follow_up() -> None:
    """Two hundred thousand spaces, after a question of as many words, took minutes of the rules."""
    import time

    from qabot.follow_up.conversation import Conversation
    from qabot.follow_up.understanding import understand

    question = "who" + " " * (MOST_CHARACTERS - 10) + "went?"
    words = "who " + "ever " * (MOST_CHARACTERS // 5 - 10) + "went?"
    before = Conversation.of(((words, "Kim"),))
    started = time.process_time()
    assert understand(question, before).question == question
    assert understand("Why?", before).question == "Why?"
    assert time.process_time() - started < 2
