"""Each stage loses a question of its own."""

from pathlib import Path
from typing import Any

import pytest

from qabot.errors import UsageError
from qabot.evaluation import Stage, evaluate, explain, load_question_set, load_results, stages
from qabot.evaluation.diagnosis import Explanation, diagnose
from qabot.evaluation.types import Outcome, Question, Story
from qabot.types import Timing

TEXT = "Ann met Bob. Carl left. Dora sang well. It ended."
STORY = Story("a", "A", TEXT, ((0, 12), (13, 23), (24, 39), (40, 49)))
GOLD, OTHER = ("a", 0, 2), ("a", 2, 4)


def question(**values: Any) -> Question:
    given = {"id": "1", "question": "Who left?", "article": "a", "answerable": True}
    return Question(**{**given, "evidence": ((13, 17),), "answers": ("Carl",), **values})


def outcome(**values: Any) -> Outcome:
    """A question that went well."""
    given: dict[str, Any] = {
        "id": "1",
        "understood_as": "Who left?",
        "answered": True,
        "confidence": 0.9,
        "threshold": 0.5,
        "reason": None,
        "answer": "Carl",
        "gold": (("a", 1),),
        "gold_passages": (GOLD,),
        "ranking": (("a", 1, 3.0), ("a", 0, 1.0)),
        "dense": (GOLD, OTHER),
        "lexical": (GOLD, OTHER),
        "fused": (GOLD,),
        "shown": (),
        "milliseconds": Timing(),
    }
    return Outcome(**{**given, **values})


MISSED: dict[str, Any] = {"ranking": (("a", 2, 1.0), ("a", 3, 0.5)), "fused": (OTHER,)}
FOLLOWED = {"history": (("Who is Carl?", "A friend"),), "rewrite": "Did Carl leave?"}


@pytest.mark.parametrize(
    ("asked", "went", "stage"),
    [
        ({}, {}, None),
        ({}, {"answer": None}, None),
        ({}, {"answer": "Bob"}, Stage.SPAN),
        ({}, {"answered": False}, Stage.ABSTENTION),
        ({"answerable": False, "evidence": ()}, {"gold": ()}, Stage.ANSWERED),
        ({"answerable": False, "evidence": ()}, {"gold": (), "answered": False}, None),
        ({}, {"ranking": (("a", 0, 3.0), ("a", 1, 1.0))}, Stage.RANKING),
        ({}, {**MISSED, "fused": (OTHER, GOLD)}, Stage.FUSION),
        ({}, MISSED, Stage.FUSION),
        ({}, {**MISSED, "lexical": (OTHER,)}, Stage.LEXICAL),
        ({}, {**MISSED, "dense": (OTHER,)}, Stage.DENSE),
        ({}, {**MISSED, "dense": (OTHER,), "lexical": ()}, Stage.RETRIEVAL),
        ({}, {**MISSED, "gold": (), "gold_passages": ()}, Stage.SPLITTING),
        ({"question": "Did he leave?", **FOLLOWED}, MISSED, Stage.FOLLOW_UP),
        (
            {"question": "Did he leave?", **FOLLOWED},
            {**MISSED, "understood_as": "Did Carl leave?"},
            Stage.FUSION,
        ),
        ({"question": "Did he leave?", **FOLLOWED}, {}, None),
    ],
)
def test_the_first_stage_that_lost_it(asked: Any, went: Any, stage: Stage | None) -> None:
    assert diagnose(question(**asked), outcome(**went), STORY) is stage


@pytest.mark.parametrize(
    ("spans", "evidence", "stage"),
    [
        (((0, 12), (13, 23), (24, 33), (34, 49)), ((24, 38),), Stage.SPLITTING),
        (((0, 12), (13, 23), (24, 33), (34, 49)), ((24, 38), (13, 17)), Stage.RANKING),
        (STORY.sentences, ((13, 39),), Stage.RANKING),
    ],
)
def test_evidence_cut_in_the_middle_of_a_phrase(spans: Any, evidence: Any, stage: Stage) -> None:
    lost = outcome(ranking=(("a", 0, 2.0), ("a", 1, 1.0)), fused=(GOLD,))
    story = Story("a", "A", TEXT, spans)
    assert diagnose(question(evidence=evidence), lost, story) is stage


def test_counts_and_explanations_of_a_run(bot: Any, folder: Path, tmp_path: Path) -> None:
    results = evaluate(bot, load_question_set(folder), results=tmp_path / "out")
    found = stages(results)
    assert list(found) == list(Stage)
    lost = {id for ids in found.values() for id in ids}
    right = {
        question.id
        for question, outcome in zip(results.questions, results.outcomes, strict=True)
        if (outcome.right and outcome.answered) or not (question.answerable or outcome.answered)
    }
    assert lost == {question.id for question in results.questions} - right
    assert sum(len(ids) for ids in found.values()) == len(lost)
    for stage, ids in found.items():
        assert all(explain(results, id).stage is stage for id in ids)
    again = load_results(tmp_path / "out")
    assert stages(again) == found
    id = found[Stage.RANKING][0]
    told = explain(again, id)
    text = "\n".join(told.lines())
    assert "lost at: ranking" in text
    assert told.gold[0].text in text
    asked, went = told.question, told.outcome
    start, end = asked.evidence[0]
    assert again.stories[asked.article].text[start:end] in told.gold[0].text
    assert told.gold[0].rank == [row[:2] for row in went.ranking].index(went.gold[0]) + 1
    assert told.found[0].score == went.ranking[0][2]
    best = min(went.dense.index(passage) for passage in went.gold_passages) + 1
    assert told.gold[0].dense == best
    with pytest.raises(UsageError, match=r"no question 'q 999'.*nearest is"):
        explain(again, "q 999")


@pytest.mark.parametrize(
    ("asked", "understood"), [("Who left?", 0), (" Who  left?", 0), ("Did he leave?", 1)]
)
def test_white_space_in_a_question_is_no_other_understanding(asked: str, understood: int) -> None:
    lines = Explanation(question(question=asked), outcome(), None, (), ()).lines()
    assert lines.count("  understood as: Who left?") == understood
