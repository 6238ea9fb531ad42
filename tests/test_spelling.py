"""Mistyped words are put right by the articles' own, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.spelling import corrected

TEXTS = (
    "Stephen Biegun failed to meet Choe Son-hui at Panmunjeom.",
    "Biegun left for Tokyo; the Panthers' defense made 24 interceptions.",
    "Iraq and the band, the bands and the bends.",
)
ORDINARY = frozenset("who what did where how many the steven iran left made meet has been".split())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who is Steven Beigun?", "Who is Steven Biegun?"),
        ("Where is panmunjom?", "Where is Panmunjeom?"),
        ("Did he fly to Tokio?", "Did he fly to Tokyo?"),
        ("how many interepions", "how many interceptions"),
        ("Wich Panhers' play?", "which Panthers' play?"),
        ("Who did Biegun meet?", "Who did Biegun meet?"),  # it stands there
        ("Has Iran left?", "Has Iran left?"),  # an ordinary word, however near to Iraq
        ("Who is Zzyzxq?", "Who is Zzyzxq?"),  # nothing near
        ("the bonds", "the bands"),  # "bends" is as near, "bands" more frequent
    ],
)
def test_what_was_meant(typed: str, meant: str) -> None:
    texts = (*TEXTS, "The bands.") if "bonds" in typed else TEXTS
    assert corrected(typed, texts, ORDINARY.__contains__) == meant


def test_two_words_as_near_leave_it_alone() -> None:
    assert corrected("the bonds", TEXTS, ORDINARY.__contains__) == "the bonds"


def test_two_slips_in_a_short_word_are_too_many() -> None:
    assert corrected("Who is Begin?", TEXTS, ORDINARY.__contains__) == "Who is Begin?"


@pytest.mark.parametrize("word", ["exporters", "televisions", "criticise", "apologise", "labour"])
def test_a_form_of_an_ordinary_word_is_not_mistyped(word: str) -> None:
    """A vocabulary of whole words has "export", and not all that is made of it."""
    texts = ("Exports of television sets; criticisms; he apologised; laboured; goverment.",)
    known = frozenset("export television critic apologize labor".split()).__contains__
    assert corrected(f"Why {word}?", texts, known) == f"Why {word}?"
    assert corrected(f"Why {word} of the govermnt?", texts, known).endswith("the goverment?")


@given(st.text(max_size=60))
def test_what_the_articles_hold_is_left_alone(text: str) -> None:
    assert corrected(text, [text], lambda _: False) == text


@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=3))
def test_ordinary_words_are_left_alone(question: str, texts: list[str]) -> None:
    assert corrected(question, texts, lambda _: True) == question
