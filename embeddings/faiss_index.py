"""Exact search over vectors with FAISS."""

from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from embeddings.base import Keys, Vectors
from embeddings.errors import IndexFileError

_BLOCK = 1 << 20


def _faiss() -> Any:
    import faiss  # 0.15 s, and only a search or a build needs it

    return faiss


class FlatIndex:
    """Inner products with every vector. See ``embeddings.base.VectorIndex``."""

    def __init__(self, index: Any) -> None:
        """Wrap a ``faiss.IndexFlatIP``; use ``build`` or ``open``."""
        self._index = index

    @classmethod
    def build(cls, dimension: int) -> Self:
        """An empty index."""
        return cls(_faiss().IndexFlatIP(dimension))

    def add(self, vectors: Vectors) -> None:
        """Append unit rows, shape (n, dimension); their keys go on from ``len(self)``."""
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read what ``save`` wrote. Raises IndexFileError."""
        faiss = _faiss()
        try:
            # Through Python's own file: FAISS opens no path that a Windows code page cannot spell.
            with open(path, "rb") as file:
                index = faiss.read_index(faiss.PyCallbackIOReader(file.read, _BLOCK))
        except (OSError, RuntimeError):
            raise IndexFileError(f"{path} is not a readable vector index") from None
        if not isinstance(index, faiss.IndexFlatIP):
            raise IndexFileError(f"{path} holds {type(index).__name__}, expected IndexFlatIP")
        return cls(index)

    def save(self, path: Path) -> None:
        """Write to ``path``. Raises IndexFileError."""
        faiss = _faiss()
        try:
            with open(path, "wb") as file:
                faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write, _BLOCK))
        except (OSError, RuntimeError) as error:
            raise IndexFileError(f"{path} cannot be written") from error

    def __len__(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    def search(
        self, vectors: Vectors, k: int, keys: Keys | None = None
    ) -> tuple[NDArray[np.float32], Keys]:
        """See ``VectorIndex.search``."""
        faiss = _faiss()
        k_found = min(k, len(self) if keys is None else len(keys))
        scores = np.full((len(vectors), k), -np.inf, np.float32)
        found = np.full((len(vectors), k), -1, np.int64)
        if k_found:
            parameters = None
            if keys is not None:
                selector = faiss.IDSelectorBatch(np.ascontiguousarray(keys, dtype=np.int64))
                parameters = faiss.SearchParameters(sel=selector)
            raw, rows = self._index.search(
                np.ascontiguousarray(vectors, dtype=np.float32), k_found, params=parameters
            )
            order = np.lexsort((rows, -raw))
            scores[:, :k_found] = np.clip(np.take_along_axis(raw, order, 1), -1.0, 1.0)
            found[:, :k_found] = np.take_along_axis(rows, order, 1)
        return scores, found

    def vectors(self, keys: Keys) -> Vectors:
        """The stored vectors, shape (len(keys), dimension)."""
        return np.asarray(self._index.reconstruct_batch(keys), dtype=np.float32)
