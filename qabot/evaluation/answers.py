"""Exact match and token F1 of an answer span, as the SQuAD scripts define them.

Normalisation and token F1: Rajpurkar et al., *SQuAD: 100,000+ Questions for Machine Comprehension
of Text* (2016); silence on questions without an answer: Rajpurkar, Jia and Liang, *Know What You
Don't Know* (2018). Both scores are in [0, 1], larger is better.
"""

import re
import string
from collections import Counter
from collections.abc import Iterable

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(a|an|the)\b")


def normalise(answer: str) -> str:
    """Lower case, ASCII punctuation and the articles a, an, the removed, white space folded."""
    return " ".join(_ARTICLES.sub(" ", answer.lower().translate(_PUNCTUATION)).split())


def exact_match(found: str, golds: Iterable[str]) -> float:
    """1.0 when ``found`` equals one of ``golds`` after normalisation, else 0.0."""
    return float(normalise(found) in {normalise(gold) for gold in golds})


def token_f1(found: str, golds: Iterable[str]) -> float:
    """The best harmonic mean of token precision and recall against any of ``golds``."""
    return max(
        (_f1(normalise(found).split(), normalise(gold).split()) for gold in golds), default=0.0
    )


def _f1(found: list[str], gold: list[str]) -> float:
    if not found or not gold:
        return float(found == gold)
    common = sum((Counter(found) & Counter(gold)).values())
    if not common:
        return 0.0
    precision, recall = common / len(found), common / len(gold)
    return 2 * precision * recall / (precision + recall)
