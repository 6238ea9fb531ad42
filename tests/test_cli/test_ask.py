"""``ask``: what is answered, what is said, and how it ends."""

import json
import re
from pathlib import Path

import pytest

from qabot.bot import Bot

from .conftest import Qabot

MEET = "Why did Biegun fail to meet North Korea's First Vice Foreign Minister Choe Son-hui?"


def test_an_answer_shows_sentence_title_file_line_and_confidence(qabot: Qabot) -> None:
    done = qabot("ask", "Which professor is Yang Moo-jin?", "--quiet")
    assert done.status == 0
    first = done.out.split("\n2. ")[0]
    assert first.startswith("1. ")
    assert "said «Yang» Moo-jin" in " ".join(first.split())
    assert "China, Russia propose lifting a portion of UNSC sanctions" in first
    assert "000_79bf5efa9eb24955.txt:26 · likely, 0.79" in first
    assert done.err == ""


def test_the_article_included_is_announced_once(qabot: Qabot) -> None:
    done = qabot("ask", "Who is Biegun?", "Who is Choe?")
    assert done.err.count("the article that comes with qabot") == 1


def test_several_questions_are_told_apart(qabot: Qabot) -> None:
    done = qabot("ask", "Who is Biegun?", "Who is Choe?", "--quiet", "-k", "1")
    assert done.lines[0] == "> Who is Biegun?"
    assert "\n\n> Who is Choe?\n" in done.out


def test_an_abstention_says_so_and_exits_with_1(qabot: Qabot) -> None:
    done = qabot("ask", "What is the capital of Australia?", "--quiet")
    assert done.status == 1
    assert done.lines[:2] == ["The article does not say.", "There are only weak matches."]
    assert "Nearest sentence (not an answer):" in done.lines
    assert "«" not in done.out


def test_one_answer_among_several_questions_is_enough(qabot: Qabot) -> None:
    assert qabot("ask", "Australia?", "Who is Biegun?").status == 0
    assert qabot("ask", "Australia?", "Canberra?").status == 1


def test_threshold_0_always_answers(qabot: Qabot) -> None:
    assert qabot("ask", "Australia?", "--threshold", "0").status == 0
    assert qabot("ask", "Who is Biegun?", "--threshold", "1").status == 1


def test_articles_are_asked_and_nothing_else(qabot: Qabot, news: Path) -> None:
    done = qabot("ask", "Who is mayor Kari Hansen?", "--articles", "news")
    assert done.status == 0
    assert "news/fire.txt:1" in done.out
    assert "comes with qabot" not in done.err
    assert "The articles do not say." in qabot("ask", "Biegun?", "--articles", "news").out


def test_json_has_the_keys_of_the_design_in_their_order(qabot: Qabot) -> None:
    done = qabot("ask", MEET, "--json", "--quiet")
    record = done.json
    assert list(record) == [
        "id", "question", "understood_as", "answered", "confidence", "threshold", "reason",
        "reason_code", "answer", "evidence", "milliseconds",
    ]  # fmt: skip
    assert list(record["evidence"][0]) == [
        "rank", "role", "article", "title", "source", "sha256", "line", "start", "end", "text",
        "confidence", "spans", "speaker",
    ]  # fmt: skip
    assert list(record["answer"]) == ["text", "article", "start", "end"]
    assert record["milliseconds"] == {"load": 1, "retrieve": 2, "read": 3, "total": 6}
    assert record["id"] is None
    source = Path(record["evidence"][0]["source"]).read_text(encoding="utf-8")
    start, end = record["evidence"][0]["spans"][0]
    assert source[start:end] == record["answer"]["text"]


def test_json_of_an_abstention(qabot: Qabot) -> None:
    record = qabot("ask", "Canberra?", "--json").json
    assert record["answered"] is False
    assert record["answer"] is None
    assert record["reason_code"] == "weak_match"
    assert record["evidence"]


def test_a_dash_reads_one_question_a_line(qabot: Qabot) -> None:
    done = qabot("ask", "-", "--json", stdin="\ufeffWho is Biegun?\n\n  Canberra?  \r\n")
    assert [record["question"] for record in done.jsonl] == ["Who is Biegun?", "Canberra?"]
    assert done.status == 0


