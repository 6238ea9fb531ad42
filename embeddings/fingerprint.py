"""Telling whether a model on disk is still the one that made an index."""

import hashlib
import json
from pathlib import Path

from embeddings.models import sha256_of


def folder_fingerprint(name: str, folder: Path) -> str:
    """A fingerprint of a model that is not registered: its weights, modules and prompts."""
    digest = hashlib.sha256()
    names = ("modules.json", "config_sentence_transformers.json", "sentence_bert_config.json")
    files = sorted(folder.rglob("*.safetensors")) + [folder / file for file in names]
    for file in files:
        if file.is_file():
            entry = [file.relative_to(folder).as_posix(), sha256_of(file)]
            digest.update(json.dumps(entry).encode())
    return f"{name} {digest.hexdigest()[:16]}"
