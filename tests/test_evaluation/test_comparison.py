"""Comparison of runs: differences by hand, chance found to be chance, planted ones found."""

import dataclasses
import io
import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qabot.errors import QuestionSetError, UsageError
from qabot.evaluation import (
    Results,
    Variant,
    compare,
    comparison_json,
    comparison_rich,
    comparison_text,
    evaluate,
    evaluate_variants,
    load_question_set,
    load_results,
    parse_variant,
)
from qabot.evaluation.measures import per_question, summarise


@pytest.fixture
def big(make_set: Any, tmp_path: Path) -> Path:
    folder: Path = make_set(tmp_path / "big", articles=40, questions=300)
    return folder


def improved(results: Results, share: float, seed: int = 3) -> Results:
    """The same run with the right sentence put first in a share of the questions."""
    rng = np.random.default_rng(seed)
    outcomes = []
    for outcome in results.outcomes:
        if outcome.gold and not outcome.right and rng.random() < share:
            ranking = ((*outcome.gold[0], 9.0), *outcome.ranking)
            outcome = dataclasses.replace(outcome, ranking=ranking)
        outcomes.append(outcome)
    return summarise(
        results.set, results.scope, results.questions, outcomes, stories=results.stories
    )


def test_a_planted_improvement_is_found(make_bot: Any, big: Path) -> None:
    before = evaluate(make_bot(big / "articles.jsonl"), load_question_set(big))
    after = improved(before, 0.3)
    found = compare([before, after], names=["old", "new"])
    by_name = {difference.measure: difference for difference in found.differences}
    success = by_name["Success@1"]
    assert (success.first, success.second, success.n) == ("old", "new", 200)
    left = per_question(before.questions, before.outcomes, "article")["Success@1"]
    right = per_question(after.questions, after.outcomes, "article")["Success@1"]
    moved = (right - left)[~np.isnan(left)]
    assert success.value == pytest.approx(moved.mean(), abs=1e-9)
    assert success.wins == (moved > 0).sum() > 20
    assert (success.losses, success.ties) == (0, 200 - success.wins)
    assert success.low <= success.value <= success.high
    assert success.low > 0
    assert success.p < 0.001
    assert success.p <= success.holm < 0.01
    assert 0 < success.smallest < success.value
    assert by_name["ECE"].before == pytest.approx(before.measures["ECE"].value, abs=1e-9)
    assert by_name["ECE"].after == pytest.approx(after.measures["ECE"].value, abs=1e-9)
    assert by_name["AUROC"].value == 0
    assert by_name["AUROC"].p == 1.0
    sizes = [abs(change.size) for change in found.changes]
    assert sizes == sorted(sizes, reverse=True)
    assert found.changes[0].after.rank == 1
    assert found.changes[0].after.sentence in before.stories[found.changes[0].question.article].text


def test_a_run_does_not_differ_from_itself(bot: Any, folder: Path) -> None:
    results = evaluate(bot, load_question_set(folder))
    found = compare([results, results])
    assert found.names == ("set-1", "set-2")
    assert {difference.holm for difference in found.differences} == {1.0}
    assert {difference.value for difference in found.differences} == {0.0}
    assert found.changes == ()


def test_runs_that_differ_by_chance_are_not_told_apart(make_bot: Any, big: Path) -> None:
    questions = load_question_set(big)
    runs = [
        evaluate(make_bot(big / "articles.jsonl", skill=skill), questions) for skill in (1, 2, 3)
    ]
    found = compare(runs)
    pairs = {(difference.first, difference.second) for difference in found.differences}
    assert len(pairs) == 3
    assert min(difference.holm for difference in found.differences) > 0.05
    assert all(d.low < 0 < d.high for d in found.differences if d.measure == "Success@1")


