"""The project's own reader: where in a text the answer stands, and whether it stands there at all.

A row is ``[CLS] question [SEP] window [SEP]``; the network gives start, end and evidence logits for
every token. Those of [CLS] say "no answer here" and are subtracted from the window's others, which
makes scores of different windows comparable (shared normalisation: Clark and Gardner, 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.models import ModelInfo
from embeddings.onnx_model import OnnxModel, padded
from embeddings.windows import cut

MAX_QUESTION = 48
"""Tokens of a question that are read; the rest is dropped."""

MAX_SPAN = 40
"""Tokens of the longest answer."""

MAX_SPANS, SPAN_MARGIN = 3, 1.0
"""Answers that are marked in one sentence, and by how many nats one may be behind the best."""

COLUMNS = ("span", "starts", "ends", "evidence", "peak")
"""A sentence's scores, all relative to its window's null: best start + end logit of a span in it;
log of the summed exponentials of its start logits; of its end logits; mean evidence logit of its
tokens (a log-odds: above 0 means "this sentence answers"); highest evidence logit of a token."""

CLS, SEP = 101, 102
_ROWS_PER_BATCH, _ALIKE = 8, 0.85
"""Rows that the network sees together at most, and how long, beside the longest, the shortest may
be: padding costs as much as text, a quarter of all for the windows of one news story."""


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """``scores`` as in COLUMNS; ``spans`` (start, end) in the sentence's text, best first.

    The spans do not overlap; those behind the first are nearly as good (``score_sentence``). There
    is always one.
    """

    scores: tuple[float, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Tokens:
    ids: list[int]
    offsets: list[tuple[int, int]]


class OnnxReader:
    """Reads runs of sentences. Nothing it says depends on what else is in the call."""

    def __init__(self, model: ModelInfo, folder: Path, threads: int = 0) -> None:
        """Load the weights in ``folder``, which were verified. Raises ModelLoadError."""
        self.name = model.name
        self.fingerprint = model.fingerprint
        self._max_tokens = model.max_tokens
        self._model = OnnxModel(folder, None, threads, model.vocabulary)

    def knows(self, word: str) -> bool:
        """Whether the vocabulary has ``word``, in lower case, as one token."""
        return self._model.knows(word)

    def read(self, question: str, runs: Sequence[Sequence[str]]) -> list[list[SentenceReading]]:
        """Score every sentence of every run.

        A run is consecutive sentences of one text, which see each other as far as a window of
        ``max_tokens`` reaches; windows of all runs go through the network in batches of about the
        same length, which do not change what is said. Returns one reading for each sentence.
        """
        asked = self._encode([question])[0].ids[:MAX_QUESTION]
        budget = self._max_tokens - 3 - len(asked)
        windows: list[tuple[int, int, list[_Tokens]]] = []
        for number, run in enumerate(runs):
            tokens = self._encode(run)
            tokens = [_Tokens(t.ids[:budget], t.offsets[:budget]) for t in tokens]
            for first, last in cut([len(t.ids) for t in tokens], budget):
                windows.append((number, first, tokens[first:last]))
        result = [[SentenceReading((), ((0, 0),))] * len(run) for run in runs]
        sizes = [sum(len(t.ids) for t in tokens) for _, _, tokens in windows]
        for alike in _batches([3 + len(asked) + size for size in sizes]):
            batch = [windows[i] for i in alike]
            logits = self._logits(asked, [tokens for _, _, tokens in batch])
            for (number, first, tokens), rows in zip(batch, logits, strict=True):
                result[number][first : first + len(tokens)] = _readings(tokens, rows)
        return result

    def _encode(self, texts: Sequence[str]) -> list[_Tokens]:
        encodings = self._model.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [_Tokens(encoding.ids, encoding.offsets) for encoding in encodings]

    def _logits(
        self, asked: list[int], windows: Sequence[Sequence[_Tokens]]
    ) -> list[NDArray[np.float32]]:
        """Logits (T, 3) of each window's T tokens, less those of its [CLS]."""
        texts = [[id for tokens in window for id in tokens.ids] for window in windows]
        rows = [[CLS, *asked, SEP, *text, SEP] for text in texts]
        begin = len(asked) + 2
        output = self._model.run(padded(rows, [begin] * len(rows)))
        return [
            output[row, begin : begin + len(text)] - output[row, :1]
            for row, text in enumerate(texts)
        ]


def _batches(sizes: Sequence[int]) -> list[list[int]]:
    """Places of rows of these sizes in batches with little padding, longest first."""
    batches: list[list[int]] = []
    for place in sorted(range(len(sizes)), key=lambda i: (-sizes[i], i)):
        room = batches and len(batches[-1]) < _ROWS_PER_BATCH
        if room and sizes[place] >= _ALIKE * sizes[batches[-1][0]]:
            batches[-1].append(place)
        else:
            batches.append([place])
    return batches


def _readings(tokens: Sequence[_Tokens], logits: NDArray[np.float32]) -> list[SentenceReading]:
    readings: list[SentenceReading] = []
    at = 0
    for sentence in tokens:
        readings.append(_reading(sentence, logits[at : at + len(sentence.ids)]))
        at += len(sentence.ids)
    return readings


def _reading(sentence: _Tokens, logits: NDArray[np.float32]) -> SentenceReading:
    if not len(logits):  # nothing that the tokenizer knows as a token
        return SentenceReading((-30.0,) * len(COLUMNS), ((0, 0),))
    scores, spans = score_sentence(logits)
    return SentenceReading(
        scores,
        tuple((sentence.offsets[first][0], sentence.offsets[last][1]) for first, last in spans),
    )


def score_sentence(
    logits: NDArray[np.float32],
) -> tuple[tuple[float, ...], tuple[tuple[int, int], ...]]:
    """COLUMNS of a sentence, and the first and last tokens of its spans, best first.

    ``logits`` (T, 3) are those of its tokens less their window's null; T is at least 1. There are
    at most MAX_SPANS; the later ones score above the null and within SPAN_MARGIN of the first.
    """
    start, end, evidence = logits[:, 0], logits[:, 1], logits[:, 2]
    places = np.arange(len(logits))
    ahead = places[None, :] - places[:, None]
    pairs = np.where((ahead >= 0) & (ahead < MAX_SPAN), start[:, None] + end[None, :], -np.inf)
    best = float(pairs.max())
    spans: list[tuple[int, int]] = []
    while len(spans) < MAX_SPANS:
        first, last = divmod(int(pairs.argmax()), len(logits))
        if spans and not pairs[first, last] >= max(best - SPAN_MARGIN, 0.0):
            break
        spans.append((first, last))
        pairs[(places[:, None] <= last) & (places[None, :] >= first)] = -np.inf
    scores = (
        best,
        float(np.logaddexp.reduce(start)),
        float(np.logaddexp.reduce(end)),
        float(evidence.mean()),
        float(evidence.max()),
    )
    return scores, tuple(spans)
