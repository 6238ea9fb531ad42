"""Exact search over vectors with FAISS."""

from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from embeddings import faiss_files
from embeddings.base import Keys, Ranges, VectorIndex, Vectors
from embeddings.errors import IndexFileError


class FlatIndex:
    """Inner products with every vector. See ``embeddings.base.VectorIndex``."""

    def __init__(self, index: Any) -> None:
        """Wrap a ``faiss.IndexFlatIP``; use ``build`` or ``open``."""
        self._index = index

    @classmethod
    def build(cls, dimension: int) -> Self:
        """An empty index."""
        return cls(faiss_files.library().IndexFlatIP(dimension))

    def add(self, vectors: Vectors) -> None:
        """Append unit rows, shape (n, dimension); their keys go on from ``len(self)``."""
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read what ``save`` wrote. Raises IndexFileError."""
        index = faiss_files.read(path)
        if not isinstance(index, faiss_files.library().IndexFlatIP):
            raise IndexFileError(f"{path} holds {type(index).__name__}, expected IndexFlatIP")
        return cls(index)

    def save(self, path: Path) -> None:
        """Write to ``path``. Raises IndexFileError."""
        faiss_files.write(self._index, path)

    def __len__(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    def search(
        self, vectors: Vectors, k: int, within: Ranges | None = None
    ) -> tuple[NDArray[np.float32], Keys]:
        """See ``VectorIndex.search``."""
        n = min(k, len(self) if within is None else faiss_files.size(within))
        if not n:
            return faiss_files.in_order(*_nothing(len(vectors)), k)
        parameters = None
        if within is not None:
            selector = faiss_files.selector(within, len(self))
            parameters = faiss_files.library().SearchParameters(sel=selector)
        raw, keys = self._index.search(
            np.ascontiguousarray(vectors, dtype=np.float32), n, params=parameters
        )
        return faiss_files.in_order(raw, keys, k)

    def vectors(self, keys: Keys) -> Vectors:
        """See ``VectorIndex.vectors``."""
        return np.asarray(self._index.reconstruct_batch(keys), dtype=np.float32)


def _nothing(n: int) -> tuple[NDArray[np.float32], Keys]:
    return np.empty((n, 0), np.float32), np.empty((n, 0), np.int64)


def open_index(path: Path, *, mapped: bool = True) -> VectorIndex:
    """Whichever index was saved at ``path``. ``mapped`` as in ``faiss_files.read``.

    Raises IndexFileError.
    """
    from embeddings.ivf_index import CompressedIndex

    index = faiss_files.read(path, mapped=mapped)
    faiss = faiss_files.library()
    if isinstance(index, faiss.IndexFlatIP):
        return FlatIndex(index)
    if isinstance(index, faiss.IndexIVFScalarQuantizer):
        return CompressedIndex(index)
    raise IndexFileError(
        f"{path} holds {type(index).__name__}, expected IndexFlatIP or IndexIVFScalarQuantizer"
    )
