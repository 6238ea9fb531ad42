"""Approximate search over many vectors with FAISS: two codes of each, a short and a long one.

The short one is a product code (Jégou et al., 2011): three or four numbers at a time become the
nearest of 16 centres, 4 bits. A search looks at the short code of every vector, 32 at a time out of
the processor's registers (André et al., 2015), and compares the best few hundred again by the long
code: a byte for each number, scaled over the range of its dimension. The long codes stay on disk
until they are looked at. docs/performance.md says what was measured against this.
"""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from embeddings import faiss_files
from embeddings.base import Keys, Ranges, Vectors

SAMPLE = 30_000
"""Vectors that the centres are computed from."""

COMPARED = 64
"""Vectors compared by their long code, for each that is asked for: recall@50 is 0.98 with it."""

_ROOM = 0.05
"""Room beyond a dimension's range on both sides, for what is added later."""

_CLIPPED = 0.008
"""A vector whose length changes by this much when it is stored was cut off."""

SERVED, _WORSE = 2_000, 1.3
"""Vectors by which it is judged whether the short codes still serve, and how much worse they may
say new ones than old ones: beyond it the centres are computed anew."""

_BLOCK = 8192

Ends = tuple[NDArray[np.float32], NDArray[np.float32]]
"""The least and the greatest number that the long code can say, of each dimension."""


