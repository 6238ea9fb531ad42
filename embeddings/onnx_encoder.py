"""The default encoder: onnxruntime and tokenizers, no PyTorch."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from embeddings.base import Progress, Vectors
from embeddings.models import ModelInfo, cores
from embeddings.onnx_model import OnnxModel, batch_of

_CHUNK = 16
"""Texts that a worker takes at a time: a fifth of a second."""


def normalise(vectors: Vectors) -> Vectors:
    """Rows scaled to length 1, float32, C-contiguous."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.ascontiguousarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


class OnnxEncoder:
    """A pooled transformer. See ``embeddings.base.Encoder``.

    Every text goes through the network alone, in as many texts at a time as there are threads.
    The int8 scales of these models depend on what shares a batch; alone, a vector depends on its
    text and nothing else, nothing is padded, and the arrays stay in the processor's cache: it is
    faster than batches of 2,048 tokens, and 6 % slower than the best batch size (512).
    """

    def __init__(self, model: ModelInfo, folder: Path, threads: int = 0) -> None:
        """Load the weights in ``folder``, which were verified. Raises ModelLoadError."""
        self.info = model
        self.name = model.name
        self.dimension = model.dimension
        self.fingerprint = model.fingerprint
        self._workers = threads or cores()
        # One thread for each text: two threads make a question's few tokens slower, not faster.
        self._model = OnnxModel(folder, model.max_tokens, 1, model.vocabulary)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode on all threads; see ``Encoder``."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
        for number, rows in enumerate(self._encoded(chunks)):
            vectors[number * _CHUNK : number * _CHUNK + len(rows)] = rows
            if progress is not None:
                progress(len(rows))
        return normalise(vectors)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Encode each with the model's prompt for questions."""
        return self.encode_passages([self.info.question_prompt + text for text in texts])

    def _encoded(self, chunks: Sequence[Sequence[str]]) -> Iterator[Vectors]:
        if self._workers == 1 or len(chunks) < 2:
            yield from map(self._encode, chunks)
            return
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="encode")
        try:
            yield from pool.map(self._encode, chunks)
        finally:  # an interrupted run does not wait for what was not begun
            pool.shutdown(cancel_futures=True)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """Pooled vectors, shape (len(texts), dimension), not yet normalised."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, encoding in enumerate(self._model.tokenizer.encode_batch(list(texts))):
            hidden = self._model.run(batch_of([encoding]))[0]
            vectors[row] = hidden[0] if self.info.pooling == "cls" else hidden.mean(0)
        return vectors
