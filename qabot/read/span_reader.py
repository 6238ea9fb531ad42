"""Sentences judged by the project's own reader: spans, evidence, and "no answer here"."""

import re
from collections.abc import Sequence

import numpy as np

from embeddings.reader import COLUMNS, OnnxReader
from qabot.articles import visible
from qabot.read.candidates import Candidate
from qabot.read.signals import Reading
from qabot.types import Span

_INSIDE = re.compile(r"\w")


class SpanReader:
    """See ``signals.Reader``. Consecutive sentences of an article are read together."""

    columns = COLUMNS

    def __init__(self, reader: OnnxReader) -> None:
        self._reader = reader
        self.name = reader.name

    def read(self, question: str, candidates: Sequence[Candidate]) -> Reading:
        """Read runs of neighbouring sentences; the best spans of each sentence."""
        runs: list[list[str]] = []
        for place, item in enumerate(candidates):
            if not place or not _follows(candidates[place - 1], item):
                runs.append([])
            runs[-1].append(item.sentence.text)
        readings = [reading for run in self._reader.read(question, runs) for reading in run]
        values = np.array([r.scores for r in readings], np.float32).reshape(-1, len(COLUMNS))
        spans = tuple(
            tuple(_in_source(item, *span) for span in apart(item.sentence.text, r.spans))
            for item, r in zip(candidates, readings, strict=True)
        )
        return Reading(values, spans)

    def knows(self, word: str) -> bool:
        """Whether the model's vocabulary has ``word`` as a whole."""
        return self._reader.knows(word)


def _follows(before: Candidate, item: Candidate) -> bool:
    return before.article == item.article and before.sentence.index + 1 == item.sentence.index


def whole_words(text: str, start: int, end: int) -> Span:
    """``text[start:end]`` grown to whole words; never empty where ``text`` is not."""
    end = max(end, start + 1)
    while start and _INSIDE.match(text[start - 1]) and _INSIDE.match(text[start]):
        start -= 1
    while end < len(text) and _INSIDE.match(text[end - 1]) and _INSIDE.match(text[end]):
        end += 1
    return start, min(end, len(text))


def apart(text: str, spans: Sequence[Span]) -> list[Span]:
    """``spans`` of ``text`` as whole words, in order, without what overlaps an earlier one."""
    kept: list[Span] = []
    for span in spans:
        start, end = whole_words(text, *span)
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end))
    return kept


def _in_source(item: Candidate, start: int, end: int) -> Span:
    """Where ``[start, end)`` of a sentence's shown text stands in its article's source."""
    shown = visible(item.raw, item.sentence.start)
    blank = len(shown.text) - len(shown.text.lstrip())
    source = shown.mapper()
    first = source(blank + start)[0]
    return first, source(blank + end - 1)[1]
