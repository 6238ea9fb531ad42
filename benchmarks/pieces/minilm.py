"""all-MiniLM-L6-v2's own weights as an 8-bit graph of onnxruntime, made with `training.export`.

The folder that it makes is one that ``encoder.model`` can name.
"""

import json
import shutil
from pathlib import Path

from benchmarks.pieces.common import minilm

_NAMES = {
    "out": "attention.output.dense",
    "out_norm": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "down_norm": "output.LayerNorm",
}
"""Our name of a layer's part -> the published one."""


def export(folder: Path) -> Path:
    """Write the encoder into ``folder``, unless it is there."""
    if (folder / "model.onnx").exists():
        return folder
    import onnx
    import torch
    from safetensors.torch import load_file

    from training.export import build
    from training.model import Reader, Shape

    source = minilm()
    given = load_file(source / "model.safetensors")
    reader = Reader(Shape(layers=6))
    state = reader.state_dict()
    for ours, name in (("words", "word"), ("places", "position"), ("types", "token_type")):
        state[f"{ours}.weight"] = given[f"embeddings.{name}_embeddings.weight"]
    for kind in ("weight", "bias"):
        state[f"norm.{kind}"] = given[f"embeddings.LayerNorm.{kind}"]
        for index in range(6):
            layer, at = f"layers.{index}", f"encoder.layer.{index}"
            three = [given[f"{at}.attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
            state[f"{layer}.qkv.{kind}"] = torch.cat(three)
            for ours, name in _NAMES.items():
                state[f"{layer}.{ours}.{kind}"] = given[f"{at}.{name}.{kind}"]
    reader.load_state_dict(state)
    model = build(reader, whole=False)
    head, _ = model.graph.node[-2:]  # the reader's: three numbers for each token
    hidden = head.input[0]
    del model.graph.node[-2:]
    kept = [tensor for tensor in model.graph.initializer if not tensor.name.startswith("head.")]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    model.graph.output[0].name = hidden
    model.graph.output[0].type.tensor_type.shape.dim[2].dim_value = 384
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / "model.onnx")
    for name in ("tokenizer.json", "config.json", "modules.json", "1_Pooling/config.json"):
        shutil.copyfile(source / name, folder / name)
    length = json.loads((source / "sentence_bert_config.json").read_text())["max_seq_length"]
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": length}))
    return folder