class CompressedIndex(faiss_files.FaissIndex):
    """Inner products with what the short codes propose. See ``embeddings.base.VectorIndex``.

    Keys are rows, from 0 on. Cosines are those of the long codes, within 0.01 of the exact ones.
    """

    kind = "IndexRefine"

    @classmethod
    def train(cls, sample: Vectors, ends: Ends | None = None) -> Self:
        """An empty index for vectors like those of ``sample``, shape (n, dimension), n > 0.

        ``SAMPLE`` of them, or all there are, make a good sample. ``ends``: the range of each
        dimension, where it is known of all that will be added.
        """
        faiss = faiss_files.library()
        sample = np.ascontiguousarray(sample, dtype=np.float32)
        dimension = sample.shape[1]
        together = next((n for n in (3, 4, 2) if dimension % n == 0), 1)
        metric = faiss.METRIC_INNER_PRODUCT
        short = faiss.IndexPQFastScan(dimension, dimension // together, 4, metric)
        short.pq.cp.min_points_per_centroid = 1  # FAISS would write a warning to the terminal
        enough = np.resize(sample, (max(len(sample), 16), dimension))
        short.train(enough)
        long = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit, metric)
        long.train(sample)
        if ends is None:
            ends = _with_room(sample.min(0), sample.max(0))
        scale = np.concatenate([ends[0], ends[1] - ends[0]]).astype(np.float32)
        faiss.copy_array_to_vector(scale, long.sq.trained)
        whole = faiss.IndexRefine(short, long)
        whole.own_fields = whole.own_refine_index = True
        short.this.disown()
        long.this.disown()
        return cls(whole)

    @classmethod
    def of(
        cls,
        keys: Keys,
        fetch: Callable[[Keys], Vectors],
        like: "CompressedIndex | None" = None,
    ) -> Self:
        """An index of the rows up to the last of ``keys`` (ascending, one at least).

        ``fetch`` gives the vectors of some rows, zeros where a row has none; ``keys`` are those
        that have. The range is that of ``like`` where it holds them all: what was stored with it
        is then stored as it was.
        """
        size = min(len(keys), SAMPLE)
        chosen = np.sort(np.random.default_rng(0).choice(len(keys), size, replace=False))
        blocks = [keys[start : start + _BLOCK] for start in range(0, len(keys), _BLOCK)]
        if like is not None and all(like.can_hold(fetch(block)) for block in blocks):
            ends = like.ends
        else:
            found = [(rows.min(0), rows.max(0)) for rows in map(fetch, blocks)]
            ends = _with_room(
                np.min([least for least, _ in found], 0), np.max([most for _, most in found], 0)
            )
        made = cls.train(fetch(keys[chosen]), ends)
        made.carry_on(np.arange(int(keys[-1]) + 1), fetch)
        return made

    def carry_on(self, keys: Keys, fetch: Callable[[Keys], Vectors]) -> None:
        """Add the rows of ``keys``, which go on from ``len(self)``."""
        for start in range(0, len(keys), _BLOCK):
            self.add(fetch(keys[start : start + _BLOCK]))

    def add(self, vectors: Vectors) -> None:
        """Append unit rows, or zeros, shape (n, dimension); keys go on from ``len(self)``."""
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))
            empty = np.flatnonzero(~vectors.any(axis=1))
            self._blank(len(self) - len(vectors) + empty)

    @property
    def ends(self) -> Ends:
        """The range of the long codes."""
        scale = faiss_files.library().vector_to_array(self._long.sq.trained)
        least, width = scale[: self.dimension], scale[self.dimension :]
        return least, least + width

    def can_hold(self, vectors: Vectors) -> bool:
        """Whether these vectors lie in the range that its codes can say."""
        if not len(vectors):
            return True
        codes = self._long.sq.compute_codes(np.ascontiguousarray(vectors, dtype=np.float32))
        lengths = np.linalg.norm(self._long.sq.decode(codes), axis=1)
        wanted = np.linalg.norm(vectors, axis=1)
        held = wanted > 0
        return not held.any() or bool(np.abs(lengths - wanted)[held].max() < _CLIPPED)

    def serves(self, vectors: Vectors) -> bool:
        """Whether the short codes say these as well, nearly, as those they were made for."""
        if not len(vectors) or not len(self):
            return True
        held = self.vectors(np.random.default_rng(0).integers(0, len(self), SERVED))
        return self._lost(vectors) < _WORSE * self._lost(held[held.any(axis=1)])

    def _lost(self, vectors: Vectors) -> float:
        """Mean squared distance from what the short codes say."""
        if not len(vectors):
            return 0.0
        pq = self._short.pq
        said = pq.decode(pq.compute_codes(np.ascontiguousarray(vectors, dtype=np.float32)))
        return float(((vectors - said) ** 2).sum(axis=1).mean())

    def keep(self, keys: Keys) -> None:
        """Empty every row but ``keys``; of an index that was opened unmapped.

        The short codes stay and may propose such a row; its long one lets it be found by nothing.
        """
        gone = np.ones(len(self), bool)
        gone[keys] = False
        self._blank(np.flatnonzero(gone))

    def search(
        self, vectors: Vectors, k: int, within: Ranges | None = None
    ) -> tuple[NDArray[np.float32], Keys]:
        """See ``VectorIndex.search``. Exact but for the rounding where it is ``within``."""
        faiss = faiss_files.library()
        n = min(k, len(self) if within is None else faiss_files.size(within))
        if not n:
            return faiss_files.nothing(len(vectors), k)
        asked = np.ascontiguousarray(vectors, dtype=np.float32)
        if within is None and n * COMPARED < len(self):
            parameters = faiss.IndexRefineSearchParameters(k_factor=COMPARED)
            raw, keys = self._index.search(asked, n, params=parameters)
            if (keys >= 0).all():  # FAISS may leave out what is least like the question
                return faiss_files.in_order(raw, keys, k)
        ranges = [(0, len(self))] if within is None else within
        parameters = faiss.SearchParameters(sel=faiss_files.selector(ranges, len(self)))
        raw, keys = self._long.search(asked, n, params=parameters)
        return faiss_files.in_order(raw, keys, k)

    def vectors(self, keys: Keys) -> Vectors:
        """See ``VectorIndex.vectors``: decoded."""
        if not len(keys):
            return np.zeros((0, self.dimension), np.float32)
        rows = np.asarray(self._long.reconstruct_batch(keys), dtype=np.float32)
        rows[np.linalg.norm(rows, axis=1) < 0.5] = 0.0  # an empty row, as its code says it
        return rows

    @property
    def _short(self) -> Any:
        return faiss_files.library().downcast_index(self._index.base_index)

    @property
    def _long(self) -> Any:
        return faiss_files.library().downcast_index(self._index.refine_index)

    def _blank(self, keys: Keys) -> None:
        """Write the long code of zeros into rows."""
        if not len(keys):
            return
        faiss, long = faiss_files.library(), self._long
        size = int(long.code_size)
        codes = faiss.rev_swig_ptr(long.codes.data(), len(self) * size).reshape(-1, size)
        codes[keys] = long.sq.compute_codes(np.zeros((1, self.dimension), np.float32))


def _with_room(least: NDArray[np.float32], greatest: NDArray[np.float32]) -> Ends:
    room = _ROOM * (greatest - least)
    return least - room, greatest + room
