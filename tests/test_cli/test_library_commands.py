"""``index``, ``articles``, ``show``, ``verify``."""

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import SEED, Qabot


def test_index_counts_what_it_did(qabot: Qabot, news: Path) -> None:
    assert qabot("index", "news").out == "2 added, 0 changed, 0 removed, 0 unchanged\n"
    (news / "fire.txt").write_text("There was no fire in Oslo.\n")
    (news / "north" / "vote.md").unlink()
    assert qabot("index", "news").out == "0 added, 1 changed, 1 removed, 0 unchanged\n"
    record = qabot("index", "news", "--json").json
    assert record["unchanged"] == ["fire"]
    assert record["failed"] == []


def test_index_names_each_failed_file_at_every_run_and_indexes_the_rest(
    qabot: Qabot, news: Path
) -> None:
    (news / "empty.txt").write_text("")
    for counts in ("2 added", "2 unchanged"):
        done = qabot("index", "news")
        assert done.status == 2
        assert counts in done.out
        assert "1 failed" in done.out
        assert done.err.count("empty.txt") == 1
    assert qabot("index", "news", "--json").json["failed"][0]["path"] == str(news / "empty.txt")


def test_index_without_a_path_refreshes_what_is_configured(qabot: Qabot, news: Path) -> None:
    Path("config.yaml").write_text("articles: [news]\n")
    assert qabot("index").out.startswith("2 added")
    assert Path(".qabot").is_dir()
    assert qabot("ask", "mayor Kari Hansen").status == 0


def test_index_removes_a_root(qabot: Qabot, news: Path) -> None:
    qabot("index", "news", str(SEED))
    assert qabot("index", "--remove", "news", "--json").json["removed"] == ["fire", "north/vote"]
    qabot("index", "--remove", "nowhere").fails("nowhere")


def test_rebuild_reads_everything_again(qabot: Qabot, news: Path) -> None:
    first = qabot("index", "news", "--json").json["generation"]
    assert qabot("index", "news", "--json").json["generation"] == first
    assert qabot("index", "news", "--rebuild", "--json").json["generation"] > first


def test_index_refuses(qabot: Qabot, news: Path) -> None:
    qabot("index", "nowhere").fails("nowhere")
    qabot("index", "news", "--wait", "-1").fails("--wait")
    qabot("index", "news", "--wait", "soon").fails("'soon' is not a number")
    Path("void").mkdir()
    qabot("index", "void").fails("void")


def test_articles_lists_what_is_asked(qabot: Qabot, news: Path) -> None:
    done = qabot("articles", "--articles", "news")
    assert [line.split()[0] for line in done.lines if line[0] != " "] == ["fire", "north/vote"]
    records = qabot("articles", "--articles", "news", "--json").jsonl
    assert [(each["id"], each["sentences"]) for each in records] == [("fire", 2), ("north/vote", 2)]
    assert qabot("articles", "--json").json["id"] == SEED.stem


def test_show_shows_an_article_with_its_lines(qabot: Qabot, news: Path) -> None:
    done = qabot("show", "north/vote", "--articles", "news")
    assert "1  Parliament voted on Tuesday to ban whaling." in done.lines
    assert "3  The vote was 88 to 81." in done.lines
    qabot("show", "north/vota", "--articles", "news").fails("did you mean 'north/vote'?")
    qabot("show").fails("ARTICLE")


def test_show_json_holds_every_sentence(qabot: Qabot) -> None:
    record = qabot("show", SEED.stem, "--json").json
    source = SEED.read_text(encoding="utf-8")
    assert record["characters"] == len(source)
    lines = source.split("\n")
    for sentence in record["sentences"]:
        assert 0 <= sentence["start"] < sentence["end"] <= len(source)
        assert source[sentence["start"]] in lines[sentence["line"] - 1]


@pytest.fixture
def saved(qabot: Qabot, news: Path) -> Path:
    path = Path("saved.jsonl")
    done = qabot("ask", "mayor Hansen", "vote", "--articles", "news", "--json")
    path.write_text(done.out + '{"id": null, "error": "q.jsonl:3: bad"}\n')
    return path


def test_verify_finds_everything_as_it_was(qabot: Qabot, saved: Path) -> None:
    done = qabot("verify", "saved.jsonl")
    assert (done.status, done.out) == (0, "")
    assert "2 answers, 6 sentences checked: all stand as they were" in done.err
    assert qabot("verify", "-", stdin=saved.read_text()).status == 0
    record = qabot("verify", "saved.jsonl", "--json").json
    assert record == {"answers": 2, "sentences": 6, "errors": 1, "problems": []}


def test_verify_names_what_changed(qabot: Qabot, saved: Path, news: Path) -> None:
    fire = news / "fire.txt"
    fire.write_text(fire.read_text().replace("Kari", "Mari"))
    done = qabot("verify", "saved.jsonl")
    assert done.status == 1
    assert "saved.jsonl:1, evidence 1: news/fire.txt changed: SHA-256" in done.out
    assert "the saved sentence does not stand there" in done.out
    fire.unlink()
    assert "fire.txt" in qabot("verify", "saved.jsonl").out


def change(path: Path, **values: Any) -> None:
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for key, value in values.items():
        holder = lines[0]["answer"] if key.startswith("answer_") else lines[0]["evidence"][0]
        holder[key.removeprefix("answer_")] = value
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"line": 7}, "stands on line 1, not 7"),
        ({"start": 0}, "does not stand there"),
        ({"end": 99999}, "the text has"),
        ({"start": -5}, "the text has"),
        ({"spans": [[0, 4]]}, "outside the sentence"),
        ({"text": "Nobody was hurt."}, "does not stand there"),
        ({"sha256": "0" * 64}, "was 000000000000"),
        ({"answer_text": "Mari"}, "'Mari' does not stand at"),
        ({"answer_article": "smoke"}, "'smoke', which no evidence is from"),
    ],
)
def test_verify_finds_every_lie(
    qabot: Qabot, saved: Path, values: dict[str, Any], said: str
) -> None:
    change(saved, **values)
    done = qabot("verify", "saved.jsonl")
    assert done.status == 1
    assert len(done.lines) == 1
    assert said in done.out


def test_verify_refuses_what_is_no_answer(qabot: Qabot) -> None:
    Path("x.jsonl").write_text('{"a": 1}\n')
    qabot("verify", "x.jsonl").fails("x.jsonl:1")
    Path("x.jsonl").write_text("\n")
    qabot("verify", "x.jsonl").fails("holds no answers")
    qabot("verify", "nowhere").fails("nowhere", "No such file")


def test_verify_reads_articles_jsonl(qabot: Qabot) -> None:
    lines = [{"id": "w", "title": "Whales", "text": "Whaling is banned.\nSo it was decided."}]
    Path("articles.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n")
    saved = qabot("ask", "What was decided?", "--articles", "articles.jsonl", "--json").out
    assert qabot("verify", "-", stdin=saved).status == 0
    lines[0]["text"] = "Whaling is banned.\nSo it was not."
    Path("articles.jsonl").write_text(json.dumps(lines[0]) + "\n")
    assert qabot("verify", "-", stdin=saved).status == 1
