"""What is known of each candidate sentence, as numbers. Every ranking and probability rests on it.

A reader contributes its own numbers and the answer's words; the rest is the same for all.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qabot.read.candidates import Candidate
from qabot.read.words import content, coverage
from qabot.types import Kind, Span

COMMON = ("cosine", "lexical", "covered", "near", "position", "length", "heading", "asked", "cause")
"""cosine: of the best passage, in [-1, 1]. lexical: 1 / rank in the lexical list, 0 when not in it.
covered, near: share of the question's content words in the sentence; with the one before it.
position: log(1 + index in its article). length: log(1 + words). heading: 1 for a headline or a
byline. asked: 1 where the question asks for this part of an article, as in "Who wrote it?". cause:
1 where the question asks for a reason and the sentence has a word that gives one."""

_WHY = re.compile(
    r"^\W*(?:why|how come|what caused|what (?:is|was|are|were) the (?:reason|cause))"
    r"\b|\breason\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|since|due to|owing to|thanks to|as a result|so that|in order to|therefore|hence"
    r"|caused?|reasons?|led to|prompted|blam\w+|in response to|after|for fear"
    r"|to (?:avoid|prevent|protect|help|ensure|make|get|allow|keep))\b"
    r"|(?<!known )(?<!such )(?<!well )(?<!as )\bas (?:[A-Z][a-z]|he|she|they|it|we|there"
    r"|[a-z]+ (?:is|was|were|are|has|had|did))",
    re.IGNORECASE,
)

_IT = r"(?:this|it|the (?:news )?(?:article|story|piece|report))"
_ASKED = {
    Kind.BYLINE: (
        rf"\b(?:wrote|reported|authored) {_IT}\W*$|\b(?:written|reported) by whom|\bbyline\b"
        rf"|\b(?:author|writer|reporter|journalist)(?: of {_IT}|\W*$)"
        rf"|\b(?:author|writer|reporter|journalist) (?:of|behind|who wrote) {_IT}"
        r"|\bby whom was (?:this|the) (?:article|story|piece|report)"
        r"|\b(?:who|reporter|journalist|author|writer) (?:is|was) "
        r"(?:this|the) (?:article|story|piece|report) by\W*$",
        1.0,
    ),
    Kind.HEADLINE: (
        rf"\bheadline\b|\btitle of {_IT}|\bthe title\W*$"
        r"|\b(?:article|story|piece)(?:'s)? (?:title|titled|called)",
        1.0,
    ),
    # A caption says little of what is in its picture.
    Kind.CAPTION: (
        r"\bcaption\b|\b(?:in|of) (?:this|the) (?:photo|photograph|picture|image)\b",
        0.3,
    ),
}
_CREDIT = re.compile(
    r"\b(?:photo|photograph|picture|image) credit|\bcredited for (?:this|the) (?:photo|picture)"
    r"|\bwho (?:took|shot) (?:this|the) (?:photo|photograph|picture)|\bphotographer\W*$"
    r"|\bwhose (?:photo|picture) is",
    re.IGNORECASE,
)
_CREDIT_WORDS = 4
"""Words of the longest sentence of a caption that only says whose picture it is."""
_PARTS = {kind: (re.compile(text, re.IGNORECASE), worth) for kind, (text, worth) in _ASKED.items()}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader says: ``values`` (n, f) float32 and, for each sentence, spans, best first."""

    values: NDArray[np.float32]
    spans: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Signals:
    """``values`` (n, f) float64, column j being ``names[j]``; ``spans`` as in Reading."""

    names: tuple[str, ...]
    values: NDArray[np.float64]
    spans: tuple[tuple[Span, ...], ...]


class Reader(Protocol):
    """Judges candidate sentences with a model."""

    @property
    def name(self) -> str:
        """As in the configuration; also names its fitted weights."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the numbers it gives for each sentence."""

    def read(self, question: str, candidates: Sequence[Candidate]) -> Reading:
        """Judge every candidate. What it says of one must not depend on the batch."""

    def knows(self, word: str) -> bool:
        """Whether ``word``, in lower case, is an ordinary one, and so hardly mistyped."""


def _is_credit(item: Candidate) -> bool:
    return item.sentence.kind is Kind.CAPTION and len(item.sentence.text.split()) <= _CREDIT_WORDS


def signals(reader: Reader, question: str, candidates: Sequence[Candidate]) -> Signals:
    """Everything known of ``candidates``, one row each."""
    reading = reader.read(question, candidates)
    wanted = content(question)
    asked = {kind: worth for kind, (part, worth) in _PARTS.items() if part.search(question)}
    credit = _CREDIT.search(question) is not None
    why = _WHY.search(question) is not None
    cosines = [item.hit.cosine for item in candidates if item.hit.cosine is not None]
    least = min(cosines, default=0.0)
    common = [
        (
            item.hit.cosine if item.hit.cosine is not None else least,
            1.0 / item.hit.lexical_rank if item.hit.lexical_rank else 0.0,
            coverage(wanted, item.sentence.text),
            coverage(wanted, f"{item.before} {item.sentence.text}"),
            math.log1p(item.sentence.index),
            math.log1p(item.sentence.text.count(" ") + 1),
            float(item.sentence.kind in (Kind.HEADLINE, Kind.BYLINE)),
            float(_is_credit(item)) if credit else asked.get(item.sentence.kind, 0.0),
            float(why and _CAUSE.search(item.sentence.text) is not None),
        )
        for item in candidates
    ]
    values = np.concatenate(
        [reading.values.astype(np.float64), np.asarray(common).reshape(-1, len(COMMON))], axis=1
    )
    spans = tuple(
        ((item.sentence.start, item.sentence.end),)
        if item.sentence.kind is Kind.HEADLINE and Kind.HEADLINE in asked
        else found
        for item, found in zip(candidates, reading.spans, strict=True)
    )
    return Signals((*reader.columns, *COMMON), values, spans)
