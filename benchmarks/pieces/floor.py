"""How far a question is from what the processor could do: products of bytes, counted and timed.

The floor of a model is its matrix products, two operations for each weight and token, at the rate
at which onnxruntime multiplies bytes in matrices of the models' own size and does nothing else.
Attention, normalisation, the tokenizer and everything in Python are above it.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.pieces.common import Figure, Setup, spread

_INNER, _OUTER, _TOKENS = 1536, 384, 256


def _milliseconds(work: Callable[[], object], runs: int) -> list[float]:
    work()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    return taken


def _product(folder: Path, threads: int) -> Callable[[], object]:
    """One product of bytes, (_TOKENS, _INNER) by (_INNER, _OUTER)."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper, save

    random = np.random.default_rng(0)
    weight = random.integers(-63, 63, (_INNER, _OUTER)).astype(np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["x", "w"], ["y"])],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, [_TOKENS, _INNER])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, [_TOKENS, _OUTER])],
        [numpy_helper.from_array(weight, "w")],
    )
    path = folder / "product.onnx"
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options)
    x = random.integers(0, 255, (_TOKENS, _INNER)).astype(np.uint8)
    return lambda: session.run(None, {"x": x})


def operations(path: Path) -> int:
    """Of all matrix products with weights, for one token."""
    import onnx

    graph = onnx.load(path).graph
    sizes = {t.name: int(np.prod(t.dims)) for t in graph.initializer if len(t.dims) == 2}
    return sum(
        2 * sizes.get(name, 0)
        for node in graph.node
        if "MatMul" in node.op_type or node.op_type in ("Gemm", "QAttention", "Attention")
        for name in node.input
    )


def run(setup: Setup) -> list[Figure]:
    """The rate of this processor, the floor of encoder and readers, and how far each is from it."""
    import embeddings

    with tempfile.TemporaryDirectory() as folder:
        taken = {n: _milliseconds(_product(Path(folder), n), 40) for n in (1, embeddings.cores())}
    size = 2 * _TOKENS * _INNER * _OUTER
    best = {n: size / min(each) / 1e6 for n, each in taken.items()}
    figures = [
        spread(f"products of bytes, {n} threads", [size / ms / 1e6 for ms in each], "Gop/s")
        for n, each in taken.items()
    ]
    stories = _stories(setup)
    encoder = embeddings.open_encoder("bge-small-en-v1.5")
    model = embeddings.describe("bge-small-en-v1.5")
    texts = [model.question_prompt + question for question, _ in stories]
    tokens = [len(_tokens(encoder, text)) for text in texts]
    figures += _against(
        "a question encoded", operations(embeddings.locate(model) / "model.onnx"),
        [best[1]] * len(texts), tokens,
        [_milliseconds(lambda q=q: encoder.encode_questions([q]), 3) for q, _ in stories],
    )  # fmt: skip
    for name in setup.readers:
        reader: Any = embeddings.open_reader(name)
        path = embeddings.locate(embeddings.describe(name, "reader")) / "model.onnx"
        read = [sum(len(_tokens(reader, s)) for s in run) for _, run in stories]
        figures += _against(
            f"a whole story read, {name}", operations(path), [max(best.values())] * len(read), read,
            [_milliseconds(lambda m=reader, q=q, r=r: m.read(q, [r]), 2) for q, r in stories],
        )  # fmt: skip
    return figures


def _against(
    name: str,
    each: int,
    rates: Sequence[float],
    tokens: Sequence[int],
    taken: Sequence[list[float]],
) -> list[Figure]:
    """The floor in milliseconds, what it took, and how many times the floor that is."""
    floors = [each * n / rate / 1e6 for n, rate in zip(tokens, rates, strict=True)]
    middle = [statistics.median(ms) for ms in taken]
    times = [ms / floor for ms, floor in zip(middle, floors, strict=True)]
    note = f"{each / 1e6:.1f} million operations a token, {statistics.median(tokens):.0f} tokens"
    return [
        spread(f"{name}: floor", floors, "ms", note=note),
        spread(f"{name}: measured", middle, "ms"),
        spread(f"{name}: times the floor", times),
    ]


def _tokens(model: Any, text: str) -> Sequence[int]:
    """Through the model's own tokenizer; there is no public way to it, and none is needed else."""
    ids: Sequence[int] = model._model.tokenizer.encode(text).ids
    return ids


def _stories(setup: Setup) -> list[tuple[str, list[str]]]:
    """Questions with the sentences of the story that they are about."""
    import json

    from qabot import split
    from qabot.articles import parse

    path = setup.sets("newsqa") / "articles.jsonl"
    entries = {e["id"]: e for e in map(json.loads, path.read_text().splitlines())}
    stories = []
    for question in setup.asked("newsqa", "report", max(5, setup.questions // 5)):
        entry = entries[question["article"]]
        article = parse(entry["text"], id=entry["id"], origin="", sha256="", title=entry["title"])
        stories.append((question["question"], [s.text for s in split.sentences(article)]))
    return stories
