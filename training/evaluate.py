"""Read development sets with an exported reader, and judge what it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from qabot.evaluation.answers import token_f1
from training.measures import Values, auroc
from training.reading import CUT, FEATURES, Cut, OnnxReader, Reading, read
from training.sets import Question, overlaps, read_set
from training.windows import tokenize

Mix = NDArray[np.float64]
"""Weights (5,) of FEATURES in the score by which sentences are ranked."""


@dataclass(frozen=True, slots=True)
class Read:
    """A question of a set and what the reader made of it."""

    question: Question
    reading: Reading
    right: NDArray[np.bool_]
    """(S,), whether each sentence overlaps the evidence."""
    sentences: tuple[str, ...]
    """(S,)"""
    texts: tuple[str, ...]
    """(S,), the best answer inside each sentence."""


def read_questions(
    reader: OnnxReader,
    tokenizer: Tokenizer,
    folder: Path,
    part: str,
    *,
    how: Cut = CUT,
    limit: int = 0,
) -> list[Read]:
    """The questions of one part of a set, evenly thinned to `limit` when it is given."""
    chosen = read_set(folder)
    questions = [question for question in chosen.questions if part in ("", question.part)]
    if limit and len(questions) > limit:
        questions = [questions[i * len(questions) // limit] for i in range(limit)]
    articles = {q.article: tokenize(tokenizer, chosen.articles[q.article]) for q in questions}
    results = []
    for question in questions:
        article = articles[question.article]
        reading = read(reader, tokenizer, question.text, article, how)
        right = np.array(
            [any(overlaps(span, gold) for gold in question.evidence) for span in article.spans]
        )
        text = chosen.articles[question.article]
        shown = tuple(text[start:end] for start, end in article.spans)
        texts = tuple(text[start:end] for start, end in reading.spans)
        results.append(Read(question, reading, right, shown, texts))
    return results


def ranked(results: list[Read], mix: Mix) -> list[tuple[Values, NDArray[np.int64]]]:
    """Score of every sentence and their order, best first, of each question."""
    scored = [result.reading.scores.astype(np.float64) @ mix for result in results]
    return [(scores, np.argsort(-scores, kind="stable")) for scores in scored]


def success(results: list[Read], mix: Mix, k: int) -> Values:
    """1 where a right sentence is among the first k; of the answerable questions."""
    return np.array(
        [
            float(result.right[order[:k]].any())
            for result, (_, order) in zip(results, ranked(results, mix), strict=True)
            if result.question.answerable
        ]
    )


def f1(results: list[Read], mix: Mix) -> Values:
    """Span F1 of the answer inside the first sentence; of the answerable questions."""
    return np.array(
        [
            token_f1(result.texts[order[0]], result.question.answers)
            for result, (_, order) in zip(results, ranked(results, mix), strict=True)
            if result.question.answerable
        ]
    )


def top(results: list[Read], mix: Mix) -> Values:
    """Score of the first sentence of each question."""
    return np.array([scores[order[0]] for scores, order in ranked(results, mix)])


def answerable(results: list[Read]) -> NDArray[np.bool_]:
    """Which questions have an answer in their article."""
    return np.array([result.question.answerable for result in results])


MIXES: dict[str, Mix] = {
    "span": np.array([1.0, 0, 0, 0, 0]),
    "evidence": np.array([0.0, 0, 0, 1, 0]),
    "sum": np.array([0.0, 0.5, 0.5, 0, 0]),
    "span+evidence": np.array([0.5, 0, 0, 1, 0]),
}
assert all(len(mix) == len(FEATURES) for mix in MIXES.values())


def development(reader: OnnxReader, tokenizer: Tokenizer, folder: Path) -> dict[str, float]:
    """Quick figures on fixed samples of the "choose" halves: what checkpoints are chosen by."""
    news = read_questions(reader, tokenizer, folder / "newsqa", "choose", limit=150)
    squad = read_questions(reader, tokenizer, folder / "squad2", "choose", limit=200)
    has = answerable(squad)
    figures: dict[str, float] = {}
    for name, mix in MIXES.items():
        scores = top(squad, mix)
        figures |= {
            f"newsqa S@1 {name}": float(success(news, mix, 1).mean()),
            f"newsqa S@3 {name}": float(success(news, mix, 3).mean()),
            f"newsqa F1 {name}": float(f1(news, mix).mean()),
            f"squad2 AUROC {name}": auroc(scores[has], scores[~has]),
        }
    return {name: round(value, 4) for name, value in figures.items()}
