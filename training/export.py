"""The reader as an ONNX graph of onnxruntime's fused operators, in float or in 8 bits.

Built by hand: the network is twelve times the same few operators, and every matrix product is
quantised in the same way, so a graph builder is shorter and more certain than tracing the PyTorch
module, matching patterns to fuse, and quantising what came out.

A product in 8 bits works on integers with a scale for each row of activations (for each token,
found as it runs) and one for each column of weights. So nothing is calibrated, and what a window
gets does not depend on its batch, as it would with onnxruntime's dynamic quantisation, which has
one scale for a whole batch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.model import Reader

Array = NDArray[np.float32]
_MICROSOFT = "com.microsoft"
_WEIGHT_TOP = 63
"""Largest weight in steps of its scale. Seven bits, because processors that have AVX2 and no VNNI
add two products of unsigned and signed bytes in 16 bits, and eight would overflow there."""


@dataclass
class _Graph:
    """Nodes and initialisers in the making. `whole` keeps everything in float."""

    whole: bool
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    tensors: list[onnx.TensorProto] = field(default_factory=list)
    rows: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Activations that were quantised already -> their bytes and their scales."""

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        if all(tensor.name != name for tensor in self.tensors):
            self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self,
        kind: str,
        inputs: list[str],
        name: str,
        domain: str = "",
        **options: int | float | list[int],
    ) -> str:
        self.nodes.append(
            helper.make_node(kind, inputs, [name], name, None, domain, None, **options)
        )
        return name

    def product(self, x: str, weight: Array, name: str) -> str:
        """`x` (B, L, K) times `weight` (N, K) transposed, (B, L, N)."""
        if self.whole:
            return self.add("MatMul", [x, self.constant(f"{name}.weight", weight.T)], name)
        packed, scales = quantise(weight, _WEIGHT_TOP)
        bytes_, rows = self._bytes(x)
        one = self.constant("one", np.array(1, np.float32))
        middle = self.constant("middle", np.array(128, np.uint8))
        columns = self.constant(f"{name}.scales", scales[:, 0])
        inputs = [bytes_, self.constant(f"{name}.weight", packed.T), one, columns, middle]
        raw = self.add("MatMulIntegerToFloat", inputs, f"{name}.steps", _MICROSOFT)
        return self.add("Mul", [raw, rows], name)

    def _bytes(self, x: str) -> tuple[str, str]:
        """`x` (B, L, K) as unsigned bytes around 128, and the scale of each row, (B, L, 1)."""
        if x not in self.rows:
            top = self.add("ReduceMax", [self.add("Abs", [x], f"{x}.abs")], f"{x}.top", axes=[-1])
            step = self.constant("step", np.array(1 / 127, np.float32))
            least = self.constant("least", np.array(1e-8, np.float32))
            scale = self.add(
                "Add", [self.add("Mul", [top, step], f"{x}.step"), least], f"{x}.scale"
            )
            one = self.constant("one", np.array(1, np.float32))
            middle = self.constant("middle", np.array(128, np.uint8))
            steps = self.add("Div", [x, scale], f"{x}.steps")
            packed = self.add("QuantizeLinear", [steps, one, middle], f"{x}.bytes")
            self.rows[x] = packed, scale
        return self.rows[x]


def quantise(weight: Array, top: int = 127) -> tuple[NDArray[np.int8], Array]:
    """`weight` (N, K) in steps of at most `top`, and the size of a row's step, (N, 1)."""
    scales = np.maximum(np.abs(weight).max(axis=1, keepdims=True) / top, 1e-8).astype(np.float32)
    return np.rint(weight / scales).astype(np.int8), scales


