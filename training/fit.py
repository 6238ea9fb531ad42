"""The few weights that turn a reader's signals into an order and a probability.

    python -m training.fit qabot-reader ../shared/eval --out embeddings/weights

Reads each set's questions once through the program itself, keeps the signals in ``--cache``, and
fits on the questions of part "choose" only: first the ranking weights (a conditional logit:
listwise softmax over the sentences of a question, marginal over its right ones), then the
confidence (logistic regression on whether the first sentence is right; Platt, 1999). The figures
that it prints are of the questions it was fitted on; ``qabot eval --part report`` gives those to
quote.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from embeddings.fitted import register
from qabot import config
from qabot.bot import Bot
from qabot.evaluation import load_question_set
from qabot.evaluation.judge import overlaps
from qabot.read.candidates import Candidate, candidates
from qabot.read.ranking import EXTRA, confidence_features
from qabot.read.signals import Reading, signals
from qabot.types import Span
from training.measures import auroc, calibration_error

RANK_SETS = ("newsqa", "xquad", "squad2", "wikiqa")
CONFIDENCE_SETS = ("newsqa", "newsqa-cut", "newsqa-offtopic", "wikiqa", "squad2")
POOLED = ("newsqa", "newsqa-cut", "newsqa-offtopic", "wikiqa")

# Signals that may take part; the others only show in the cache.
RANK = {
    "qabot-reader": ("span", "starts", "ends", "evidence", "peak"),
    "fast": ("span", "starts", "ends", "evidence", "peak"),
    "cross-encoder": ("alone", "behind", "after"),
}
RANK_COMMON = ("cosine", "lexical", "covered", "near", "position", "length", "heading")
CONFIDENCE_COMMON = ("covered", "near", "cosine", "score", "margin")

# Questions for a part of an article ("Who wrote it?") are in no set. Of "why" questions the choose
# halves hold 67 with an answer: there, up to 1.5 for a causal word costs no Success@1, and first
# sentences that have one are right in 0.76 of the cases where 0.56 was expected without it.
BY_HAND = {"rank": {"asked": 12.0, "cause": 1.4}, "confidence": {"asked": 6.0, "cause": 0.9}}


@dataclass(frozen=True, slots=True)
class Kept:
    """One question as it was read, whatever is made of it later."""

    set: str
    id: str
    article: str
    question: str
    answerable: bool
    candidates: tuple[Candidate, ...]
    columns: tuple[str, ...]
    values: list[list[float]]
    """(n, f), the reader's."""
    spans: tuple[tuple[Span, ...], ...]
    gold: tuple[bool, ...]
    """(n,), which sentences are right."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as signals: ``values`` (n, f), ``gold`` (n,) which sentences are right."""

    set: str
    id: str
    article: str
    answerable: bool
    names: tuple[str, ...]
    values: NDArray[np.float64]
    gold: NDArray[np.bool_]


class _Again:
    """A reader that says again what was kept. See ``signals.Reader``."""

    name = "kept"

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self.columns = kept.columns

    def read(self, question: str, candidates: Sequence[Candidate]) -> Reading:
        return Reading(np.array(self._kept.values, np.float32), self._kept.spans)

    def knows(self, word: str) -> bool:
        return True


