"""An encoder without a model, for tests and examples: words hashed into a few numbers."""

import zlib
from collections.abc import Sequence

import numpy as np

from embeddings.base import Progress, Vectors
from qabot.library.manifest import IndexSettings
from qabot.library.query import terms


class HashEncoder:
    """Texts that share words have near vectors. The same text gets the same vector, always."""

    def __init__(self, dimension: int = 32, version: int = 1) -> None:
        """Another ``version`` has another fingerprint and other vectors."""
        self.name = "hash"
        self.dimension = dimension
        self.version = version
        self.encoded: list[str] = []
        """Every passage that was encoded, in order."""

    @property
    def fingerprint(self) -> str:
        """Differs by dimension and version."""
        return f"hash {self.dimension} {self.version}"

    def settings(self, words: int = 60, overlap: int = 1) -> IndexSettings:
        """Settings of an index made with this encoder."""
        return IndexSettings(self.name, self.fingerprint, words, overlap)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See ``embeddings.base.Encoder``."""
        self.encoded += texts
        if progress is not None:
            progress(len(texts))
        return self.encode_questions(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """See ``embeddings.base.Encoder``."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[0] = 0.1
            for word in terms(text):
                row[zlib.crc32(f"{self.version} {word}".encode()) % self.dimension] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors
