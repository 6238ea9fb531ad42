"""Question sets: what is read, and everything that is refused, with its line."""

import json
from pathlib import Path
from typing import Any

import pytest

from qabot.errors import QuestionSetError
from qabot.evaluation import load_question_set, remarks

GOOD = {
    "id": "1",
    "question": "Who?",
    "article": "a",
    "answerable": True,
    "evidence": [[0, 3]],
    "answers": ["Ann"],
}


def write(folder: Path, *lines: Any, text: str = "Ann met Bob.") -> Path:
    folder.mkdir(exist_ok=True)
    article = {"id": "a", "title": "A", "text": text}
    (folder / "articles.jsonl").write_text(json.dumps(article) + "\n")
    rows = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / "questions.jsonl").write_text("\n".join(rows) + "\n")
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(QuestionSetError) as caught:
        load_question_set(folder)
    return list(caught.value.problems)


def test_a_set_is_read_with_everything_optional(tmp_path: Path) -> None:
    line = GOOD | {
        "history": [["Who came?", "Ann"]],
        "rewrite": "Who met Bob?",
        "multi": True,
        "part": "choose",
        "whole": "w",
        "category": "who",
        "topic": "left alone",
    }
    found = load_question_set(write(tmp_path / "set", line))
    assert found.name == "set"
    assert found.articles == tmp_path / "set" / "articles.jsonl"
    question = found.questions[0]
    assert question.evidence == ((0, 3),)
    assert question.history == (("Who came?", "Ann"),)
    assert (question.rewrite, question.multi, question.part) == ("Who met Bob?", True, "choose")
    assert (question.whole, question.category, question.synthetic) == ("w", "who", False)


def test_a_file_with_its_articles_elsewhere(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", GOOD)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_bytes(b"\xef\xbb\xbfAnn met Bob.")
    file = folder / "questions.jsonl"
    found = load_question_set(file, tmp_path / "texts")
    assert (found.name, found.articles) == ("questions", tmp_path / "texts")
    (folder / "articles.jsonl").unlink()
    (folder / "a.md").write_text("Ann met Bob.")
    assert load_question_set(folder).articles == folder


def test_every_problem_is_listed_with_its_line(tmp_path: Path) -> None:
    found = problems(
        write(
            tmp_path / "set",
            GOOD,
            GOOD | {"evidence": [[0, 99]]},
            "",
            "{not json",
            GOOD | {"id": "2", "question": "  "},
            GOOD | {"id": "3", "article": "b"},
            GOOD | {"id": "4", "evidence": []},
            GOOD | {"id": "5", "answerable": False},
            GOOD | {"id": "6", "evidence": [[3, 4]]},
            GOOD | {"id": "7", "evidence": [[5, 5]]},
            GOOD | {"id": 8},
        )
    )
    lines = [problem.split(":")[1] for problem in found]
    assert lines == ["2", "2", "4", "5", "6", "7", "8", "9", "10", "11"]
    said = "\n".join(found)
    assert "[0, 99] is not inside article 'a' of 12 characters" in said
    assert "id '1' stands on line 1 already" in said
    assert "not a JSON object" in said
    assert "question is empty" in said
    assert "article 'b' is not among the 1 articles" in said
    assert "answerable, but no evidence" in said
    assert "not answerable, but evidence" in said
    assert "holds only white space" in said
    assert "Expected `str`, got `int` - at `$.id`" in said


def test_bad_articles_are_problems_too(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", GOOD)
    with (folder / "articles.jsonl").open("a") as file:
        file.write('{"id": "a", "text": "again"}\n[]\n')
    found = problems(folder)
    assert found[0].startswith("articles.jsonl:2: article id 'a' stands here twice")
    assert found[1].startswith("articles.jsonl:3:")


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match=r"questions\.jsonl is not there"):
        load_question_set(tmp_path)
    assert problems(write(tmp_path / "set")) == ["questions.jsonl: holds no question"]


def test_a_part_is_chosen_after_all_of_it_was_validated(tmp_path: Path) -> None:
    second = GOOD | {"id": "2", "part": "report"}
    folder = write(tmp_path / "set", GOOD | {"part": "choose"}, second)
    found = load_question_set(folder, part="report")
    assert (found.name, [q.id for q in found.questions]) == ("set/report", ["2"])
    with pytest.raises(QuestionSetError, match="it has choose, report"):
        load_question_set(folder, part="test")


def test_the_same_question_twice_is_remarked_upon(tmp_path: Path) -> None:
    second = GOOD | {"id": "2", "question": "WHO? "}
    third = GOOD | {"id": "3", "history": [["Who came?", "Ann"]]}
    found = load_question_set(write(tmp_path / "set", GOOD, second, third))
    assert remarks(found) == ["'2' asks what '1' asks of 'a'"]


def test_offsets_are_code_points(tmp_path: Path) -> None:
    line = GOOD | {"evidence": [[0, 2]]}
    folder = write(tmp_path / "set", line, text="\U0001f600é")
    assert load_question_set(folder).questions[0].evidence == ((0, 2),)
    assert problems(write(tmp_path / "set", GOOD, text="\U0001f600é"))


def test_the_seed_questions_are_valid() -> None:
    seeds = Path(__file__).parents[2] / "seeds"
    found = load_question_set(seeds)
    assert len(found.questions) >= 80
    assert sum(not question.answerable for question in found.questions) >= 20
