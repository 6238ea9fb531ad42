"""What cannot be constructed: an answer without evidence, a probability that is none."""

import dataclasses

import pytest

from qabot.types import Answer, Evidence, Reason, Role

EVIDENCE = Evidence(
    rank=1,
    role=Role.ANSWER,
    article="a",
    title="A",
    source="/a.txt",
    sha256="0" * 64,
    line=1,
    start=0,
    end=5,
    text="Words",
    confidence=0.9,
)
ANSWER = Answer(
    question="Who?",
    understood_as="Who?",
    answered=True,
    confidence=0.9,
    threshold=0.5,
    evidence=(EVIDENCE,),
)


def test_no_answer_without_evidence() -> None:
    with pytest.raises(ValueError, match="needs evidence"):
        dataclasses.replace(ANSWER, evidence=())


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan")])
def test_confidence_is_a_probability(confidence: float) -> None:
    with pytest.raises(ValueError, match="not a probability"):
        dataclasses.replace(ANSWER, confidence=confidence)


def test_an_abstention_has_a_reason_and_an_answer_has_none() -> None:
    with pytest.raises(ValueError, match="has a reason"):
        dataclasses.replace(ANSWER, answered=False)
    with pytest.raises(ValueError, match="has a reason"):
        dataclasses.replace(ANSWER, reason="weak", reason_code=Reason.WEAK_MATCH)


def test_values_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        EVIDENCE.text = "Other words"  # type: ignore[misc]
