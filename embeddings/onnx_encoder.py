"""The default encoder: onnxruntime and tokenizers, no PyTorch."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.base import Progress, Vectors
from embeddings.models import ModelInfo
from embeddings.onnx_model import OnnxModel, batch_of, batches


def normalise(vectors: Vectors) -> Vectors:
    """Rows scaled to length 1, float32, C-contiguous."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.ascontiguousarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


class OnnxEncoder:
    """A pooled transformer. See ``embeddings.base.Encoder``."""

    def __init__(self, model: ModelInfo, folder: Path, threads: int = 0) -> None:
        """Load the weights in ``folder``, which were verified. Raises ModelLoadError."""
        self.info = model
        self.name = model.name
        self.dimension = model.dimension
        self.fingerprint = model.fingerprint
        self._model = OnnxModel(folder, model.max_tokens, threads)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode in batches of similar length; see ``Encoder``."""
        encodings = self._model.tokenizer.encode_batch(list(texts))
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for batch in batches(encodings):
            hidden = self._model.run(batch_of([encodings[i] for i in batch]))
            if self.info.pooling == "cls":
                vectors[batch] = hidden[:, 0]
            else:
                lengths = np.array([len(encodings[i].ids) for i in batch])
                mask = (np.arange(hidden.shape[1]) < lengths[:, None]).astype(np.float32)
                vectors[batch] = (hidden * mask[..., None]).sum(1) / lengths[:, None]
            if progress is not None:
                progress(len(batch))
        return normalise(vectors)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Encode one at a time: int8 scales of this model depend on what shares a batch."""
        rows = [self.encode_passages([self.info.question_prompt + text]) for text in texts]
        return np.concatenate(rows) if rows else np.zeros((0, self.dimension), np.float32)
