"""``eval`` as a command; what it measures is tested with the evaluation."""

import json
from pathlib import Path

import pytest

from .conftest import Qabot


@pytest.fixture
def questions(news: Path) -> Path:
    def line(id: str, question: str, article: str, *spans: list[int]) -> str:
        return json.dumps(
            {
                "id": id, "question": question, "article": article, "answerable": bool(spans),
                "evidence": spans, "answers": [], "part": "choose" if id == "a" else "report",
            }
        )  # fmt: skip

    text = (news / "fire.txt").read_text()
    start = text.index("Nobody")
    (news / "questions.jsonl").write_text(
        line("a", "mayor Kari Hansen hurt", "fire", [start, start + 10])
        + "\n"
        + line("b", "vote 88", "north/vote", [50, 54])
        + "\n"
        + line("c", "whales singing opera", "north/vote")
        + "\n"
    )
    return news


def test_eval_prints_its_measures(qabot: Qabot, questions: Path) -> None:
    done = qabot("eval", "news")
    assert done.status == 0
    assert "Success@1" in done.out
    assert "\x1b" not in done.out


def test_eval_json_has_the_keys_of_the_design(qabot: Qabot, questions: Path) -> None:
    record = qabot("eval", "news", "--json").json
    assert record["set"] == "news"
    assert record["scope"] == "article"
    assert record["questions"] == 3
    assert record["measures"]["Success@1"]["value"] == 1.0
    assert record["measures"]["Success@1"]["n"] == 2
    assert {"p50", "p95", "p99"} <= set(record["milliseconds"])
    assert qabot("eval", "news", "--json", "--scope", "library").json["scope"] == "library"
    assert qabot("eval", "news", "--json", "--part", "choose").json["questions"] == 1


def test_eval_on_a_terminal_is_a_table(qabot: Qabot, questions: Path) -> None:
    done = qabot("eval", "news", terminal=True)
    assert "Success@1" in done.out


def test_eval_results_and_resume(qabot: Qabot, questions: Path) -> None:
    assert qabot("eval", "news", "--results", "out", "--json").json["results"]
    assert (Path("out") / "measures.json").is_file()
    qabot("eval", "news", "--results", "out", "--quiet").fails("--resume")
    assert qabot("eval", "news", "--results", "out", "--resume").status == 0


def test_the_gate(qabot: Qabot, questions: Path) -> None:
    qabot("eval", "news", "--gate", "--json")
    assert qabot("eval", "news", "--accept").status == 0
    assert (questions / "floors.json").is_file()
    assert qabot("eval", "news", "--gate").status == 0
    (questions / "floors.json").write_text('{"Success@1": 1.01}')
    done = qabot("eval", "news", "--gate")
    assert done.status == 1
    assert "floor broken: Success@1" in done.err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("nowhere",), "nowhere"),
        (("news", "--scope", "all"), "--scope"),
        (("news", "--resume"), "--results"),
        (("news", "--accept", "--part", "choose"), "--accept"),
        (("news", "--part", "third"), "third"),
        (("news", "--articles", "a", "--articles", "b"), "--articles"),
        ((), "FOLDER"),
    ],
)
def test_eval_refuses(qabot: Qabot, questions: Path, arguments: tuple[str, ...], part: str) -> None:
    qabot("eval", *arguments).fails(part)


def test_every_problem_of_a_set_is_named(qabot: Qabot, questions: Path) -> None:
    (questions / "questions.jsonl").write_text("bad\nworse\n")
    done = qabot("eval", "news")
    assert done.status == 2
    assert "questions.jsonl:1" in done.err
    assert "questions.jsonl:2" in done.err


def test_check_counts_or_names_the_problems(qabot: Qabot, questions: Path) -> None:
    assert qabot("eval", "check", "news").out == "3 questions, 2 answerable: nothing is wrong\n"
    (questions / "questions.jsonl").write_text("bad\n")
    qabot("eval", "check", "news").fails("questions.jsonl:1")


def test_runs_are_compared_and_explained(qabot: Qabot, questions: Path) -> None:
    assert qabot("eval", "news", "--results", "one").status == 0
    assert qabot("eval", "news", "--results", "two", "--top", "1").status == 0
    done = qabot("eval", "compare", "one", "two")
    assert done.status == 0
    assert "two against one" in done.out
    assert qabot("eval", "compare", "one", "two", "--json").json["runs"] == ["one", "two"]
    assert "mayor Kari Hansen hurt" in qabot("eval", "explain", "one", "a").out
    assert qabot("eval", "explain", "one", "a", "--json").json["question"]["id"] == "a"
    assert set(qabot("eval", "explain", "one", "--json").json) >= {"ranking", "abstention"}
    qabot("eval", "compare", "one").fails("two results folders")
    qabot("eval", "explain", "one", "z").fails("z")
    qabot("eval", "explain", "nowhere").fails("nowhere")


def test_what_a_set_says_is_printed_harmlessly(qabot: Qabot, questions: Path) -> None:
    path = questions / "questions.jsonl"
    path.write_text(path.read_text().replace("mayor Kari", "mayor \\u001b[2J\\u202e Kari"))
    assert qabot("eval", "news", "--results", "one").status == 0
    done = qabot("eval", "explain", "one", "a", terminal=True)
    assert "\x1b[2J" not in done.out
    assert "\u202e" not in done.out
