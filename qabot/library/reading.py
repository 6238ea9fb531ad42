"""A published generation, opened for reading. Readers never lock and are never waited for."""

import os
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from qabot.errors import LibraryError
from qabot.library import durable, manifest, schema
from qabot.library.lexical import Lexicon
from qabot.library.manifest import Manifest
from qabot.library.opening import open_files, open_vectors
from qabot.library.scope import EVERYTHING, Pieces, Scope, below, find_article, merged, plain
from qabot.types import Article, Passage, Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from embeddings.base import VectorIndex

_TRIES = 100
_LOADED = 64


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """What ``qabot articles`` lists. ``root`` is the first root that holds the article."""

    id: str
    title: str
    origin: str
    sha256: str
    sentences: int
    passages: int
    root: str


class Library:
    """One generation of a library. What it returns never changes, whoever writes meanwhile."""

    def __init__(
        self, folder: Path, published: Manifest, database: sqlite3.Connection, vectors: int
    ) -> None:
        """Use ``open``. ``vectors`` is a descriptor of the vector file, owned from here on."""
        self.folder = folder
        self.manifest = published
        self._database = database
        self._lexicon = Lexicon(database, published.counts.passages)
        self._handle: int | None = vectors
        self._lock = threading.RLock()
        self._scopes: dict[tuple[frozenset[str] | None, frozenset[str] | None], Scope] = {}
        self._loaded: dict[str, tuple[Article, tuple[Sentence, ...]]] = {}
        self._index: VectorIndex | None = None

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what is published in ``folder``. Raises LibraryError.

        Costs a few milliseconds: sizes and checksums are looked at, the vectors are not loaded.
        """
        folder = folder.absolute()
        published = manifest.read(folder)
        for _ in range(_TRIES):
            if published is None:
                make = durable.command(folder)
                raise LibraryError(f"there is no library in {folder}: make one with {make}")
            if published.format != manifest.FORMAT:
                raise LibraryError(
                    f"the library in {folder} was made by qabot {published.qabot}: run "
                    f"{durable.command(folder)} to make it anew"
                )
            try:
                return cls(folder, published, *open_files(folder, published))
            except FileNotFoundError as error:  # or a writer was faster
                before, published = published, manifest.read(folder)
                if published == before:
                    name = Path(error.filename).name
                    raise durable.damaged(folder, f"{name} is missing") from None
        raise LibraryError(f"the library in {folder} changes faster than it can be opened")

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __del__(self) -> None:
        with suppress(AttributeError, sqlite3.ProgrammingError):
            self.close()

    # What it holds

    def articles(
        self, ids: Collection[str] | None = None, roots: Collection[Path] | None = None
    ) -> list[ArticleInfo]:
        """The articles that a ``scope`` of the same takes in, in the order of their ids."""
        pieces = None
        if ids is not None or roots is not None:
            pieces = self._pieces(ids, _absolute(roots))
        with self.reading() as database:
            rows = database.execute(
                "SELECT articles.id, name, title, files.path, articles.sha256, sentences, "
                "last - first, (SELECT roots.path FROM found JOIN roots ON roots.id = root "
                " WHERE found.file = articles.file ORDER BY roots.id LIMIT 1) "
                "FROM articles JOIN files ON files.id = file ORDER BY name"
            ).fetchall()
        return [ArticleInfo(*row) for key, *row in rows if pieces is None or key in pieces]

    def article(self, id: str, near: Collection[Path] | None = None) -> Article:
        """One article. Raises UsageError for an unknown id, with one like it, below ``near``."""
        return self._load(id, near)[0]

    def sentences(self, id: str) -> tuple[Sentence, ...]:
        """The sentences of one article, in order. Raises UsageError for an unknown id."""
        return self._load(id)[1]

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """The passages of ``keys``, in that order. Raises LibraryError for an unknown key."""
        wanted = [int(key) for key in keys]
        loaded: dict[int, Passage] = {}
        with self.reading() as database:
            for start in range(0, len(wanted), 500):
                part = wanted[start : start + 500]
                loaded |= schema.load_passages(database, part)
            if missing := set(wanted) - set(loaded):
                raise schema.DamageError(f"passage {min(missing)} is missing")
        return [loaded[key] for key in wanted]

    def roots(self) -> list[Path]:
        """What was given to ``index``, in that order."""
        return [Path(root) for root in self.manifest.roots]

    # Where to look

    def scope(
        self, ids: Collection[str] | None = None, roots: Collection[Path] | None = None
    ) -> Scope:
        """The passages of the articles ``ids`` that stand below ``roots``; None: of all.

        A path that is no root stands for the files at or below it. Raises UsageError for an id or
        a path that is not in the library.
        """
        if ids is None and roots is None:
            return EVERYTHING
        wanted = (None if ids is None else frozenset(ids), _absolute(roots))
        if wanted not in self._scopes:
            if len(self._scopes) >= 4096:
                self._scopes.clear()
            self._scopes[wanted] = Scope(merged(self._pieces(*wanted).values()))
        return self._scopes[wanted]

    def _pieces(self, ids: Collection[str] | None, roots: frozenset[str] | None) -> Pieces:
        pieces: Pieces | None = None
        with self.reading() as database:
            if roots is not None:
                pieces = {}
                for root in sorted(roots):
                    pieces |= below(database, root)
            if ids is not None:
                named = dict(self._find(database, id, roots) for id in sorted(ids))
                pieces = {row: named[row] for row in named if pieces is None or row in pieces}
        return pieces or {}

    def _find(
        self, database: sqlite3.Connection, id: str, roots: Collection[str] | None
    ) -> tuple[int, tuple[int, int]]:
        """The row and the keys of an article; one of ``roots``, or of those kept, is suggested."""
        return find_article(database, id, self.manifest.kept if roots is None else roots)

    def _restricting(self, scope: Scope) -> Scope:
        """A scope to search in: a restriction that leaves nothing out would only cost time."""
        everything = len(scope) == self.manifest.counts.passages
        return EVERYTHING if everything else scope

    # Searching

    def search_dense(
        self, vector: "NDArray[np.float32]", k: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """The ``k`` passages nearest to a unit vector: (key, cosine), best first, then by key."""
        index, scope = self.vectors(), self._restricting(scope)
        found = self._nearest(index, vector, k, scope)
        gone = len(index) - self.manifest.counts.passages
        if not scope.everything or not gone:
            return found
        alive = self._alive(found)
        if len(alive) < len(found):  # rows of passages that left: ask for as many more
            alive = self._alive(self._nearest(index, vector, k + gone, scope))
        return alive[:k]

    def search_lexical(
        self, question: str, k: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """The ``k`` passages that share the rarest words with a question: (key, BM25), best first.

        BM25 is positive and unbounded, larger is better, equal ones by key. A word's rarity is
        that in the whole library, whatever the scope. In a large library (``MOST_POSTINGS``) the
        commonest words of a question are left out.
        """
        with self.reading():
            return self._lexicon.search(question, k, self._restricting(scope))

    def contains_word(self, word: str, scope: Scope = EVERYTHING) -> bool:
        """Whether a word, in any of its English forms, stands anywhere in the passages."""
        with self.reading():
            return self._lexicon.contains(word, self._restricting(scope))

    def _nearest(
        self, index: "VectorIndex", vector: "NDArray[np.float32]", k: int, scope: Scope
    ) -> list[tuple[int, float]]:
        scores, keys = index.search(vector.reshape(1, -1), k, scope.ranges)
        pairs = zip(keys[0].tolist(), scores[0].tolist(), strict=True)
        return [(key, score) for key, score in pairs if key >= 0]

    def _alive(self, found: list[tuple[int, float]]) -> list[tuple[int, float]]:
        with self.reading() as database:
            known = "SELECT EXISTS (SELECT 1 FROM passages WHERE key = ?)"
            return [hit for hit in found if database.execute(known, (hit[0],)).fetchone()[0]]

    def vectors(self) -> "VectorIndex":
        """The vectors, read now if they were not yet. Raises LibraryError."""
        with self._lock:
            if self._index is None:
                self._index = open_vectors(self.folder, self.manifest, self._handle)
                if self._handle is not None:
                    os.close(self._handle)
                    self._handle = None
            return self._index

    def _load(
        self, id: str, near: Collection[Path] | None = None
    ) -> tuple[Article, tuple[Sentence, ...]]:
        """An article with its sentences; one question asks for the same few again and again."""
        if id not in self._loaded:
            with self.reading() as database:
                row, _ = self._find(database, id, _absolute(near))
                loaded = schema.load_article(database, row)
            if len(self._loaded) >= _LOADED:
                self._loaded.clear()
            self._loaded[id] = loaded
        return self._loaded[id]

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The database, one thread at a time; what is wrong with it becomes a LibraryError."""
        with self._lock:
            try:
                yield self._database
            except (sqlite3.Error, schema.DamageError, ValueError, TypeError) as error:
                raise durable.damaged(self.folder, str(error)) from error


def _absolute(roots: Collection[Path] | None) -> frozenset[str] | None:
    return None if roots is None else frozenset(plain(os.path.abspath(root)) for root in roots)
