"""Exact search over vectors: with FAISS, or with NumPy where there are few."""

import os
import struct
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from embeddings import faiss_files
from embeddings.base import Keys, Ranges, VectorIndex, Vectors
from embeddings.errors import IndexFileError

_HEADER = struct.Struct("<4siqqq?iQ")
"""Of a file that FAISS writes of an IndexFlatIP: its mark, the dimension, the number of vectors,
twice a constant, whether it is trained, the metric, and how many numbers follow."""

_MARK, _CONSTANT = b"IxFI", 1 << 20


class FlatIndex(faiss_files.FaissIndex):
    """Inner products with every vector. See ``embeddings.base.VectorIndex``.

    Up to four MiB of vectors are an array that NumPy searches as fast: importing FAISS would take
    longer than everything else that a first question needs of the library. The file is the same.
    """

    kind = "IndexFlatIP"

    def __init__(self, index: Any, rows: Vectors | None = None) -> None:
        """``rows`` in the place of an index of FAISS."""
        super().__init__(index)
        self._rows = rows

    @classmethod
    def build(cls, dimension: int) -> Self:
        """An empty index."""
        return cls(None, np.zeros((0, dimension), np.float32))

    @classmethod
    def open(cls, path: Path, *, mapped: bool = True) -> Self:
        """Read what ``save`` wrote; ``mapped`` as in ``read``. Raises IndexFileError."""
        rows = _few(path)
        return super().open(path, mapped=mapped) if rows is None else cls(None, rows)

    def __len__(self) -> int:
        """Number of vectors."""
        return super().__len__() if self._rows is None else len(self._rows)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return super().dimension if self._rows is None else int(self._rows.shape[1])

    def add(self, vectors: Vectors) -> None:
        """Append unit rows, shape (n, dimension); their keys go on from ``len(self)``."""
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        if self._rows is not None:
            if self._rows.nbytes + rows.nbytes + _HEADER.size < faiss_files.MAPPED_FROM:
                self._rows = np.concatenate([self._rows, rows])
                return
            self._index = faiss_files.library().IndexFlatIP(self.dimension)
            held, self._rows = self._rows, None
            self.add(held)
        if len(rows):
            self._index.add(rows)

    def save(self, path: Path) -> None:
        """Write to ``path``. Raises IndexFileError."""
        if self._rows is None:
            super().save(path)
            return
        n, dimension = self._rows.shape
        constants = (_CONSTANT, _CONSTANT, True, 0)
        header = _HEADER.pack(_MARK, dimension, n, *constants, n * dimension)
        try:
            path.write_bytes(header + self._rows.astype("<f4", copy=False).tobytes())
        except OSError as error:
            raise IndexFileError(f"{path} cannot be written") from error

    def search(
        self, vectors: Vectors, k: int, within: Ranges | None = None
    ) -> tuple[NDArray[np.float32], Keys]:
        """See ``VectorIndex.search``."""
        n = min(k, len(self) if within is None else faiss_files.size(within))
        if not n:
            return faiss_files.nothing(len(vectors), k)
        asked = np.ascontiguousarray(vectors, dtype=np.float32)
        if self._rows is not None:
            ranges = [(0, len(self))] if within is None else within
            allowed = np.concatenate([np.arange(*ends, dtype=np.int64) for ends in ranges])
            rows = self._rows if len(allowed) == len(self) else self._rows[allowed]
            products = np.stack([rows @ vector for vector in asked])  # one by one: all the same
            best = np.argsort(-products, axis=1, kind="stable")[:, :n]
            raw = np.take_along_axis(products, best, 1)
            return faiss_files.in_order(raw, allowed[best], k)
        parameters = None
        if within is not None:
            selector = faiss_files.selector(within, len(self))
            parameters = faiss_files.library().SearchParameters(sel=selector)
        raw, keys = self._index.search(asked, n, params=parameters)
        return faiss_files.in_order(raw, keys, k)

    def vectors(self, keys: Keys) -> Vectors:
        """See ``VectorIndex.vectors``."""
        if self._rows is not None:
            return self._rows[keys]
        return np.asarray(self._index.reconstruct_batch(keys), dtype=np.float32)


def open_index(path: Path, *, mapped: bool = True) -> VectorIndex:
    """Whichever index was saved at ``path``. ``mapped`` as in ``faiss_files.read``.

    Raises IndexFileError.
    """
    rows = _few(path)
    if rows is not None:
        return FlatIndex(None, rows)
    from embeddings.compressed_index import CompressedIndex

    index = faiss_files.read(path, mapped=mapped)
    if FlatIndex.holds(index):
        return FlatIndex(index)
    if CompressedIndex.holds(index):
        return CompressedIndex(index)
    raise faiss_files.unexpected(path, index, FlatIndex.kind, CompressedIndex.kind)


def _few(path: Path) -> Vectors | None:
    """The vectors of a small file of an IndexFlatIP; None of any other. Raises IndexFileError."""
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size >= faiss_files.MAPPED_FROM:
                return None
            data = file.read()
            file.seek(0)  # where a path stands for a descriptor, its place is shared
    except OSError:
        raise faiss_files.unreadable(path) from None
    if data[:4] != _MARK:
        return None
    if len(data) < _HEADER.size:
        raise faiss_files.unreadable(path)
    _, dimension, n, *_, metric, size = _HEADER.unpack_from(data)
    if metric != 0 or n < 0 or dimension < 1 or n * dimension != size:
        raise faiss_files.unreadable(path)
    if len(data) < _HEADER.size + 4 * size:
        raise faiss_files.unreadable(path)
    numbers = np.frombuffer(data, "<f4", size, _HEADER.size).astype(np.float32)
    return numbers.reshape(n, dimension)
