"""FAISS indexes as files, and what searching any of them has in common."""

import os
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from embeddings.base import Keys, Ranges
from embeddings.errors import IndexFileError

_BLOCK = 1 << 20
MAPPED_FROM = 4 << 20
"""Bytes from which a file is mapped into memory: pages are read as a search touches them."""


def library() -> Any:
    """The faiss module: 0.15 s to import, and only a search or a build needs it."""
    import faiss

    return faiss


def read(path: Path, *, mapped: bool = True) -> Any:
    """The index in a file, as faiss has it. ``mapped`` off: all of it in memory, to be changed.

    Raises IndexFileError.
    """
    faiss = library()
    try:
        with open(path, "rb") as file:
            if mapped and _can_map(path, os.fstat(file.fileno()).st_size):
                return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
            # Through Python's own file: FAISS opens no path that a Windows code page cannot spell.
            return faiss.read_index(faiss.PyCallbackIOReader(file.read, _BLOCK))
    except (OSError, RuntimeError, MemoryError):
        raise unreadable(path) from None


def _can_map(path: Path, size: int) -> bool:
    return os.name == "posix" and size >= MAPPED_FROM and str(path).isprintable()


def write(index: Any, path: Path) -> None:
    """Write an index of faiss to ``path``. Raises IndexFileError."""
    faiss = library()
    try:
        with open(path, "wb") as file:
            faiss.write_index(index, faiss.PyCallbackIOWriter(file.write, _BLOCK))
    except (OSError, RuntimeError) as error:
        raise IndexFileError(f"{path} cannot be written") from error


def unreadable(path: Path) -> IndexFileError:
    """What is wrong with a file that holds no index, or cannot be read."""
    return IndexFileError(f"{path} is not a readable vector index")


def unexpected(path: Path, index: Any, *kinds: str) -> IndexFileError:
    """What is wrong with a file that holds none of ``kinds``, classes of faiss."""
    return IndexFileError(f"{path} holds {type(index).__name__}, expected {' or '.join(kinds)}")


class FaissIndex:
    """What every index of faiss has in common. See ``embeddings.base.VectorIndex``."""

    kind: ClassVar[str]
    """Its class in faiss."""

    def __init__(self, index: Any) -> None:
        """Wrap an index of ``kind``; use ``open``, or what makes a new one."""
        self._index = index

    @classmethod
    def holds(cls, index: Any) -> bool:
        """Whether an index of faiss is of ``kind``."""
        return isinstance(index, getattr(library(), cls.kind))

    @classmethod
    def open(cls, path: Path, *, mapped: bool = True) -> Self:
        """Read what ``save`` wrote; ``mapped`` as in ``read``. Raises IndexFileError."""
        index = read(path, mapped=mapped)
        if not cls.holds(index):
            raise unexpected(path, index, cls.kind)
        return cls(index)

    def save(self, path: Path) -> None:
        """Write to ``path``. Raises IndexFileError."""
        write(self._index, path)

    def __len__(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)


def selector(within: Ranges, rows: int) -> Any:
    """What lets a search of an index with keys below ``rows`` find nothing outside ``within``."""
    faiss = library()
    if len(within) == 1:
        return faiss.IDSelectorRange(*within[0])
    allowed = np.zeros(rows, bool)
    for first, last in within:
        allowed[first:last] = True
    return faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))


def in_order(
    raw: NDArray[np.float32], keys: Keys, k: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """What faiss found as ``VectorIndex.search`` gives it: (q, k), best first, then by key."""
    scores = np.full((len(raw), k), -np.inf, np.float32)
    found = np.full((len(raw), k), -1, np.int64)
    raw = np.where(keys < 0, -np.inf, np.clip(raw, -1.0, 1.0))
    order = np.lexsort((keys, -raw))
    n = raw.shape[1]
    scores[:, :n] = np.take_along_axis(raw, order, 1)
    found[:, :n] = np.take_along_axis(keys, order, 1)
    return scores, found


def nothing(n: int, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """What ``n`` searches give that may find nothing: (n, k)."""
    return in_order(np.empty((n, 0), np.float32), np.empty((n, 0), np.int64), k)


def size(within: Ranges) -> int:
    """How many keys there are in ranges."""
    return sum(last - first for first, last in within)
