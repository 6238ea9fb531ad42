"""From an exported reader to its figures, and the few numbers that turn scores into confidence.

The order of sentences and the confidence are fitted on the "choose" halves, every figure is of the
"report" halves. The fitted numbers are written in the form that `qabot.read.ranking` loads; fitting
through the whole program, retrieval included, is `training.fit`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logsumexp
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

from qabot.read.words import content, coverage
from training.evaluate import Mix, Read, answerable, f1, ranked, read_questions, success
from training.measures import Values, auroc, calibration_error, interval
from training.reading import FEATURES, OnnxReader

LIMITS = {
    "newsqa": 0,
    "newsqa-cut": 0,
    "newsqa-offtopic": 300,
    "xquad": 460,
    "xquad-typos": 460,
    "squad2": 0,
    "wikiqa": 0,
}
"""Sets that are judged, and how many questions of each half are read (0: all)."""

POOLED = ("newsqa", "newsqa-cut", "newsqa-offtopic", "wikiqa")
RANKED = ("newsqa", "xquad", "squad2", "wikiqa")
SIGNALS = (*FEATURES, "covered", "near", "score", "margin")
"""What confidence is made of. covered, near: share of the question's content words in the sentence,
and in it and the one before; score: what sentences are ranked by; margin: its lead on the next."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of FEATURES in the rank, and of SIGNALS and a bias in the log-odds of confidence."""

    rank: Mix
    confidence: Values
    bias: float

    def as_json(self) -> str:
        """The form in which the program loads them."""
        rank = dict(zip(FEATURES, np.round(self.rank, 5).tolist(), strict=True))
        confidence = dict(zip(SIGNALS, np.round(self.confidence, 5).tolist(), strict=True))
        whole = {"rank": rank, "confidence": confidence, "bias": round(self.bias, 5)}
        return json.dumps(whole, indent=2) + "\n"


def fit_rank(results: list[Read], *, ridge: float = 1e-2) -> Mix:
    """Weights under which right sentences stand first: a conditional logit (McFadden 1974)."""
    used = [r for r in results if r.right.any() and not r.right.all()]
    scores = [r.reading.scores.astype(np.float64) for r in used]

    def loss(mix: Mix) -> float:
        total = sum(
            logsumexp(values @ mix) - logsumexp((values @ mix)[result.right])
            for values, result in zip(scores, used, strict=True)
        )
        return float(total / len(used) + ridge * mix @ mix)

    start = np.array([0.2, 0.0, 0.0, 0.4, 0.0])
    return np.asarray(minimize(loss, start, method="L-BFGS-B").x, dtype=np.float64)


def signals(results: list[Read], mix: Mix) -> tuple[Values, Values]:
    """SIGNALS (n, 9) of the first sentence of each question, and whether it is right (n,)."""
    rows, right = [], []
    for result, (scores, order) in zip(results, ranked(results, mix), strict=True):
        first = int(order[0])
        wanted = content(result.question.text)
        before = result.sentences[first - 1] if first else ""
        text = result.sentences[first]
        margin = scores[first] - scores[order[1]] if len(order) > 1 else 0.0
        covered = coverage(wanted, text), coverage(wanted, f"{before} {text}")
        rows.append([*result.reading.scores[first], *covered, scores[first], margin])
        right.append(float(result.right[first]))
    return np.array(rows, dtype=np.float64), np.array(right)


def fit(read: dict[str, list[Read]]) -> Fitted:
    """Fit on `read`, the "choose" half of each set."""
    mix = fit_rank([result for name in RANKED for result in read[name]])
    both = [signals(read[name], mix) for name in (*POOLED, "squad2")]
    rows, right = np.concatenate([b[0] for b in both]), np.concatenate([b[1] for b in both])
    middle, width = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.3, max_iter=1000).fit((rows - middle) / width, right)
    weights = model.coef_[0] / width
    return Fitted(mix, weights, float(model.intercept_[0] - weights @ middle))


def confidence(results: list[Read], fitted: Fitted) -> tuple[Values, Values]:
    """Confidence in the first sentence of each question, and whether that is right."""
    rows, right = signals(results, fitted.rank)
    return expit(rows @ fitted.confidence + fitted.bias), right


def best_threshold(sure: Values, gain: Values, has: NDArray[np.bool_]) -> float:
    """Where SQuAD 2.0 F1 is highest: `gain` counts from it on, silence is right where not `has`."""
    steps = np.unique(np.concatenate([[0.0], sure]))
    return float(max(steps, key=lambda step: squad_f1(sure, gain, has, float(step))))


def squad_f1(sure: Values, gain: Values, has: NDArray[np.bool_], threshold: float) -> float:
    """SQuAD 2.0 F1 (Rajpurkar et al. 2018) when what is less sure than `threshold` is silence."""
    return float(np.where(sure >= threshold, np.where(has, gain, 0.0), ~has).mean())


