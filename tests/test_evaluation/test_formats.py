"""SQuAD, BEIR and TREC: what they become, and everything that is refused at once."""

import json
from pathlib import Path
from typing import Any

import ir_measures
import pytest

from qabot.errors import QuestionSetError
from qabot.evaluation import evaluate, load_question_set
from qabot.evaluation.formats import Format, detect
from qabot.evaluation.measures import right

TEXT = "Ann met Bob. Carl left \U0001f600 early. Dora sang."


def squad(folder: Path, *questions: dict[str, Any]) -> Path:
    path = folder / "dev-v2.0.json"
    group = {"title": "People", "paragraphs": [{"context": TEXT, "qas": list(questions)}]}
    path.write_text(json.dumps({"version": "v2.0", "data": [group]}))
    return path


def asked(id: str, *answers: tuple[str, int], **more: Any) -> dict[str, Any]:
    made = [{"text": text, "answer_start": start} for text, start in answers]
    return {"id": id, "question": "Who?", "answers": made, **more}


def test_squad(tmp_path: Path) -> None:
    path = squad(
        tmp_path,
        asked("1", ("Carl", 13), ("Carl left", 13), ("Carl", 13)),
        asked("2", is_impossible=True, plausible_answers=[{"text": "Ann", "answer_start": 0}]),
        asked("3", ("Dora", 32)),
    )
    assert detect(path) is Format.SQUAD
    found = load_question_set(path, cache=tmp_path / "cache")
    assert found.name == "dev-v2.0"
    first, second, third = found.questions
    assert (first.evidence, first.answers) == (((13, 17), (13, 22)), ("Carl", "Carl left"))
    assert (second.answerable, second.evidence, second.answers) == (False, (), ())
    assert third.evidence == ((32, 36),)
    article = json.loads(found.articles.read_text())
    assert (article["title"], article["text"]) == ("People", TEXT)
    assert load_question_set(path, cache=tmp_path / "cache") == found
    assert len(list((tmp_path / "cache").iterdir())) == 1
    squad(tmp_path, asked("1", ("Ann", 0)))
    assert load_question_set(path, cache=tmp_path / "cache").questions[0].evidence == ((0, 3),)


def test_squad_problems(tmp_path: Path) -> None:
    path = squad(tmp_path, asked("1", ("Carl", 12)), asked("1", ("Dora", 32)) | {"question": " "})
    with pytest.raises(QuestionSetError) as caught:
        load_question_set(path, cache=tmp_path / "cache")
    assert caught.value.problems == (
        "dev-v2.0.json: data[0].paragraphs[0].qas[0]: answer 'Carl' does not stand at 12",
        "dev-v2.0.json: data[0].paragraphs[0].qas[1]: question is empty",
        "dev-v2.0.json: question id '1' stands here twice",
    )
    path.write_text('{"data": [{"paragraphs": 3}]}')
    with pytest.raises(QuestionSetError, match="is not a SQuAD file"):
        load_question_set(path, cache=tmp_path / "cache")


def beir(folder: Path, articles: Path) -> Path:
    """Documents of the fake set, two relevant ones with grades for each query."""
    (folder / "qrels").mkdir(parents=True)
    with (folder / "corpus.jsonl").open("w") as file:
        for line in map(json.loads, articles.read_text().splitlines()):
            document = {"_id": line["id"], "title": "", "text": line["text"], "metadata": {}}
            file.write(json.dumps(document) + "\n")
    with (folder / "queries.jsonl").open("w") as file:
        for number in range(10):
            file.write(json.dumps({"_id": f"q{number}", "text": f"What is {number}?"}) + "\n")
    rows = [f"q{n}\tstory {n}\t2\nq{n}\tstory {n + 1}\t1\nq{n}\tstory 0\t0" for n in range(8)]
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\n" + "\n".join(rows) + "\n"
    )
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq9\tstory 1\t1\n")
    return folder


def test_beir(make_bot: Any, folder: Path, tmp_path: Path) -> None:
    path = beir(tmp_path / "beir", folder / "articles.jsonl")
    assert detect(path) is Format.BEIR
    cache = tmp_path / "cache"
    found = load_question_set(path, cache=cache)
    assert found.name == "beir/test"
    assert len(found.questions) == 8
    assert found.questions[3].relevant == (("story 3", 2), ("story 4", 1))
    assert len(load_question_set(path, part="dev", cache=cache).questions) == 1
    with pytest.raises(QuestionSetError, match="--scope library"):
        evaluate(make_bot(found.articles), found)
    results = evaluate(make_bot(found.articles), found, scope="library", results=tmp_path / "out")
    assert {"Success@1", "fused.R@5"}.isdisjoint(results.measures)
    trec = tmp_path / "out" / "trec"
    qrels = list(ir_measures.read_trec_qrels(str(trec / "articles.qrels")))
    run = list(ir_measures.read_trec_run(str(trec / "articles.run")))
    assert {qrel.relevance for qrel in qrels} == {1, 2}
    for name in ("nDCG@10", "RR", "R@10", "AP", "Success@1"):
        measure = ir_measures.parse_measure(name)
        expected = ir_measures.calc_aggregate([measure], qrels, run)[measure]
        assert results.measures[f"articles.{name}"].value == pytest.approx(expected, abs=1e-9)
        assert results.measures[f"articles.{name}"].n == 8
    for question, outcome in zip(results.questions, results.outcomes, strict=True):
        first = outcome.ranking[0][0] if outcome.ranking else ""
        assert right(question, outcome) == (first in dict(question.relevant))


