"""Tokenizers of one vocabulary share what is parsed, and are as their own files say."""

import json

import pytest

import embeddings
from embeddings.tokenizer import open_tokenizer

MODELS = [model for model in embeddings.MODELS.values() if model.vocabulary]
TEXTS = ["Who is [MASK] Choe?  [SEP]", "naïve Zürich 中国 😀 U.S.-led", "", "word " * 700]


def test_who_shares_a_vocabulary() -> None:
    assert {model.name for model in MODELS} == {
        "bge-small-en-v1.5",
        "ms-marco-MiniLM-L-12-v2",
        "qabot-reader",
        "fast",
    }
    assert len({model.vocabulary for model in MODELS}) == 1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_shared_is_what_the_file_says(model: embeddings.ModelInfo) -> None:
    path = embeddings.locate(model) / "tokenizer.json"
    shared, own = open_tokenizer(path, model.vocabulary), open_tokenizer(path)
    assert json.loads(shared.to_str()) == json.loads(own.to_str())
    for text in TEXTS:
        ours, theirs = shared.encode(text, text[:9]), own.encode(text, text[:9])
        assert (ours.ids, ours.offsets, ours.type_ids) == (
            theirs.ids,
            theirs.offsets,
            theirs.type_ids,
        )


def test_cutting_one_leaves_the_others_whole() -> None:
    path = embeddings.locate(embeddings.describe("fast", "reader")) / "tokenizer.json"
    first, second = (open_tokenizer(path, "bert-base-uncased") for _ in range(2))
    first.enable_truncation(8)
    assert len(first.encode(TEXTS[-1]).ids) == 8
    assert len(second.encode(TEXTS[-1]).ids) == 702
