"""The manifest: the one file that says which generation of a library is published.

It is small, replaced as a whole, carries a checksum of itself, and is all that is needed to tell
whether the library was made with other settings.
"""

import hashlib
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

import qabot
from qabot.errors import LibraryError, LibraryFormatError
from qabot.library import durable
from qabot.library.durable import FileCheck

FORMAT = 2
"""The layout of the folder and of its tables. A library of another format is not read."""

ARTICLES = 1
"""Raised whenever ``articles`` finds other blocks, or ``split`` other passages, in the same text;
where sentences begin and end, ``split.SPLITTER`` says."""

DATABASE = "library.sqlite"
VECTORS = "vectors.faiss"
GENERATIONS = "generations"
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What an index depends on beside the articles.

    ``fingerprint`` is ``embeddings.encoder_fingerprint(encoder)``; ``words`` and ``overlap`` are
    those of the configuration's ``passages``, ``flat_until`` that of ``index``.
    """

    encoder: str
    fingerprint: str
    words: int = 60
    overlap: int = 1
    flat_until: int = 100_000
    """Passages up to which the vectors are searched exactly; above, through a compressed index.
    A change of it counts from the next time that vectors are written."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a generation holds. ``rows`` of the vector index may exceed ``passages``."""

    roots: int
    files: int
    articles: int
    sentences: int
    passages: int
    rows: int
    problems: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is published."""

    format: int
    qabot: str
    generation: int
    settings: IndexSettings
    text: str
    """What decided blocks, sentences and passages: see ``text_version``."""
    dimension: int
    roots: tuple[str, ...]
    counts: Counts
    files: tuple[FileCheck, ...]
    kept: tuple[str, ...] = ()
    """The roots that were given to ``qabot index``, and not only asked once."""
    check: str = ""

    def folder(self, library: Path) -> Path:
        """Where the files of this generation stand."""
        return library / GENERATIONS / f"{self.generation:06d}"

    def file(self, name: str) -> FileCheck:
        """The check of one file."""
        return next(check for check in self.files if check.name == name)


def text_version() -> str:
    """What decides, in this version, how a text becomes blocks, sentences and passages."""
    from qabot.split import SPLITTER

    return f"articles {ARTICLES} / {SPLITTER}"


def make(
    generation: int,
    settings: IndexSettings,
    dimension: int,
    roots: tuple[str, ...],
    counts: Counts,
    files: tuple[FileCheck, ...],
    kept: tuple[str, ...],
) -> Manifest:
    """A manifest of this version of qabot."""
    version = qabot.__version__
    text = text_version()
    return Manifest(
        FORMAT, version, generation, settings, text, dimension, roots, counts, files, kept
    )


def publish(library: Path, manifest: Manifest) -> None:
    """Make ``manifest`` the published one, atomically and durably."""
    data = msgspec.json.encode(replace(manifest, check=_digest(manifest)))
    durable.replace(library / NAME, msgspec.json.format(data, indent=2) + b"\n")


def read(library: Path) -> Manifest | None:
    """The published manifest; None when there is no library.

    Raises LibraryFormatError for a newer format and LibraryError for anything unreadable, and for a
    file where the folder should be. One of
    an older format is returned as far as it is understood: see ``older``.
    """
    data = _bytes(library / NAME)
    if data is None:
        return None
    try:
        raw: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise durable.damaged(library, f"{NAME} is not JSON") from None
    if not isinstance(raw, dict) or "qabot" not in raw or not isinstance(raw.get("format"), int):
        raise LibraryError(
            f"{library / NAME} is not the manifest of a qabot library: name another folder with "
            "--library, or move that file away"
        )
    if raw["format"] > FORMAT:
        raise LibraryFormatError(
            f"the library in {library} was made by a newer qabot ({raw['qabot']}, format "
            f"{raw['format']}; this one reads {FORMAT}): upgrade qabot, or name another folder "
            "with --library"
        )
    if raw["format"] < FORMAT:
        return _older(raw)
    try:
        manifest = msgspec.convert(raw, Manifest)
    except msgspec.ValidationError as error:
        raise durable.damaged(library, f"{NAME}: {error}") from None
    names = {check.name for check in manifest.files}
    if manifest.check != _digest(manifest) or names != {DATABASE, VECTORS}:
        raise durable.damaged(library, f"{NAME} does not match its checksum")
    return manifest


def _bytes(path: Path) -> bytes | None:
    for attempt in range(50):
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            durable.refuse_file(path.parent)
            return None
        except PermissionError as error:  # Windows, for the moment in which it is replaced
            if attempt == 49 or path.parent.stat().st_mode & 0o400 == 0:
                raise LibraryError(f"{path} cannot be read ({error.strerror})") from None
            time.sleep(0.002)
        except OSError as error:
            raise LibraryError(f"{path} cannot be read ({error.strerror})") from None
    raise AssertionError("unreachable")


def _older(raw: dict[str, Any]) -> Manifest:
    """What every format so far has in common: its number and its roots."""
    roots = tuple(root for root in raw.get("roots", ()) if isinstance(root, str))
    generation = raw.get("generation")
    return Manifest(
        raw["format"],
        str(raw["qabot"]),
        generation if isinstance(generation, int) else 0,
        IndexSettings("", ""),
        "",
        0,
        roots,
        Counts(len(roots), 0, 0, 0, 0, 0, 0),
        (),
    )


def _digest(manifest: Manifest) -> str:
    return hashlib.sha256(msgspec.json.encode(replace(manifest, check=""))).hexdigest()


def why_stale(manifest: Manifest, settings: IndexSettings) -> str | None:
    """Why everything must be built again, in words; None when nothing must."""
    made = manifest.settings
    if manifest.format != FORMAT:
        return f"the library has format {manifest.format}, this qabot writes {FORMAT}"
    if manifest.text != (text := text_version()):
        return f"articles are now split by {text}, they were by {manifest.text}"
    if made.fingerprint != settings.fingerprint:
        if made.encoder != settings.encoder:
            return f"the encoder is now {settings.encoder}, it was {made.encoder}"
        return f"the weights of the encoder {made.encoder} have changed"
    for name in ("words", "overlap"):
        before, now = getattr(made, name), getattr(settings, name)
        if before != now:
            return f"passages.{name} is now {now}, it was {before}"
    return None


def stale_reason(library: Path, settings: IndexSettings) -> str | None:
    """Why the library must be built (again) before it can be asked; None when it need not.

    Reads the manifest and nothing else. Raises LibraryError.
    """
    manifest = read(library)
    return "there is no library yet" if manifest is None else why_stale(manifest, settings)
