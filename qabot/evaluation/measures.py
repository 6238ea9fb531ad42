"""Outcomes -> measures with intervals.

What is measured is named here in the field's language; who computes it is ir_measures for
everything over ranked lists, `answers` for spans and `calibration` for confidences. A measure over
passages is named by its list (``dense.R@5``), one over articles ``articles.RR``; without a prefix
it is over sentences. Questions without an answer are in no denominator of a ranking measure.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qabot.evaluation import answers, calibration, statistics, trec
from qabot.evaluation.statistics import Draws, Floats
from qabot.evaluation.types import Measure, Outcome, Question, Results, Scope, Story

SENTENCES = ("Success@1", "Success@3", "Success@5", "RR", "nDCG@10", "R@5", "AP")
PASSAGES = ("Success@1", "Success@5", "Success@10", "R@5", "R@10", "R@50", "nDCG@10")
ARTICLES = ("Success@1", "Success@5", "Success@10", "RR", "nDCG@10", "R@10", "AP")
LOWER_IS_BETTER = frozenset({"ECE", "AURC"})
STAGES = ("load", "retrieve", "read", "total")
PERCENTILES = (50, 95, 99)

_Confidence = Callable[[Floats, calibration.Booleans, Floats], Floats]
_OVER_ANSWERABLE: Mapping[str, _Confidence] = {
    "AUROC": calibration.auroc,
    "AveragePrecision": calibration.average_precision,
}
_OVER_RIGHT: Mapping[str, _Confidence] = {
    "ECE": calibration.calibration_error,
    "AURC": calibration.risk_coverage_area,
}


def summarise(
    name: str,
    scope: Scope,
    questions: Sequence[Question],
    outcomes: Sequence[Outcome],
    *,
    stories: Mapping[str, Story] | None = None,
    folder: Path | None = None,
    about: Mapping[str, Any] | None = None,
) -> Results:
    """Results of one run: every measure over all questions, and by category."""
    values = per_question(questions, outcomes, scope)
    draws = statistics.draw([question.article for question in questions])
    members: dict[str, list[int]] = {}
    for index, question in enumerate(questions):
        members.setdefault(category(question), []).append(index)
    categories: dict[str, Mapping[str, Measure]] = {}
    for label, places in sorted(members.items()):
        inner = [questions[place] for place in places]
        part = {measure: column[places] for measure, column in values.items()}
        own = statistics.draw([question.article for question in inner])
        categories[label] = _measures(part, inner, [outcomes[place] for place in places], own)
    return Results(
        set=name,
        scope=scope,
        questions=tuple(questions),
        outcomes=tuple(outcomes),
        measures=_measures(values, questions, outcomes, draws),
        categories=categories,
        milliseconds=latency(outcomes),
        clustered=draws.clustered,
        stories=stories or {},
        folder=folder,
        about=about or {},
    )


def per_question(
    questions: Sequence[Question], outcomes: Sequence[Outcome], scope: Scope
) -> dict[str, Floats]:
    """Measure -> its value for each question; nan where a question is not in its denominator."""
    values = _ranked("sentences", "", SENTENCES, questions, outcomes)
    for level in ("dense", "lexical", "fused"):
        values |= _ranked(level, f"{level}.", PASSAGES, questions, outcomes)
    if scope == "library":
        values |= _ranked("articles", "articles.", ARTICLES, questions, outcomes)
    values |= _spans(questions, outcomes)
    values |= _sets(questions, outcomes)
    values |= _decisions(questions, outcomes)
    return {name: column for name, column in values.items() if not np.isnan(column).all()}


def category(question: Question) -> str:
    """The question's category; without one, the question word that comes first in it."""
    if question.category:
        return question.category
    words = question.question.lower().replace("'", " ").split()
    for word, following in zip(words, [*words[1:], ""], strict=True):
        word = word.strip(',.?:;"')
        if word == "how" and following in ("many", "much"):
            return f"how {following}"
        if word in ("who", "whom", "whose", "what", "which", "when", "where", "why", "how"):
            return word
    return "other"


