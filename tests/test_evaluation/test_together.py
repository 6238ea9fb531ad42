"""Measures over several runs against scikit-learn and by hand."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qabot.errors import QuestionSetError
from qabot.evaluation import Results, evaluate, gap_closed, load_question_set, pairs, pool
from qabot.evaluation.measures import confidences, summarise


@pytest.fixture
def results(bot: Any, folder: Path) -> Results:
    found: Results = evaluate(bot, load_question_set(folder))
    return found


def cut_of(results: Results, shift: float) -> Results:
    """The same questions over articles that do not answer them."""
    questions = [
        dataclasses.replace(q, id=f"{q.id}:cut", answerable=False, evidence=(), whole=q.id)
        for q in results.questions
    ]
    outcomes = [
        dataclasses.replace(o, id=f"{o.id}:cut", confidence=max(0.0, o.confidence - shift))
        for o in results.outcomes
    ]
    return summarise("cut", "article", questions, outcomes)


def test_pairs(results: Results) -> None:
    from sklearn.metrics import roc_auc_score

    cut = cut_of(results, 0.25)
    found = pairs(results, cut)
    above = [outcome.confidence for outcome in results.outcomes]
    below = [outcome.confidence for outcome in cut.outcomes]
    won = [(a > b) + 0.5 * (a == b) for a, b in zip(above, below, strict=True)]
    assert found["Pairs"].value == pytest.approx(np.mean(won), abs=1e-9)
    expected = roc_auc_score([1] * 60 + [0] * 60, above + below)
    assert found["Pairs.AUROC"].value == pytest.approx(expected, abs=1e-9)
    assert found["Pairs.AUROC"].low < expected < found["Pairs.AUROC"].high
    assert found["Pairs"].n == 60
    assert pairs(results, cut_of(results, 0.0))["Pairs"].value == 0.5
    lost = dataclasses.replace(results, questions=(), outcomes=())
    with pytest.raises(QuestionSetError, match="is the cut form of 'q 0'"):
        pairs(lost, cut)


def test_pooled_measures_are_those_of_all_questions(results: Results) -> None:
    from sklearn.metrics import roc_auc_score

    cut = cut_of(results, 0.25)
    found = pool([results, cut])
    assert found.set == "set + cut"
    confidence, answerable, _ = confidences(
        [*results.questions, *cut.questions], [*results.outcomes, *cut.outcomes]
    )
    expected = roc_auc_score(answerable, confidence)
    assert found.measures["AUROC"].value == pytest.approx(expected, abs=1e-9)
    assert found.measures["ECE"].n == 120
    assert len({question.id for question in found.questions}) == 120
    assert set(found.categories) == {"set", "cut"}
    library = dataclasses.replace(cut, scope="library")
    with pytest.raises(QuestionSetError, match="same scope"):
        pool([results, library])


def _rank_first(results: Results, right: list[bool]) -> Results:
    questions, outcomes = [], []
    for question, outcome, hit in zip(results.questions, results.outcomes, right, strict=False):
        gold = ((question.article, 0),)
        ranking = ((question.article, 0 if hit else 1, 1.0),)
        questions.append(dataclasses.replace(question, answerable=True))
        outcomes.append(dataclasses.replace(outcome, gold=gold, ranking=ranking))
    return summarise("follow-ups", "article", questions, outcomes)


def test_the_gap_closed_by_hand(results: Results) -> None:
    typed = _rank_first(results, [n < 10 for n in range(40)])
    resolved = _rank_first(results, [n < 25 for n in range(40)])
    rewritten = _rank_first(results, [n < 30 for n in range(40)])
    found = gap_closed(resolved, typed, rewritten)
    assert found is not None
    assert found.value == pytest.approx(0.75, abs=1e-9)
    assert found.n == 40
    assert found.low is not None
    assert found.low < 0.75
    assert gap_closed(typed, typed, rewritten).value == 0.0  # type: ignore[union-attr]
    assert gap_closed(rewritten, typed, rewritten).value == 1.0  # type: ignore[union-attr]
    assert gap_closed(resolved, typed, typed) is None
    with pytest.raises(QuestionSetError, match="same questions"):
        gap_closed(results, typed, rewritten)
