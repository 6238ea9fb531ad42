"""The gate: floors that only rise, and questions that fell beyond chance."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from qabot.errors import QuestionSetError, UsageError
from qabot.evaluation import accept, evaluate, gate, load_question_set
from qabot.evaluation.measures import summarise
from qabot.evaluation.types import Results


def spoil(results: Results, count: int, *, mend: int = 0) -> Results:
    """The same run with ``count`` first sentences made wrong, and ``mend`` made right."""
    outcomes = []
    for question, outcome in zip(results.questions, results.outcomes, strict=True):
        if question.answerable and outcome.right and count:
            count -= 1
            outcome = dataclasses.replace(outcome, ranking=())
        elif question.answerable and not outcome.right and outcome.gold and mend:
            mend -= 1
            outcome = dataclasses.replace(outcome, ranking=((*outcome.gold[0], 1.0),))
        outcomes.append(outcome)
    assert not count
    assert not mend
    return summarise(results.set, results.scope, results.questions, outcomes)


@pytest.fixture
def results(bot: Any, folder: Path) -> Results:
    found: Results = evaluate(bot, load_question_set(folder))
    return spoil(found, 0, mend=10)


def test_nothing_accepted_yet(results: Results, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--accept"):
        gate(results, tmp_path)


def test_the_same_run_passes(results: Results, tmp_path: Path) -> None:
    accept(results, tmp_path, raise_floors=True)
    report = gate(results, tmp_path)
    assert report.passed
    assert (report.broken, report.flips, report.new, report.gone) == ((), (), (), ())
    assert report.lines() == ["gate passed"]


def test_a_fall_beyond_chance_fails_and_names_the_questions(
    results: Results, tmp_path: Path
) -> None:
    accept(results, tmp_path)
    worse = spoil(results, 7)
    report = gate(worse, tmp_path)
    assert not report.passed
    flips = {found.measure: found for found in report.flips}
    assert len(flips["Success@1"].fell) == 7
    assert flips["Success@1"].rose == ()
    fallen = flips["Success@1"].fell[0]
    assert any("Success@1 fell beyond chance" in line and fallen in line for line in report.lines())


def test_a_fall_within_chance_passes_but_is_told(results: Results, tmp_path: Path) -> None:
    accept(results, tmp_path)
    report = gate(spoil(results, 3), tmp_path)
    assert report.passed
    assert any("Success@1 changed" in line and "3 fell" in line for line in report.lines())


def test_as_many_rises_excuse_a_fall(results: Results, tmp_path: Path) -> None:
    accept(results, tmp_path)
    assert gate(spoil(results, 7, mend=7), tmp_path).passed


def test_a_broken_floor_fails(results: Results, tmp_path: Path) -> None:
    report = gate(results, tmp_path, {"Success@1": 0.999, "RR": 0.0, "Success@9": 0.1})
    assert not report.passed
    assert [floor.measure for floor in report.broken] == ["Success@1", "Success@9"]
    assert report.lines()[0] == "gate failed"
    assert "floor broken: Success@9 is not measured, at least 0.1 needed" in report.lines()


def test_floors_rise_and_never_fall(results: Results, tmp_path: Path) -> None:
    first = accept(results, tmp_path, {"Success@1": 0.1})
    assert first == {"Success@1": 0.1}
    value = results.measures["Success@1"]
    raised = accept(results, tmp_path, raise_floors=True)
    assert raised["Success@1"] == pytest.approx(value.value - 2 / value.n, abs=0.001)
    before = (tmp_path / "accepted.jsonl").read_bytes()
    with pytest.raises(UsageError, match=r"can be raised, not lowered to 0\.05"):
        accept(results, tmp_path, {"Success@1": 0.05})
    with pytest.raises(UsageError, match="floors are never lowered"):
        accept(spoil(results, 5), tmp_path)
    with pytest.raises(UsageError, match="below its floor"):
        accept(results, tmp_path, {"Success@1": 1.0})
    assert (tmp_path / "accepted.jsonl").read_bytes() == before
    assert json.loads((tmp_path / "floors.json").read_text()) == raised
    assert accept(spoil(results, 1), tmp_path, raise_floors=True) == raised


def test_a_changed_question_is_a_new_one(results: Results, tmp_path: Path) -> None:
    accept(results, tmp_path)
    first = dataclasses.replace(results.questions[0], question="Reworded?")
    questions = (first, *results.questions[1:-1])
    changed = summarise("set", "article", questions, results.outcomes[:-1])
    report = gate(changed, tmp_path)
    assert report.passed
    assert report.new == ("q 0",)
    assert report.gone == ("q 59",)


def test_files_that_are_not_what_they_should_be(results: Results, tmp_path: Path) -> None:
    (tmp_path / "floors.json").write_text('{"ECE": 0.1}')
    with pytest.raises(QuestionSetError, match="better when lower"):
        gate(results, tmp_path)
    (tmp_path / "floors.json").write_text("[]")
    with pytest.raises(QuestionSetError, match=r"floors\.json"):
        gate(results, tmp_path)
    (tmp_path / "floors.json").unlink()
    (tmp_path / "accepted.jsonl").write_text('{"id": 3}\n')
    with pytest.raises(QuestionSetError, match=r"accepted\.jsonl:1"):
        gate(results, tmp_path)
