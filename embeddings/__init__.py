"""Everything that loads weights or touches vectors. Knows nothing of articles.

Importing this package loads no backend; the factories load the one that is asked for.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.errors import EmbeddingError, ModelUnknownError
from embeddings.models import (
    MODELS,
    ModelInfo,
    Role,
    cache_folder,
    cores,
    describe,
    locate,
    verify,
)

if TYPE_CHECKING:
    from embeddings.base import Encoder, PairScorer
    from embeddings.reader import OnnxReader

# onnxruntime (1.32) sends events to its makers, some seconds after it was loaded, unless it
# is told not to before that (docs/reliability.md). The hub's client counts its calls.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

__all__ = [
    "MODELS",
    "EmbeddingError",
    "ModelInfo",
    "cache_folder",
    "cores",
    "describe",
    "encoder_fingerprint",
    "locate",
    "open_encoder",
    "open_pair_scorer",
    "open_reader",
    "verify",
]


def open_encoder(name: str, *, device: str = "auto", threads: int = 0) -> "Encoder":
    """The encoder called ``name``: registered, a folder, or stored by ``hub.pull``.

    ``device`` (auto, cpu, cuda, mps) matters to sentence-transformers models only; ``threads`` 0
    means one for each core. A folder that holds ``model.onnx`` is run by onnxruntime
    (``embeddings.onnx_folder``). Raises an EmbeddingError when it is unknown, missing, altered or
    cannot be loaded.
    """
    stored = _stored(name)
    if stored is not None:
        if (stored / "model.onnx").is_file():
            from embeddings.onnx_folder import open_folder

            return open_folder(name, stored, threads)
        from embeddings.sentence_model import SentenceModel

        return SentenceModel(name, stored, device=device, threads=threads)
    model, folder = _verified(name, "encoder")
    if model.format == "onnx":
        from embeddings.onnx_encoder import OnnxEncoder

        return OnnxEncoder(model, folder, threads)
    from embeddings.sentence_model import SentenceModel

    return SentenceModel(
        model.name, folder, fingerprint=model.fingerprint, device=device, threads=threads
    )


def encoder_fingerprint(name: str) -> str:
    """The fingerprint that ``open_encoder(name)`` would have, without loading it.

    Reads the weights' bytes only for a model that is not registered.
    """
    stored = _stored(name)
    if stored is not None:
        from embeddings.fingerprint import folder_fingerprint

        return folder_fingerprint(name, stored)
    return describe(name).fingerprint


def open_pair_scorer(name: str, *, threads: int = 0) -> "PairScorer":
    """The registered cross-encoder called ``name``. Raises an EmbeddingError."""
    from embeddings.pair_scorer import OnnxPairScorer

    return OnnxPairScorer(*_verified(name, "pair-scorer"), threads)


def open_reader(name: str, *, threads: int = 0) -> "OnnxReader":
    """The registered span reader called ``name``. Raises an EmbeddingError."""
    model, folder = _verified(name, "reader")  # first: it needs no interpreter, imports do
    from embeddings.reader import OnnxReader

    return OnnxReader(model, folder, threads)


def _verified(name: str, role: Role) -> tuple[ModelInfo, Path]:
    """A registered model and its folder, every file checked."""
    model = describe(name, role)
    folder = locate(model)
    verify(model, folder)
    return model, folder


def _stored(name: str) -> Path | None:
    """Folder of an encoder that is not registered: a path, or one in the user's cache.

    None for a registered one. Raises ModelUnknownError.
    """
    try:
        describe(name)
        return None
    except ModelUnknownError:
        path = Path(os.path.expanduser(name))
        for folder in (path, cache_folder() / name.replace("/", "--")):
            if (folder / "config.json").is_file() or (folder / "modules.json").is_file():
                return folder
        if path.is_dir():
            raise ModelUnknownError(
                f"{name} holds no sentence-transformers model (no modules.json or config.json)"
            ) from None
        raise
