"""The whole pipeline with the default models, on the seed and on small articles made here."""

import dataclasses
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from qabot import paths
from qabot.articles import clean, line_of
from qabot.bot import Bot
from qabot.config import load
from qabot.errors import ConfigError, NoArticlesError, UsageError
from qabot.library import index
from qabot.types import Answer, Reason, Role, Verdict

WHY = "Why didn't Biegun meet Choe?"
QUESTIONS = [
    WHY,
    "Where did Biegun go after Seoul?",
    "What is the capital of Australia?",
    "who wrote the article",
    "What did the professor say about the situation?",
]


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    library = tmp_path_factory.mktemp("bot") / "library"
    with Bot(load(None, (), {"library": str(library)})) as bot:
        yield bot


@pytest.fixture(scope="module")
def answers(bot: Bot) -> dict[str, Answer]:
    return {question: bot.ask(question) for question in QUESTIONS}


def test_without_articles_the_seed_is_asked(bot: Bot) -> None:
    bot.open()
    assert bot.on_seed
    assert [info.id for info in bot.library.articles()] == [paths.seed_article().stem]


def test_the_sentence_in_which_pyongyang_did_not_respond(answers: dict[str, Answer]) -> None:
    answer = answers[WHY]
    assert answer.answered
    found = [item for item in answer.evidence[:2] if "Pyongyang didn't respond" in item.text]
    assert [item.line for item in found] == [8]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Where were the talks broken off?", "Stockholm"),
        ("who wrote the article", "Kim Yoo-chul"),
        ("which reporter is this story by?", "Kim Yoo-chul"),
        ("photo credit?", "Yonhap"),
        ("What is the headline?", "China, Russia propose lifting"),
        ("Who chats with Biegun in the photo?", "Lee Do-hoon"),
    ],
)
def test_right_sentence_first(bot: Bot, question: str, words: str) -> None:
    answer = bot.ask(question)
    assert words in answer.evidence[0].text
    assert answer.answered


def test_a_mistyped_question_is_put_right_unless_it_is_raw(bot: Bot) -> None:
    answer = bot.ask("Why did Biegan go to Tokio?")
    assert answer.understood_as == "Why did Biegun go to Tokyo?"
    assert bot.ask("Who is Biegan?", raw=True).understood_as == "Who is Biegan?"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("What is the capital of Australia?", Reason.NAME_UNKNOWN),
        ("how tall is mount everest", Reason.WEAK_MATCH),
        ("Who wrote Hamlet?", Reason.NAME_UNKNOWN),
        ("What picture did Biegun paint?", None),
        ("Which book did Biegun's father, a writer, publish?", None),
    ],
)
def test_what_the_article_does_not_say(bot: Bot, question: str, code: Reason | None) -> None:
    answer = bot.ask(question)
    assert not answer.answered
    assert answer.reason_code is not None
    assert code in (answer.reason_code, None)
    assert answer.answer is None
    assert answer.evidence
    assert answer.confidence == answer.evidence[0].confidence < answer.threshold


@pytest.mark.parametrize("question", QUESTIONS)
def test_evidence_is_a_slice_of_the_source(
    bot: Bot, answers: dict[str, Answer], question: str
) -> None:
    for rank, item in enumerate(answers[question].evidence, start=1):
        article = bot.library.article(item.article)
        assert item.rank == rank
        assert item.role is (Role.ANSWER if rank == 1 else Role.SUPPORT)
        assert clean(article.source[item.start : item.end]) == item.text
        assert item.line == line_of(article.source, item.start)
        assert item.sha256 == article.sha256
        assert item.spans
        for start, end in item.spans:
            assert item.start <= start < end <= item.end
            assert clean(article.source[start:end]) in item.text
    answer = answers[question].answer
    if answer is not None:
        assert (answer.start, answer.end) == answers[question].evidence[0].spans[0]


def test_one_question_one_answer(bot: Bot, answers: dict[str, Answer], tmp_path: Path) -> None:
    """Asked alone in a new process' worth of state, later, or of the article by its id."""
    with Bot(load(None, (), {"library": str(tmp_path / "library")})) as fresh:
        same = [fresh.ask(WHY), bot.ask(WHY), bot.ask(WHY, article=paths.seed_article().stem)]
    for answer in same:
        assert shown(answer) == shown(answers[WHY])
        assert answer.confidence == pytest.approx(answers[WHY].confidence, abs=0.001)


def shown(answer: Answer) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
    return [(item.start, item.end, item.spans) for item in answer.evidence]


def test_threshold_decides_alone(bot: Bot, answers: dict[str, Answer]) -> None:
    for question in QUESTIONS:
        talking = bot.ask(question, threshold=0.0)
        assert talking.answered
        assert talking.answer is not None
        assert talking.reason_code is None
        assert shown(talking) == shown(answers[question])


def test_top_is_evidence_sentences_in_all(bot: Bot) -> None:
    assert [len(bot.ask(WHY, top=n).evidence) for n in (1, 2, 5)] == [1, 2, 5]
    assert shown(bot.ask(WHY, top=5))[:2] == shown(bot.ask(WHY, top=2))


