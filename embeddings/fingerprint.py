"""Telling whether a model on disk is still the one that made an index."""

import hashlib
import json
import os
from pathlib import Path

from embeddings.models import sha256_of

PARTS = ("*.safetensors", "*.json", "*.txt", "*.model")
"""Weights, modules, pooling, prompts, configuration, tokenizer: all that a vector depends on."""


def folder_fingerprint(name: str, folder: Path) -> str:
    """A fingerprint of a model that is not registered, of every file that it is loaded from.

    Of a model that is named by its path, only the last part counts: it may be moved.
    """
    digest = hashlib.sha256()
    graph = {folder / "model.onnx"}  # runs in the place of the weights where it is there
    for file in sorted(graph | {file for part in PARTS for file in folder.rglob(part)}):
        if file.is_file() and file.name != "pulled.json":
            entry = [file.relative_to(folder).as_posix(), sha256_of(file)]
            digest.update(json.dumps(entry).encode())
    known = folder.resolve().name if os.path.isdir(os.path.expanduser(name)) else name
    return f"{known} {digest.hexdigest()[:16]}"
