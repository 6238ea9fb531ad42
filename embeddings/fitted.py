"""The numbers that were fitted to a reader: ``weights/READER.json``, checked as models are.

``weights/SHA256SUMS`` holds their digests as ``sha256sum *.json`` writes them.
"""

import hashlib
from pathlib import Path

from embeddings.errors import ModelAlteredError, ModelMissingError

FOLDER = Path(__file__).parent / "weights"
SUMS = "SHA256SUMS"
CONVERSATIONS = ("conversation", "antecedents")
"""Numbers that belong to no model: what a conversation does."""


def fitted_file(reader: str, folder: Path = FOLDER) -> Path:
    """Where the numbers of a reader stand."""
    return folder / f"{reader}.json"


def read_fitted(reader: str, folder: Path = FOLDER) -> bytes:
    """The file of a reader, once it has the SHA-256 that is registered for it.

    Raises ModelMissingError, ModelAlteredError.
    """
    path = fitted_file(reader, folder)
    try:
        data = path.read_bytes()
        sums = (folder / SUMS).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ModelMissingError(
            f"{error.filename} cannot be read: {error.strerror}; reinstall qabot"
        ) from None
    expected = {name: digest for digest, _, name in map(_parts, sums.splitlines())}.get(path.name)
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        wanted = f"{expected[:12]}..." if expected else "none"
        raise ModelAlteredError(
            f"{path} is not what was fitted: its SHA-256 is {found[:12]}..., {folder / SUMS} says "
            f"{wanted}; reinstall qabot (after a new fit: `sha256sum *.json > {SUMS}` there)"
        )
    return data


def register(path: Path) -> None:
    """Write the SHA-256 of a file that was fitted just now into its folder's sums."""
    sums = path.parent / SUMS
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.is_file() else []
    kept = [line for line in lines if _parts(line)[2] != path.name]
    kept.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")
    sums.write_text("".join(f"{line}\n" for line in sorted(kept, key=_name)), encoding="utf-8")


def _parts(line: str) -> tuple[str, str, str]:
    return line.partition("  ")


def _name(line: str) -> str:
    return _parts(line)[2]