def test_bytes_that_are_no_characters_do_no_harm(qabot: Qabot) -> None:
    assert qabot("ask", "-", "--json", stdin=b"Who is \xff?\n").jsonl[0]["question"] == "Who is �?"
    assert qabot("ask", "Who is \udcff?", "--json").jsonl[0]["question"] == "Who is �?"


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ((), ("nothing to ask",)),
        (("",), ("empty",)),
        (("Who?", "  "), ("empty",)),
        (("Who?", "--questions", "q.jsonl"), ("not both",)),
        (("--questions", "q.jsonl"), ("q.jsonl", "No such file")),
        (("Who?", "--articles", "nowhere"), ("nowhere",)),
        (("Who?", "--top", "0"), ("--top 0", "from 1")),
        (("Who?", "--top", "x"), ("--top", "'x' is not a whole number")),
        (("Who?", "--threshold", "1.5"), ("--threshold 1.5", "from 0 to 1")),
        (("Who?", "--threshold", "nan"), ("--threshold nan", "from 0 to 1")),
        (("Who?", "--set", "answer.topp=3"), ("answer.topp", "answer.top")),
        (("Who?", "--set", "answer"), ("key=value",)),
        (("Who?", "--config", "no.yaml"), ("no.yaml",)),
        (("Who?", "--tresh", "1"), ("--tresh", "did you mean --threshold?")),
    ],
)
def test_what_cannot_be_done_is_one_line(
    qabot: Qabot, arguments: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    qabot("ask", *arguments).fails(*parts)


def test_questions_file_answers_in_order_and_bad_lines_in_their_place(
    qabot: Qabot, news: Path
) -> None:
    Path("q.jsonl").write_text(
        "\n".join(
            [
                '{"id": "a", "question": "Who is mayor Kari Hansen?", "article": "fire"}',
                '{"id": 7, "question": "How did they vote?", "history": [["Who?", "Hansen."]]}',
                "not json",
                "",
                '{"id": "c", "question": ""}',
                '{"id": "d", "question": "Who?", "article": "smoke"}',
                '{"id": "e"}',
                "[1, 2]",
                '{"question": "Monday fire in Oslo?", "answerable": true}',
            ]
        )
    )
    done = qabot("ask", "--questions", "q.jsonl", "--articles", "news")
    assert done.status == 0
    assert done.err == ""
    records = done.jsonl
    assert [record["id"] for record in records] == ["a", 7, None, "c", "d", "e", None, None]
    assert [("error" in record) for record in records] == [
        False, False, True, True, True, True, True, False,
    ]  # fmt: skip
    errors = [record["error"] for record in records if "error" in record]
    assert [error.split(": ")[0] for error in errors] == [
        "q.jsonl:3", "q.jsonl:5", "q.jsonl:6", "q.jsonl:7", "q.jsonl:8",
    ]  # fmt: skip
    assert "smoke" in errors[2]
    assert "question" in errors[3]
    assert records[0]["evidence"][0]["article"] == "fire"


def test_questions_file_that_answers_nothing_exits_with_0(qabot: Qabot) -> None:
    Path("q.jsonl").write_text('{"question": "Canberra?"}\nbad\n')
    assert qabot("ask", "--questions", "q.jsonl").status == 0


def test_questions_from_standard_input(qabot: Qabot) -> None:
    done = qabot("ask", "--questions", "-", stdin=b'\xef\xbb\xbf{"question": "Biegun?"}\n\xff\n')
    assert [("error" in record) for record in done.jsonl] == [False, True]
    assert done.jsonl[1]["error"].startswith("standard input:2: ")


def test_a_questions_file_tells_of_every_question_that_no_endpoint_reworded(qabot: Qabot) -> None:
    """Whichever of the bots, one for each thread, it went to."""
    line = {"question": "Why did he go to Seoul?", "history": [["Who is Biegun?", "An envoy."]]}
    done = qabot(
        "ask", "--questions", "-", "--set", "threads=2", "--set", "chat.rewriter=endpoint",
        stdin=f"{json.dumps(line)}\n" * 6,
        open_bot=Bot,
    )  # fmt: skip
    assert done.status == 0
    assert len(done.jsonl) == 6
    told = [line for line in done.err.splitlines() if "read by the rules" in line]
    assert told == [
        "qabot: chat.endpoint.model is empty; give the name the endpoint has for it; "
        "the question was read by the rules"
    ] * 6  # fmt: skip


def test_alone_in_a_file_and_in_the_conversation_white_space_counts_for_nothing(
    qabot: Qabot,
) -> None:
    question = "Who took  the photo? "
    alone = qabot("ask", "--quiet", question, open_bot=Bot)
    assert alone.lines[0] == "1. Yonhap"
    assert alone.out in qabot("chat", "--quiet", stdin=f"{question}\n", open_bot=Bot).out
    plain = qabot("ask", "--quiet", "--json", question.strip(), open_bot=Bot).json
    line = json.dumps({"question": question})
    record = qabot("ask", "--quiet", "--questions", "-", stdin=line, open_bot=Bot).json
    assert record["question"] == record["understood_as"] == "Who took the photo?"
    assert record | {"milliseconds": 0} == plain | {"milliseconds": 0}


def test_a_question_set_is_a_questions_file(qabot: Qabot, seed_questions: Path) -> None:
    done = qabot("ask", "--questions", str(seed_questions))
    asked = [json.loads(line)["id"] for line in seed_questions.read_text().splitlines()]
    assert [record["id"] for record in done.jsonl] == asked


@pytest.fixture
def seed_questions(home: Path) -> Path:
    lines = (Path(__file__).parents[2] / "seeds" / "questions.jsonl").read_text().splitlines()
    path = home / "work" / "questions.jsonl"
    path.write_text("\n".join(lines[:5]) + "\n")
    return path


def test_verbose_says_how_long_it_took(qabot: Qabot) -> None:
    done = qabot("ask", "Who is Biegun?", "--verbose")
    assert "load 1 ms, retrieve 2 ms, read 3 ms, in all 6 ms" in done.err


def test_output_in_an_encoding_without_the_signs(qabot: Qabot) -> None:
    done = qabot("ask", "Who is Biegun?", "--quiet", encoding="ascii")
    assert "**Biegun**" in done.out
    assert "000_79bf5efa9eb24955.txt:1 - very likely, 0.99" in done.out


def test_articles_may_be_an_articles_jsonl(qabot: Qabot) -> None:
    lines = [{"id": "x/1", "title": "Whales", "text": "Whaling is banned.\nSo it was decided."}]
    Path("articles.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\nbad\n")
    done = qabot("ask", "What was decided?", "--articles", "articles.jsonl")
    assert done.status == 0
    assert "articles.jsonl, x/1, line 2" in done.out
    assert "articles.jsonl:2" in done.err


def test_a_question_without_quotes_is_one_question(qabot: Qabot) -> None:
    done = qabot("ask", "Who", "is", "Biegun", "--json")
    assert done.json["question"] == "Who is Biegun"
    assert "taken as one question" in done.err
    assert len(qabot("ask", "Who?", "Why?", "When?", "--json").jsonl) == 3
    assert len(qabot("ask", "Who", "Biegun", "--json").jsonl) == 2


def test_hostile_articles_are_shown_harmlessly(qabot: Qabot) -> None:
    Path("in").mkdir()
    Path("in/na\x1b[31mme.txt").write_text(
        "Title \x1b]52;c;aGk=\x07\n\nThe mayor \u202eevil\u202c said \x1b[2J so on Friday.\n"
    )
    for command in (
        ["ask", "The mayor on Friday?", "--articles", "in"],
        ["ask", "The mayor on Friday?", "--articles", "in", "--json"],
        ["articles", "--articles", "in"],
        ["show", "na\x1b[31mme", "--articles", "in"],
        ["show", "na\x1b[32mme", "--articles", "in"],
    ):
        for terminal in (False, True):
            done = qabot(*command, terminal=terminal)
            shown = re.sub(r"\x1b\[[0-9;]*m" if terminal else "^$", "", done.out + done.err)
            assert "mayor" in shown or "me" in shown
            assert not {"\x1b", "\x07", "\u202e"} & set(shown.replace("\r\x1b[K", "")), command
    saved = qabot("ask", "The mayor on Friday?", "--articles", "in", "--json").out
    assert qabot("verify", "-", stdin=saved).status == 0
