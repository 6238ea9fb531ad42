"""Question-set help: proposals from templates, and the guided session that keeps them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.articles import parse
from qabot.errors import UsageError
from qabot.evaluation import load_question_set, new_question_set
from qabot.evaluation.drafting import numbers
from qabot.evaluation.proposals import Proposal, propose
from qabot.split import sentences

TEXT = """Talks stall

By Ann Lee

Bob Stone, a professor at Yale, said the talks had failed. The envoy arrived on Tuesday.
"We will not meet them again this year," Carla Diaz said. Some 20 soldiers were watching.
President Eva Marsh left in 2019.
"""


class Script:
    """A person who types these lines, then closes the terminal."""

    def __init__(self, *lines: str) -> None:
        self._lines: Iterator[str] = iter(lines)
        self.asked: list[str] = []
        self.told: list[str] = []

    def ask(self, prompt: str, usual: str) -> str:
        self.asked.append(prompt)
        try:
            return next(self._lines)
        except StopIteration:
            raise EOFError from None

    def tell(self, line: str) -> None:
        self.told.append(line)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "talks.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    return path


def draft(article: Path, *lines: str) -> tuple[Path, Script]:
    script = Script(*lines)
    folder = new_question_set(article, article.parent / "set", ask=script.ask, tell=script.tell)
    return folder, script


def test_what_the_templates_propose() -> None:
    article = parse(TEXT, id="t", origin="", sha256="")
    found = sentences(article)
    made = {proposal.question: proposal for proposal in propose(found)}
    assert set(made) == {
        "Who wrote the article?",
        "Who is Bob Stone?",
        "What did Bob Stone say?",
        "When was it that the envoy arrived?",
        "What did Carla Diaz say?",
        'Who said "We will not meet them again ..."?',
        "How many soldiers were watching?",
        "Who is Eva Marsh?",
        "When was it that President Eva Marsh left?",
    }
    assert made["Who wrote the article?"].answer == "Ann Lee"
    assert made["Who is Bob Stone?"].answer == "a professor at Yale"
    assert made['Who said "We will not meet them again ..."?'].answer == "Carla Diaz"
    assert made["How many soldiers were watching?"].answer == "20"
    assert made["When was it that the envoy arrived?"].answer == "on Tuesday"
    for proposal in made.values():
        (index,) = proposal.sentences
        assert proposal.answer is None or proposal.answer in found[index].text


def test_the_same_question_of_two_sentences_is_one() -> None:
    article = parse("Bob Stone said so. Bob Stone said no.", id="t", origin="", sha256="")
    assert propose(sentences(article)) == [
        Proposal("what said", "What did Bob Stone say?", (0, 1), None)
    ]


@given(st.text(alphabet='AaBob Stone said "20 in 2019.\u201c\u201d,\n', max_size=200))
def test_any_text_gives_only_sentences_it_has(text: str) -> None:
    found = sentences(parse(text, id="t", origin="", sha256=""))
    for proposal in propose(found):
        assert proposal.question.endswith("?")
        assert all(0 <= index < len(found) for index in proposal.sentences)


def test_a_session_writes_a_valid_set(article: Path) -> None:
    folder, script = draft(
        article,
        "",  # keeps the first: who wrote the article
        "e", "Who is the professor?", "", "",  # edits the second
        "e", "", "2-3", "the talks had failed", "y",  # same words, other sentences
        "x", "s",  # not a command, then skips
        "a", "What is the capital of Peru?", "none",  # one that is not answered
        "a", "Who was watching?", "soldiers", "99", "5", "soldiers",
        "q",
    )  # fmt: skip
    found = load_question_set(folder)
    assert (folder / "talks.txt").read_bytes() == article.read_bytes()
    first, second, third, fourth, fifth = found.questions
    source = article.read_bytes().decode()
    assert [question.id for question in found.questions] == [f"talks-00{n}" for n in range(1, 6)]
    assert (first.question, first.synthetic) == ("Who wrote the article?", True)
    assert [source[start:end] for start, end in first.evidence] == ["By Ann Lee"]
    assert (second.question, second.synthetic) == ("Who is the professor?", False)
    assert second.answers == ("a professor at Yale",)
    assert (third.synthetic, len(third.evidence), third.multi) == (True, 2, True)
    assert not any(question.multi for question in (first, second, fourth, fifth))
    assert third.answers == ("the talks had failed",)
    assert (fourth.answerable, fourth.evidence, fourth.answers) == (False, (), ())
    assert [source[start:end] for start, end in fifth.evidence] == [
        "Some 20 soldiers were watching."
    ]
    assert fifth.answers == ("soldiers",)
    assert "There are sentences 0 to 6." in script.told
    assert any("5: Some 20 soldiers" in line for line in script.told)


def test_a_session_goes_on_where_it_was_left(article: Path) -> None:
    folder, _ = draft(article, "", "")
    assert len(load_question_set(folder).questions) == 2
    folder, script = draft(article, "", "q")
    found = load_question_set(folder)
    assert [question.id for question in found.questions] == [f"talks-00{n}" for n in (1, 2, 3)]
    assert len({question.question for question in found.questions}) == 3
    assert script.told[0].endswith("holds 2 questions; going on.")


def test_after_the_proposals_come_questions_of_ones_own(article: Path) -> None:
    folder, _ = draft(article, *["s"] * 9, "Is it over?", "0", "Talks stall", "")
    (only,) = load_question_set(folder).questions
    assert (only.question, only.answers, only.synthetic) == ("Is it over?", ("Talks stall",), False)


def test_another_article_of_the_same_name_is_refused(article: Path, tmp_path: Path) -> None:
    draft(article, "")
    article.write_text("Another one.")
    with pytest.raises(UsageError, match="another article"):
        draft(article, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3", (3,)), ("3 5-7, 9", (3, 5, 6, 7, 9)), ("2,2", (2,)), ("x", ()), ("", ()), ("5-", ())],
)
def test_sentence_numbers(text: str, expected: tuple[int, ...]) -> None:
    assert numbers(text) == expected
