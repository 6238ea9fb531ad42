"""The tables of a generation, and how articles, sentences and passages become rows and back.

A passage's key is its row in the vector index and its rowid in the full-text index. The keys of
one article follow on one another.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from qabot.types import Article, Block, Kind, Passage, Sentence, Span

TABLES = """
CREATE TABLE roots (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE files (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
    sha256 TEXT  -- of its bytes; '': not text; 'unreadable'; NULL: read again by the next run
);
CREATE TABLE found (  -- which files each root holds, and the id each has there
    root INTEGER NOT NULL, file INTEGER NOT NULL, local TEXT NOT NULL,
    PRIMARY KEY (root, file)
) WITHOUT ROWID;
CREATE TABLE problems (file INTEGER NOT NULL, line INTEGER, reason TEXT NOT NULL);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, local TEXT NOT NULL,
    file INTEGER NOT NULL, n INTEGER NOT NULL,
    title TEXT NOT NULL, title_start INTEGER, title_end INTEGER, byline_start INTEGER,
    byline_end INTEGER, dateline_start INTEGER, dateline_end INTEGER,
    sha256 TEXT NOT NULL, sentences INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL,  -- its keys, half-open
    checksum INTEGER NOT NULL
);
CREATE INDEX articles_name ON articles (name);
CREATE INDEX articles_file ON articles (file);
CREATE TABLE sources (article INTEGER PRIMARY KEY, source TEXT NOT NULL, blocks TEXT NOT NULL);
CREATE TABLE sentences (
    article INTEGER NOT NULL, n INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    line INTEGER NOT NULL, paragraph INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (article, n)
) WITHOUT ROWID;
CREATE TABLE passages (
    key INTEGER PRIMARY KEY, article INTEGER NOT NULL, n INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    text TEXT NOT NULL, digest BLOB NOT NULL
);
CREATE INDEX passages_digest ON passages (digest);
CREATE VIRTUAL TABLE lexicon USING fts5(
    text, content='passages', content_rowid='key',
    tokenize='porter unicode61 remove_diacritics 2'
);
"""

_ARTICLE = """
SELECT name, title, title_start, title_end, byline_start, byline_end, dateline_start,
    dateline_end, articles.sha256, checksum, path, source, blocks
FROM articles JOIN sources ON sources.article = articles.id JOIN files ON files.id = file
WHERE articles.id = ?"""

_SENTENCES = """
SELECT n, start, end, line, paragraph, kind, text FROM sentences WHERE article = ? ORDER BY n"""

_PASSAGES = """
SELECT key, articles.name, passages.n, passages.first, passages.last, start, end, text, digest
FROM passages JOIN articles ON articles.id = article"""


class DamageError(Exception):
    """A row is missing or is not what was written."""


def connect_read(path: Path) -> sqlite3.Connection:
    """A connection to a published database: no locks, no journal, nothing written."""
    name = quote(path.absolute().as_posix()).removeprefix("/")
    # An empty authority: /a and C:/a must not become one, //host/a must stay a path.
    uri = f"file:///{name}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)


def connect_write(path: Path) -> sqlite3.Connection:
    """A connection to a database that nobody else sees yet; durable only when it is synced."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
        database.execute(f"PRAGMA {pragma}").fetchall()
    return database


