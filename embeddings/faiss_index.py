"""Exact search over vectors with FAISS."""

from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from embeddings import faiss_files
from embeddings.base import Keys, Ranges, VectorIndex, Vectors


class FlatIndex(faiss_files.FaissIndex):
    """Inner products with every vector. See ``embeddings.base.VectorIndex``."""

    kind = "IndexFlatIP"

    @classmethod
    def build(cls, dimension: int) -> Self:
        """An empty index."""
        return cls(faiss_files.library().IndexFlatIP(dimension))

    def add(self, vectors: Vectors) -> None:
        """Append unit rows, shape (n, dimension); their keys go on from ``len(self)``."""
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def search(
        self, vectors: Vectors, k: int, within: Ranges | None = None
    ) -> tuple[NDArray[np.float32], Keys]:
        """See ``VectorIndex.search``."""
        n = min(k, len(self) if within is None else faiss_files.size(within))
        if not n:
            return faiss_files.nothing(len(vectors), k)
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


def open_index(path: Path, *, mapped: bool = True) -> VectorIndex:
    """Whichever index was saved at ``path``. ``mapped`` as in ``faiss_files.read``.

    Raises IndexFileError.
    """
    from embeddings.compressed_index import CompressedIndex

    index = faiss_files.read(path, mapped=mapped)
    if FlatIndex.holds(index):
        return FlatIndex(index)
    if CompressedIndex.holds(index):
        return CompressedIndex(index)
    raise faiss_files.unexpected(path, index, FlatIndex.kind, CompressedIndex.kind)
