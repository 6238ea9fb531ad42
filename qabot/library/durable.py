"""Files that are complete or absent: private, synced, published by one rename, checked by SHA-256.

``step`` is called with a name at every point at which a killed process could leave something
half done. It does nothing; tests replace it by one that kills.
"""

import errno
import hashlib
import os
import shlex
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from qabot.errors import LibraryError

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_ENDS = 64 << 10
_WHOLE = 4 << 20
"""Files up to this many bytes are hashed whole when they are opened: 2 ms at the most."""

step: Callable[[str], None] = lambda name: None  # noqa: E731 - replaced by tests


class DamagedLibraryError(LibraryError):
    """The library cannot be trusted; making it anew repairs it."""


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What a file of a library must be. ``ends`` covers the first and last 64 KiB."""

    name: str
    size: int
    sha256: str
    ends: str


def private_folder(path: Path) -> None:
    """Make ``path``, readable by its owner only where it did not exist."""
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_file(path: Path) -> Path:
    """Make ``path`` an empty file that only its owner can read."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    return path


def sync(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    if path.is_dir() and os.name != "posix":
        return  # Windows has no way to sync a folder
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, data: bytes) -> None:
    """Make ``path`` hold ``data``: afterwards all of it, or, whatever happens, what it held."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with open(private_file(temporary), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        step("manifest written")
        _rename(temporary, path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    sync(path.parent)


def _rename(source: Path, target: Path) -> None:
    for attempt in range(50):
        try:
            os.replace(source, target)
        except PermissionError:  # Windows, while a reader has the target open
            if os.name == "posix" or attempt == 49:
                raise
            time.sleep(0.02)
        else:
            return


def checked(path: Path) -> FileCheck:
    """The check of a file that has just been written."""
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = os.fstat(file.fileno()).st_size
        return FileCheck(path.name, size, digest, _ends(file.fileno(), size))


def problem(handle: int, check: FileCheck) -> str | None:
    """What is wrong with an open file, or None: size and ends, or all of it when it is small."""
    size = os.fstat(handle).st_size
    if size != check.size:
        return f"{check.name} has {size} bytes, expected {check.size}"
    if size <= _WHOLE:
        wrong = hashlib.sha256(_read(handle, 0, size)).hexdigest() != check.sha256
    else:
        wrong = _ends(handle, size) != check.ends
    return f"{check.name} does not match its checksum" if wrong else None


def _ends(handle: int, size: int) -> str:
    data = _read(handle, 0, _ENDS) + _read(handle, max(0, size - _ENDS), _ENDS)
    return hashlib.sha256(data).hexdigest()[:32]


def _read(handle: int, offset: int, size: int) -> bytes:
    os.lseek(handle, offset, os.SEEK_SET)
    parts = []
    while size > 0 and (part := os.read(handle, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def open_binary(path: Path) -> int:
    """A descriptor for reading, not inherited by child processes."""
    return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the file system and SQLite say while writing into a LibraryError."""
    try:
        yield
    except OSError as error:
        refuse_file(folder)
        detail = error.strerror or str(error)
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise LibraryError(
                f"the library folder {folder} cannot be written ({detail}): make it writable, or "
                "name another with --library"
            ) from error
        if error.errno in _FULL:
            raise LibraryError(full(folder, detail)) from error
        raise LibraryError(
            f"the library in {folder} could not be written ({detail}): name another folder with "
            "--library; what was there before is unharmed"
        ) from error
    except sqlite3.Error as error:
        raise LibraryError(full(folder, str(error))) from error


def full(folder: Path, detail: str) -> str:
    """What is said where there seems to be no space left."""
    return (
        f"the library in {folder} could not be written ({detail}): free some space and run "
        f"{command(folder)} again; what was there before is unharmed"
    )


def refuse_file(folder: Path) -> None:
    """Raise LibraryError where a file stands in the place of a library's folder, or above it."""
    there = next((path for path in (folder, *folder.parents) if os.path.exists(path)), folder)
    if os.path.exists(there) and not there.is_dir():
        raise LibraryError(
            f"{there} is a file, not a folder, and no library can be in it; name a folder with "
            "--library"
        )


def damaged(folder: Path, detail: str) -> DamagedLibraryError:
    """The error for a library that cannot be trusted."""
    return DamagedLibraryError(
        f"the library in {folder} is damaged ({detail}): run {command(folder, '--rebuild')}, or "
        "delete that folder"
    )


def command(folder: Path, *options: str) -> str:
    """``qabot index`` as it must be typed here to mean the library in ``folder``."""
    return f"`{shlex.join(('qabot', 'index', *options, '--library', str(folder.absolute())))}`"
