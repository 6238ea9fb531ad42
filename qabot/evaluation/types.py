"""The values of an evaluation, in the order in which they are made.

    question set -> Question -> Outcome -> Measure, Results

Everything a measure, a comparison or a report needs is in these values, so all of them work the
same on a run that has just ended and on a results folder. Only the standard library is imported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from qabot.types import History, Span, Timing

Scope: TypeAlias = Literal["article", "library"]
"""What is searched: each question's own article, or every article of the set."""

Wording: TypeAlias = Literal["resolved", "typed", "rewritten"]
"""How a follow-up is asked: with its history, without it, or as a person rewrote it."""

SentenceId: TypeAlias = tuple[str, int]
"""(article id, sentence index)."""

PassageId: TypeAlias = tuple[str, int, int]
"""(article id, first sentence, one past the last sentence)."""


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a question set. ``evidence`` spans are code points of the article's source."""

    id: str
    question: str
    article: str
    """Empty where only `relevant` articles are judged: such a set needs the library scope."""
    answerable: bool
    evidence: tuple[Span, ...] = ()
    answers: tuple[str, ...] = ()
    category: str | None = None
    part: str | None = None
    history: History = ()
    rewrite: str | None = None
    multi: bool = False
    whole: str | None = None
    """On a cut article: the id of the same question over the whole one."""
    synthetic: bool = False
    """Proposed from a template and not reworded by a person."""
    relevant: tuple[tuple[str, int], ...] = ()
    """(article id, grade from 1) where articles were judged and not sentences."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions with the path of the articles they are about."""

    name: str
    questions: tuple[Question, ...]
    articles: Path
    """What a Bot is to be scoped to: a folder, a file, or an ``articles.jsonl``."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One evidence sentence as it was shown; ``confidence`` is a probability in [0, 1]."""

    article: str
    sentence: int
    confidence: float
    role: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one question. One line of ``outcomes.jsonl`` in a results folder.

    ``gold`` are the sentences that overlap a gold span, ``gold_passages`` the passages that hold
    one of them: both as the library splits the article. ``answer`` is the best answer span in
    words, whether or not the confidence reached ``threshold``; None when the reader marks none.
    """

    id: str
    understood_as: str
    answered: bool
    confidence: float
    threshold: float
    reason: str | None
    answer: str | None
    gold: tuple[SentenceId, ...]
    gold_passages: tuple[PassageId, ...]
    ranking: tuple[tuple[str, int, float], ...]
    """Every sentence read, best first: (article, index, ranking score).

    Those that are never shown come last, whatever their scores: the first is the first of `shown`.
    """
    dense: tuple[PassageId, ...]
    lexical: tuple[PassageId, ...]
    fused: tuple[PassageId, ...]
    shown: tuple[Shown, ...]
    milliseconds: Timing

    @property
    def right(self) -> bool:
        """Whether the first evidence sentence supports an answer; never for an unanswerable one."""
        return bool(self.ranking) and self.ranking[0][:2] in self.gold


@dataclass(frozen=True, slots=True)
class Story:
    """An article as the run saw it: what its sentences were. One line of ``stories.jsonl``."""

    id: str
    title: str
    text: str
    """The decoded source: what all offsets count in."""
    sentences: tuple[Span, ...]

    def sentence(self, index: int) -> str:
        """The sentence as it stands in the source, markup and all."""
        start, end = self.sentences[index]
        return self.text[start:end]


@dataclass(frozen=True, slots=True)
class Measure:
    """A value with its 95 % interval and the number of questions in its denominator."""

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Results:
    """One run over one question set."""

    set: str
    scope: Scope
    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...]
    """One for each question, in the same order."""
    measures: Mapping[str, Measure]
    categories: Mapping[str, Mapping[str, Measure]]
    milliseconds: Mapping[str, Mapping[str, float]]
    """Stage -> ``p50``, ``p95``, ``p99`` in milliseconds."""
    clustered: bool
    """Whether the intervals resample articles; else, with few articles, questions."""
    stories: Mapping[str, Story] = field(default_factory=dict)
    """The articles asked about, and those of the first sentences found."""
    folder: Path | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    """Configuration, versions and models of the run."""
