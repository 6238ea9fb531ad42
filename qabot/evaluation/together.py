"""Measures over several runs: pooled sets, pairs of whole and cut articles, the gap closed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from qabot.errors import QuestionSetError
from qabot.evaluation import calibration, statistics
from qabot.evaluation.measures import per_question, summarise
from qabot.evaluation.types import Measure, Outcome, Question, Results


def pool(runs: Sequence[Results]) -> Results:
    """All questions of several runs as one run, such as a calibration error over four sets."""
    questions: list[Question] = []
    outcomes: list[Outcome] = []
    for run in runs:
        for question, outcome in zip(run.questions, run.outcomes, strict=True):
            id = f"{run.set}/{question.id}"
            questions.append(replace(question, id=id, category=question.category or run.set))
            outcomes.append(replace(outcome, id=id))
    if not runs or len({run.scope for run in runs}) > 1:
        raise QuestionSetError("only runs of the same scope can be pooled")
    stories = {id: story for run in runs for id, story in run.stories.items()}
    name = " + ".join(run.set for run in runs)
    return summarise(name, runs[0].scope, questions, outcomes, stories=stories)


def pairs(whole: Results, cut: Results) -> dict[str, Measure]:
    """How the confidence tells a whole article from the same one without its answer.

    ``Pairs`` is the share of questions that get more confidence over the whole article than over
    the cut one, ties as a half; ``Pairs.AUROC`` compares every whole with every cut. Both are in
    [0, 1]; 0.5 is chance. Raises QuestionSetError when a question of ``cut`` names no question of
    ``whole``.
    """
    by_id = {question.id: place for place, question in enumerate(whole.questions)}
    first, second, articles = [], [], []
    for question, outcome in zip(cut.questions, cut.outcomes, strict=True):
        if question.whole not in by_id:
            raise QuestionSetError(
                f"question {question.id!r} of {cut.set} is the cut form of {question.whole!r}, "
                f"which {whole.set} does not hold"
            )
        place = by_id[question.whole]
        first.append(whole.outcomes[place].confidence)
        second.append(outcome.confidence)
        articles.append(whole.questions[place].article)
    if not first:
        return {}
    above, below = np.array(first), np.array(second)
    won = (above > below) + 0.5 * (above == below)
    draws = statistics.draw(articles)
    both = np.concatenate([above, below])
    truth = np.arange(len(both)) < len(above)

    def auroc(weights: statistics.Floats) -> statistics.Floats:
        return calibration.auroc(both, truth, np.concatenate([weights, weights], axis=1))

    found = {"Pairs": (float(won.mean()), statistics.resample_means(won, draws))}
    once = auroc(np.ones((1, len(won))))
    found["Pairs.AUROC"] = (float(once[0]), statistics.resample(auroc, draws))
    measures = {}
    for name, (value, again) in found.items():
        low, high = statistics.interval(again) or (None, None)
        measures[name] = Measure(value, low, high, len(won))
    return measures


def gap_closed(resolved: Results, typed: Results, rewritten: Results) -> Measure | None:
    """(resolved - typed) / (rewritten - typed), each Success@1 over the same follow-ups.

    1 is as good as a person's rewriting, 0 no better than leaving the question as typed; below 0
    and above 1 are possible. None when rewriting changes nothing.
    """
    runs = (resolved, typed, rewritten)
    asked = [question.id for question in resolved.questions]
    if any([question.id for question in run.questions] != asked for run in runs):
        raise QuestionSetError("the gap closed needs the same questions in all three runs")
    columns = [per_question(r.questions, r.outcomes, r.scope).get("Success@1") for r in runs]
    if any(column is None for column in columns):
        return None
    values = np.stack([column for column in columns if column is not None])
    draws = statistics.draw([question.article for question in resolved.questions])
    means = np.nanmean(values, axis=1)
    if means[2] == means[1]:
        return None
    again = np.stack([statistics.resample_means(row, draws) for row in values])
    wide = again[2] - again[1]
    shares = np.divide(
        again[0] - again[1], wide, out=np.full(len(wide), np.nan), where=np.abs(wide) > 1e-12
    )
    low, high = statistics.interval(shares) or (None, None)
    n = int((~np.isnan(values[0])).sum())
    return Measure(float((means[0] - means[1]) / (means[2] - means[1])), low, high, n)
