"""Sentences that repeat one above them make room; those that answer together are found."""

from dataclasses import replace

import pytest

from qabot.read import Candidate
from qabot.read.folding import is_lone_line, together, without_lone_lines, without_repeats
from qabot.types import Hit, Kind, Passage, Sentence

SENTENCES = [
    "The storm killed 12 people in Ohio on Monday, police said.",
    "Police said the storm killed 12 people in Ohio.",
    "The storm killed 14 people in Ohio, police said.",
    "The storm killed no people in Ohio, police said.",
    "Thousands of homes had no power.",
]


def test_repeats_are_left_out_but_not_another_number_or_a_negation() -> None:
    assert without_repeats(SENTENCES, [0, 1, 2, 3, 4], 5) == [0, 2, 3, 4]


def test_what_is_left_out_does_not_depend_on_how_many_are_shown() -> None:
    for most in range(5):
        assert without_repeats(SENTENCES, [0, 1, 2, 3, 4], most) == [0, 2, 3, 4][:most]


def test_the_longer_of_two_stays_where_it_comes_second() -> None:
    assert without_repeats(SENTENCES, [1, 4], 3) == [1, 4]


def test_sentences_of_little_words_repeat_only_themselves() -> None:
    assert without_repeats(["Yes.", "Yes!", "No.", "", ""], range(5), 9) == [0, 2, 3, 4]


def candidates(count: int) -> list[Candidate]:
    hit = Hit(1, Passage("a", 0, 0, count, 0, 10, "text"), 1.0)
    return [
        Candidate("a", Sentence(i, i, i + 1, 1, 0, Kind.PARAGRAPH, "x"), "x", "", hit)
        for i in range(count)
    ]


def test_a_reason_may_take_the_sentences_around_it_that_are_likely_enough() -> None:
    likely = [0.8, 0.6, 0.5, 0.41, 0.3]
    found = candidates(6)
    # 1 is two sentences away from 3; 0 is three, and 5 is less than half as likely
    assert together("Why did it fail?", found, [3, 1, 0, 4, 5], likely) == [1, 4]
    assert together("How did it fail?", found, [3, 1, 0, 4, 5], likely) == [1, 4]


def test_other_questions_and_other_articles_have_no_joint_sentences() -> None:
    found = candidates(3)
    for question in ("Who failed?", "How many failed?", "What about why?"):
        assert together(question, found, [0, 1, 2], [0.9, 0.8, 0.7]) == []
    found[1] = replace(found[1], article="b")
    assert together("Why?", found, [0, 1, 2], [0.9, 0.8, 0.7]) == [2]
    assert together("Why?", found, [], []) == []


@pytest.mark.parametrize(
    "text",
    ["REUTER", "(CNN) --", "LONDON, March 3", "LONDON, England (CNN) --", "REUTER^M", "-- #",
     "NEW YORK, Feb 26 (Reuters) -", "The Associated Press", "March 3, 1987", '"'],
)  # fmt: skip
def test_a_line_that_says_only_where_a_story_comes_from_is_none(text: str) -> None:
    assert is_lone_line(text)
    order = without_lone_lines("When did it fall?", ["It fell.", text], [1, 0])
    assert order == [0]


@pytest.mark.parametrize(
    "text", ["Reuters fell.", "LONDON IS CALLING", "USA 3 UK 2", "In London, March 3 was a Monday."]
)
def test_other_short_sentences_stay(text: str) -> None:
    assert not is_lone_line(text)


def test_lone_lines_stay_where_they_are_asked_for_or_alone() -> None:
    texts = ["It fell.", "REUTER"]
    assert without_lone_lines("Which agency filed this?", texts, [1, 0]) == [1, 0]
    assert without_lone_lines("When?", ["REUTER"], [0]) == [0]
