"""Files to articles: one article in a text file, or one on each line of an ``articles.jsonl``."""

import hashlib
import io
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from qabot.articles.discovery import JSONL, kind_of, reason, show
from qabot.articles.layout import parse
from qabot.articles.text import clean, count_undecodable, decode, without_surrogates
from qabot.errors import ArticleError, TooLargeError
from qabot.types import Article

MAX_BYTES = 32_000_000
"""The largest article that is read (``index.max_megabytes``): longer than any, and still indexed in
a minute or two."""

JSONL_TIMES = 100
"""An ``articles.jsonl`` may be as many times as large as one article, and is never in memory."""

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive (or a DOCX, ODT or EPUB document)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_ADVICE = "save it as plain text (.txt or .md, UTF-8) and try again"
_CONTROL = frozenset(map(chr, [*range(9), 11, *range(14, 27), *range(28, 32), 127]))


Known: TypeAlias = Mapping[str, tuple[str, str]]
"""Id -> SHA-256 of the text and title, of articles that were read before."""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A line of an ``articles.jsonl`` that holds no article."""

    line: int
    """Counted from 1; 0 is the whole file."""
    reason: str
    unreadable: bool = False
    """The system would not give the file; that may pass without the file changing."""
    too_large: bool = False
    """It is over the limit; that may pass when the limit is raised."""


@dataclass(frozen=True, slots=True)
class SameArticle:
    """A line of an ``articles.jsonl`` whose text and title are those that were known of its id."""

    id: str


def read_file(path: Path, *, id: str, max_bytes: int = MAX_BYTES) -> Article:
    """Read one article from a text file.

    Raises TooLargeError above ``max_bytes``, ArticleError for whatever else is no article.
    """
    data = _read(path, max_bytes)
    source = decode(data)
    problem = _not_text(data, source)
    if problem:
        raise ArticleError(f"{show(path)} {problem}; {_ADVICE}")
    if not clean(source):
        raise ArticleError(f"{show(path)} holds no text; an article needs at least one sentence")
    return parse(source, id=id, origin=_origin(path), sha256=hashlib.sha256(data).hexdigest())


def _read(path: Path, max_bytes: int) -> bytes:
    """Return a regular file's bytes, and refuse one that is larger than ``max_bytes``."""
    with _opened(path) as file:
        try:
            data = file.read(max_bytes + 1)
        except OSError as error:
            raise ArticleError(f"{show(path)}: {reason(error)}") from error
    if len(data) > max_bytes:
        raise TooLargeError(
            f"{show(path)} is larger than {max_bytes:,} bytes, the limit for one article; split "
            f"it, write its parts as lines of an {JSONL}, or raise index.max_megabytes"
        )
    return data


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """A regular file, open. What is none is refused before it is opened, and looked at again then.

    A pipe would be waited for, and opening a device can do something. A file without a size is not
    read at all: below /proc that can block, and take away what another program waits for.
    """
    try:
        _check(path, path.stat())
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise ArticleError(f"{show(path)}: {reason(error)}") from error
    with open(handle, "rb") as file:
        info = os.fstat(handle)
        _check(path, info)
        yield file if info.st_size else io.BytesIO()


def _check(path: Path, info: os.stat_result) -> None:
    if not stat.S_ISREG(info.st_mode):
        raise ArticleError(f"{show(path)} is {kind_of(info.st_mode)}; expected a text file")


