"""A sentence-transformers model whose network was exported to ONNX, in a folder of its own.

Beside ``model.onnx`` (its first output: hidden states, shape (n, tokens, dimension)) and
``tokenizer.json`` stand the files that sentence-transformers writes: how to pool
(``1_Pooling/config.json``), how long a text may be and what is put before a question.
"""

import json
from pathlib import Path
from typing import Any

from embeddings.errors import ModelLoadError
from embeddings.fingerprint import folder_fingerprint
from embeddings.models import ModelInfo
from embeddings.onnx_encoder import OnnxEncoder

GRAPH = "model.onnx"


def open_folder(name: str, folder: Path, threads: int) -> OnnxEncoder:
    """The encoder in ``folder``, run by onnxruntime alone. Raises ModelLoadError."""
    pooling = _read(folder / "1_Pooling" / "config.json")
    sizes = _read(folder / "sentence_bert_config.json", needed=False)
    prompts = _read(folder / "config_sentence_transformers.json", needed=False).get("prompts") or {}
    mode: Any = pooling.get("pooling_mode") or next(
        (key for key in ("cls", "mean") if pooling.get(f"pooling_mode_{key}_token{_S[key]}")), None
    )
    dimension = pooling.get("word_embedding_dimension") or pooling.get("embedding_dimension")
    if mode not in _S or not isinstance(dimension, int):
        raise ModelLoadError(
            f"{folder} pools in a way that is not known here; expected mean or cls in "
            "1_Pooling/config.json"
        )
    info = ModelInfo(
        name=name,
        role="encoder",
        format="onnx",
        repository=name,
        revision="",
        licence="",
        files={GRAPH: ""},
        package="",
        folder=str(folder),
        dimension=dimension,
        max_tokens=int(sizes.get("max_seq_length") or 512),
        pooling=mode,
        question_prompt=str(prompts.get("query", "")),
    )
    encoder = OnnxEncoder(info, folder, threads)
    encoder.fingerprint = folder_fingerprint(name, folder)
    return encoder


_S = {"cls": "", "mean": "s"}
"""The pooling that is known, with the ending of its name in older files."""


def _read(path: Path, *, needed: bool = True) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        if not needed:
            return {}
        raise ModelLoadError(f"{path} is missing: it says how vectors are pooled") from None
    except (OSError, ValueError) as error:
        raise ModelLoadError(f"{path} cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise ModelLoadError(f"{path} is not a JSON object")
    return found
