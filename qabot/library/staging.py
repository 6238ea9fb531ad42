"""Vectors that were computed and are not published yet: what an interrupted run leaves behind.

One file for each encoder, appended to; every record carries a checksum, and the first that does
not match ends the file.
"""

import hashlib
import os
import shutil
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qabot.library import durable

FOLDER = "staging"
_MAGIC = b"qabot vectors 1\n"
_CHUNK = 1024


class Staging:
    """The computed vectors of one encoder, by the digest of their text."""

    def __init__(self, library: Path, fingerprint: str) -> None:
        """Read what an earlier run with the same encoder left."""
        name = hashlib.sha256(fingerprint.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._path = library / FOLDER / f"{name}.vectors"
        self._rows: dict[bytes, int] = {}
        self.dimension: int | None = None
        if self._path.is_file():
            self._load()

    def row(self, digest: bytes) -> int:
        """Where the vector of a text stands; -1 when it was not computed."""
        return self._rows.get(digest, -1)

    def append(self, digests: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Add vectors, shape (len(digests), dimension)."""
        if self.dimension is None:
            self.dimension = int(vectors.shape[1])
            durable.private_folder(self._path.parent)
            durable.private_file(self._path).write_bytes(_MAGIC + self._size())
        records = np.zeros(len(digests), self._record())
        records["digest"] = np.frombuffer(b"".join(digests), "V16")
        records["vector"] = vectors
        for record in records:
            record["checksum"] = _checksum(record.tobytes())
        with open(self._path, "ab") as file:
            file.write(records.tobytes())
        for digest in digests:
            self._rows[digest] = len(self._rows)

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors that stand in ``rows``."""
        offset = len(_MAGIC) + 4
        stored = np.memmap(self._path, self._record(), "r", offset, shape=(len(self._rows),))
        return np.asarray(stored["vector"][rows], dtype=np.float32)

    def _load(self) -> None:
        with open(self._path, "rb") as file:
            head = file.read(len(_MAGIC) + 4)
            if len(head) < len(_MAGIC) + 4 or not head.startswith(_MAGIC):
                return
            self.dimension = int.from_bytes(head[-4:], "little")
            size = self._record().itemsize
            good = len(head)
            for record in _records(file, size):
                if _checksum(record) != int.from_bytes(record[-4:], "little"):
                    break
                self._rows[record[:16]] = len(self._rows)
                good += size
        if len(self._rows) != (good - len(head)) // size:  # a digest twice: not written by us
            self._rows.clear()
            good = len(head)
        os.truncate(self._path, good)

    def _record(self) -> np.dtype[Any]:
        return np.dtype(
            [("digest", "V16"), ("vector", "<f4", (self.dimension,)), ("checksum", "<u4")]
        )

    def _size(self) -> bytes:
        return (self.dimension or 0).to_bytes(4, "little")


def _records(file: Any, size: int) -> Iterable[bytes]:
    while data := file.read(size * _CHUNK):
        for start in range(0, len(data) - size + 1, size):
            yield data[start : start + size]


def _checksum(record: bytes) -> int:
    return zlib.crc32(record[:-4])


def remove(library: Path) -> None:
    """Forget every staged vector: they are published, or of no use."""
    shutil.rmtree(library / FOLDER, ignore_errors=True)
