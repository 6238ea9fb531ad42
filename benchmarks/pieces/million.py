"""A library of a million passages: the corpus's own, and copies with noise in their vectors.

The copies' texts are the originals', so their full-text index is as large, and its words are as
frequent, as those of so many passages would be.
"""

import shutil
import sqlite3
from pathlib import Path

import numpy as np

from benchmarks.pieces.common import Setup
from benchmarks.pieces.indexing import whole
from embeddings.base import Vectors
from embeddings.faiss_index import FlatIndex
from qabot.library import Library, durable, manifest
from qabot.library.manifest import DATABASE, VECTORS, Counts

COSINE = 0.9
"""Expected cosine of a copy to its original."""

_BLOCK = 50_000


def noisy(vectors: Vectors, random: np.random.Generator) -> Vectors:
    """Copies with Gaussian noise, renormalised."""
    scale = np.sqrt((1 / COSINE**2 - 1) / vectors.shape[1])
    copies = vectors + random.normal(0, scale, vectors.shape).astype(np.float32)
    return (copies / np.linalg.norm(copies, axis=1, keepdims=True)).astype(np.float32)


def originals(setup: Setup) -> Vectors:
    """The corpus's own vectors."""
    with Library.open(whole(setup)) as library:
        index = library.vectors()
        return index.vectors(np.arange(len(index)))


def vectors(setup: Setup) -> Vectors:
    """``setup.vectors`` rows, kept in the work folder and mapped from there."""
    path = setup.work / f"vectors-{setup.vectors}.npy"
    if not path.exists():
        source, random = originals(setup), np.random.default_rng(0)
        half = path.with_suffix(".part")
        made = np.lib.format.open_memmap(half, "w+", np.float32, (setup.vectors, source.shape[1]))
        for start in range(0, setup.vectors, len(source)):
            part = source[: min(len(source), setup.vectors - start)]
            made[start : start + len(part)] = noisy(part, random) if start else part
        made.flush()
        half.rename(path)
    found: Vectors = np.load(path, mmap_mode="r")
    return found


def flat(setup: Setup) -> Path:
    """The exact index of them."""
    path = setup.work / f"flat-{setup.vectors}.faiss"
    if not path.exists():
        rows, exact = vectors(setup), FlatIndex.build(384)
        for start in range(0, len(rows), _BLOCK):
            exact.add(np.asarray(rows[start : start + _BLOCK]))
        half = path.with_suffix(".part")
        exact.save(half)
        half.rename(path)
    return path


def library(setup: Setup, index: Path) -> Path:
    """A published library of so many passages whose vectors are those of ``index``."""
    folder = setup.work / f"library-{setup.vectors}"
    if (folder / manifest.NAME).exists():
        _vectors(folder, index, setup.vectors)
        return folder
    source = whole(setup)
    published = manifest.read(source)
    assert published is not None
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    (folder / manifest.NAME).unlink()
    _grow(published.folder(folder) / DATABASE, setup.vectors)
    _vectors(folder, index, setup.vectors, published)
    return folder


def _vectors(folder: Path, index: Path, rows: int, before: manifest.Manifest | None = None) -> None:
    """Put an index into a library, and publish it as what it is now."""
    published = before or manifest.read(folder)
    assert published is not None
    place = published.folder(folder)
    shutil.copyfile(index, place / VECTORS)
    tables = ("roots", "files", "articles", "sentences", "passages", "problems")
    with sqlite3.connect(place / DATABASE) as database:
        found = [database.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables]
    counts = Counts(rows=rows, **dict(zip(tables, found, strict=True)))
    made = manifest.make(
        published.generation,
        published.settings,
        published.dimension,
        published.roots,
        counts,
        tuple(durable.checked(place / name) for name in (DATABASE, VECTORS)),
        published.kept,
    )
    manifest.publish(folder, made)


def _grow(path: Path, rows: int) -> None:
    """Copy articles as long as their passages' keys stay below ``rows``."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
        database.execute(f"PRAGMA {pragma}").fetchall()
    (step,) = database.execute("SELECT 1 + max(id) FROM articles").fetchone()
    (size,) = database.execute("SELECT 1 + max(key) FROM passages").fetchone()
    database.execute("BEGIN")
    for copy in range(1, -(-rows // size)):
        a, k = copy * step, copy * size
        copied = f"article + {a} IN (SELECT id FROM articles)"
        for command in (
            f"INSERT INTO articles SELECT id + {a}, name || '~{copy}', local || '~{copy}', file, "
            f"n + {a}, title, title_start, title_end, byline_start, byline_end, dateline_start, "
            f"dateline_end, sha256, sentences, first + {k}, last + {k}, checksum "
            f"FROM articles WHERE id < {step} AND last + {k} <= {rows}",
            f"INSERT INTO sources SELECT article + {a}, source, blocks FROM sources "
            f"WHERE article < {step} AND {copied}",
            f"INSERT INTO sentences SELECT article + {a}, n, start, end, line, paragraph, kind, "
            f"text FROM sentences WHERE article < {step} AND {copied}",
            f"INSERT INTO passages SELECT key + {k}, article + {a}, n, first, last, start, end, "
            f"text, digest FROM passages WHERE key < {size} AND {copied}",
        ):
            database.execute(command)
    for command in ("rebuild", "optimize"):
        database.execute("INSERT INTO lexicon (lexicon) VALUES (?)", (command,))
    database.execute("COMMIT")
    database.close()