def digest(text: str) -> bytes:
    """What a text is recognised by: vectors are kept under it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def insert_article(
    database: sqlite3.Connection,
    article: Article,
    sentences: Sequence[Sentence],
    passages: Sequence[Passage],
    *,
    local: str,
    file: int,
    n: int,
    first: int,
    searchable: bool,
) -> int:
    """Write one article whose passages get the keys from ``first`` on; returns its row.

    ``searchable``: into the full-text index too; else ``rebuild_lexicon`` must follow.
    """
    spans = [article.title_span, article.byline, article.dateline]
    ends = [end for span in spans for end in (span or (None, None))]
    about = (local, local, file, n, article.title, *ends, article.sha256, len(sentences))
    keys = (first, first + len(passages))
    cursor = database.execute(
        f"INSERT INTO articles VALUES (NULL, {', '.join('?' * 16)})",
        (*about, *keys, _checksum(article, sentences)),
    )
    row = cursor.lastrowid
    assert row is not None
    blocks = json.dumps([(block.kind, block.start, block.end) for block in article.blocks])
    database.execute("INSERT INTO sources VALUES (?, ?, ?)", (row, article.source, blocks))
    database.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((row, s.index, s.start, s.end, s.line, s.paragraph, s.kind, s.text) for s in sentences),
    )
    database.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (key, row, p.index, p.first, p.last, p.start, p.end, p.text, digest(p.text))
            for key, p in enumerate(passages, first)
        ),
    )
    if searchable:
        database.executemany(
            "INSERT INTO lexicon (rowid, text) VALUES (?, ?)",
            ((key, p.text) for key, p in enumerate(passages, first)),
        )
    return row


def rebuild_lexicon(database: sqlite3.Connection) -> None:
    """Make the full-text index anew, in one piece."""
    for command in ("rebuild", "optimize"):
        database.execute("INSERT INTO lexicon (lexicon) VALUES (?)", (command,))


def delete_article(database: sqlite3.Connection, row: int) -> None:
    """Take one article out of every table; its rows in the vector index stay behind."""
    (keys,) = database.execute("SELECT first, last - 1 FROM articles WHERE id = ?", (row,))
    database.execute(
        "INSERT INTO lexicon (lexicon, rowid, text) "
        "SELECT 'delete', key, text FROM passages WHERE key BETWEEN ? AND ?",
        keys,
    )
    database.execute("DELETE FROM passages WHERE key BETWEEN ? AND ?", keys)
    for table, column in (("sentences", "article"), ("sources", "article"), ("articles", "id")):
        database.execute(f"DELETE FROM {table} WHERE {column} = ?", (row,))


def load_article(database: sqlite3.Connection, row: int) -> tuple[Article, tuple[Sentence, ...]]:
    """Read one article with its sentences. Raises DamageError."""
    found = database.execute(_ARTICLE, (row,)).fetchone()
    if found is None:
        raise DamageError(f"article {row} is missing")
    name, title, *ends, sha256, checksum, path, source, blocks = found
    article = Article(
        id=name,
        source=source,
        origin=path,
        sha256=sha256,
        title=title,
        title_span=_span(ends[0:2]),
        byline=_span(ends[2:4]),
        dateline=_span(ends[4:6]),
        blocks=tuple(Block(Kind(kind), start, end) for kind, start, end in json.loads(blocks)),
    )
    sentences = tuple(
        Sentence(n, start, end, line, paragraph, Kind(kind), text)
        for n, start, end, line, paragraph, kind, text in database.execute(_SENTENCES, (row,))
    )
    if _checksum(article, sentences) != checksum:
        raise DamageError(f"article {name} does not match its checksum")
    return article, sentences


def load_passages(database: sqlite3.Connection, keys: Sequence[int]) -> dict[int, Passage]:
    """Passages by key, in the order of the keys; not those that do not exist.

    Raises DamageError.
    """
    if isinstance(keys, range):
        where, values = "key BETWEEN ? AND ?", [keys.start, keys.stop - 1]
    else:
        where, values = f"key IN ({', '.join('?' * len(keys))})", list(keys)
    loaded = {}
    for key, article, n, first, last, start, end, text, mark in database.execute(
        f"{_PASSAGES} WHERE {where} ORDER BY key", values
    ):
        if digest(text) != mark:
            raise DamageError(f"passage {key} does not match its checksum")
        loaded[key] = Passage(article, n, first, last, start, end, text)
    return loaded


def _span(ends: Sequence[int | None]) -> Span | None:
    start, end = ends
    return None if start is None or end is None else (start, end)


def _checksum(article: Article, sentences: Sequence[Sentence]) -> int:
    """Of everything but the id, which changes when another root brings the same one."""
    content = (
        article.source,
        article.sha256,
        article.title,
        article.title_span,
        article.byline,
        article.dateline,
        [(str(b.kind), b.start, b.end) for b in article.blocks],
        [(s.index, s.start, s.end, s.line, s.paragraph, str(s.kind), s.text) for s in sentences],
    )
    return zlib.crc32(repr(content).encode("utf-8", "surrogatepass"))
