"""A BERT-like ONNX model with its tokenizer: tokens in, arrays out. No PyTorch."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelLoadError
from embeddings.models import cores
from embeddings.tokenizer import open_tokenizer

if TYPE_CHECKING:
    from tokenizers import Encoding

TOKENS_PER_BATCH = 2048
"""Padded tokens in one call of the model. More gains nothing on two cores and costs memory."""


class OnnxModel:
    """An open session and tokenizer. ``run`` may be called from several threads at once."""

    def __init__(
        self, folder: Path, max_tokens: int | None, threads: int = 0, vocabulary: str = ""
    ) -> None:
        """Load ``model.onnx`` and ``tokenizer.json``; texts are cut at ``max_tokens``.

        ``vocabulary`` is that of the model's registration. Raises ModelLoadError.
        """
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads or cores()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Spinning threads gain 2 % on an idle machine and double the time on a busy one.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self.tokenizer = open_tokenizer(folder / "tokenizer.json", vocabulary)
            self._session = ort.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare Exceptions of their own
            raise ModelLoadError(f"{folder} cannot be loaded: {error}") from None
        if max_tokens is not None:
            self.tokenizer.enable_truncation(max_tokens, strategy="longest_first")
        self._names = {value.name for value in self._session.get_inputs()}

    def knows(self, word: str) -> bool:
        """Whether the vocabulary has ``word``, in lower case, as one token."""
        return self.tokenizer.token_to_id(word) is not None

    def run(self, feed: Mapping[str, NDArray[np.int64]]) -> NDArray[np.float32]:
        """The model's first output for one padded batch, shape (n, ...)."""
        output: Any = self._session.run(
            None, {name: value for name, value in feed.items() if name in self._names}
        )[0]
        return np.asarray(output, dtype=np.float32)


def padded(rows: Sequence[Sequence[int]], begins: Sequence[int]) -> dict[str, NDArray[np.int64]]:
    """Rows of token ids as a batch; a row's tokens are of the second text from ``begins`` on."""
    shape = (len(rows), max(map(len, rows)))
    ids, mask, types = (np.zeros(shape, np.int64) for _ in range(3))
    for row, (tokens, begin) in enumerate(zip(rows, begins, strict=True)):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
        types[row, begin : len(tokens)] = 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}


def batch_of(encodings: Sequence["Encoding"]) -> dict[str, NDArray[np.int64]]:
    """Encoded texts, or pairs of texts, as a padded batch."""
    rows = [encoding.ids for encoding in encodings]
    return padded(
        rows, [len(row) - sum(e.type_ids) for row, e in zip(rows, encodings, strict=True)]
    )


def batches(encodings: Sequence["Encoding"]) -> Iterator[list[int]]:
    """Indices of ``encodings`` in batches of similar length, longest first.

    Longest first, so that memory is at its peak at once and a too-large batch fails early.
    """
    order = sorted(range(len(encodings)), key=lambda i: (-len(encodings[i].ids), i))
    start = 0
    while start < len(order):
        longest = len(encodings[order[start]].ids)
        size = max(1, TOKENS_PER_BATCH // max(1, longest))
        yield order[start : start + size]
        start += size
