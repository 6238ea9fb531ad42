"""The vectors of a new generation: taken over, found in the staging file, or encoded."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from embeddings.base import Encoder
from embeddings.errors import EmbeddingError
from qabot.errors import ModelError
from qabot.library import durable
from qabot.library.manifest import VECTORS, IndexSettings, Manifest
from qabot.library.opening import open_vectors
from qabot.library.staging import Staging

if TYPE_CHECKING:
    from embeddings.base import VectorIndex
    from embeddings.compressed_index import CompressedIndex
    from embeddings.faiss_index import FlatIndex

Progress: TypeAlias = Callable[[int, int], None]
"""Called with the passages encoded so far, and those to encode in all."""

BATCH = 2048
"""Texts handed to the encoder at once, enough for it to sort them by length."""

_ROWS = 8192


class VectorWriter:
    """One run. ``old`` is the generation before, where its vectors are this encoder's."""

    def __init__(
        self,
        database: sqlite3.Connection,
        old: tuple[Path, Manifest, sqlite3.Connection] | None,
        staging: Staging,
        rows: int,
        first_new: int,
    ) -> None:
        """Rows below ``first_new`` are those of ``old``; passages from there on need a source."""
        self._database = database
        self._old = old
        self._staging = staging
        self._rows = rows
        self._first_new = first_new
        self._from_old = np.full(rows, -1, np.int64)
        self._from_staging = np.full(rows, -1, np.int64)

    def write(
        self,
        path: Path,
        settings: IndexSettings,
        open_encoder: Callable[[], Encoder],
        progress: Progress | None,
    ) -> int:
        """Write the vector file; returns the dimension. Raises ModelError, LibraryError."""
        missing = self._resolve()
        if missing:
            self._encode(missing, settings, open_encoder, progress)
            for keys, digests in self._new_passages():
                for key, digest in zip(keys, digests, strict=True):
                    if self._from_old[key] < 0:
                        self._from_staging[key] = self._staging.row(digest)
        return self._assemble(path, settings.flat_until)

    def _resolve(self) -> dict[bytes, int]:
        """Find every vector there is; returns digest -> a key for the texts that have none."""
        alive = "SELECT key FROM passages WHERE key < ?"
        keys = self._database.execute(alive, (self._first_new,)).fetchall()
        kept = np.fromiter((key for (key,) in keys), np.int64, len(keys))
        self._from_old[kept] = kept
        missing: dict[bytes, int] = {}
        for new_keys, digests in self._new_passages():
            known = self._known(digests)
            for key, digest in zip(new_keys, digests, strict=True):
                if digest in known:
                    self._from_old[key] = known[digest]
                elif (row := self._staging.row(digest)) >= 0:
                    self._from_staging[key] = row
                else:
                    missing.setdefault(digest, key)
        return missing

    def _new_passages(self) -> Iterator[tuple[list[int], list[bytes]]]:
        key = self._first_new
        while rows := self._database.execute(
            "SELECT key, digest FROM passages WHERE key >= ? ORDER BY key LIMIT 500", (key,)
        ).fetchall():
            yield [key for key, _ in rows], [digest for _, digest in rows]
            key = rows[-1][0] + 1

    def _known(self, digests: Sequence[bytes]) -> dict[bytes, int]:
        if self._old is None:
            return {}
        marks = ", ".join("?" * len(digests))
        query = f"SELECT digest, min(key) FROM passages WHERE digest IN ({marks}) GROUP BY digest"
        return dict(self._old[2].execute(query, digests))

    def _encode(
        self,
        missing: dict[bytes, int],
        settings: IndexSettings,
        open_encoder: Callable[[], Encoder],
        progress: Progress | None,
    ) -> None:
        total, done = len(missing), 0

        def advance(n: int) -> None:
            nonlocal done
            done += n
            if progress is not None:
                progress(done, total)

        advance(0)
        digests = list(missing)
        try:
            encoder = open_encoder()
            if encoder.fingerprint != settings.fingerprint:
                raise ModelError(
                    f"the encoder {settings.encoder} is not the one that was described: its "
                    "files changed meanwhile; run the command again"
                )
            for start in range(0, total, BATCH):
                part = digests[start : start + BATCH]
                texts = [self._text(missing[digest]) for digest in part]
                before = done
                vectors = encoder.encode_passages(texts, advance)
                advance(before + len(part) - done)
                _check(vectors, len(part), encoder)
                self._staging.append(part, vectors)
                durable.step("encoded")
        except EmbeddingError as error:
            raise ModelError(str(error)) from error

    def _text(self, key: int) -> str:
        found = self._database.execute("SELECT text FROM passages WHERE key = ?", (key,))
        text: str = found.fetchone()[0]
        return text

    def _assemble(self, path: Path, flat_until: int) -> int:
        if self._old is not None and self._is_old(self._old[1]):
            folder, manifest, _ = self._old
            before = manifest.folder(folder) / VECTORS
            try:
                os.link(before, path)
            except OSError:  # a file system without links
                shutil.copyfile(before, durable.private_file(path))
            return manifest.dimension
        old = None
        if self._old is not None and (self._from_old >= 0).any():
            old = open_vectors(self._old[0], self._old[1], None)
        dimension = self._staging.dimension if old is None else old.dimension
        if dimension is None:  # no passage is left
            dimension = 1 if self._old is None else self._old[1].dimension
        held = (self._from_old >= 0) | (self._from_staging >= 0)
        index: FlatIndex | CompressedIndex
        if held.sum() <= flat_until:
            index = self._flat(old, dimension)
        else:
            index = self._compressed(old, np.flatnonzero(held), dimension)
        durable.private_file(path)
        index.save(path)
        return dimension

    def _flat(self, old: "VectorIndex | None", dimension: int) -> "FlatIndex":
        """Every row in its place; zeros where a passage is gone."""
        from embeddings.faiss_index import FlatIndex

        index = FlatIndex.build(dimension)
        for part in _parts(np.arange(self._rows)):
            index.add(self._block(old, part, dimension))
        return index

    def _compressed(
        self, old: "VectorIndex | None", keys: NDArray[np.int64], dimension: int
    ) -> "CompressedIndex":
        """The vectors of ``keys``: added to those there were, where its codes suit the new ones."""
        from embeddings.compressed_index import SERVED, CompressedIndex

        def fetch(rows: NDArray[np.int64]) -> NDArray[np.float32]:
            return self._block(old, rows, dimension)

        new = np.arange(self._first_new, self._rows)
        index = self._carried_on(keys)
        if index is not None:
            sample = np.sort(np.random.default_rng(0).permutation(new)[:SERVED])
            if index.serves(fetch(sample)) and all(
                index.can_hold(fetch(part)) for part in _parts(new)
            ):
                index.carry_on(new, fetch)
                return index
        like = old if isinstance(old, CompressedIndex) else None
        return CompressedIndex.of(keys, fetch, like)

    def _carried_on(self, keys: NDArray[np.int64]) -> "CompressedIndex | None":
        """The compressed index of the generation before without what is gone, where it serves."""
        from embeddings.compressed_index import CompressedIndex
        from embeddings.faiss_index import open_index

        if self._old is None or not self._first_new:
            return None
        index = open_index(self._old[1].folder(self._old[0]) / VECTORS, mapped=False)
        if not isinstance(index, CompressedIndex):
            return None
        index.keep(keys[: np.searchsorted(keys, self._first_new)])
        return index

    def _block(
        self, old: "VectorIndex | None", keys: NDArray[np.int64], dimension: int
    ) -> NDArray[np.float32]:
        """The vectors of ``keys``, shape (len(keys), dimension); zeros where there is none."""
        kept, staged = self._from_old[keys], self._from_staging[keys]
        block = np.zeros((len(keys), dimension), np.float32)
        if old is not None and (kept >= 0).any():
            block[kept >= 0] = old.vectors(kept[kept >= 0])
        if (staged >= 0).any():
            block[staged >= 0] = self._staging.vectors(staged[staged >= 0])
        return block

    def _is_old(self, manifest: Manifest) -> bool:
        """Whether the vectors are those of the generation before, row by row."""
        return self._rows == manifest.counts.rows and bool(
            (self._from_old == np.arange(self._rows)).all()
        )


def _parts(keys: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(keys), _ROWS):
        yield keys[start : start + _ROWS]


def _check(vectors: NDArray[np.float32], n: int, encoder: Encoder) -> None:
    if vectors.shape != (n, encoder.dimension) or not np.isfinite(vectors).all():
        raise ModelError(
            f"the encoder {encoder.name} gave an array of shape {vectors.shape}, expected {n} "
            f"vectors of {encoder.dimension} finite numbers: choose another encoder.model"
        )
