"""Exact match and token F1 against the SQuAD scripts' own definitions, written out again."""

import collections
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.evaluation import answers

TEXT = st.text(alphabet="abthe AnN.,-'!é  \n1", max_size=30)


def squad_normalise(text: str) -> str:
    """evaluate-v2.0.py, step by step."""
    text = text.lower()
    text = "".join(char for char in text if char not in set(string.punctuation))
    text = re.sub(re.compile(r"\b(a|an|the)\b", re.UNICODE), " ", text)
    return " ".join(text.split())


def squad_f1(gold: str, found: str) -> float:
    golds, founds = squad_normalise(gold).split(), squad_normalise(found).split()
    same = sum((collections.Counter(golds) & collections.Counter(founds)).values())
    if len(golds) == 0 or len(founds) == 0:
        return float(golds == founds)
    if same == 0:
        return 0.0
    precision, recall = same / len(founds), same / len(golds)
    return (2 * precision * recall) / (precision + recall)


@pytest.mark.parametrize(
    ("found", "golds", "em", "f1"),
    [
        ("The Korea Times", ["korea times"], 1.0, 1.0),
        ("in Panmunjeom", ["Panmunjeom"], 0.0, 2 / 3),
        ("a b c", ["b c d", "c"], 0.0, 0.8),
        ("", ["x"], 0.0, 0.0),
        ("the", ["a"], 1.0, 1.0),
        ("x x y", ["x y y"], 0.0, 2 / 3),
        ("anything", [], 0.0, 0.0),
    ],
)
def test_values(found: str, golds: list[str], em: float, f1: float) -> None:
    assert answers.exact_match(found, golds) == em
    assert answers.token_f1(found, golds) == pytest.approx(f1, abs=1e-12)


@given(TEXT, st.lists(TEXT, min_size=1, max_size=4))
def test_agrees_with_the_squad_script(found: str, golds: list[str]) -> None:
    expected = max(float(squad_normalise(found) == squad_normalise(gold)) for gold in golds)
    assert answers.exact_match(found, golds) == expected
    best = max(squad_f1(gold, found) for gold in golds)
    assert answers.token_f1(found, golds) == pytest.approx(best, abs=1e-12)


@given(TEXT)
def test_an_answer_is_its_own_match(text: str) -> None:
    assert answers.exact_match(text, [text]) == 1.0
    assert answers.token_f1(text, [text]) == 1.0
    assert answers.normalise(answers.normalise(text)) == answers.normalise(text)