Figure = dict[str, float | list[float]]


def _figure(values: list[str], measure: Callable[[NDArray[np.int64]], float]) -> Figure:
    """`measure` over all questions and its interval; `values` are the questions' articles."""
    low, high = interval(measure, values)
    point = measure(np.arange(len(values)))
    return {"value": round(point, 4), "interval": [round(low, 4), round(high, 4)], "n": len(values)}


def figures(
    fitted: Fitted, choose: dict[str, list[Read]], read: dict[str, list[Read]]
) -> dict[str, Figure]:
    """Every figure of `read`, the "report" halves, with what was `fitted` on `choose`."""
    mix = fitted.rank
    found: dict[str, Figure] = {}
    for name in ("newsqa", "xquad", "xquad-typos", "wikiqa"):
        having = [r for r in read[name] if r.question.answerable]
        articles = [r.question.article for r in having]
        for label, values in (
            ("Success@1", success(having, mix, 1)),
            ("Success@3", success(having, mix, 3)),
            ("span F1", f1(having, mix)),
        ):
            if having[0].question.answers or label != "span F1":
                found[f"{name} {label}"] = _figure(articles, _mean(values))
    sure = {name: confidence(results, fitted) for name, results in read.items()}
    for name in ("squad2", "wikiqa"):
        has = answerable(read[name])
        articles = [r.question.article for r in read[name]]
        found[f"{name} AUROC"] = _figure(articles, _auroc(sure[name][0], has))
    found["squad2 F1"] = _squad(choose["squad2"], read["squad2"], fitted)
    whole = read["newsqa"]
    for other in ("newsqa-cut", "newsqa-offtopic"):
        values = np.concatenate([sure["newsqa"][0], sure[other][0]])
        has = np.arange(len(values)) < len(whole)
        articles = [r.question.article.split("-cut")[0] for r in [*whole, *read[other]]]
        found[f"newsqa against {other} AUROC"] = _figure(articles, _auroc(values, has))
    by_id = {r.question.id: p for r, p in zip(whole, sure["newsqa"][0], strict=True)}
    pairs = [
        (by_id[r.question.whole], p, r.question.article)
        for r, p in zip(read["newsqa-cut"], sure["newsqa-cut"][0], strict=True)
        if r.question.whole in by_id
    ]
    order = np.array([float(a > b) for a, b, _ in pairs])
    found["newsqa above newsqa-cut, pairs"] = _figure([a for *_, a in pairs], _mean(order))
    pooled = np.concatenate([sure[name][0] for name in POOLED])
    right = np.concatenate([sure[name][1] for name in POOLED])
    articles = [r.question.article for name in POOLED for r in read[name]]
    found["pooled calibration error"] = _figure(
        articles, lambda at: calibration_error(pooled[at], right[at])
    )
    return found


def _mean(values: Values) -> Callable[[NDArray[np.int64]], float]:
    return lambda at: float(values[at].mean())


def _auroc(values: Values, has: NDArray[np.bool_]) -> Callable[[NDArray[np.int64]], float]:
    return lambda at: auroc(values[at][has[at]], values[at][~has[at]])


def _squad(choose: list[Read], read: list[Read], fitted: Fitted) -> Figure:
    """SQuAD 2.0 F1 at the threshold that is best on `choose`."""

    def parts(results: list[Read]) -> tuple[Values, Values, NDArray[np.bool_]]:
        has = answerable(results)
        gain = np.zeros(len(results))
        gain[has] = f1(results, fitted.rank)
        return confidence(results, fitted)[0], gain, has

    threshold = best_threshold(*parts(choose))
    sure, gain, has = parts(read)
    articles = [result.question.article for result in read]
    return _figure(articles, lambda at: squad_f1(sure[at], gain[at], has[at], threshold))


def table(found: dict[str, Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| measure | value | 95% interval | questions |", "|---|---|---|---|"]
    for name, figure in found.items():
        low, high = np.array(figure["interval"])
        lines.append(
            f"| {name} | {figure['value']:.3f} | {low:.3f} to {high:.3f} | {figure['n']} |"
        )
    return "\n".join(lines) + "\n"


def report(reader: OnnxReader, tokenizer: Tokenizer, folder: Path, work: Path) -> None:
    """Read both halves of every set under `folder`; write fitted.json, figures.json and .md."""
    choose, judged = (
        {
            name: read_questions(reader, tokenizer, folder / name, part, limit=limit)
            for name, limit in LIMITS.items()
        }
        for part in ("choose", "report")
    )
    fitted = fit(choose)
    found = figures(fitted, choose, judged)
    (work / "fitted.json").write_text(fitted.as_json(), "utf-8")
    (work / "figures.json").write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    (work / "figures.md").write_text(table(found), "utf-8")
