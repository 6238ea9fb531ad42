"""Sentences that repeat one above them make room."""

from qabot.read.folding import without_repeats

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
