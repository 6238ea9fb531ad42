"""A cross-encoder that scores (question, text) pairs, through onnxruntime."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.models import ModelInfo
from embeddings.onnx_model import OnnxModel, batch_of, batches

MAX_TOKENS = 192
"""A pair is cut here: a question and a sentence behind its predecessor are rarely longer."""


class OnnxPairScorer:
    """See ``embeddings.base.PairScorer``."""

    def __init__(self, model: ModelInfo, folder: Path, threads: int = 0) -> None:
        """Load the weights in ``folder``, which were verified. Raises ModelLoadError."""
        self.name = model.name
        self.fingerprint = model.fingerprint
        self._model = OnnxModel(folder, MAX_TOKENS, threads, model.vocabulary)

    def knows(self, word: str) -> bool:
        """Whether the vocabulary has ``word``, in lower case, as one token."""
        return self._model.knows(word)

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Score in batches of similar length; see ``PairScorer``."""
        encodings = self._model.tokenizer.encode_batch([(question, text) for text in texts])
        scores = np.zeros(len(texts), np.float32)
        for batch in batches(encodings):
            scores[batch] = self._model.run(batch_of([encodings[i] for i in batch]))[:, 0]
        return scores
