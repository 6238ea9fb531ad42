"""The training loop: warm-up, a stable stretch of any length, then a linear anneal to zero.

With a warm-up-stable-decay schedule (Hu et al. 2024) the length need not be known beforehand: the
anneal starts from whatever checkpoint stands when the time is up. Weights and sums are float32;
the operands of matrix products are rounded to bfloat16 where that is faster.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from tqdm import tqdm

from training.batches import collate, plan
from training.data import Group
from training.losses import OBJECTIVE, Objective, imitation, objective
from training.model import Reader, Shape, layers_of

Score = Callable[[Reader], dict[str, float]]
"""Development figures of a reader."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Learning rates are AdamW's; times are seconds of wall clock."""

    rate: float = 8e-5
    head_rate: float = 5e-4
    warmup: int = 80
    frozen: int = 4
    decay: float = 0.01
    clip: float = 1.0
    average: float = 0.995
    """Decay a step of the moving average of the weights, which is what is scored and kept."""
    anneal_average: float = 0.98
    checkpoint: float = 300.0
    score: float = 1500.0
    seed: int = 7
    mixed: bool = True
    """Matrix products in bfloat16 (`training.model.product`)."""
    gold: float = 0.5
    """Weight of what is gold beside a teacher's word."""
    objective: Objective = OBJECTIVE


class Run:
    """One training run in `folder`: its weights, optimizer, moving average and place."""

    def __init__(
        self,
        reader: Reader,
        groups: list[Group],
        folder: Path,
        recipe: Recipe,
        teacher: Reader | None = None,
    ) -> None:
        """With a `teacher`, its distributions are imitated beside what is gold."""
        self.reader, self.groups, self.folder, self.recipe = reader, groups, folder, recipe
        self.teacher = teacher
        if teacher is not None:
            teacher.requires_grad_(False).mixed = recipe.mixed
        reader.freeze(recipe.frozen)
        reader.mixed = recipe.mixed
        torch.manual_seed(recipe.seed)
        body = [p for n, p in reader.named_parameters() if p.requires_grad and "head" not in n]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": [p for p in body if p.ndim > 1], "base": recipe.rate},
                {
                    "params": [p for p in body if p.ndim == 1],
                    "base": recipe.rate,
                    "weight_decay": 0.0,
                },
                {"params": list(reader.head.parameters()), "base": recipe.head_rate},
            ],
            weight_decay=recipe.decay,
            fused=True,
        )
        self.batches = plan(groups, recipe.seed)
        self.step = 0
        self.anneal_from = -1
        """Step at which the anneal began, or -1."""
        self.average = {n: t.clone() for n, t in reader.state_dict().items()}
        folder.mkdir(parents=True, exist_ok=True)

    def resume(self, path: Path) -> None:
        """Continue from the checkpoint at `path`."""
        saved = load_file(path)
        self.reader.load_state_dict(_under(saved, "reader."))
        self.average = _under(saved, "average.")
        slots = _under(saved, "optimizer.")
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in slots.items():
            number, slot = name.split(".")
            state.setdefault(int(number), {})[slot] = value
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": state, "param_groups": groups})
        self.step, self.anneal_from = int(saved["step"]), int(saved["anneal_from"])

    def save(self, name: str) -> Path:
        """Write a checkpoint, whole or not at all."""
        tensors = {f"reader.{n}": t for n, t in self.reader.state_dict().items()}
        tensors |= {f"average.{n}": t for n, t in self.average.items()}
        for number, slots in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{number}.{slot}": value for slot, value in slots.items()}
        path = self.folder / f"{name}.safetensors"
        part = path.with_suffix(".part")
        tensors["step"] = torch.tensor(self.step)
        tensors["anneal_from"] = torch.tensor(self.anneal_from)
        save_file({n: t.contiguous() for n, t in tensors.items()}, part)
        os.replace(part, path)
        return path

    def averaged(self) -> Reader:
        """A reader with the moving average of the weights."""
        reader = Reader(self.reader.shape)
        reader.load_state_dict(self.average)
        return reader.eval()

    def train(
        self,
        seconds: float,
        score: Score | None = None,
        *,
        anneal: int = 0,
        until: int | None = None,
    ) -> None:
        """Train for `seconds`, or for exactly `anneal` steps with the rate falling to zero.

        Without anneal one pass at most, or `until` that step.
        """
        if anneal and self.anneal_from < 0:
            self.anneal_from = self.step
        last = self.anneal_from + anneal if anneal else until or len(self.batches)
        name = "anneal" if anneal else "last"
        began = saved = scored = time.monotonic()
        with (
            (self.folder / "losses.jsonl").open("a", encoding="utf-8") as log,
            tqdm(
                total=last, initial=self.step, unit="step", disable=not sys.stderr.isatty()
            ) as bar,
        ):
            while self.step < last and (anneal or time.monotonic() - began < seconds):
                figures = self._step(self._scale(anneal))
                now = time.monotonic()
                log.write(json.dumps(figures | {"seconds": round(now - began, 1)}) + "\n")
                log.flush()
                bar.update()
                bar.set_postfix(loss=figures["loss"], refresh=False)
                if now - saved > self.recipe.checkpoint:
                    self.save(name)
                    saved = time.monotonic()
                if score is not None and now - scored > self.recipe.score:
                    self._score(score)
                    scored = time.monotonic()
        self.save(name)
        if score is not None:
            self._score(score)

    def _scale(self, anneal: int) -> float:
        """Share of the full learning rate that the next step takes."""
        if anneal:
            return 1 - (self.step - self.anneal_from) / anneal
        return min(1.0, (self.step + 1) / self.recipe.warmup)

    def _step(self, scale: float) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = group["base"] * scale
        picked = self.batches[self.step % len(self.batches)]
        batch = collate([self.groups[index] for index in picked])
        logits = self.reader(batch.ids, batch.types, batch.real)
        loss = objective(logits, batch, self.recipe.objective)
        total = loss.total
        if self.teacher is not None:
            with torch.no_grad():
                taught = self.teacher(batch.ids, batch.types, batch.real)
            total = self.recipe.gold * total + imitation(logits, taught, batch)
        total.backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(self.reader.parameters(), self.recipe.clip)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.step += 1
        self._blend()
        figures = {
            "loss": total.item(),
            "span": loss.span.item(),
            "sentence": loss.sentence.item(),
            "each": loss.each.item(),
            "norm": norm.item(),
            "rate": scale,
        }
        sizes = {"step": self.step, "groups": len(picked), "tokens": batch.ids.numel()}
        return sizes | {name: round(value, 4) for name, value in figures.items()}

    def _blend(self) -> None:
        """Fold the weights into their moving average, which forgets faster early and in anneal."""
        longest = self.recipe.anneal_average if self.anneal_from >= 0 else self.recipe.average
        keep = min(longest, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, value in self.reader.named_parameters():
                if value.requires_grad:
                    self.average[name].lerp_(value, 1 - keep)

    def _score(self, score: Score) -> None:
        figures = score(self.averaged())
        with (self.folder / "scores.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps({"step": self.step} | figures) + "\n")


def load(path: Path) -> Reader:
    """The averaged weights of the checkpoint at `path`."""
    state = _under(load_file(path), "average.")
    reader = Reader(Shape(layers=layers_of(state)))
    reader.load_state_dict(state)
    return reader.eval()


def _under(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}