def latency(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Stage -> percentile -> milliseconds."""
    stages = {stage: [getattr(o.milliseconds, stage) for o in outcomes] for stage in STAGES}
    return {
        stage: {f"p{share}": statistics.percentile(times, share / 100) for share in PERCENTILES}
        for stage, times in stages.items()
        if times
    }


def confidences(
    questions: Sequence[Question], outcomes: Sequence[Outcome]
) -> tuple[Floats, calibration.Booleans, calibration.Booleans]:
    """(confidence, answerable, right) of each question."""
    return (
        np.array([outcome.confidence for outcome in outcomes], dtype=np.float64),
        np.array([question.answerable for question in questions], dtype=np.bool_),
        np.array([right(q, o) for q, o in zip(questions, outcomes, strict=True)], dtype=np.bool_),
    )


def right(question: Question, outcome: Outcome) -> bool:
    """Whether the first evidence sentence supports an answer; never for an unanswerable one.

    Where articles were judged and not sentences, whether it stands in a relevant article.
    """
    if question.relevant and not question.evidence:
        first = outcome.ranking[0][0] if outcome.ranking else None
        return question.answerable and first in dict(question.relevant)
    return question.answerable and outcome.right


def _measures(
    values: Mapping[str, Floats],
    questions: Sequence[Question],
    outcomes: Sequence[Outcome],
    draws: Draws,
) -> dict[str, Measure]:
    found = {}
    for name, column in values.items():
        there = column[~np.isnan(column)]
        if len(there):
            resampled = statistics.resample_means(column, draws)
            found[name] = _measure(float(there.mean()), resampled, len(there))
    confidence, answerable, first_right = confidences(questions, outcomes)
    both = bool(answerable.any() and not answerable.all())
    for functions, truth in ((_OVER_ANSWERABLE, answerable), (_OVER_RIGHT, first_right)):
        if functions is _OVER_ANSWERABLE and not both:
            continue
        for name, function in functions.items():
            once = function(confidence, truth, np.ones((1, len(truth))))
            again = statistics.resample(_fix(function, confidence, truth), draws)
            found[name] = _measure(float(once[0]), again, len(truth))
    return found


def _fix(
    function: _Confidence, confidence: Floats, truth: calibration.Booleans
) -> Callable[[Floats], Floats]:
    return lambda weights: function(confidence, truth, weights)


def _measure(value: float, resampled: Floats, n: int) -> Measure:
    low, high = statistics.interval(resampled) or (None, None)
    return Measure(value, low, high, n)


def _ranked(
    level: str,
    prefix: str,
    names: Sequence[str],
    questions: Sequence[Question],
    outcomes: Sequence[Outcome],
) -> dict[str, Floats]:
    import ir_measures

    qrels = trec.qrels(level, questions, outcomes)
    if not qrels:
        return {}
    wanted = [ir_measures.parse_measure(name) for name in names]
    place = {trec.safe(question.id): index for index, question in enumerate(questions)}
    values = {name: np.full(len(questions), np.nan) for name in names}
    for metric in ir_measures.iter_calc(wanted, qrels, trec.run(level, questions, outcomes)):
        values[str(metric.measure)][place[metric.query_id]] = metric.value
    return {f"{prefix}{name}": column for name, column in values.items()}


def _spans(questions: Sequence[Question], outcomes: Sequence[Outcome]) -> dict[str, Floats]:
    """EM and F1 at threshold 0, and with silence where the configured threshold asks for it."""
    if all(outcome.answer is None for outcome in outcomes):
        return {}
    columns: dict[str, list[float]] = {name: [] for name in ("EM", "F1", "EM.silent", "F1.silent")}
    unanswerable = any(not question.answerable for question in questions)
    for question, outcome in zip(questions, outcomes, strict=True):
        found = outcome.answer or ""
        for name, score in (("EM", answers.exact_match), ("F1", answers.token_f1)):
            if not question.answerable:
                plain, silent = np.nan, float(not outcome.answered)
            elif not question.answers:
                plain, silent = np.nan, np.nan
            else:
                plain = score(found, question.answers)
                silent = plain if outcome.answered else 0.0
            columns[name].append(plain)
            columns[f"{name}.silent"].append(silent if unanswerable else np.nan)
    return {name: np.array(column, dtype=np.float64) for name, column in columns.items()}


def _sets(questions: Sequence[Question], outcomes: Sequence[Outcome]) -> dict[str, Floats]:
    """F1 of the sentences given as the answer against the right ones, where several are needed.

    Given are the first sentence and those shown as joint with it, also below the threshold.
    """
    column = np.full(len(questions), np.nan)
    for place, (question, outcome) in enumerate(zip(questions, outcomes, strict=True)):
        if question.multi and question.answerable and question.evidence:
            joint = [shown for shown in outcome.shown[1:] if shown.role == "joint"]
            given = {(shown.article, shown.sentence) for shown in (*outcome.shown[:1], *joint)}
            gold = set(outcome.gold)
            column[place] = 2 * len(given & gold) / max(1, len(given) + len(gold))
    return {"Set.F1": column}


def _decisions(questions: Sequence[Question], outcomes: Sequence[Outcome]) -> dict[str, Floats]:
    """What the configured threshold does: answered, silent, and the right one of the two."""
    answerable = np.array([question.answerable for question in questions], dtype=np.bool_)
    answered = np.array([outcome.answered for outcome in outcomes], dtype=np.bool_)
    _, _, first = confidences(questions, outcomes)
    return {
        "Answered(answerable)": np.where(answerable, answered, np.nan),
        "Silent(unanswerable)": np.where(answerable, np.nan, ~answered),
        "Correct": np.where(answerable, answered & first, ~answered).astype(np.float64),
    }
