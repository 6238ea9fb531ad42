"""The numbers that were fitted for conversations, by name."""

import json
from collections.abc import Mapping
from functools import lru_cache

from embeddings.errors import EmbeddingError
from embeddings.fitted import fitted_file, read_fitted
from qabot.errors import ModelError


@lru_cache
def fitted_weights(file: str, names: tuple[str, ...]) -> Mapping[str, float]:
    """The numbers ``names`` of ``embeddings/weights/FILE.json``. Raises ModelError."""
    try:
        raw = json.loads(read_fitted(file))
        return {name: float(raw[name]) for name in names}
    except EmbeddingError as error:
        raise ModelError(str(error)) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{fitted_file(file)} holds no weights ({error}); reinstall qabot"
        ) from None
