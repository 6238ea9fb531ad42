"""The objective: spans and sentences, normalised over all windows of a question together.

A window's own logits say little about another's. Following Clark & Gardner (2018), the softmax
runs over every window of a group, and, following Devlin et al. (2019) on SQuAD 2.0, "no answer" is
the [CLS] logit. Each window's null is subtracted from its logits first, so that

    P(start is t of window w) = exp(s[w, t] - n[w]) / (1 + sum of exp(s[v, u] - n[v])),

the sum over all windows v and tokens u of the group; 1 stands for "no answer". With one window
this is the objective of SQuAD 2.0, and the difference s - n is what ranks sentences of different
windows at reading time.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from training.batches import Batch
from training.model import END, EVIDENCE, START


@dataclass(frozen=True, slots=True)
class Objective:
    """What is minimised: the span's loss and, with these weights, the sentences'."""

    sentence: float = 0.6
    each: float = 0.08
    shared: bool = True
    """One softmax over all windows of a question; else one a window, as on SQuAD 2.0."""


OBJECTIVE = Objective()


@dataclass(frozen=True, slots=True)
class Loss:
    """Mean losses a group, in nats; `total` is what is minimised."""

    total: Tensor
    span: Tensor
    sentence: Tensor
    each: Tensor


def nll(values: Tensor, gold: Tensor, group: Tensor, count: int) -> Tensor:
    """-log P(gold) of each of `count` groups, (count,); "no answer" where nothing is gold.

    `values` (N,), null subtracted; `gold` (N,) bool; `group` (N,). Several gold values of a group
    are alternatives: their probabilities add up.
    """
    top = values.detach().new_zeros(count).scatter_reduce(0, group, values.detach(), "amax")
    scaled = torch.exp(values - top[group])
    whole = torch.exp(-top).index_add(0, group, scaled)
    right = torch.zeros_like(top).index_add(0, group, scaled * gold)
    has = torch.zeros(count, dtype=torch.bool).index_put((group[gold],), torch.tensor(True))
    tiny = torch.finfo(values.dtype).tiny
    right = torch.where(has, right.clamp_min(tiny), torch.exp(-top).clamp_min(tiny))
    return whole.log() - right.log()


def divergence(ours: Tensor, theirs: Tensor, group: Tensor, count: int) -> Tensor:
    """KL(theirs || ours) of each of `count` groups, (count,), "no answer" being an outcome.

    Both (N,), null subtracted; `group` (N,).
    """

    def log_share(values: Tensor) -> tuple[Tensor, Tensor]:
        top = values.detach().new_zeros(count).scatter_reduce(0, group, values.detach(), "amax")
        total = torch.exp(-top).index_add(0, group, torch.exp(values - top[group])).log() + top
        return values - total[group], -total

    (mine, mine_none), (other, other_none) = log_share(ours), log_share(theirs)
    none = other_none.exp() * (other_none - mine_none)
    return none.index_add(0, group, other.exp() * (other - mine))


def imitation(logits: Tensor, teacher: Tensor, batch: Batch) -> Tensor:
    """How far `logits` are from a teacher, (B, L, 3) both, in nats a group (Hinton et al. 2015).

    The teacher's distributions over starts, over ends and over sentences.
    """
    count = len(batch.spans)
    text = batch.sentence < len(batch.gold)
    group = batch.group[:, None].expand_as(text)[text]
    total = divergence(
        sentence_logits(logits, batch),
        sentence_logits(teacher, batch),
        batch.sentence_group,
        count,
    )
    for column in (START, END):
        ours, theirs = (
            (values[:, :, column] - values[:, :1, column])[text] for values in (logits, teacher)
        )
        total = total + divergence(ours, theirs, group, count)
    return total.mean()


def sentence_logits(logits: Tensor, batch: Batch) -> Tensor:
    """Mean evidence logit of each sentence's tokens less its window's, (S,)."""
    count = len(batch.gold)
    at = batch.sentence.flatten()
    sums = logits.new_zeros(count + 1).index_add(0, at, logits[:, :, EVIDENCE].flatten())
    sizes = torch.bincount(at, minlength=count + 1).clamp_min(1)
    return (sums / sizes)[:count] - logits[batch.sentence_window, 0, EVIDENCE]


def objective(logits: Tensor, batch: Batch, sought: Objective = OBJECTIVE) -> Loss:
    """`logits` (B, L, 3) of `batch`."""
    count = len(batch.spans)
    if sought.shared:
        sets, tokens, sentences, judged = count, batch.group, batch.sentence_group, batch.spans
    else:
        sets, tokens = len(logits), torch.arange(len(logits))
        sentences, judged = batch.sentence_window, batch.spans[batch.group]
    text = batch.sentence < len(batch.gold)
    group = tokens[:, None].expand_as(text)[text]
    ends = []
    for column, gold in ((START, batch.starts), (END, batch.ends)):
        values = (logits[:, :, column] - logits[:, :1, column])[text]
        ends.append(nll(values, gold[text], group, sets))
    span = (ends[0] + ends[1]) / 2 * judged
    scores = sentence_logits(logits, batch)
    sentence = nll(scores, batch.gold, sentences, sets)
    each = F.binary_cross_entropy_with_logits(scores, batch.gold.float(), reduction="sum")
    parts = span.mean(), sentence.mean(), each / count
    total = parts[0] + sought.sentence * parts[1] + sought.each * parts[2]
    return Loss(total, *parts)
