"""From question-set folders to the shipped reader.

    python -m training all --base MODEL --train SETS --eval SETS --work RUN --out FOLDER

With `--layers N` a shallower reader learns from the one in MODEL (distillation).

`all` runs the steps `train`, `anneal`, `export` and `evaluate`; each can be run by itself, and
`train` and `anneal` go on from the checkpoint that stands in the work folder.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from training.base import start
from training.data import PASSES, build
from training.evaluate import development
from training.export import write
from training.model import Reader, shallower
from training.reading import OnnxReader
from training.report import report
from training.train import Recipe, Run, Score, load
from training.windows import load_tokenizer

STEPS = ("train", "anneal", "export", "evaluate")


def main() -> None:
    """Parse the command line and run the steps asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("step", choices=("all", *STEPS))
    parser.add_argument("--base", type=Path, required=True, help="model.onnx and tokenizer.json")
    parser.add_argument("--pass", dest="plans", choices=tuple(PASSES), default="first")
    parser.add_argument("--seed", type=int, default=Recipe().seed)
    parser.add_argument("--rate", type=float, default=Recipe().rate, help="learning rate")
    parser.add_argument(
        "--layers", type=int, default=0, help="learn from the base in as many of its layers"
    )
    parser.add_argument("--train", type=Path, help="folder of the question sets to train on")
    parser.add_argument("--eval", type=Path, help="folder of the question sets to judge by")
    parser.add_argument("--work", type=Path, required=True, help="for checkpoints and logs")
    parser.add_argument("--out", type=Path, help="for the reader and its tokenizer")
    parser.add_argument("--minutes", type=float, default=65.0, help="before the anneal")
    parser.add_argument("--anneal", type=int, default=320, help="steps of the anneal")
    asked = parser.parse_args()
    tokenizer = load_tokenizer(asked.base / "tokenizer.json")
    steps = STEPS if asked.step == "all" else (asked.step,)
    for step in steps:
        if step in ("train", "anneal"):
            run = _run(asked, tokenizer)
            score = _score(tokenizer, asked.eval) if asked.eval else None
            run.train(60 * asked.minutes, score, anneal=asked.anneal if step == "anneal" else 0)
        elif step == "export":
            write(load(asked.work / "anneal.safetensors"), asked.out / "model.onnx")
            shutil.copyfile(asked.base / "tokenizer.json", asked.out / "tokenizer.json")
        else:
            report(OnnxReader(asked.out / "model.onnx"), tokenizer, asked.eval, asked.work)


def _run(asked: argparse.Namespace, tokenizer: Tokenizer) -> Run:
    """The run in the work folder, where it stands, or a new one."""
    recipe = Recipe(rate=asked.rate, seed=asked.seed)
    groups = build(asked.train, tokenizer, recipe.seed, PASSES[asked.plans])
    base = start(asked.base / "model.onnx")
    if asked.layers:
        recipe = replace(recipe, frozen=0)
        run = Run(shallower(base, asked.layers), groups, asked.work, recipe, teacher=base)
    else:
        run = Run(base, groups, asked.work, recipe)
    for name in ("anneal", "last"):
        path = asked.work / f"{name}.safetensors"
        if path.exists():
            run.resume(path)
            break
    return run


def _score(tokenizer: Tokenizer, folder: Path) -> Score:
    def score(reader: Reader) -> dict[str, float]:
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "model.onnx"
            write(reader, path, whole=True)
            return development(OnnxReader(path, torch.get_num_threads()), tokenizer, folder)

    return score


if __name__ == "__main__":
    main()