def test_trace_says_how_it_was_found(bot: Bot, answers: dict[str, Answer]) -> None:
    trace = answers[WHY].trace
    fused = [hit.fused for hit in trace.hits]
    assert fused == sorted(fused, reverse=True)
    for hit in trace.hits:
        assert hit.dense_rank is None or trace.dense[hit.dense_rank - 1] == hit.key
        assert hit.lexical_rank is None or trace.lexical[hit.lexical_rank - 1] == hit.key
        ranks = (hit.dense_rank, hit.lexical_rank)
        assert hit.fused == pytest.approx(sum(1 / (60 + rank) for rank in ranks if rank))
    texts = [each.text for each in bot.library.sentences(paths.seed_article().stem)]
    scores = [score for _, index, score in trace.ranking if texts[index] != "Yonhap"]
    assert scores == sorted(scores, reverse=True)
    assert texts[trace.ranking[-1][1]] == "Yonhap"  # never shown for this question
    first = answers[WHY].evidence[0]
    assert trace.ranking[0][:2] == (first.article, first.sentence)


@pytest.mark.parametrize("question", ["Where?", "Where was it?", "When?"])
def test_the_ranking_begins_with_what_is_shown_first(tmp_path: Path, question: str) -> None:
    """Also where the reader puts a dateline first, which is never shown."""
    article = tmp_path / "storm.txt"
    article.write_text(
        "Storm closes the port\n\nLONDON, March 3\n\n"
        "The harbour master kept all ships at their moorings until noon.\n\n"
        "Ferries to Calais go again from tomorrow.\n",
        encoding="utf-8",
    )
    settings = load(None, (), {"library": str(tmp_path / "library")})
    with Bot(settings, scope_paths=[article]) as bot:
        answer = bot.ask(question)
        texts = [each.text for each in bot.library.sentences("storm")]
    first, ranked = answer.evidence[0], answer.trace.ranking
    assert ranked[0][:2] == (first.article, first.sentence)
    assert texts[ranked[-1][1]] == "LONDON, March 3"  # read, and after all that may be shown
    assert ranked[-1][2] > ranked[0][2]
    assert sorted(index for _, index, _ in ranked) == [0, 1, 2, 3]


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question_is_an_error(bot: Bot, question: str) -> None:
    with pytest.raises(UsageError, match="question is empty"):
        bot.ask(question)


@pytest.mark.parametrize(
    "question",
    [
        '" OR 1=1 --',
        "NEAR(a b, 3) AND title:x*",
        "'; DROP TABLE articles; --",
        "(((",
        "?",
        "*",
        "\x00\x1b[31m",
        "\U0001d518\U0001d52b ? \u65e5\u672c",
        "who " * 3000,
    ],
)
def test_any_question_is_data(bot: Bot, question: str) -> None:
    answer = bot.ask(question)
    assert answer.question == question.strip()
    assert answer.evidence


@pytest.mark.parametrize(
    "question", ["Who took  the photo?", " Who took\tthe photo?\n", "Who took\u00a0the photo?"]
)
def test_white_space_changes_nothing(bot: Bot, question: str) -> None:
    answer, typed = bot.ask(question), bot.ask("Who took the photo?")
    assert answer.evidence[0].text == "Yonhap"
    assert answer.question == answer.understood_as == "Who took the photo?"
    assert dataclasses.replace(answer, timing=typed.timing) == typed


def test_unknown_article_names_the_nearest(bot: Bot) -> None:
    with pytest.raises(UsageError, match="did you mean '000_79bf5efa9eb24955'"):
        bot.ask(WHY, article="000_79bf")


def test_unknown_reader_names_what_there_is(tmp_path: Path) -> None:
    options = {"library": str(tmp_path / "library"), "reader.model": "nope"}
    with (
        Bot(load(None, (), options)) as bot,
        pytest.raises(ConfigError, match="'nope'; there are: qabot-reader, fast, cross-encoder"),
    ):
        bot.ask(WHY)


