"""Texts as tokens, and windows of whole sentences. Training and reading cut the same way."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.reader import MAX_QUESTION
from training.sets import Span, sentences

Ints = NDArray[np.int64]


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in `path` (tokenizer.json), whatever length it meets."""
    tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text of T tokens and S sentences.

    `ids` (T,), `offsets` (T, 2) characters, `sentence` (T,) index of each token's sentence,
    never falling, and `spans`, the sentences themselves.
    """

    ids: Ints
    offsets: Ints
    sentence: Ints
    spans: tuple[Span, ...]


def tokenize(tokenizer: Tokenizer, text: str) -> Tokens:
    """The tokens and sentences of an article."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    spans = sentences(text)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    starts = np.array([start for start, _ in spans], dtype=np.int64)
    sentence = np.searchsorted(starts, offsets[:, 0], side="right") - 1
    return Tokens(np.array(encoding.ids, dtype=np.int64), offsets, sentence, tuple(spans))


def encode_question(tokenizer: Tokenizer, question: str) -> Ints:
    """The tokens of a question that are read, without special ones."""
    ids = tokenizer.encode(question, add_special_tokens=False).ids[:MAX_QUESTION]
    return np.array(ids, dtype=np.int64)


def cut(sentence: Ints, budget: int, overlap: int = 0) -> list[tuple[int, int]]:
    """Token ranges of consecutive windows of whole sentences, at most `budget` tokens each.

    As few windows as fit, of about equal length, so that a batch holds little padding. A window
    begins with as many of the last sentences of the one before it as fit in `overlap` tokens. A
    sentence longer than `budget` is cut where it has to be.
    """
    total = len(sentence)
    if total <= budget:
        return [(0, total)]
    bounds = [0, *(np.flatnonzero(np.diff(sentence)) + 1).tolist(), total]
    pieces = [
        (at, min(at + budget, end))
        for start, end in pairwise(bounds)
        for at in range(start, end, budget)
    ]
    greedy = _fill(pieces, budget, overlap)
    low, high = max(end - start for start, end in pieces), budget
    while high - low > 8:
        middle = (low + high) // 2
        if len(_fill(pieces, middle, overlap)) > len(greedy):
            low = middle
        else:
            high = middle
    return _fill(pieces, high, overlap)


def _fill(pieces: list[tuple[int, int]], most: int, overlap: int) -> list[tuple[int, int]]:
    """Pack `pieces` in order into ranges of at most `most` tokens."""
    ranges: list[tuple[int, int]] = []
    first = index = 0
    while index < len(pieces):
        index = first
        while index < len(pieces) and pieces[index][1] - pieces[first][0] <= most:
            index += 1
        ranges.append((pieces[first][0], pieces[index - 1][1]))
        back = index
        while back - 1 > first and pieces[index - 1][1] - pieces[back - 1][0] <= overlap:
            back -= 1
        if index < len(pieces) and pieces[index][1] - pieces[back][0] > most:
            back = index
        first = back
    return ranges
