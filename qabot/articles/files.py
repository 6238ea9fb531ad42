"""Files and folders to articles: what stands below a root, its ids, and reading it."""

import hashlib
import json
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qabot.articles.layout import parse
from qabot.articles.text import clean, decode, without_surrogates
from qabot.errors import ArticleError, NoArticlesError
from qabot.types import Article

MAX_BYTES = 32 * 1024 * 1024
"""The largest article that is read: longer than any, and still indexed in a minute or two."""

ENDINGS = frozenset({".txt", ".text", ".md", ".markdown"})
"""Endings of article files; a file without an ending is one too."""

JSONL = "articles.jsonl"
"""The file that, inside a folder, holds many articles, one JSON object a line."""

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


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file below a root, as it was on disk: equal stat values mean that it need not be read."""

    path: Path
    size: int
    mtime_ns: int
    inode: int
    is_jsonl: bool
    """It holds one article a line (``read_jsonl``); otherwise it is one (``read_file``)."""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A line of an ``articles.jsonl`` that holds no article."""

    line: int
    """Counted from 1."""
    reason: str


# Finding ------------------------------------------------------------------------------------------


def discover(root: Path) -> list[FoundFile]:
    """Return the article files at or below ``root``, sorted by path.

    A file named as root is taken whatever its ending. In a folder, these are taken: ``.txt``,
    ``.md`` and files without ending, and ``articles.jsonl``. Hidden files and folders are left
    out, links are followed once, and everything that is no regular file is left out.
    """
    try:
        info = root.stat()
    except OSError as error:
        raise ArticleError(
            f"{_show(root)}: {_reason(error)}; give a file, a folder or an articles.jsonl"
        ) from error
    if stat.S_ISDIR(info.st_mode):
        return sorted(_walk(root, info), key=lambda found: found.path.parts)
    if not stat.S_ISREG(info.st_mode):
        raise ArticleError(f"{_show(root)} is {_kind(info.st_mode)}; give a file or a folder")
    return [_found(root, info, is_jsonl=root.suffix.lower() == ".jsonl")]


def no_articles(root: Path) -> NoArticlesError:
    """Return the error for a root in which ``discover`` found nothing."""
    return NoArticlesError(
        f"{_show(root)} holds no articles; expected .txt or .md files, or an {JSONL}"
    )


def _found(path: Path, info: os.stat_result, *, is_jsonl: bool) -> FoundFile:
    return FoundFile(path, info.st_size, info.st_mtime_ns, info.st_ino, is_jsonl)


def _walk(root: Path, info: os.stat_result) -> Iterator[FoundFile]:
    """Yield the article files below a folder; a folder reached twice is walked once."""
    walked = {(info.st_dev, info.st_ino)}
    folders = [root]
    while folders:
        folder = folders.pop(0)
        try:
            with os.scandir(folder) as entries:
                names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
        except OSError:
            if folder == root:
                raise ArticleError(
                    f"{_show(folder)} cannot be listed; check its permissions"
                ) from None
            info = folder.stat()
            yield _found(folder, info, is_jsonl=False)
            continue
        for name in names:
            path = folder / name
            try:
                info = path.stat()
            except OSError:
                continue
            if stat.S_ISDIR(info.st_mode):
                if (info.st_dev, info.st_ino) not in walked:
                    walked.add((info.st_dev, info.st_ino))
                    folders.append(path)
            elif stat.S_ISREG(info.st_mode) and (
                name == JSONL or path.suffix.lower() in ENDINGS or not path.suffix
            ):
                yield _found(path, info, is_jsonl=name == JSONL)


def ids(root: Path, files: Iterable[FoundFile]) -> dict[Path, str]:
    """Return the id of each article file below ``root``; ids of an ``articles.jsonl`` are inside.

    The id is the path below the root without the ending, with it where two would be the same; of
    a file that is the root itself, its stem.
    """
    paths = [found.path for found in files if not found.is_jsonl]
    if paths == [root]:
        return {root: without_surrogates(root.stem)}
    full = {path: without_surrogates(path.relative_to(root).as_posix()) for path in paths}
    short = {
        path: name[: -len(path.suffix)] if path.suffix.lower() in ENDINGS else name
        for path, name in full.items()
    }
    while True:
        count = Counter(short.values())
        same = [path for path, name in short.items() if count[name] > 1 and name != full[path]]
        if not same:
            return short
        for path in same:
            short[path] = full[path]