def build(reader: Reader, *, whole: bool) -> onnx.ModelProto:
    """`input_ids`, `attention_mask`, `token_type_ids` (B, L) int64 -> `logits` (B, L, 3)."""
    shape = reader.shape
    weights: dict[str, Array] = {n: t.detach().numpy() for n, t in reader.state_dict().items()}
    graph = _Graph(whole)
    x = _embed(graph, weights)
    mask = graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    normalise = {"epsilon": shape.epsilon}
    for index in range(shape.layers):
        at = f"layers.{index}"
        three = []
        for part, name in enumerate(("query", "key", "value")):
            rows = slice(part * shape.hidden, (part + 1) * shape.hidden)
            three.append(graph.product(x, weights[f"{at}.qkv.weight"][rows], f"{at}.{name}"))
        bias = graph.constant(f"{at}.qkv.bias", weights[f"{at}.qkv.bias"])
        attend = [*three, bias, mask]
        mixed = graph.add(
            "MultiHeadAttention", attend, f"{at}.mixed", _MICROSOFT, num_heads=shape.heads
        )

        def skip(value: str, before: str, part: str, at: str = at) -> str:
            """LayerNorm(value + bias + before)."""
            constants = [
                graph.constant(f"{at}.{name}", weights[f"{at}.{name}"])
                for name in (f"{part}_norm.weight", f"{part}_norm.bias", f"{part}.bias")
            ]
            inputs = [value, before, *constants]
            return graph.add(
                "SkipLayerNormalization", inputs, f"{at}.{part}_norm", _MICROSOFT, **normalise
            )

        x = skip(graph.product(mixed, weights[f"{at}.out.weight"], f"{at}.out"), x, "out")
        up = graph.product(x, weights[f"{at}.up.weight"], f"{at}.up")
        up_bias = graph.constant(f"{at}.up.bias", weights[f"{at}.up.bias"])
        inner = graph.add("BiasGelu", [up, up_bias], f"{at}.gelu", _MICROSOFT)
        x = skip(graph.product(inner, weights[f"{at}.down.weight"], f"{at}.down"), x, "down")
    head = graph.add("MatMul", [x, graph.constant("head.weight", weights["head.weight"].T)], "head")
    graph.add("Add", [head, graph.constant("head.bias", weights["head.bias"])], "logits")
    return _model(graph)


def _embed(graph: _Graph, weights: dict[str, Array]) -> str:
    """Sum of the three embeddings, normalised. The words are kept in 8 bits, a scale for each."""
    words = weights["words.weight"]
    if graph.whole:
        word = graph.add("Gather", [graph.constant("words.weight", words), "input_ids"], "words")
    else:
        packed, scales = quantise(words)
        table = graph.constant("words.weight", packed)
        picked = graph.add("Gather", [table, "input_ids"], "words.picked")
        rough = graph.add("Cast", [picked], "words.float", to=TensorProto.FLOAT)
        scale = graph.add(
            "Gather", [graph.constant("words.scales", scales), "input_ids"], "words.scale"
        )
        word = graph.add("Mul", [rough, scale], "words")
    kinds = graph.constant("types.weight", weights["types.weight"])
    kind = graph.add("Gather", [kinds, "token_type_ids"], "types")
    size = graph.add("Shape", ["input_ids"], "length", start=1, end=2)
    zero = graph.constant("zero", np.array([0], dtype=np.int64))
    table = graph.constant("places.weight", weights["places.weight"])
    place = graph.add("Slice", [table, zero, size, zero], "places")
    total = graph.add("Add", [graph.add("Add", [word, kind], "words.types"), place], "embedded")
    norm = [graph.constant(name, weights[name]) for name in ("norm.weight", "norm.bias")]
    return graph.add("LayerNormalization", [total, *norm], "norm", epsilon=1e-12)


def _model(graph: _Graph) -> onnx.ModelProto:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["windows", "tokens"])
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["windows", "tokens", 3])
    made = helper.make_graph(graph.nodes, "reader", inputs, [output], graph.tensors)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=8, producer_name="qabot")


def write(reader: Reader, path: Path, *, whole: bool = False) -> None:
    """Save the graph at `path`, in 8 bits or `whole`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(build(reader, whole=whole), path)
