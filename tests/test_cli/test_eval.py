"""``eval`` as a command; what it measures is tested with the evaluation."""

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pexpect
import pytest

from qabot.library import IndexSettings
from qabot.types import Answer

from .conftest import ROOT, FakeBot, Qabot


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
    assert "Too few questions to say how small a difference they can show." in done.out
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


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--variant", "..:answer.top=1"), "--variant"),
        (("--variant", "wide:top"), "name:key=value"),
        (("--variant", "wide:answer.topp=1"), "--variant wide: unknown key 'answer.topp'"),
        (("--variant", "a:answer.top=1", "--variant", "a:answer.top=2"), "two variants"),
        (("--variant", "base:answer.top=1"), "two variants are named 'base'"),
        (("--variant", "a", "--gate"), "--variant"),
        (("--report", "."), "is a folder"),
        (("--report", "news/fire.txt/r.html"), "cannot be written"),
    ],
)
def test_what_cannot_be_compared_or_written_is_refused_at_once(
    qabot: Qabot, questions: Path, arguments: tuple[str, ...], part: str
) -> None:
    qabot("eval", "news", *arguments).fails(part)


@pytest.mark.parametrize(
    ("article", "part"),
    [("news", "one article"), ("none.txt", "none.txt"), ("news/a.jsonl", "one article")],
)
def test_new_refuses(qabot: Qabot, news: Path, article: str, part: str) -> None:
    qabot("eval", "new", article).fails(part)


def test_every_problem_of_a_set_is_named(qabot: Qabot, questions: Path) -> None:
    (questions / "questions.jsonl").write_text("bad\nworse\n")
    done = qabot("eval", "news")
    assert done.status == 2
    assert "questions.jsonl:1" in done.err
    assert "questions.jsonl:2" in done.err
    assert done.err.index("jsonl:1") < done.err.index("jsonl:2") < done.err.index("2 problems")
    assert done.err.count("\n") == 3


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


def test_variants_are_compared_with_the_configuration_as_it_is(
    qabot: Qabot, questions: Path
) -> None:
    done = qabot("eval", "news", "--variant", "one:answer.top=1", "--results", "out")
    assert done.status == 0
    assert done.lines[0].split() == ["measure", "base", "one"]
    assert "one against base" in done.out
    assert (
        json.loads((Path("out") / "one" / "run.json").read_text())["config"]["answer"]["top"] == 1
    )
    record = qabot("eval", "news", "--json", "--variant", "a", "--variant", "b:answer.top=2").json
    assert set(record["runs"]) == {"a", "b"}
    assert record["comparison"]["runs"] == ["a", "b"]
    assert record["runs"]["a"]["measures"]["Success@1"]["value"] == 1.0


def test_a_variant_with_another_index_leaves_the_library_alone(
    qabot: Qabot, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, int]] = []

    class Watched(FakeBot):
        def index_settings(self) -> IndexSettings:
            config = self.settings.config
            opened.append((str(self.settings.library), config.passages.words))
            made = super().index_settings()
            return dataclasses.replace(made, words=config.passages.words)

    options = ("--library", "L", "--variant", "long:passages.words=90")
    assert qabot("eval", "news", *options, open_bot=Watched).status == 0
    base, long = ({folder for folder, words in opened if words == size} for size in (60, 90))
    assert base == {str(Path("L").absolute())}
    assert len(long) == 1
    assert base.isdisjoint(long)


def test_variants_go_on_where_they_were_stopped(qabot: Qabot, questions: Path) -> None:
    def outcomes(name: str) -> list[dict[str, object]]:
        lines = (Path("out") / name / "outcomes.jsonl").read_text().splitlines()
        return [{**json.loads(line), "milliseconds": None} for line in lines]

    options = ("--variant", "one:answer.top=1", "--variant", "two:answer.top=2", "--results", "out")
    assert qabot("eval", "news", *options).status == 0
    whole = {name: outcomes(name) for name in ("base", "one", "two")}
    stopped = Path("out") / "one" / "outcomes.jsonl"
    first, second, *_ = stopped.read_bytes().splitlines(keepends=True)
    stopped.write_bytes(first + second[:20])  # killed while it wrote
    shutil.rmtree(Path("out") / "two")
    qabot("eval", "news", *options, "--quiet").fails("--resume")
    assert qabot("eval", "news", *options, "--resume").status == 0
    assert {name: outcomes(name) for name in whole} == whole


def test_a_run_that_is_stopped_says_how_it_goes_on(qabot: Qabot, questions: Path) -> None:
    class Stopped(FakeBot):
        def ask(self, question: str, **options: Any) -> Answer:
            if question.startswith("vote"):
                raise KeyboardInterrupt
            return super().ask(question, **options)

    done = qabot("eval", "news", "--results", "out", open_bot=Stopped)
    assert (done.status, done.out) == (130, "")
    assert "stopped at 1 of 3 questions; the same command with --resume goes on" in done.err
    assert (
        "stopped at 1 of 3 questions; nothing is kept"
        in qabot("eval", "news", open_bot=Stopped).err
    )
    assert qabot("eval", "news", "--results", "out", "--resume").status == 0


