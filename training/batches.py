"""Groups as padded tensors, in a deterministic order that wastes little on padding."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from embeddings.reader import CLS, SEP
from training.data import END_BIT, GOLD_BIT, START_BIT, Group

TOKENS = 4608
"""Tokens of a batch, padding included."""
_POOL = 640
"""Groups that are sorted by length together."""


@dataclass(frozen=True, slots=True)
class Batch:
    """B windows of L tokens, from G groups with S sentences in all.

    `ids`, `types` (B, L) int64; `real` (B, L), false on padding; `group` (B,), the group of each
    window; `sentence` (B, L), number within the batch of a text token's sentence, S elsewhere;
    `starts`, `ends` (B, L), gold; `gold` (S,); `sentence_group` and `sentence_window` (S,);
    `spans` (G,), whether the group is judged by spans.
    """

    ids: Tensor
    types: Tensor
    real: Tensor
    group: Tensor
    sentence: Tensor
    starts: Tensor
    ends: Tensor
    gold: Tensor
    sentence_group: Tensor
    sentence_window: Tensor
    spans: Tensor


def collate(groups: list[Group]) -> Batch:
    """The windows of `groups` as one padded batch."""
    rows: list[tuple[int, Group, int, int]] = [
        (number, group, start, end)
        for number, group in enumerate(groups)
        for start, end in group.windows
    ]
    length = max(group.longest for group in groups)
    shape = len(rows), length
    ids, types = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    real, starts, ends = np.zeros(shape, bool), np.zeros(shape, bool), np.zeros(shape, bool)
    sentence = np.full(shape, -1, np.int64)
    gold: list[bool] = []
    sentence_group: list[int] = []
    sentence_window: list[int] = []
    for row, (number, group, start, end) in enumerate(rows):
        asked = len(group.question)
        text = slice(asked + 2, asked + 2 + end - start)
        ids[row, : asked + 2] = [CLS, *group.question, SEP]
        ids[row, text] = group.ids[start:end]
        ids[row, text.stop] = SEP
        types[row, text.start : text.stop + 1] = 1
        real[row, : text.stop + 1] = True
        bits = group.bits[start:end]
        starts[row, text] = bits & START_BIT > 0
        ends[row, text] = bits & END_BIT > 0
        local = np.concatenate([[0], np.cumsum(np.diff(group.sentence[start:end]) > 0)])
        sentence[row, text] = local + len(gold)
        for index in range(int(local[-1]) + 1):
            gold.append(bool((bits[local == index] & GOLD_BIT).any()))
            sentence_group.append(number)
            sentence_window.append(row)
    sentence[sentence < 0] = len(gold)
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(types),
        torch.from_numpy(real),
        torch.tensor([number for number, *_ in rows]),
        torch.from_numpy(sentence),
        torch.from_numpy(starts),
        torch.from_numpy(ends),
        torch.tensor(gold),
        torch.tensor(sentence_group),
        torch.tensor(sentence_window),
        torch.tensor([group.spans for group in groups]),
    )


def plan(groups: list[Group], seed: int) -> list[list[int]]:
    """Indices of `groups`, one list a batch; random, but of similar length within a batch."""
    batches: list[list[int]] = []
    for at in range(0, len(groups), _POOL):
        pool = sorted(range(at, min(at + _POOL, len(groups))), key=lambda i: groups[i].longest)
        fresh: list[list[int]] = [[]]
        windows = 0
        for index in pool:
            windows += len(groups[index].windows)
            if fresh[-1] and windows * groups[index].longest > TOKENS:
                fresh.append([])
                windows = len(groups[index].windows)
            fresh[-1].append(index)
        random.Random(f"{seed}:{at}").shuffle(fresh)
        batches.extend(fresh)
    return batches
