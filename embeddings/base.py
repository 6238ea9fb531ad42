"""What a vector and a score are. Every model and index is tested against these definitions.

Vector: float32, C-contiguous rows of Euclidean length 1.
Cosine: the inner product of two vectors, in [-1, 1]; larger is nearer.
Pair score: a cross-encoder's logit, unbounded; larger is more relevant. Raw, never shown.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
Keys: TypeAlias = NDArray[np.int64]
Ranges: TypeAlias = Sequence[tuple[int, int]]
"""Half-open ranges of keys, in order and apart."""
Progress: TypeAlias = Callable[[int], None]
"""Called with the number of texts finished since the last call."""


class Encoder(Protocol):
    """Turns text into vectors. Questions and passages may be encoded differently."""

    @property
    def name(self) -> str:
        """The name it was opened with."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors could: name, weights, pooling, prompts, length limit."""

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), dimension), row i for text i."""

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension). A question's row does not depend on the others."""


class PairScorer(Protocol):
    """Scores how well texts answer a question."""

    @property
    def name(self) -> str:
        """The name it was opened with."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the scores could."""

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts),): pair scores; larger is more relevant."""

    def knows(self, word: str) -> bool:
        """Whether its vocabulary has ``word``, in lower case, as one token."""


class VectorIndex(Protocol):
    """Finds the nearest of many vectors, exactly or nearly so. Each has a key, 0 or more."""

    def __len__(self) -> int:
        """Number of vectors."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def search(
        self, vectors: Vectors, k: int, within: Ranges | None = None
    ) -> tuple[NDArray[np.float32], Keys]:
        """The ``k`` nearest among the keys ``within`` (None: all) to each of q vectors.

        Returns cosines and keys, both (q, k), best first, equal cosines by key; where fewer than
        ``k`` exist, -1 keys with cosine -inf fill the end.
        """

    def vectors(self, keys: Keys) -> Vectors:
        """The stored vectors, shape (len(keys), dimension); zeros where a vector was removed."""

    def save(self, path: Path) -> None:
        """Write to ``path``; raises IndexFileError."""
