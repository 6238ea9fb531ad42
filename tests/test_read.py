"""Signals, order, probability and answers, on values made here."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.reader import score_sentence
from qabot.errors import ModelError
from qabot.read.ranking import EXTRA, Ranker, confidence_features
from qabot.read.signals import COMMON, Signals
from qabot.read.span_reader import SpanReader, apart, whole_words
from qabot.read.words import content, coverage, names, side_by_side


def test_content_words_leave_out_what_questions_are_made_of() -> None:
    assert content("Why didn't Biegun meet Choe?") == ("biegu", "meet", "choe")
    assert content("What did the professor at the University say?") == ("profe", "unive")
    assert content("who?") == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Why didn't Biegun meet Choe?", ("Biegun", "Choe")),
        ("what is the capital of Australia", ("Australia",)),
        ("Biegun went where?", ("Biegun",)),
        ("Who is Choe Son-hui's boss?", ("Choe", "Son-hui")),
        ("Did he leave?", ()),
        ("why did the talks fail", ()),
    ],
)
def test_names(question: str, expected: tuple[str, ...]) -> None:
    assert names(question) == expected


def test_coverage_counts_forms_of_a_word() -> None:
    wanted = content("Who proposed lifting the sanctions?")
    assert coverage(wanted, "China and Russia propose to lift a sanction.") == pytest.approx(2 / 3)
    assert coverage((), "anything") == 1.0


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_whole_words_never_cut_a_word(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    if not text or start == len(text):
        return
    first, last = whole_words(text, start, end)
    assert 0 <= first <= start
    assert end <= last <= len(text)
    assert first < last
    for edge in (first, last):
        if 0 < edge < len(text):
            assert not (is_word(text[edge - 1]) and is_word(text[edge]))


@given(
    st.text(alphabet="ab -", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(0, 30)), max_size=4),
)
def test_spans_of_a_sentence_stand_apart(text: str, drawn: list[tuple[int, int]]) -> None:
    spans = [(min(a, len(text) - 1), min(max(a + 1, b), len(text))) for a, b in drawn]
    kept = apart(text, [(min(a, b - 1), b) for a, b in spans])
    places = [place for start, end in kept for place in range(start, end)]
    assert len(places) == len(set(places))
    assert bool(kept) == bool(spans)


def test_a_list_in_a_sentence_is_several_spans() -> None:
    logits = np.full((8, 3), -4.0, np.float32)
    logits[[1, 3, 6], [0, 0, 0]] = 3.0, 2.8, -3.0
    logits[[1, 4, 6], [1, 1, 1]] = 3.0, 2.6, -3.0
    scores, spans = score_sentence(logits)
    assert spans == ((1, 1), (3, 4))
    assert scores[0] == 6.0


def test_a_second_span_must_nearly_be_as_good_and_beat_the_null() -> None:
    logits = np.full((6, 3), -4.0, np.float32)
    logits[1, :2], logits[4, :2] = 3.0, 2.4
    assert score_sentence(logits)[1] == ((1, 1),)
    logits[1, :2], logits[4, :2] = -0.1, -0.2
    assert score_sentence(logits)[1] == ((1, 1),)


def is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def some_signals(values: list[list[float]]) -> Signals:
    columns = ("span", "evidence")
    full = np.zeros((len(values), len(columns) + len(COMMON)))
    full[:, :2] = values
    return Signals((*columns, *COMMON), full, ((),) * len(values))


def test_ranking_is_the_weighted_sum_and_confidence_the_logistic() -> None:
    ranker = Ranker({"span": 0.5, "evidence": 1.0}, {"score": 2.0, "margin": 1.0}, -1.0)
    ranked = ranker.apply(some_signals([[2.0, 0.0], [4.0, 1.0], [0.0, 0.0]]))
    assert ranked.order.tolist() == [1, 0, 2]
    assert ranked.scores.tolist() == [3.0, 1.0, 0.0]
    # margins: over the best other sentence
    expected = [2 * 3 + 2 - 1, 2 * 1 - 2 - 1, 0 - 3 - 1]
    assert ranked.confidence == pytest.approx([1 / (1 + math.exp(-x)) for x in expected])


def test_what_a_conversation_moves_need_not_be_likelier() -> None:
    ranker = Ranker({"span": 1.0}, {"score": 1.0}, 0.0)
    signals, shift = some_signals([[2.0, 0.0], [0.0, 0.0]]), np.array([0.0, 3.0])
    moved = ranker.apply(signals, shift)
    assert moved.order.tolist() == [1, 0]
    assert moved.scores.tolist() == moved.judged.tolist() == [3.0, 2.0]  # by 3 deviations of 1
    only_order = ranker.apply(signals, shift, likelier=False)
    assert only_order.order.tolist() == [1, 0]
    assert only_order.scores.tolist() == [3.0, 2.0]
    assert only_order.judged.tolist() == [0.0, 2.0]
    assert only_order.confidence[0] == 0.5 < moved.confidence[0]


def test_equal_scores_keep_the_order_of_the_text() -> None:
    ranked = Ranker({"span": 1.0}, {}, 0.0).apply(some_signals([[1.0, 0.0]] * 5))
    assert ranked.order.tolist() == [0, 1, 2, 3, 4]
    assert ranked.confidence.tolist() == [0.5] * 5


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=20))
def test_only_the_first_has_a_positive_margin(scores: list[float]) -> None:
    features = confidence_features(np.zeros((len(scores), 1)), np.array(scores))
    margins = features[:, -1]
    assert features.shape == (len(scores), 1 + len(EXTRA))
    assert (margins > 0).sum() <= 1
    if len(scores) > 1:
        best = int(np.argmax(scores))
        others = [score for i, score in enumerate(scores) if i != best]
        assert margins[best] == pytest.approx(scores[best] - max(others))


def test_missing_weights_are_one_error() -> None:
    with pytest.raises(ModelError, match=r"no-such-reader\.json cannot be read"):
        Ranker.load("no-such-reader")


@pytest.mark.parametrize("reader", ["qabot-reader", "cross-encoder"])
def test_shipped_weights_name_known_signals(reader: str) -> None:
    ranker = Ranker.load(reader)
    from qabot.read.cross_encoder import CrossEncoderReader

    own = SpanReader.columns if reader == "qabot-reader" else CrossEncoderReader.columns
    assert set(ranker.rank) <= {*own, *COMMON}
    assert set(ranker.confidence) <= {*own, *COMMON, *EXTRA}


@pytest.mark.parametrize(
    ("question", "found", "expected"),
    [
        ("What did the White House say?", ("White", "House"), ("White House",)),
        ("Did Ann or Bob Lee go?", ("Ann", "Bob", "Lee"), ("Ann", "Bob Lee")),
        ("Who is Bob?", (), ()),
        ("What is FOO_BAR?", ("FOO", "BAR"), ("FOO", "BAR")),
    ],
)
def test_names_side_by_side_are_one(
    question: str, found: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert side_by_side(question, found) == expected
