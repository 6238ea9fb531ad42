"""Yes/no questions: which they are, and what a sentence says to them."""

import pytest

from qabot.read.polarity import asks_yes_or_no, verdict
from qabot.types import Verdict


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did Biegun meet Choe?", True),
        ("And was it sold?", True),
        ("Is it true that Biegun met Choe?", True),
        ("Didn't Biegun meet Choe?", True),
        ("Did he fly to Tokyo or to Seoul?", False),
        ("Who met Choe?", False),
        ("What is it?", False),
        ("Isabel left?", False),
    ],
)
def test_which_ask_for_yes_or_no(question: str, expected: bool) -> None:
    assert asks_yes_or_no(question) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Did Biegun meet Choe?", "Biegun failed to meet Minister Choe Son-hui.", Verdict.NO),
        ("Did Biegun meet Choe?", "On Monday Biegun met Choe in Seoul.", Verdict.YES),
        ("Did Biegun meet Choe?", "Biegun never met Choe.", Verdict.NO),
        ("Did Pyongyang respond to the request?", "Pyongyang didn't respond to the request.",
         Verdict.NO),
        ("Has Washington rejected relief?", "Washington has rejected any relief.", Verdict.YES),
        # the other way round
        ("Did Choe meet Biegun?", "On Monday Biegun met Choe in Seoul.", Verdict.UNSETTLED),
        # a wish, a plan, a condition, a doubt
        ("Did Biegun meet Choe?", "Biegun hoped that he could meet Choe.", Verdict.UNSETTLED),
        ("Did Biegun meet Choe?", "Biegun said he would like to meet Choe.", Verdict.UNSETTLED),
        ("Did Biegun meet Choe?", "It is unclear whether Biegun met Choe.", Verdict.UNSETTLED),
        # negations that may belong to something else
        ("Did Biegun meet Choe?", "Biegun met Choe, but not Kim.", Verdict.UNSETTLED),
        ("Did Biegun meet Choe?", "Biegun did not deny that he met Choe.", Verdict.UNSETTLED),
        ("Didn't Biegun meet Choe?", "Biegun met Choe.", Verdict.UNSETTLED),
        ("Did Biegun meet Choe in Oslo?", "Biegun met Choe.", Verdict.UNSETTLED),
        ("Did it rain?", "It rained.", Verdict.UNSETTLED),
    ],
)  # fmt: skip
def test_what_a_sentence_says(question: str, sentence: str, expected: Verdict) -> None:
    assert verdict(question, sentence) is expected
