"""Outcomes as TREC runs and qrels: what ir_measures computes on, and what trec_eval can read.

One document is a sentence (``article#index``), a passage (``article#first-last``) or an article.
Ranks become scores that fall by one, so that no tool can break a tie its own way. Two stand-ins
keep every question in the denominator of any tool: an answerable question whose evidence no
document holds has the relevant document ``lost``, which nothing can retrieve, and a question for
which nothing was retrieved has the run line ``nothing``.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from qabot.evaluation.types import Outcome, PassageId, Question

Qrels: TypeAlias = dict[str, dict[str, int]]
Run: TypeAlias = dict[str, dict[str, float]]

LOST = "lost"
NOTHING = "nothing"
LEVELS = ("sentences", "dense", "lexical", "fused", "articles")
_PLAIN = "/:@+,;=!$&'()*"


@lru_cache(maxsize=100_000)
def safe(name: str) -> str:
    """``name`` without white space or ``#``, so that it can stand in a TREC file."""
    return quote(name, safe=_PLAIN)


def qrels(level: str, questions: Sequence[Question], outcomes: Sequence[Outcome]) -> Qrels:
    """Query -> relevant documents with their grades, for the answerable questions.

    Where a set judges articles and not sentences, only the level of articles has any.
    """
    judged: Qrels = {}
    for question, outcome in zip(questions, outcomes, strict=True):
        only_articles = bool(question.relevant) and not question.evidence
        if not question.answerable or (only_articles and level != "articles"):
            continue
        if level == "sentences":
            relevant = {_sentence(article, index): 1 for article, index in outcome.gold}
        elif level != "articles":
            relevant = {_passage(passage): 1 for passage in outcome.gold_passages}
        elif question.relevant:
            relevant = {safe(article): grade for article, grade in question.relevant}
        else:
            relevant = {safe(article): 1 for article in dict(outcome.gold) or [question.article]}
        judged[safe(question.id)] = relevant or {LOST: 1}
    return judged


def run(level: str, questions: Sequence[Question], outcomes: Sequence[Outcome]) -> Run:
    """Query -> document -> score, for every question."""
    return {
        safe(question.id): _scores(documents(level, outcome))
        for question, outcome in zip(questions, outcomes, strict=True)
    }


def documents(level: str, outcome: Outcome) -> list[str]:
    """What was retrieved at ``level``, best first. Articles: in the order of the fused passages."""
    if level == "sentences":
        return [_sentence(article, index) for article, index, _ in outcome.ranking]
    if level == "articles":
        return list(dict.fromkeys(safe(article) for article, _, _ in outcome.fused))
    passages: tuple[PassageId, ...] = getattr(outcome, level)
    return [_passage(passage) for passage in passages]


def write(folder: Path, questions: Sequence[Question], outcomes: Sequence[Outcome]) -> None:
    """``<level>.run`` and ``<level>.qrels`` for every level, in TREC's own formats."""
    folder.mkdir(parents=True, exist_ok=True)
    passages = qrels("fused", questions, outcomes)
    judged = {"sentences": qrels("sentences", questions, outcomes), "passages": passages}
    judged["articles"] = qrels("articles", questions, outcomes)
    for name, lines in judged.items():
        _write(folder / f"{name}.qrels", _qrel_lines(lines))
    for level in LEVELS:
        _write(folder / f"{level}.run", _run_lines(level, run(level, questions, outcomes)))


def _scores(ranked: Sequence[str]) -> dict[str, float]:
    ranked = list(dict.fromkeys(ranked)) or [NOTHING]
    return {document: float(len(ranked) - place) for place, document in enumerate(ranked)}


def _sentence(article: str, index: int) -> str:
    return f"{safe(article)}#{index}"


def _passage(passage: PassageId) -> str:
    article, first, last = passage
    return f"{safe(article)}#{first}-{last}"


def _qrel_lines(judged: Qrels) -> Iterable[str]:
    for query, relevant in judged.items():
        for document, grade in relevant.items():
            yield f"{query} 0 {document} {grade}"


def _run_lines(level: str, retrieved: Mapping[str, Mapping[str, float]]) -> Iterable[str]:
    for query, scores in retrieved.items():
        for rank, (document, score) in enumerate(scores.items(), start=1):
            yield f"{query} Q0 {document} {rank} {score:g} qabot-{level}"


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