def qualify(ids_by_root: Mapping[Path, Iterable[str]]) -> dict[tuple[Path, str], str]:
    """Return every (root, id) with its id in a library of several roots.

    An id that two roots share is prefixed by the root's name, by as much of its path as it takes.
    """
    pairs = [(root, name) for root, names in ids_by_root.items() for name in names]
    shared = {name for name, n in Counter(name for _, name in pairs).items() if n > 1}
    result = {pair: pair[1] for pair in pairs}
    depth = 0
    clash = [pair for pair in pairs if pair[1] in shared]
    longest = max((len(root.parts) for root in ids_by_root), default=0)
    while clash and depth < longest:
        depth += 1
        for root, name in clash:
            named = root.with_suffix("") if root.suffix.lower() in (*ENDINGS, ".jsonl") else root
            prefix = "/".join(named.parts[-depth:]).lstrip("/")
            result[root, name] = f"{without_surrogates(prefix)}/{name}"
        count = Counter(result.values())
        clash = [pair for pair in clash if count[result[pair]] > 1]
    return result


# Reading ------------------------------------------------------------------------------------------


def read_file(path: Path, *, id: str, max_bytes: int = MAX_BYTES) -> Article:
    """Read one article from a text file."""
    data = _read(path, max_bytes)
    source = decode(data)
    problem = _not_text(data, source)
    if problem:
        raise ArticleError(f"{_show(path)} {problem}; {_ADVICE}")
    if not clean(source):
        raise ArticleError(f"{_show(path)} holds no text; an article needs at least one sentence")
    return parse(source, id=id, origin=_origin(path), sha256=hashlib.sha256(data).hexdigest())


def _read(path: Path, max_bytes: int) -> bytes:
    """Return a regular file's bytes, and refuse one that is larger than ``max_bytes``."""
    _check(path)
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise ArticleError(f"{_show(path)}: {_reason(error)}") from error
    if len(data) > max_bytes:
        raise ArticleError(
            f"{_show(path)} is larger than {max_bytes:,} bytes, the limit for one article; "
            f"split it, or write its parts as lines of an {JSONL}"
        )
    return data


def _check(path: Path) -> None:
    """Refuse what is no regular file before it is opened: a pipe would be waited for."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise ArticleError(f"{_show(path)}: {_reason(error)}") from error
    if not stat.S_ISREG(mode):
        raise ArticleError(f"{_show(path)} is {_kind(mode)}; expected a text file")


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


def read_jsonl(path: Path, *, max_bytes: int = MAX_BYTES) -> Iterator[Article | LineProblem]:
    """Read the articles of an ``articles.jsonl``, one ``{"id", "title", "text"}`` a line.

    A line that holds no article is yielded as a problem, and the rest is read. Blank lines are
    skipped. ``max_bytes`` is the limit of one line.
    """
    _check(path)
    return _read_jsonl(path, max_bytes)


def _read_jsonl(path: Path, max_bytes: int) -> Iterator[Article | LineProblem]:
    origin = _origin(path)
    seen: dict[str, int] = {}
    try:
        for number, line in enumerate(_lines(path, max_bytes), 1):
            if line is None:
                yield LineProblem(number, f"is longer than {max_bytes:,} bytes, the limit")
                continue
            if not line.strip():
                continue
            result = _article(line, origin, seen, number)
            yield result if isinstance(result, Article) else LineProblem(number, result)
    except OSError as error:
        raise ArticleError(f"{_show(path)}: {_reason(error)}") from error


def _lines(path: Path, max_bytes: int) -> Iterator[str | None]:
    """Yield a file's lines, decoded; None for one that is too long. UTF-16 is read whole."""
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
            yield from decode(file.read()).split("\n")
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


def _article(line: str, origin: str, seen: dict[str, int], number: int) -> Article | str:
    """Read one line; return its article, or what is wrong with it."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"is not JSON ({error})" if isinstance(error, ValueError) else "is nested too deep"
    if not isinstance(value, dict):
        return 'is not an object; expected {"id": ..., "title": ..., "text": ...}'
    name, title, text = value.get("id"), value.get("title"), value.get("text")
    if not isinstance(name, str) or not clean(name):
        return 'has no "id"; expected a text that is not empty'
    if title is not None and not isinstance(title, str):
        return '"title" is not a text'
    if not isinstance(text, str):
        return 'has no "text"; expected the article as one text'
    name = clean(without_surrogates(name))
    if name in seen:
        return f'"id" {name!r} is that of line {seen[name]} too; ids must differ'
    source = without_surrogates(text).removeprefix("\ufeff")
    if not clean(source):
        return '"text" is empty'
    seen[name] = number
    return parse(
        source,
        id=name,
        origin=origin,
        sha256=hashlib.sha256(source.encode()).hexdigest(),
        title=without_surrogates(title or ""),
    )


# Words --------------------------------------------------------------------------------------------


def _origin(path: Path) -> str:
    return without_surrogates(os.path.abspath(path))


def _show(path: Path) -> str:
    return without_surrogates(str(path))


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "it may not be read; check its permissions"
    return (error.strerror or str(error)).lower()


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"
