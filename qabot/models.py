"""The models that answers are made with, by the names that the configuration gives them.

They load in threads from ``warm`` on, so that reading the library and loading them overlap.
"""

import hashlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar

import embeddings
from embeddings import EmbeddingError, ModelInfo
from embeddings.errors import ModelUnknownError
from embeddings.fitted import CONVERSATIONS, read_fitted
from embeddings.models import Role
from qabot.config import Config
from qabot.errors import ConfigError, ModelError

if TYPE_CHECKING:  # so that loading can begin before all else is imported
    from embeddings.base import Encoder
    from qabot.read import Ranker, Reader

CROSS_ENCODER = "cross-encoder"
PAIR_SCORER = "ms-marco-MiniLM-L-12-v2"

_Loaded = TypeVar("_Loaded")


class _Loading(Generic[_Loaded]):
    """Something that is loaded once, in a thread. What failed is tried again the next time."""

    def __init__(self, executor: ThreadPoolExecutor, load: Callable[[], _Loaded]) -> None:
        self._executor, self._load = executor, load
        self._future: Future[_Loaded] | None = None

    def start(self) -> Future[_Loaded]:
        self._future = self._future or self._executor.submit(self._load)
        return self._future

    def result(self) -> _Loaded:
        try:
            return self.start().result()
        except Exception:
            self._future = None  # its files may be there by then
            raise


class Models:
    """An encoder and a reader, each loaded once, in a thread of its own."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.at_once = 1
        """How many questions are read at the same time; they share the threads. Set it first."""
        self._executor = ThreadPoolExecutor(2, thread_name_prefix="load")
        self._encoder = _Loading(self._executor, self._open_encoder)
        self._reader = _Loading(self._executor, self._open_reader)

    def check(self) -> None:
        """Find a wrong name, or missing files, before work is done that needs them.

        Loads nothing. Raises ConfigError, ModelError.
        """
        self._reader_model()

    def reader_digests(self) -> dict[str, str]:
        """What the reader is made of: its model, the SHA-256 of its weights and of its ranking.

        And of what was fitted for conversations, which moves its scores. Loads nothing. Raises
        ConfigError, ModelError.
        """
        model = self._reader_model()
        fitted = {"ranking": self._config.reader.model} | {name: name for name in CONVERSATIONS}
        try:
            digests = {
                f"{name}_sha256": hashlib.sha256(read_fitted(file)).hexdigest()
                for name, file in fitted.items()
            }
        except EmbeddingError as error:
            raise ModelError(str(error)) from None
        return {"model": model.name, "sha256": model.weights_sha256, **digests}

    def _reader_model(self) -> ModelInfo:
        """The model that the configured reader runs on; its files are there."""
        name = self._config.reader.model
        wanted: tuple[str, Role] = (
            (PAIR_SCORER, "pair-scorer") if name == CROSS_ENCODER else (name, "reader")
        )
        try:
            model = embeddings.describe(*wanted)
            embeddings.locate(model)
        except ModelUnknownError:
            own = [model.name for model in embeddings.MODELS.values() if model.role == "reader"]
            raise ConfigError(
                f"reader.model is {name!r}; there are: {', '.join([*own, CROSS_ENCODER])}"
            ) from None
        except EmbeddingError as error:
            raise ModelError(str(error)) from None
        return model

    @property
    def threads(self) -> int:
        """Processor threads that may be used."""
        return self._config.threads or embeddings.cores()

    def warm(self) -> None:
        """Start loading. Returns at once; what fails is raised where it is needed."""
        self._encoder.start()
        self._reader.start()

    def close(self) -> None:
        """Start nothing more."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    @property
    def encoder(self) -> "Encoder":
        """The encoder; waits until it is loaded. Raises ModelError."""
        return self._encoder.result()

    @property
    def reader(self) -> "tuple[Reader, Ranker]":
        """The reader with its weights; waits until they are loaded. Raises ModelError."""
        return self._reader.result()

    def _open_encoder(self) -> "Encoder":
        config = self._config
        try:
            return embeddings.open_encoder(
                config.encoder.model, device=config.encoder.device, threads=config.threads
            )
        except EmbeddingError as error:
            raise ModelError(str(error)) from None

    def _open_reader(self) -> "tuple[Reader, Ranker]":
        self.check()
        name = self._config.reader.model
        threads = max(1, self.threads // self.at_once)
        try:
            if name == CROSS_ENCODER:
                scorer = embeddings.open_pair_scorer(PAIR_SCORER, threads=threads)
                from qabot.read import Ranker
                from qabot.read.cross_encoder import CrossEncoderReader

                return CrossEncoderReader(scorer), Ranker.load(name)
            opened = embeddings.open_reader(name, threads=threads)
            from qabot.read import Ranker  # imported meanwhile by who waits for this
            from qabot.read.span_reader import SpanReader

            return SpanReader(opened), Ranker.load(name)
        except EmbeddingError as error:
            raise ModelError(str(error)) from None
