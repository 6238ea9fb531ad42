"""The course of a conversation: what a sentence near the last answer is worth, and when nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.follow_up import Conversation, PastTurn
from qabot.follow_up.course import FEATURES, STANDING, features, weights
from qabot.follow_up.meaning import Near, Understood
from qabot.follow_up.shown import after, left, moves
from qabot.read import Candidate
from qabot.read.signals import Signals
from qabot.types import Hit, Kind, Passage, Sentence

_PARAGRAPH = 4
_HIT = Hit(0, Passage("a", 0, 0, 1, 0, 1, "x"), 0.1)


def sentences(count: int, article: str = "a") -> list[Candidate]:
    """Candidates of one article, four to a paragraph."""
    return [
        Candidate(
            article,
            Sentence(i, 10 * i, 10 * i + 9, i + 1, i // _PARAGRAPH, Kind.PARAGRAPH, f"Text {i}."),
            f"Text {i}.",
            "",
            _HIT,
        )
        for i in range(count)
    ]


def column(values: np.ndarray, name: str) -> list[float]:
    return [float(value) for value in values[:, FEATURES.index(name)]]


def test_something_else_is_never_what_was_shown_at_any_time() -> None:
    turns = (PastTurn("Who?", "Who?", "", (("a", 1), ("b", 2))),)
    before = Conversation(turns, frozenset({("a", 0), ("b", 2)}))
    understood = Understood("Who else?", leans=True, fresh=True)
    assert left(understood, before, sentences(4)).tolist() == [2, 3]
    assert left(understood, before, sentences(2)).tolist() == []
    assert left(replace(understood, fresh=False), before, sentences(2)).tolist() == [0, 1]


def test_nothing_is_known_of_a_conversation_without_answers() -> None:
    assert not features([], False, Near.AROUND, sentences(3)).any()
    assert not features([[]], True, Near.AROUND, sentences(3)).any()


def test_one_answer_says_nothing_of_where_a_conversation_goes() -> None:
    values = features([[1]], True, None, sentences(6))
    assert column(values, "shown") == column(values, "last") == [0, 1, 0, 0, 0, 0]
    assert not values[:, 2:].any()


def test_a_conversation_that_goes_on_is_expected_to_go_on() -> None:
    values = features([[0], [1], [2]], True, None, sentences(7))
    two_of_three = pytest.approx(2 / 3)
    assert column(values, "shown") == [1, 1, 1, 0, 0, 0, 0]
    assert column(values, "last") == [0, 0, 1, 0, 0, 0, 0]
    assert column(values, "paragraph") == [two_of_three] * 4 + [0, 0, 0]
    assert column(values, "onward") == [0, 0, 0] + [two_of_three] * 3 + [0]
    assert column(values, "next") == [0, 0, 0, two_of_three, 0, 0, 0]
    assert column(values, "behind") == [two_of_three] * 2 + [0] * 5


def test_who_reads_on_sentence_by_sentence_is_expected_to_go_on() -> None:
    values = features([[0], [2], [4]], True, None, sentences(7))
    assert column(values, "onward") == [0, 0, 0, 0, 0, pytest.approx(2 / 3), pytest.approx(2 / 3)]
    assert not any(column(values, "next"))
    # An answer of two sentences ends with the second.
    values = features([[0, 1], [2, 3]], True, None, sentences(7))
    assert column(values, "next") == [0, 0, 0, 0, 0.5, 0, 0]
    assert column(values, "shown") == [1, 1, 1, 1, 0, 0, 0]


def test_an_answer_goes_on_in_what_it_holds_of_the_next_sentences() -> None:
    read = sentences(6)
    told = PastTurn("Q?", "Q?", "Text 0. Text 1.", (("a", 0), ("a", 1), ("a", 2)), "a")
    then = PastTurn("Q?", "R?", "Text 2.", (("a", 2), ("a", 3)), "a")
    values = moves(Understood("S?"), Conversation((told, then)), read)
    assert column(values, "shown") == [1, 1, 1, 0, 0, 0]
    assert column(values, "last") == [0, 0, 1, 0, 0, 0]
    assert column(values, "next") == [0, 0, 0, 0.5, 0, 0]
    gone = moves(Understood("S?"), Conversation((told, then)), read[1:])  # its first is not there
    assert column(gone, "shown") == [0, 1, 0, 0, 0]


def test_a_question_that_stands_on_its_own_is_moved_less_and_no_answer_is_likelier() -> None:
    read = tuple(sentences(6))
    found = Signals(("span",), np.zeros((6, 1)), ((),) * 6)
    turns = tuple(PastTurn("Q?", f"Q{i}?", f"Text {i}.", (("a", i),), "a") for i in range(3))
    leaning = after(Understood("S?", leans=True), Conversation(turns), None, read, found)
    standing = after(Understood("S?"), Conversation(turns), None, read, found)
    assert leaning.likelier
    assert not standing.likelier
    assert leaning.shift is not None
    assert standing.shift is not None
    assert int(np.argmax(standing.shift)) == 3
    assert standing.shift == pytest.approx(weights()[STANDING] * leaning.shift)


def test_what_was_asked_in_its_own_words_is_answered_as_it_was() -> None:
    read = tuple(sentences(3))
    found = Signals(("span",), np.zeros((3, 1)), ((),) * 3)
    first = PastTurn("Who is Kim?", "Who is Kim?", "Text 0.", (("a", 0),), "a")
    said = Understood("Who is Kim?", leans=True)
    typed = np.array([0.0, 1.0, 0.0])
    assert after(said, Conversation((first,)), lambda *_: typed, read, found).shift is None
    leaning = replace(first, question="Who is he?")
    again = after(said, Conversation((leaning,)), lambda *_: typed, read, found).shift
    assert again == pytest.approx(typed)  # as it was read then, by what was typed too
    assert (
        after(replace(said, fresh=True), Conversation((first,)), None, read, found).read
        == (read[1:])
    )


def test_a_conversation_that_jumps_about_is_expected_anywhere() -> None:
    values = features([[6], [0], [5]], True, None, sentences(7))
    assert not values[:, 2:].any()


def test_an_answer_that_is_not_the_last_turns_steps_back_like_others() -> None:
    values = features([[0]], False, None, sentences(2))
    assert column(values, "shown") == [1, 0]
    assert column(values, "last") == [0, 0]


def test_reasons_stand_around_an_answer_and_what_came_next_after_it() -> None:
    around = features([[1]], True, Near.AROUND, sentences(6))
    assert column(around, "near") == [0.75, 0.0, 0.75, 0.5, 0.25, 0.0]
    after = features([[1]], True, Near.AFTER, sentences(6))
    assert column(after, "near") == [0.0, 0.0, 0.75, 0.5, 0.25, 0.0]


def test_another_article_is_not_near() -> None:
    mixed = [*sentences(3), *sentences(3, "b")]
    values = features([[0], [1]], True, Near.AROUND, mixed)
    assert not values[3:].any()


def test_a_caption_is_no_part_of_a_course() -> None:
    read = sentences(4)
    read[1] = replace(read[1], sentence=replace(read[1].sentence, kind=Kind.CAPTION))
    assert not features([[0], [1]], True, Near.AROUND, [read[1], read[0]])[:, 2:].any()
    assert not features([[0], [2]], True, Near.AROUND, read)[1].any()


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3), max_size=5),
    st.booleans(),
    st.sampled_from([None, *Near]),
)
def test_features_are_shares(answered: list[list[int]], newest: bool, near: Near | None) -> None:
    values = features(answered, newest, near, sentences(10))
    assert values.shape == (10, len(FEATURES))
    assert ((values >= 0) & (values <= 1)).all()


def test_the_shipped_weights_name_features() -> None:
    fitted = weights()
    assert list(fitted) == [STANDING, *FEATURES]
    assert fitted["behind"] < 0 < fitted["onward"] < fitted["next"]
    assert 0 < fitted[STANDING] < 1
