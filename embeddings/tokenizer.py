"""Tokenizers, each vocabulary of them parsed once in a process."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_parsed: "dict[str, Tokenizer]" = {}
_lock = threading.Lock()


def open_tokenizer(path: Path, vocabulary: str = "") -> "Tokenizer":
    """A tokenizer of one's own from a ``tokenizer.json``; it neither pads nor cuts.

    Files of one ``vocabulary`` (see ``ModelInfo``) say the same but for padding and cutting, so
    whichever is opened first stands for all: reading one takes 20 ms, in which no other Python
    runs, and they share the table in memory. Raises what tokenizers raises, a bare Exception.
    """
    from tokenizers import Tokenizer

    if not vocabulary:
        return _bare(Tokenizer.from_file(str(path)))
    with _lock:
        if vocabulary not in _parsed:
            _parsed[vocabulary] = _bare(Tokenizer.from_file(str(path)))
    source = _parsed[vocabulary]
    made = Tokenizer(source.model)
    made.normalizer = source.normalizer
    made.pre_tokenizer = source.pre_tokenizer
    made.post_processor = source.post_processor
    made.decoder = source.decoder
    added = source.get_added_tokens_decoder()
    made.add_special_tokens([added[key] for key in sorted(added)])
    return made


def _bare(tokenizer: "Tokenizer") -> "Tokenizer":
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
