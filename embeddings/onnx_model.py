"""A BERT-like ONNX model with its tokenizer: tokens in, arrays out. No PyTorch."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelLoadError
from embeddings.models import cores

if TYPE_CHECKING:
    from tokenizers import Encoding

TOKENS_PER_BATCH = 2048
"""Padded tokens in one call of the model. More gains nothing on two cores and costs memory."""


class OnnxModel:
    """An open session and tokenizer. ``run`` may be called from one thread at a time."""

    def __init__(self, folder: Path, max_tokens: int, threads: int = 0) -> None:
        """Load ``model.onnx`` and ``tokenizer.json``. Raises ModelLoadError."""
        import onnxruntime as ort
        from tokenizers import Tokenizer

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads or cores()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Spinning threads gain 2 % on an idle machine and double the time on a busy one.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = ort.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare Exceptions of their own
            raise ModelLoadError(f"{folder} cannot be loaded: {error}") from None
        self.tokenizer.enable_truncation(max_tokens, strategy="longest_first")
        self.tokenizer.no_padding()
        self._names = {value.name for value in self._session.get_inputs()}

    def run(self, encodings: Sequence["Encoding"]) -> NDArray[np.float32]:
        """The model's first output for one padded batch, shape (n, ...)."""
        longest = max(len(encoding.ids) for encoding in encodings)
        shape = (len(encodings), longest)
        ids = np.zeros(shape, np.int64)
        mask = np.zeros(shape, np.int64)
        types = np.zeros(shape, np.int64)
        for row, encoding in enumerate(encodings):
            length = len(encoding.ids)
            ids[row, :length] = encoding.ids
            mask[row, :length] = 1
            types[row, :length] = encoding.type_ids
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        output: Any = self._session.run(
            None, {name: value for name, value in feed.items() if name in self._names}
        )[0]
        return np.asarray(output, dtype=np.float32)


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
