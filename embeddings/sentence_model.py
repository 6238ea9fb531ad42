"""Any sentence-transformers model, from safetensors on this machine, on CPU or GPU."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.base import Progress, Vectors
from embeddings.errors import ModelLoadError
from embeddings.fingerprint import folder_fingerprint
from embeddings.models import cores

BATCH = 32


class SentenceModel:
    """A ``SentenceTransformer``. See ``embeddings.base.Encoder``."""

    def __init__(
        self,
        name: str,
        folder: Path,
        *,
        fingerprint: str | None = None,
        device: str = "auto",
        threads: int = 0,
    ) -> None:
        """Load the model in ``folder``. Raises ModelLoadError."""
        # Whatever is loaded stands in `folder`; the libraries must not even look elsewhere.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(threads or cores())
        try:
            self._model = SentenceTransformer(
                str(folder),
                device=None if device == "auto" else device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:  # anything that transformers and torch can raise
            raise ModelLoadError(f"{name} in {folder} cannot be loaded: {error}") from None
        self.name = name
        self.fingerprint = fingerprint or folder_fingerprint(name, folder)
        self.dimension = len(self.encode_questions(["dimension"])[0])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode with the model's document prompt, in chunks so that progress is seen."""
        order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))
        parts: list[Vectors] = []
        for start in range(0, len(order), BATCH * 8):
            chunk = [texts[i] for i in order[start : start + BATCH * 8]]
            parts.append(
                self._model.encode_document(
                    chunk, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
                )
            )
            if progress is not None:
                progress(len(chunk))
        if not parts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = np.empty((len(texts), parts[0].shape[1]), np.float32)
        vectors[order] = np.concatenate(parts)
        return vectors

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Encode with the model's query prompt, one at a time."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        rows = [
            self._model.encode_query([text], normalize_embeddings=True, show_progress_bar=False)
            for text in texts
        ]
        return np.ascontiguousarray(np.concatenate(rows), dtype=np.float32)
