"""What each piece of the recipe brings: short runs on a fixed tenth of the data.

    python -m training.ablate --base MODEL --train SETS --eval SETS --work RUN [VARIANT ...]

Every variant is trained from the same start on the same tenth of each set's questions: one pass,
the last fifth of its steps the anneal. Each is read in 8 bits, like what is shipped, on the
"choose" halves; its figures go to `ablations.jsonl` in the work folder, and a variant that stands
there is not trained again. The whole recipe is trained three times, with other seeds for questions,
distractors and order: what lies within their spread is chance.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from training.base import start
from training.data import FIRST, MIXTURE, Mixture, Plan, build
from training.evaluate import MIXES, answerable, f1, read_questions, success, top
from training.export import write
from training.losses import OBJECTIVE, Objective
from training.measures import auroc
from training.reading import OnnxReader
from training.train import Recipe, Run
from training.windows import load_tokenizer

SHARE = 10
"""One question in so many is trained on."""
ANNEAL = 0.2


@dataclass(frozen=True, slots=True)
class Variant:
    """A recipe that differs from the shipped one in one thing."""

    mixture: Mixture = MIXTURE
    objective: Objective = OBJECTIVE
    frozen: int = Recipe().frozen
    cut: float = 1.0
    """Factor on the share of near misses."""
    only: tuple[str, ...] = tuple(FIRST)
    """The sets; what one leaves out, the others make up for."""
    seed: int = Recipe().seed


_PARAGRAPHS = replace(MIXTURE, two_windows=0.0, one_full=0.0, foreign=0.0)
_SPANS = tuple(name for name, plan in FIRST.items() if plan.spans)

VARIANTS: Mapping[str, Variant] = {
    "whole": Variant(),
    "whole, second seed": Variant(seed=8),
    "paragraphs by themselves, no distractors": Variant(_PARAGRAPHS),
    "each window normalised by itself": Variant(objective=Objective(shared=False)),
    "no loss on sentences": Variant(objective=Objective(sentence=0.0, each=0.0)),
    "no near misses": Variant(cut=0.0),
    "random distractors": Variant(replace(MIXTURE, near=0.0, neighbours=0.0)),
    "all sets with spans, no sentence sets": Variant(only=_SPANS),
    "SQuADShifts (Wikipedia) and SQuAD 2.0 only": Variant(only=("squadshifts-wiki", "squad2")),
    "no typing errors": Variant(replace(MIXTURE, noise=0.0)),
    "no layer frozen": Variant(frozen=0),
    "eight layers frozen": Variant(frozen=8),
    "no term for each sentence": Variant(objective=Objective(each=0.0)),
    "whole, third seed": Variant(seed=9),
}


def main() -> None:
    """Parse the command line, train what is not known yet and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m training.ablate",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("variants", nargs="*", metavar="VARIANT", help="; ".join(VARIANTS))
    parser.add_argument("--base", type=Path, required=True, help="model.onnx and tokenizer.json")
    parser.add_argument("--train", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--eval", type=Path, required=True, help="folder of the sets to judge by")
    parser.add_argument("--work", type=Path, required=True, help="for logs and figures")
    asked = parser.parse_args()
    tokenizer = load_tokenizer(asked.base / "tokenizer.json")
    asked.work.mkdir(parents=True, exist_ok=True)
    log = asked.work / "ablations.jsonl"
    known = _known(log)
    for name in asked.variants or VARIANTS:
        if name not in known:
            figures = _figures(VARIANTS[name], asked, tokenizer)
            with log.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"variant": name} | figures) + "\n")
    print(markdown(_known(log)))


def _known(log: Path) -> dict[str, dict[str, float]]:
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    rows = [json.loads(line) for line in lines]
    return {row.pop("variant"): row for row in rows}


def _figures(variant: Variant, asked: argparse.Namespace, tokenizer: Tokenizer) -> dict[str, float]:
    """Train one variant and read the development sets with it."""
    recipe = replace(
        Recipe(), frozen=variant.frozen, seed=variant.seed, objective=variant.objective, warmup=20
    )
    groups = build(asked.train, tokenizer, variant.seed, _plans(variant), variant.mixture)
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        run = Run(start(asked.base / "model.onnx"), groups, Path(folder), recipe)
        anneal = round(ANNEAL * len(run.batches))
        began = time.monotonic()
        run.train(math.inf, until=len(run.batches) - anneal)
        run.train(math.inf, anneal=anneal)
        seconds = time.monotonic() - began
        path = Path(folder) / "model.onnx"
        write(run.averaged(), path)
        judged = judge(OnnxReader(path), tokenizer, asked.eval)
    sizes = {"groups": len(groups), "steps": run.step, "seconds": round(seconds)}
    return sizes | {name: round(value, 4) for name, value in judged.items()}


def _plans(variant: Variant) -> dict[str, Plan]:
    """A tenth of the questions of the first pass, all of them from the variant's sets."""
    wanted = sum(plan.take for plan in FIRST.values()) / SHARE
    share = wanted / sum(FIRST[name].take for name in variant.only)
    return {
        name: replace(plan, take=round(share * plan.take), cut=variant.cut * plan.cut)
        for name, plan in FIRST.items()
        if name in variant.only
    }


def judge(reader: OnnxReader, tokenizer: Tokenizer, folder: Path) -> dict[str, float]:
    """Figures of a reader on the "choose" halves, sentences ranked by their best span."""
    mix = MIXES["span"]
    news = read_questions(reader, tokenizer, folder / "newsqa", "choose")
    cut = read_questions(reader, tokenizer, folder / "newsqa-cut", "choose")
    squad = read_questions(reader, tokenizer, folder / "squad2", "choose", limit=300)
    typed = read_questions(reader, tokenizer, folder / "xquad-typos", "choose", limit=200)
    sure, without, asked = top(news, mix), top(cut, mix), top(squad, mix)
    whole = {read.question.id: score for read, score in zip(news, sure, strict=True)}
    pairs = [
        whole[read.question.whole] > score
        for read, score in zip(cut, without, strict=True)
        if read.question.whole in whole
    ]
    has = answerable(squad)
    return {
        "newsqa Success@1": float(success(news, mix, 1).mean()),
        "newsqa Success@3": float(success(news, mix, 3).mean()),
        "newsqa span F1": float(f1(news, mix).mean()),
        "xquad-typos Success@1": float(success(typed, mix, 1).mean()),
        "squad2 AUROC": auroc(asked[has], asked[~has]),
        "cut AUROC": auroc(sure, without),
        "cut, pairs": float(np.mean(pairs)),
    }


def markdown(rows: Mapping[str, Mapping[str, float]]) -> str:
    """The variants' figures as a table."""
    names = list(next(iter(rows.values()), {}))
    lines = [f"| variant | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for variant, row in rows.items():
        cells = (f"{row[n]:.3f}" if isinstance(row[n], float) else str(row[n]) for n in names)
        lines.append(f"| {variant} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