def _not_text(data: bytes, source: str) -> str | None:
    """Say what makes a file no text, or None."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return f"is {name}, not text"
    sample = source[:20_000]
    strange = sum(c in _CONTROL for c in sample)
    if "\x00" in sample or strange > 0.02 * len(sample):
        return "is a binary file, not text"
    if sample.count("\ufffd") > 0.1 * len(sample):
        return "is not text in UTF-8 or UTF-16"
    return None


def undecodable(path: Path) -> int:
    """Return how many bytes of an article file are not in its encoding; 0 where it is gone."""
    try:
        with open(path, "rb") as file:
            return count_undecodable(file, os.fstat(file.fileno()).st_size)
    except OSError:
        return 0


def read_jsonl(path: Path, *, max_bytes: int = MAX_BYTES) -> Iterator[Article | LineProblem]:
    """Read the articles of an ``articles.jsonl``, one ``{"id", "title", "text"}`` a line.

    A line that holds no article is yielded as a problem, and the rest is read. Blank lines are
    skipped. ``max_bytes`` is the limit of one line; the file may have ``JSONL_TIMES`` as many, in
    UTF-16 as many as one line. Raises TooLargeError, ArticleError.
    """
    items = reread_jsonl(path, {}, max_bytes=max_bytes)
    return (item for item in items if not isinstance(item, SameArticle))


def reread_jsonl(
    path: Path, known: Known, *, max_bytes: int = MAX_BYTES
) -> Iterator[Article | LineProblem | SameArticle]:
    """As ``read_jsonl``, without looking into the articles of ``known`` that did not change.

    One whose title is not given beside its text is looked into.
    """
    try:
        info = path.stat()
    except OSError as error:
        raise ArticleError(f"{show(path)}: {reason(error)}") from error
    _check(path, info)
    if info.st_size > JSONL_TIMES * max_bytes:
        raise _too_large(path, JSONL_TIMES * max_bytes)
    return _read_jsonl(path, known, max_bytes)


def _too_large(path: Path, limit: int) -> TooLargeError:
    return TooLargeError(
        f"{show(path)} is larger than {limit:,} bytes; split it, or raise index.max_megabytes"
    )


def _read_jsonl(
    path: Path, known: Known, max_bytes: int
) -> Iterator[Article | LineProblem | SameArticle]:
    origin = _origin(path)
    seen: dict[str, int] = {}
    with _opened(path) as file:
        try:
            for number, line in enumerate(_lines(path, file, max_bytes), 1):
                if line is None:
                    yield LineProblem(
                        number,
                        f"is longer than {max_bytes:,} bytes, the limit for one article; "
                        "split it, or raise index.max_megabytes",
                        too_large=True,
                    )
                    continue
                if not line.strip():
                    continue
                result = _article(line, origin, seen, number, known)
                yield LineProblem(number, result) if isinstance(result, str) else result
        except OSError as error:
            raise ArticleError(f"{show(path)}: {reason(error)}") from error


def _lines(path: Path, file: BinaryIO, max_bytes: int) -> Iterator[str | None]:
    """Yield a file's lines, decoded; None for one that is too long. UTF-16 is read whole."""
    head = file.read(4)
    file.seek(0)
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        data = file.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise _too_large(path, max_bytes)
        yield from decode(data).split("\n")
        return
    first = True
    while line := file.readline(max_bytes + 1):
        if len(line) > max_bytes:
            while line and not line.endswith(b"\n"):
                line = file.readline(max_bytes)
            yield None
        else:
            yield decode(line) if first else line.decode("utf-8", errors="replace")
        first = False


def _article(
    line: str, origin: str, seen: dict[str, int], number: int, known: Known
) -> Article | SameArticle | str:
    """Read one line; return its article, or what is wrong with it."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"is not JSON ({error})" if isinstance(error, ValueError) else "is nested too deep"
    if not isinstance(value, dict):
        return 'is not an object; expected {"id": ..., "title": ..., "text": ...}'
    if wrong := _not_strings(value):
        return wrong
    name, title, text = value["id"], value.get("title"), value["text"]
    if not clean(name):
        return '"id" is empty'
    name = clean(without_surrogates(name))
    if name in seen:
        return f'"id" {name!r} is that of line {seen[name]} too; ids must differ'
    source = without_surrogates(text).removeprefix("\ufeff")
    title = without_surrogates(title or "")
    sha256 = hashlib.sha256(source.encode()).hexdigest()
    before = known.get(name)
    if before is not None and before[0] == sha256 and before[1] == clean(title) != "":
        seen[name] = number
        return SameArticle(name)
    if not clean(source):
        return '"text" is empty'
    seen[name] = number
    return parse(source, id=name, origin=origin, sha256=sha256, title=title)


def _not_strings(value: dict[str, object]) -> str | None:
    """Say what of an article is missing, or is no string."""
    for key, missing, other in (
        ("id", "a string that is not empty", "; expected one that is not empty"),
        ("title", None, ""),
        ("text", "the article as one string", "; expected the whole article"),
    ):
        if key not in value:
            if missing is not None:
                return f'has no "{key}"; expected {missing}'
        elif not isinstance(found := value[key], str) and (missing or found is not None):
            return f'"{key}" is {_kind(found)}, not a string{other}'
    return None


def _kind(value: object) -> str:
    """Name a JSON value that is no string."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    kinds: tuple[tuple[type, str], ...] = ((dict, "an object"), (list, "a list"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "a number")


def _origin(path: Path) -> str:
    return without_surrogates(os.path.abspath(path))
