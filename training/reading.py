"""A question and an article through the exported reader: what each sentence scores.

Scores are the program's own (`embeddings.reader`); only the windows may be cut differently here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.reader import CLS, COLUMNS, SEP, score_sentence
from training.sets import Span
from training.windows import Ints, Tokens, cut, encode_question

Floats = NDArray[np.float32]
FEATURES = COLUMNS


@dataclass(frozen=True, slots=True)
class Reading:
    """`scores` (S, 5), columns FEATURES, and `spans`, the best answer span of each sentence."""

    sentences: tuple[Span, ...]
    scores: Floats
    spans: tuple[Span, ...]


class OnnxReader:
    """The exported reader on `threads` cores."""

    def __init__(self, path: Path, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )

    def logits(self, question: Ints, windows: list[Ints]) -> list[Floats]:
        """Logits (1 + T, 3) of each window of T tokens: row 0 is the null, then its tokens."""
        asked = len(question)
        length = asked + 3 + max(map(len, windows))
        ids = np.zeros((len(windows), length), dtype=np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for row, window in enumerate(windows):
            end = asked + 2 + len(window)
            ids[row, : end + 1] = [CLS, *question, SEP, *window, SEP]
            mask[row, : end + 1] = 1
            types[row, asked + 2 : end + 1] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        output: Floats = self._session.run(["logits"], feed)[0]
        return [
            np.concatenate([output[row, :1], output[row, asked + 2 : asked + 2 + len(window)]])
            for row, window in enumerate(windows)
        ]


@dataclass(frozen=True, slots=True)
class Cut:
    """How an article is cut: tokens of a window (question included), and tokens that a window
    repeats of the one before it."""

    window: int = 304
    overlap: int = 0


CUT = Cut()


def read(
    reader: OnnxReader, tokenizer: Tokenizer, question: str, article: Tokens, how: Cut = CUT
) -> Reading:
    """Score every sentence of `article`; one that stands in two windows keeps its better half."""
    asked = encode_question(tokenizer, question)
    ranges = cut(article.sentence, how.window - 3 - len(asked), how.overlap)
    logits = reader.logits(asked, [article.ids[start:end] for start, end in ranges])
    scores = np.full((len(article.spans), len(FEATURES)), -np.inf, dtype=np.float32)
    spans = list(article.spans)
    for (start, end), window in zip(ranges, logits, strict=True):
        relative = window[1:] - window[:1]
        local = article.sentence[start:end]
        for index in np.unique(local):
            inside = np.flatnonzero(local == index)
            found, ((first, last), *_) = score_sentence(relative[inside])
            if found[0] > scores[index, 0]:
                at = start + inside[first], start + inside[last]
                spans[index] = int(article.offsets[at[0], 0]), int(article.offsets[at[1], 1])
            scores[index] = np.maximum(scores[index], found)
    return Reading(article.spans, scores, tuple(spans))