def test_only_shared_questions_are_compared(bot: Any, folder: Path) -> None:
    results = evaluate(bot, load_question_set(folder))
    part = summarise("part", "article", results.questions[:30], results.outcomes[:30])
    found = compare([results, part])
    assert (found.questions, found.left_out) == (30, 30)
    other = dataclasses.replace(results, questions=(), outcomes=())
    with pytest.raises(QuestionSetError, match="share no question"):
        compare([results, other])
    with pytest.raises(QuestionSetError, match="two results folders"):
        compare([results])


def test_a_worse_confidence_is_found(make_bot: Any, big: Path) -> None:
    results = evaluate(make_bot(big / "articles.jsonl"), load_question_set(big))
    told = [
        dataclasses.replace(outcome, confidence=0.9 if question.answerable else 0.2)
        for question, outcome in zip(results.questions, results.outcomes, strict=True)
    ]
    better = summarise("told", "article", results.questions, told)
    by_name = {d.measure: d for d in compare([results, better]).differences}
    assert by_name["AUROC"].after == 1.0
    assert by_name["AUROC"].p < 0.01
    assert by_name["AUROC"].low > 0


def test_variants_are_read(tmp_path: Path) -> None:
    assert parse_variant("base") == Variant("base")
    assert parse_variant("wide:retrieval.read=24,answer.top=5") == Variant(
        "wide", ("retrieval.read=24", "answer.top=5")
    )
    assert parse_variant("two:articles=[a,b],answer.top=5").overrides == (
        "articles=[a,b]",
        "answer.top=5",
    )
    for wrong in ("", ":answer.top=5", "a b:answer.top=5", "x:answer.top"):
        with pytest.raises(UsageError, match="expected name:key=value"):
            parse_variant(wrong)


def test_variants_run_one_after_the_other(make_bot: Any, folder: Path, tmp_path: Path) -> None:
    from qabot.config import load

    seen: list[tuple[str, int, int]] = []

    def open_bot(overrides: Any) -> Any:
        return nullcontext(make_bot(folder / "articles.jsonl", settings=load(None, overrides)))

    variants = [parse_variant("base"), parse_variant("bold:answer.threshold=0.1")]
    found = evaluate_variants(
        open_bot,
        load_question_set(folder),
        variants,
        results=tmp_path / "out",
        progress=lambda *at: seen.append(at),
    )
    assert list(found) == ["base", "bold"]
    assert seen[-1] == ("bold", 60, 60)
    assert load_results(tmp_path / "out" / "bold").about["settings"]["answer"]["threshold"] == 0.1
    compared = compare(list(found.values()))
    assert compared.names == ("base", "bold")
    with pytest.raises(UsageError, match="two variants are named 'base'"):
        evaluate_variants(open_bot, load_question_set(folder), [variants[0]] * 2)


def test_a_comparison_as_text_as_json_and_for_a_terminal(bot: Any, folder: Path) -> None:
    from rich.console import Console

    before = evaluate(bot, load_question_set(folder))
    after = improved(before, 0.4)
    found = compare([before, after], names=["old [b]", "new"])
    text = comparison_text(found)
    assert "60 questions; median time: old [b] 15 ms, new 15 ms" in text
    success = next(d for d in found.differences if d.measure == "Success@1")
    row = next(line for line in text.splitlines() if line.startswith("Success@1 "))
    assert f"{success.value:+.3f}" in row
    assert f"{success.wins}/{success.ties}/0" in row
    change = found.changes[0]
    assert f"{change.question.id}: {change.question.question}" in text
    assert change.after.sentence in text
    plain = json.loads(json.dumps(comparison_json(found), allow_nan=False))
    assert plain["runs"] == ["old [b]", "new"]
    assert plain["differences"][0]["value"] == pytest.approx(success.value)
    console = Console(width=160, file=io.StringIO(), record=True)
    for table in comparison_rich(found, 160):
        console.print(table)
    shown = console.export_text()
    assert "new against old [b]" in shown
    assert "changed most" in shown