def collect(reader: str, folder: Path, library: Path, limit: int) -> list[Kept]:
    """The questions of one set, evenly thinned to `limit`, through retrieval and reading."""
    questions = load_question_set(folder, None, part="choose")
    every = questions.questions
    if len(every) > limit:
        every = tuple(every[i * len(every) // limit] for i in range(limit))
    options = {"library": str(library / folder.name), "reader.model": reader}
    found: list[Kept] = []
    with Bot(config.load(None, (), options), scope_paths=[questions.articles]) as bot:
        bot.open()
        model = bot.reader[0]
        for question in every:
            hits = bot.find(question.question, bot.scope(question.article))
            read = candidates(bot.library, hits[: bot.settings.config.retrieval.read])
            known = signals(model, question.question, read)
            gold = tuple(
                overlaps((c.sentence.start, c.sentence.end), question.evidence) for c in read
            )
            found.append(
                Kept(
                    folder.name,
                    question.id,
                    question.article,
                    question.question,
                    question.answerable,
                    read,
                    model.columns,
                    known.values[:, : len(model.columns)].tolist(),
                    known.spans,
                    gold,
                )
            )
    return found


def again(kept: Kept) -> Asked:
    """The signals of a question that was kept."""
    known = signals(_Again(kept), kept.question, kept.candidates)
    gold = np.array(kept.gold, bool)
    return Asked(kept.set, kept.id, kept.article, kept.answerable, known.names, known.values, gold)


def recalled(path: Path) -> list[Asked]:
    """The signals of all questions that were kept at ``path``."""
    return list(map(again, msgspec.json.decode(path.read_bytes(), type=list[Kept])))


def fit_rank(asked: Sequence[Asked], columns: Sequence[str]) -> dict[str, float]:
    """Weights by signal; each set weighs the same, a little shrinkage (ridge)."""
    names = asked[0].names
    places = [names.index(column) for column in columns]
    useful = [item for item in asked if item.gold.any() and not item.gold.all()]
    everything = np.concatenate([item.values[:, places] for item in useful])
    scale = everything.std(0) + 1e-9
    values = [item.values[:, places] / scale for item in useful]
    sizes = {item.set: sum(other.set == item.set for other in useful) for item in useful}
    shares = [1.0 / sizes[item.set] for item in useful]
    fitted = conditional_logit(values, [item.gold for item in useful], shares, 1e-3) / scale
    return {name: round(float(w), 5) for name, w in zip(columns, fitted, strict=True)}


def conditional_logit(
    values: Sequence[NDArray[np.float64]],
    gold: Sequence[NDArray[np.bool_]],
    shares: Sequence[float],
    ridge: float,
) -> NDArray[np.float64]:
    """Weights (c,) of a listwise softmax over the sentences of each question, marginal over the
    right ones.

    For each question: `values` (n, c) of its sentences, which of them are `gold` (n,), one at
    least, and its share of the loss. `ridge` times the squared weights is added.
    """
    pairs = zip(values, gold, strict=True)
    tensors = [(torch.tensor(value), torch.tensor(right)) for value, right in pairs]
    weights = torch.zeros(values[0].shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = ridge * (weights**2).sum()
        for (value, right), share in zip(tensors, shares, strict=True):
            scores = value @ weights
            loss = loss + share * (torch.logsumexp(scores, 0) - torch.logsumexp(scores[right], 0))
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    found: NDArray[np.float64] = weights.detach().numpy()
    return found


def first(item: Asked, rank: dict[str, float]) -> tuple[int, NDArray[np.float64]]:
    """Index of the first sentence, and the confidence features of all."""
    vector = np.array([rank.get(name, 0.0) for name in item.names])
    scores = item.values @ vector
    return int(np.argmax(scores)), confidence_features(item.values, scores)


def fit_confidence(
    asked: Sequence[Asked], rank: dict[str, float], columns: Sequence[str]
) -> tuple[dict[str, float], float]:
    """Logistic weights and bias for "the first sentence is right"."""
    names = (*asked[0].names, *EXTRA)
    places = [names.index(column) for column in columns]
    rows, right = [], []
    for item in asked:
        best, features = first(item, rank)
        rows.append(features[best, places])
        right.append(bool(item.gold[best]))
    values = np.array(rows)
    scale = values.std(0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=1000).fit(values / scale, right)
    weights = model.coef_[0] / scale
    fitted = {name: round(float(w), 5) for name, w in zip(columns, weights, strict=True)}
    return fitted, round(float(model.intercept_[0]), 5)


def probabilities(
    asked: Sequence[Asked], rank: dict[str, float], confidence: dict[str, float], bias: float
) -> NDArray[np.float64]:
    """Confidence of the first sentence of each question."""
    result = []
    for item in asked:
        best, features = first(item, rank)
        vector = np.array([confidence.get(name, 0.0) for name in (*item.names, *EXTRA)])
        result.append(1 / (1 + np.exp(-(features[best] @ vector + bias))))
    return np.array(result)


def success(asked: Sequence[Asked], rank: dict[str, float], k: int) -> float:
    """Success@k over the answerable questions."""
    hits = []
    for item in asked:
        if item.answerable:
            vector = np.array([rank.get(name, 0.0) for name in item.names])
            order = np.argsort(-(item.values @ vector), kind="stable")[:k]
            hits.append(bool(item.gold[order].any()))
    return float(np.mean(hits)) if hits else float("nan")


def report(asked: Sequence[Asked], fitted: dict[str, object]) -> dict[str, float]:
    """Figures by set."""
    rank, confidence, bias = fitted["rank"], fitted["confidence"], fitted["bias"]
    assert isinstance(rank, dict)
    assert isinstance(confidence, dict)
    assert isinstance(bias, float)
    p = probabilities(asked, rank, confidence, bias)
    right = np.array([bool(item.gold[first(item, rank)[0]]) for item in asked])
    answerable = np.array([item.answerable for item in asked])
    sets = np.array([item.set for item in asked])
    figures: dict[str, float] = {}
    for name in sorted(set(sets)):
        chosen = [item for item in asked if item.set == name]
        for k in (1, 3):
            figures[f"{name} Success@{k}"] = success(chosen, rank, k)
        here = sets == name
        if 0 < answerable[here].sum() < here.sum():
            figures[f"{name} AUROC"] = auroc(p[here & answerable], p[here & ~answerable])
    for other in ("newsqa-cut", "newsqa-offtopic"):
        both = (sets == "newsqa") | (sets == other)
        if (sets == other).any():
            figures[f"newsqa/{other} AUROC"] = auroc(p[both & answerable], p[both & ~answerable])
    pooled = np.isin(sets, POOLED)
    figures["pooled calibration error"] = calibration_error(p[pooled], right[pooled])
    for threshold in (0.3, 0.4, 0.5, 0.6):
        said = pooled & (p >= threshold)
        figures[f"pooled precision at {threshold}"] = float(right[said].mean())
        figures[f"pooled share said at {threshold}"] = float(said[pooled].mean())
    return {name: round(value, 4) for name, value in figures.items()}


def main() -> None:
    """Collect, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("reader")
    parser.add_argument("sets", type=Path, help="a folder of question-set folders")
    parser.add_argument("--only", nargs="*", default=sorted({*RANK_SETS, *CONFIDENCE_SETS}))
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=430, help="questions of a set")
    parser.add_argument("--out", type=Path, help="folder for READER.json")
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    asked: list[Asked] = []
    for name in given.only:
        held = given.cache / f"{given.reader}-{name}.json"
        if not held.exists():
            found = collect(given.reader, given.sets / name, given.cache / "libraries", given.limit)
            part = held.with_suffix(".part")
            part.write_bytes(msgspec.json.encode(found))
            part.replace(held)
            print(f"{name}: {len(found)} questions", flush=True)
        asked += recalled(held)
    own = RANK[given.reader]
    rank = fit_rank([i for i in asked if i.set in RANK_SETS], (*own, *RANK_COMMON))
    confidence, bias = fit_confidence(
        [i for i in asked if i.set in CONFIDENCE_SETS], rank, (*own, *CONFIDENCE_COMMON)
    )
    fitted: dict[str, object] = {
        "rank": rank | BY_HAND["rank"],
        "confidence": confidence | BY_HAND["confidence"],
        "bias": bias,
    }
    print(json.dumps(fitted, indent=1))
    print(json.dumps(report(asked, fitted), indent=1))
    if given.out is not None:
        path = given.out / f"{given.reader}.json"
        path.write_text(json.dumps(fitted, indent=1) + "\n")
        register(path)


if __name__ == "__main__":
    main()
