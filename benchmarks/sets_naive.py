"""The figures of `naive.py` over a question set, as `sets.py` needs them."""

from typing import Any

import numpy as np
from sets_across import plain

from qabot.evaluation import calibration, statistics
from qabot.evaluation.judge import overlaps
from qabot.evaluation.questions import read_articles
from qabot.evaluation.types import Measure, QuestionSet


def naive(questions: QuestionSet) -> dict[str, Any]:
    """The figures of `naive.py` over a set, with the same intervals."""
    import naive as baseline

    texts = {id: text for id, (_, text) in read_articles(questions.articles, []).items()}
    model = baseline.load()
    made: dict[str, Any] = {}
    first, confidence = [], []
    for question in questions.questions:
        if question.article not in made:
            spans = baseline.sentences(texts[question.article])
            shown = [texts[question.article][start:end] for start, end in spans]
            made[question.article] = spans, baseline.build(model, shown)
        spans, index = made[question.article]
        vector = model.encode(
            [question.question], normalize_embeddings=True, show_progress_bar=False
        )
        scores, order = index.search(vector, len(spans))
        right = [overlaps(spans[place], question.evidence) for place in order[0]]
        first.append(right.index(True) + 1 if any(right) else 0)
        confidence.append(float(scores[0][0]))
    answerable = np.array([question.answerable for question in questions.questions])
    ranks = np.where(answerable, first, np.nan).astype(np.float64)
    reciprocal = np.where(ranks > 0, 1 / np.maximum(ranks, 1), ranks * 0)
    columns = {"Success@1": (ranks == 1) + ranks * 0, "RR": reciprocal}
    columns["Success@3"] = ((ranks >= 1) & (ranks <= 3)) + ranks * 0
    draws = statistics.draw([question.article for question in questions.questions])
    measures = {}
    for name in ("Success@1", "Success@3", "RR"):
        if answerable.any():
            again = statistics.resample_means(columns[name], draws)
            value = float(np.nanmean(columns[name]))
            measures[name] = _measure(value, again, int(answerable.sum()))
    if answerable.any() and not answerable.all():
        cosine = np.array(confidence)
        once = calibration.auroc(cosine, answerable, np.ones((1, len(cosine))))
        again = statistics.resample(lambda w: calibration.auroc(cosine, answerable, w), draws)
        measures["AUROC"] = _measure(float(once[0]), again, len(cosine))
    return {"questions": len(first), "measures": {n: plain(m) for n, m in measures.items()}}


def _measure(value: float, again: Any, n: int) -> Measure:
    low, high = statistics.interval(again) or (None, None)
    return Measure(value, low, high, n)
