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
from qabot.library import ArticleInfo
from qabot.repl.suggest import likely, offers
from qabot.split import sentences
from qabot.types import Answer, Evidence, Reason, Role

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
        "When did the envoy arrive?",
        "What did Carla Diaz say?",
        'Who said "We will not meet them again this year"?',
        "How many soldiers were watching?",
        "Who is Eva Marsh?",
        "Who left in 2019?",
        "When did Eva Marsh leave?",
    }
    assert made["Who wrote the article?"].answer == "Ann Lee"
    assert made["Who is Bob Stone?"].answer == "a professor at Yale"
    assert made['Who said "We will not meet them again this year"?'].answer == "Carla Diaz"
    assert made["How many soldiers were watching?"].answer == "20"
    assert made["When did the envoy arrive?"].answer == "on Tuesday"
    for proposal in made.values():
        (index,) = proposal.sentences
        assert proposal.answer is None or proposal.answer in found[index].text


def questions(text: str) -> dict[str, str | None]:
    """What is proposed of ``text``, and the words that answer it."""
    found = sentences(parse(text, id="t", origin="", sha256=""))
    return {each.question: each.answer for each in propose(found)}


@pytest.mark.parametrize(
    "text",
    [
        "Proposed domains that are being considered by two proposed domains are few.",
        "Some nine domain names and the majority of the rest were sold.",
        "The union covers 370,000 members at General Motors and Ford.",
        "It met 900 local delegates at a special convention.",
        "Labor contracts at both companies expire at midnight on September 14.",
        "Until December Microsoft said it would offer help.",
        "He is due to take part in talks with the Indian government on Tuesday.",
        "Shr 30 cts vs 5.92 dlrs. Net 1,142,000 vs 16.0 mln.",
        "The restrictions Quantum agreed to would bar it from buying stock.",
        "The notes priced at par on Tuesday were sold.",
        'Who "left on Tuesday" said Ann.',
        "The following year Bournemouth hosted the event.",
        "Net earnings for the period ended March 31 rose.",
        "The research group JD Power estimates sales will hit 200,000 in 2005.",
    ],
)
def test_what_would_be_no_english_is_not_proposed(text: str) -> None:
    assert questions(text) == {}


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (
            "Club director Terry Brady held talks with the coach on Saturday.",
            "When did Terry Brady hold talks with the coach?",
            "on Saturday",
        ),
        (
            "In 1997, Elizabeth Blackman won the seat.",
            "When did Elizabeth Blackman win the seat?",
            None,  # "In 1997" is what the sentence has
        ),
        ("The bill was passed on 23 January.", "When was the bill passed?", "on 23 January"),
        ("The dividend is payable August one.", "When is the dividend payable?", "August one"),
        (
            "Great Lakes Corp said it will build a new plant in El Dado, Ark., to make glue.",
            "Where will Great Lakes Corp build a new plant?",
            "El Dado",
        ),
        (
            "Great Lakes Corp said it will build a new plant in El Dado, Ark., to make glue.",
            "Which company will build a new plant in El Dado?",
            "Great Lakes Corp",
        ),
        ("Acme Corp agreed to sell its bank.", "What did Acme Corp agree to sell?", None),
        ("Acme Corp said its board has approved a split.",
         "What has Acme Corp's board approved?", None),
        ("Acme Corp said its board has approved a split.",
         "Whose board has approved a split?", None),
        ("Ann Lee won the first game and then Bob Ray settled the game.",
         "Who won the first game?", "Ann Lee"),
        ("Acme Corp bought the mine for 20 mln dlrs.",
         "For how much did Acme Corp buy the mine?", "20 mln dlrs"),
        ("The index rose 0.4 pct in February after a fall.",
         "How much did the index rise in February?", "0.4 pct"),
        ("The rate of growth in January was 1.1 pct, up from 0.3 pct.",
         "What was the rate of growth in January?", "1.1 pct"),
        ("Argentina will soon abolish export taxes.",
         "Which country will abolish export taxes?", "Argentina"),
        ("Some 20 people were killed in the fire, police said.",
         "How many people were killed in the fire?", "20"),
        ("Acme Corp has 50 workers in Rome.",
         "How many workers does Acme Corp have in Rome?", "50"),
        ("The count fell last week because of a ban on lorries.",
         "Why did the count fall last week?", "a ban on lorries"),
        ('"It is over and we go home," said Paul King.', "What did Paul King say?", None),
        ("Paul King, head of security at Acme, told reporters so.",
         "Who is Paul King?", "head of security at Acme"),
        ("Prices rose, the Federal Reserve Board said.",
         "What did the Federal Reserve Board say?", None),
    ],
)  # fmt: skip
def test_what_is_proposed(text: str, question: str, answer: str | None) -> None:
    made = questions(text)
    assert question in made
    assert made[question] == answer


def test_an_article_of_speeches_is_not_offered_as_speeches_only() -> None:
    names = "Adam Brian Carl Dan Eric Frank George Harry".split()
    text = " ".join(f"{name} Simpson{name[:2].lower()} said so." for name in names)
    found = sentences(parse(f"{text} The envoy left on Tuesday.", id="t", origin="", sha256=""))
    made = [each.question for each in offers(found)]
    assert len(propose(found)) == 9
    assert made[:3] == [
        "What did Adam Simpsonad say?",
        "When did the envoy leave?",
        "What did Brian Simpsonbr say?",
    ]
    assert len(made) == 6


def answer(article: str, answered: bool) -> Answer:
    evidence = Evidence(1, Role.ANSWER, article, "T", "f", "0", 1, 0, 1, "x", 0.5)
    code = None if answered else Reason.WEAK_MATCH
    return Answer("q?", "q?", answered, 0.5, 0.3, (evidence,), reason_code=code)


def test_suggestions_are_of_what_was_last_answered_from() -> None:
    found = [ArticleInfo(id, id.upper(), "/f", "0", 1, 1, "/") for id in ("a", "b", "c")]
    assert likely(found, []).id == "a"
    assert likely(found, [answer("c", False), answer("b", True), answer("a", True)]).id == "b"
    assert likely(found, [answer("gone", True)]).id == "a"


def test_a_title_and_a_last_name_are_the_person_named_before() -> None:
    made = questions("Pete Simpson left. He was late. Mr Simpson said so on Tuesday.")
    assert "What did Pete Simpson say?" in made
    assert "What did Mr Simpson say?" not in made


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
    folder, _ = draft(article, *["s"] * 10, "Is it over?", "0", "Talks stall", "")
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