def test_a_report_is_written(qabot: Qabot, questions: Path) -> None:
    done = qabot("eval", "news", "--results", "out", "--report", "sub/r.html")
    assert done.status == 0
    assert "report: sub/r.html" in done.err
    assert "mayor Kari Hansen hurt" in Path("sub/r.html").read_text()
    assert qabot("eval", "explain", "out", "--report", "again.html").status == 0
    assert Path("again.html").read_text() == Path("sub/r.html").read_text()
    qabot("eval", "news", "--variant", "wide:answer.top=9", "--report", "v.html")
    assert {path.name for path in Path().glob("v*.html")} == {"v-base.html", "v-wide.html"}


def test_what_is_worth_a_look_is_said(qabot: Qabot, questions: Path) -> None:
    path = questions / "questions.jsonl"
    twice = json.loads(path.read_text().splitlines()[0])
    path.write_text(path.read_text() + json.dumps({**twice, "id": "d"}) + "\n")
    done = qabot("eval", "check", "news")
    assert done.status == 0
    assert "worth a look: 'd' asks what 'a' asks of 'fire'" in done.err


def test_a_terminal_gets_tables_that_fit(qabot: Qabot, questions: Path) -> None:
    for width in (40, 80, 120):
        done = qabot("eval", "news", terminal=True, width=width)
        assert done.status == 0
        plain = re.sub(r"\x1b\[[0-9;]*m", "", done.out)
        assert max(map(len, plain.splitlines())) <= width
        assert "│ Success@1" in plain
        assert "right among" in plain
        assert "how small a difference" in " ".join(plain.split())
    assert "\x1b" not in qabot("eval", "news", terminal=True, plain=True).out


def test_a_set_is_drafted_in_a_pipe(qabot: Qabot, news: Path) -> None:
    done = qabot(
        "eval", "new", "news/fire.txt", "mine", stdin="a\n?\na\nWho was hurt?\nnone\n\nq\n"
    )
    assert "'?' is no question" in done.out
    assert done.status == 0
    assert "2 questions in mine" in done.err
    assert qabot("eval", "check", "mine").out == "2 questions, 1 answerable: nothing is wrong\n"
    assert "nothing was kept" in qabot("eval", "new", "news/fire.txt", stdin="q\n").err
    assert [path.name for path in Path("fire-questions").iterdir()] == ["fire.txt"]
    done = qabot("eval", "new", "news/fire.txt", "mine", stdin="")
    assert "mine holds 2 questions; going on." in done.out


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_set_is_drafted_on_a_terminal(home: Path, news: Path) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "qabot", "eval", "new", "news/fire.txt", "mine"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        dimensions=(40, 100),
        encoding="utf-8",
        timeout=30,
    )
    child.expect("q quit:")
    child.send("e\r")
    child.expect("question:")
    child.send("\x15Who spoke?\r")  # the proposal stands there to be edited: Ctrl-U takes it away
    child.expect("look for:")
    child.send("\r")
    child.expect(r"none\):")
    child.send("\r")
    child.expect("kept: 1 question")
    child.expect("q quit:")
    child.send("s\r")
    child.expect("every proposal")
    child.expect("question:")
    child.send("\x03")
    child.expect("1 question in mine")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    (line,) = (Path("mine") / "questions.jsonl").read_text().splitlines()
    assert json.loads(line)["question"] == "Who spoke?"
    assert "synthetic" not in json.loads(line)


def test_a_run_that_is_killed_goes_on(home: Path) -> None:
    """The program itself, with its models: nothing is asked twice, and nothing is lost."""
    shutil.copytree(ROOT / "seeds", "set", ignore=shutil.ignore_patterns("*.json", "accepted*"))
    asked = Path("set") / "questions.jsonl"
    asked.write_text("".join(asked.read_text().splitlines(keepends=True)[:6]))
    command = [sys.executable, "-m", "qabot", "eval", "set", "--results", "out", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    outcomes = Path("out") / "outcomes.jsonl"
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not outcomes.is_file() or outcomes.read_bytes().count(b"\n") < 2:
            assert child.poll() is None
            time.sleep(0.02)
    finally:
        child.kill()
        child.wait()
    before = outcomes.read_bytes()
    whole = before[: before.rfind(b"\n") + 1]
    assert 2 <= whole.count(b"\n") < 6
    done = subprocess.run([*command, "--resume"], env=environment, capture_output=True, check=True)
    assert outcomes.read_bytes().startswith(whole)
    ids = [json.loads(line)["id"] for line in outcomes.read_bytes().splitlines()]
    assert ids == [json.loads(line)["id"] for line in asked.read_text().splitlines()]
    assert json.loads(done.stdout)["questions"] == 6
