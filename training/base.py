"""Start weights, dequantised from an 8-bit graph: the packaged cross-encoder's, or a reader's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from training.model import Reader, Shape, layers_of

_PARTS = {
    "attention/self/query": "query",
    "attention/self/key": "key",
    "attention/self/value": "value",
    "attention/output/dense": "out",
    "intermediate/dense": "up",
    "output/dense": "down",
}
"""Scope of a matrix product in the graph, below its layer -> the part it belongs to."""


def _tensors(path: Path) -> dict[str, NDArray[np.float32]]:
    """Every float tensor of a dynamically quantised graph, dequantised, by its graph name.

    Matrices carry a generated name, so they are also entered under the scope of the product that
    uses them (`/bert/encoder/layer.0/attention/self/query`). They are stored (in, out).
    """
    graph = onnx.load(path).graph
    raw = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found = {name: value for name, value in raw.items() if value.dtype == np.float32}
    for name in [name for name in raw if name.endswith("_quantized")]:
        stem = name.removesuffix("_quantized")
        zero = raw[f"{stem}_zero_point"].astype(np.float32)
        found[stem] = (raw[name].astype(np.float32) - zero) * raw[f"{stem}_scale"]
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            scope = node.name.rsplit("/", 1)[0]
            found[scope] = found[node.input[1].removesuffix("_quantized")]
    return found


def start(path: Path) -> Reader:
    """A reader with the weights of the graph at `path`: our own export, or the cross-encoder."""
    names = {tensor.name for tensor in onnx.load(path).graph.initializer}
    return exported(path) if "head.weight" in names else cross_encoder(path)[0]


def exported(path: Path) -> Reader:
    """The reader that `training.export` wrote at `path`, as near as its 8 bits allow."""
    graph = onnx.load(path).graph
    raw = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def weight(name: str) -> Tensor:
        """Of a product, (out, in); its scales stand beside it, one a column of the stored form."""
        stored = raw[f"{name}.weight"].astype(np.float32)
        return torch.from_numpy(np.ascontiguousarray((stored * raw[f"{name}.scales"]).T))

    layers = layers_of(raw)
    reader = Reader(Shape(layers=layers))
    state: dict[str, Tensor] = {
        "words.weight": torch.from_numpy(raw["words.weight"] * raw["words.scales"]),
        "head.weight": torch.from_numpy(raw["head.weight"].T.copy()),
    }
    for index in range(layers):
        at = f"layers.{index}"
        state[f"{at}.qkv.weight"] = torch.cat(
            [weight(f"{at}.{part}") for part in ("query", "key", "value")]
        )
        state |= {f"{at}.{part}.weight": weight(f"{at}.{part}") for part in ("out", "up", "down")}
    for name in reader.state_dict():
        if name not in state:
            state[name] = torch.from_numpy(raw[name].copy())
    reader.load_state_dict(state)
    return reader


def cross_encoder(path: Path) -> tuple[Reader, dict[str, Tensor]]:
    """The encoder of the cross-encoder at `path`, and its own pooler and classifier.

    The second value (`pooler.weight`, `pooler.bias`, `score.weight`, `score.bias`) lets a test
    compare the relevance score with the one the graph itself gives.
    """
    found = {name: torch.from_numpy(np.array(value)) for name, value in _tensors(path).items()}
    embeddings = "bert.embeddings."
    state = {
        "words.weight": found[f"{embeddings}word_embeddings.weight"],
        "places.weight": found[f"{embeddings}position_embeddings.weight"],
        "types.weight": found[f"{embeddings}token_type_embeddings.weight"],
        "norm.weight": found[f"{embeddings}LayerNorm.weight"],
        "norm.bias": found[f"{embeddings}LayerNorm.bias"],
    }
    reader = Reader()
    for index in range(reader.shape.layers):
        ours, scope, name = f"layers.{index}", f"/bert/encoder/layer.{index}", "bert.encoder.layer."
        part = {
            short: (
                found[f"{scope}/{path}"].T,
                found[f"{name}{index}.{path.replace('/', '.')}.bias"],
            )
            for path, short in _PARTS.items()
        }
        for kind, at in (("weight", 0), ("bias", 1)):
            three = [part[short][at] for short in ("query", "key", "value")]
            state[f"{ours}.qkv.{kind}"] = torch.cat(three)
            for short in ("out", "up", "down"):
                state[f"{ours}.{short}.{kind}"] = part[short][at].contiguous()
            theirs = f"{name}{index}"
            state[f"{ours}.out_norm.{kind}"] = found[f"{theirs}.attention.output.LayerNorm.{kind}"]
            state[f"{ours}.down_norm.{kind}"] = found[f"{theirs}.output.LayerNorm.{kind}"]
    reader.load_state_dict(state | {f"head.{k}": v for k, v in reader.head.state_dict().items()})
    relevance = {
        "pooler.weight": found["bert.pooler.dense.weight"].T,
        "pooler.bias": found["bert.pooler.dense.bias"],
        "score.weight": found["classifier.weight"].T,
        "score.bias": found["classifier.bias"],
    }
    return reader, relevance