def test_no_network_is_touched(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, answers: dict[str, Answer]
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert shown(bot.ask(WHY)) == shown(answers[WHY])


class Folder:
    """A folder of small articles, asked with the default models."""

    def __init__(self, path: Path) -> None:
        self.articles = path / "news"
        self.articles.mkdir()
        self.settings = load(None, (), {"library": str(path / "library")})

    def write(self, name: str, text: str) -> None:
        (self.articles / name).write_text(text, encoding="utf-8")

    def ask(self, question: str, refresh: bool = True) -> Answer:
        with Bot(self.settings, scope_paths=[self.articles], refresh=refresh) as bot:
            return bot.ask(question, threshold=0.0)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_changes_of_files_are_noticed(folder: Folder) -> None:
    folder.write("mayor.txt", "Springfield\n\nThe mayor of Springfield is Anna Bell.\n")
    question = "Who is the mayor of Springfield?"
    assert "Anna Bell" in folder.ask(question).evidence[0].text
    folder.write("mayor.txt", "Springfield\n\nThe mayor of Springfield is now Omar Cole.\n")
    assert "Omar Cole" in folder.ask(question).evidence[0].text
    folder.write("weather.txt", "Rain is expected over the hills on Friday.\n")
    assert folder.ask("When is rain expected?").evidence[0].article == "weather"
    (folder.articles / "mayor.txt").unlink()
    assert {item.article for item in folder.ask(question).evidence} == {"weather"}


def test_without_refresh_what_is_published_is_asked(folder: Folder) -> None:
    folder.write("mayor.txt", "The mayor of Springfield is Anna Bell.\n")
    folder.ask("Who?")
    folder.write("mayor.txt", "The mayor of Springfield is now Omar Cole.\n")
    answer = folder.ask("Who is the mayor of Springfield?", refresh=False)
    assert "Anna Bell" in answer.evidence[0].text


def test_what_was_indexed_is_asked_and_what_was_only_asked_is_not(tmp_path: Path) -> None:
    settings = load(None, (), {"library": str(tmp_path / "library")})
    for name in ("asked", "indexed"):
        (tmp_path / f"{name}.txt").write_text(f"The {name} mayor is Anna Bell.\n", encoding="utf-8")

    def roots() -> tuple[bool, list[str]]:
        with Bot(settings) as bot:
            bot.open()
            return bot.on_seed, [root.stem for root in bot.roots]

    with Bot(settings, scope_paths=[tmp_path / "asked.txt"]) as bot:
        bot.open()
    assert roots() == (True, [paths.seed_article().stem])
    for _ in range(2):
        with Bot(settings) as bot:
            index(
                settings.library,
                [tmp_path / "indexed.txt"],
                settings=bot.index_settings(),
                open_encoder=lambda: bot.encoder,
                keep=True,
            )
        assert roots() == (False, ["indexed"])


def test_nothing_readable(folder: Folder) -> None:
    with pytest.raises(NoArticlesError):
        folder.ask("Who?")


def test_a_change_of_settings_rebuilds_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One. Two. Three.\n", encoding="utf-8")
    notices: list[str] = []
    for words in (60, 60, 5):
        settings = load(None, [f"passages.words={words}"], {"library": str(tmp_path / "library")})
        with Bot(settings, scope_paths=[tmp_path / "a.txt"], announce=notices.append) as bot:
            bot.open()
    assert len(notices) == 1
    assert notices[0].startswith("library rebuilt: ")
    assert "words" in notices[0]


def test_an_answer_cannot_lose_its_evidence(answers: dict[str, Answer]) -> None:
    with pytest.raises(ValueError, match="needs evidence"):
        dataclasses.replace(answers[WHY], evidence=())


def test_sentences_that_disagree_about_a_number_are_the_reason(tmp_path: Path) -> None:
    article = tmp_path / "fire.txt"
    article.write_text(
        "Fire destroys old mill\n\nTwelve engines came to the mill on Monday night.\n\n"
        "Police said 12 people died in the fire at the mill.\n\n"
        "The mayor spoke to the families in the town hall.\n\n"
        "Doctors said 19 people died in the fire at the mill.\n",
        encoding="utf-8",
    )
    settings = load(None, (), {"library": str(tmp_path / "library")})
    with Bot(settings, scope_paths=[article]) as bot:
        answer = bot.ask("How many people died in the fire?", threshold=0.99)
        assert answer.reason_code is Reason.CONFLICT
        assert answer.reason == "the nearest sentences disagree: “12”, “19”"
        assert bot.ask("Who died in the fire?", threshold=0.99).reason_code is Reason.FACT_ABSENT


def test_reason_and_verdict_do_not_depend_on_how_many_are_shown(tmp_path: Path) -> None:
    (tmp_path / "party.txt").write_text(
        "Old mill hosts a party\n\nTwelve cooks came to the mill on Monday night.\n\n"
        "The host said the party had 40 guests.\n\n"
        "The mayor spoke to the families in the town hall.\n\n"
        "A neighbour said the party had 65 guests.\n",
        encoding="utf-8",
    )
    (tmp_path / "bridge.txt").write_text(
        "Rain in the north\n\nThe bridge was closed on Monday after heavy rain in the hills.\n\n"
        "A driver said the bridge was not closed on Monday.\n",
        encoding="utf-8",
    )
    guests, bridge = "How many guests did the party have?", "Was the bridge closed on Monday?"
    settings = load(None, (), {"library": str(tmp_path / "library")})
    with Bot(settings, scope_paths=[tmp_path]) as bot:
        for top in (1, 2, 3, 5):
            silent = bot.ask(guests, article="party", threshold=0.99, top=top)
            assert silent.reason_code is Reason.CONFLICT
            assert silent.reason == "the nearest sentences disagree: “40”, “65”"
            assert len(silent.evidence) == top
            talking = bot.ask(bridge, article="bridge", threshold=0.1, top=top)
            assert talking.verdict is Verdict.UNSETTLED
