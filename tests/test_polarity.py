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
        ("Did Biegun meet Choe?", "Biegun met Choe, but not Kim.", Verdict.YES),
        ("Did Biegun meet Choe?", "Biegun did not deny that he met Choe.", Verdict.UNSETTLED),
        ("Didn't Biegun meet Choe?", "Biegun met Choe.", Verdict.UNSETTLED),
        ("Did Biegun meet Choe in Oslo?", "Biegun met Choe.", Verdict.UNSETTLED),
        ("Did it rain?", "It rained.", Verdict.UNSETTLED),
        # other words, opposites, and what is left undone
        ("Did Acme buy Bolt?", "Acme acquired Bolt last year.", Verdict.YES),
        ("Did sales rise?", "Sales fell by 3% in May.", Verdict.NO),
        ("Did sales rise?", "Sales did not fall in May.", Verdict.UNSETTLED),
        ("Did Ann miss the camp?", "Ann failed to turn up for the camp.", Verdict.YES),
        ("Is the film suitable for children?", "The film is unsuitable for children.", Verdict.NO),
        ("Was a date set?", "No date was set on Monday.", Verdict.NO),
        ("Did they buy more cars?", "They bought fewer cars.", Verdict.UNSETTLED),
        ("Did households buy more cars?", "Households bought fewer cars.", Verdict.NO),
        ("Did the council approve of Acme?", "The council approved Acme.", Verdict.YES),
        ("Did Washington agree to a cut?", "Washington has new approaches to a cut.",
         Verdict.UNSETTLED),
        ("Did Acme win approval?", "Acme won approval on Monday.", Verdict.YES),
        ("Did Acme agree to that?", "Acme agreed to pay.", Verdict.UNSETTLED),
        # states and their capitals; one Korea is not the other
        ("Did North Korea respond?", "Talks failed as Pyongyang didn't respond.", Verdict.NO),
        ("Did North Korea respond?", "South Korea responded at once.", Verdict.UNSETTLED),
        ("Did Mary Smith resign?", "John Smith resigned.", Verdict.UNSETTLED),
        ("Is Choe a minister?", "He met Foreign Minister Choe Son-hui.", Verdict.YES),
        ("Is Choe a minister?", "He met Choe in the ministry.", Verdict.UNSETTLED),
        ("Is Yang Moo-jin a professor?", "It fell, said Yang Moo-jin, a professor.", Verdict.YES),
        # somebody else's doing
        ("Did Biegun meet Choe?", "Biegun's aide met Choe.", Verdict.UNSETTLED),
        ("Did Japan reject it?", "Japan said Russia rejected it.", Verdict.UNSETTLED),
        ("Did Chelsea lose the cup?", "Chelsea cheered as Spurs lost the cup.", Verdict.UNSETTLED),
        ("Did Chelsea lose the cup?", "Chelsea won and Spurs lost the cup.", Verdict.UNSETTLED),
        ("Did Chelsea win?", "Chelsea and Arsenal won on Sunday.", Verdict.YES),
        ("Was Ebbers convicted of fraud?", "Ebbers faces jail if convicted of fraud.",
         Verdict.UNSETTLED),
    ],
)  # fmt: skip
def test_what_a_sentence_says(question: str, sentence: str, expected: Verdict) -> None:
    assert verdict(question, sentence) is expected


def test_who_is_meant_by_he_and_by_the_company() -> None:
    told = "Mr Ebbers is on trial in New York."
    assert verdict("Does Ebbers plead guilty?", "He pleads not guilty.", told) is Verdict.NO
    other = "Mr Sullivan knew Mr Ebbers."
    asked = verdict("Does Ebbers plead guilty?", "He pleads not guilty.", other)
    assert asked is Verdict.UNSETTLED
    left = ("Did Boynton leave Shell?", "Judy Boynton finally left the firm.", "")
    assert verdict(*left, "Payoff for former Shell boss") is Verdict.YES
    assert verdict(*left, "Payoff for former boss") is Verdict.UNSETTLED
