"""Which article files stand at or below a root, and what they are called."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qabot.articles.text import without_surrogates
from qabot.errors import ArticleError, NoArticlesError

ENDINGS = frozenset({".txt", ".text", ".md", ".markdown"})
"""Endings of article files; a file without an ending is one too."""

JSONL = "articles.jsonl"
"""The file that, inside a folder, holds many articles, one JSON object a line."""

_LIBRARY = frozenset({"lock", "manifest.json", "generations", "staging"})
"""What the folder of a library holds."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file below a root, as it was on disk: equal stat values mean that it need not be read."""

    path: Path
    size: int
    mtime_ns: int
    inode: int
    is_jsonl: bool
    """It holds one article a line (``read_jsonl``); otherwise it is one (``read_file``)."""


def look_at(root: Path) -> os.stat_result:
    """Return what stands at ``root``. Raises ArticleError where nothing does, or no file at all."""
    try:
        info = root.stat()
    except OSError as error:
        raise ArticleError(
            f"{show(root)}: {reason(error)}; give a file, a folder or an articles.jsonl"
        ) from error
    if not (stat.S_ISDIR(info.st_mode) or stat.S_ISREG(info.st_mode)):
        raise ArticleError(f"{show(root)} is {kind_of(info.st_mode)}; give a file or a folder")
    return info


def discover(root: Path) -> list[FoundFile]:
    """Return the article files at or below ``root``, sorted by path.

    A file named as root is taken whatever its ending. In a folder, these are taken: ``.txt``,
    ``.md`` and files without ending, and ``articles.jsonl``. Hidden files and folders are left
    out, links are followed once, and everything that is no regular file is left out, and so is the
    folder of a library.
    """
    info = look_at(root)
    if stat.S_ISDIR(info.st_mode):
        return sorted(_walk(root, info), key=lambda found: found.path.parts)
    return [_found(root, info, is_jsonl=root.suffix.lower() == ".jsonl")]


def no_articles(root: Path) -> NoArticlesError:
    """Return the error for a root in which ``discover`` found nothing."""
    return NoArticlesError(
        f"{show(root)} holds no articles; expected .txt or .md files, or an {JSONL}"
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
                    f"{show(folder)} cannot be listed; check its permissions"
                ) from None
            info = folder.stat()
            yield _found(folder, info, is_jsonl=False)
            continue
        if "lock" in names and _LIBRARY.issuperset(names):
            continue  # an index below its own articles
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


def show(path: Path) -> str:
    """Return a path as it can be written, whatever bytes are in it."""
    return without_surrogates(str(path))


def reason(error: OSError) -> str:
    """Say why a file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "it may not be read; check its permissions"
    return (error.strerror or str(error)).lower()


def kind_of(mode: int) -> str:
    """Name what is no regular file."""
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"