def test_beir_problems(folder: Path, tmp_path: Path) -> None:
    path = beir(tmp_path / "beir", folder / "articles.jsonl")
    with (path / "queries.jsonl").open("a") as file:
        file.write('{"_id": "q1", "text": " "}\n{"_id": 3}\n')
    (path / "qrels" / "dev.tsv").write_text("q1\tstory 99\t1\nq1\tstory 1\n")
    with pytest.raises(QuestionSetError) as caught:
        load_question_set(path, cache=tmp_path / "cache")
    said = caught.value.problems
    assert "queries.jsonl:11: query 'q1' stands here twice" in said
    assert "queries.jsonl:11: query is empty" in said
    assert any(problem.startswith("queries.jsonl:12:") for problem in said)
    assert "qrels/dev.tsv:1: 'story 99' is not in the corpus or the queries" in said
    assert "qrels/dev.tsv:2: expected query-id, corpus-id, score" in said
    assert not (tmp_path / "cache").exists()


SGML = """<top>
<num> Number: 301
<title> Who left  early?
<desc> Description: more
</top>
<top><num>302</num><title>Who sang?</title></top>
"""


@pytest.mark.parametrize("topics", [SGML, "301\tWho left early?\n302\tWho sang?\n"])
def test_trec(tmp_path: Path, topics: str) -> None:
    folder = tmp_path / "trec"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a b.txt").write_text(TEXT)
    (folder / "articles" / "c.txt").write_text("Nothing of it.")
    (folder / "topics.txt").write_text(topics)
    (folder / "qrels.txt").write_text(
        "301 0 a%20b#1 1\n301 0 a%20b#0 0\n302 0 c 2\n302 0 a%20b 0\n"
    )
    assert detect(folder) is Format.TREC
    found = load_question_set(folder, cache=tmp_path / "cache")
    first, second = found.questions
    assert first.question == "Who left early?"
    assert (first.article, first.evidence, first.relevant) == ("a b", ((13, 31),), ())
    assert (second.article, second.evidence, second.relevant) == ("", (), (("c", 2),))
    elsewhere = tmp_path / "elsewhere"
    (folder / "articles").rename(elsewhere)
    with pytest.raises(QuestionSetError, match="give --articles"):
        load_question_set(folder, cache=tmp_path / "cache")
    assert load_question_set(folder, elsewhere, cache=tmp_path / "cache") == found


def test_trec_problems(tmp_path: Path) -> None:
    folder = tmp_path / "trec"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a.txt").write_text(TEXT)
    (folder / "topics.txt").write_text("301 no tab\n302\tWho sang?\n")
    (folder / "qrels.txt").write_text("301 0 a 1\n302 0 z 1\n302 0 a#9 1\n302 a 1\n")
    with pytest.raises(QuestionSetError) as caught:
        load_question_set(folder, cache=tmp_path / "cache")
    assert caught.value.problems == (
        "topics.txt:1: expected id, tab, question",
        "qrels.txt:1: query '301' is not among the topics",
        "qrels.txt:2: article 'z' is not among the 1 articles",
        "qrels.txt:3: article 'a' has 3 sentences",
        "qrels.txt:4: expected query, 0, document, grade",
    )


def test_our_own_runs_read_back_as_a_trec_set(bot: Any, folder: Path, tmp_path: Path) -> None:
    """Sentence ids are counted by the splitter: the fake set's sentences are the real ones too."""
    results = evaluate(bot, load_question_set(folder), results=tmp_path / "out")
    again = tmp_path / "again"
    again.mkdir()
    (tmp_path / "out" / "trec" / "sentences.qrels").rename(again / "qrels.txt")
    rows = [f"{question.id}\t{question.question}" for question in results.questions]
    (again / "topics.tsv").write_text("\n".join(rows))
    found = load_question_set(again, folder / "articles.jsonl", cache=tmp_path / "cache")
    by_id = {question.id: question for question in found.questions}
    assert len(by_id) == 40
    for question in results.questions:
        if question.answerable:
            ((start, end),) = by_id[question.id].evidence
            assert start <= question.evidence[0][0] < question.evidence[0][1] <= end


def test_the_projects_own_format_is_not_converted(folder: Path, tmp_path: Path) -> None:
    assert detect(folder) is None
    assert detect(folder / "questions.jsonl") is None
    assert detect(tmp_path / "nowhere") is None
    load_question_set(folder, cache=tmp_path / "cache")
    assert not (tmp_path / "cache").exists()
