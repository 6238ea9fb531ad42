"""The reader network: a BERT encoder and one linear head with three numbers for each token.

Written out instead of imported because every tensor here has a counterpart in the exported graph
(`training.export`), and forty lines are easier to compare with it than a library's general model.
Shapes: B windows, L tokens, H hidden size.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

START, END, EVIDENCE = range(3)
"""Columns of the head."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder, those of MiniLM-L12-H384 (Wang et al. 2020)."""

    vocabulary: int = 30522
    positions: int = 512
    types: int = 2
    hidden: int = 384
    layers: int = 12
    heads: int = 12
    inner: int = 1536
    epsilon: float = 1e-12


def product(layer: nn.Linear, x: Tensor, *, mixed: bool) -> Tensor:
    """`layer` of `x`; when `mixed`, with operands rounded to bfloat16 and sums kept in float32.

    On processors with AVX-512 BF16 a training step takes 0.57 of its time so. Attention,
    normalisation and the weights stay in float32: attention in bfloat16 is slower there.
    """
    if not mixed:
        return F.linear(x, layer.weight, layer.bias)
    kind = torch.bfloat16
    return F.linear(x.to(kind), layer.weight.to(kind), layer.bias.to(kind))


class Layer(nn.Module):
    """One post-norm transformer layer (Vaswani et al. 2017; Devlin et al. 2019)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.out = nn.Linear(shape.hidden, shape.hidden)
        self.out_norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.up = nn.Linear(shape.hidden, shape.inner)
        self.down = nn.Linear(shape.inner, shape.hidden)
        self.down_norm = nn.LayerNorm(shape.hidden, shape.epsilon)

    def forward(self, x: Tensor, mask: Tensor, *, mixed: bool = False) -> Tensor:
        """(B, L, H) -> (B, L, H); `mask` (B, 1, 1, L) is 0 on tokens, -1e4 on padding."""
        size = x.shape[0], x.shape[1], 3, self.heads, x.shape[2] // self.heads
        q, k, v = product(self.qkv, x, mixed=mixed).float().view(size).permute(2, 0, 3, 1, 4)
        heads = F.scaled_dot_product_attention(q, k, v, mask).transpose(1, 2).flatten(2)
        x = self.out_norm(x + product(self.out, heads, mixed=mixed))
        inner = F.gelu(product(self.up, x, mixed=mixed))
        normed: Tensor = self.down_norm(x + product(self.down, inner, mixed=mixed))
        return normed


class Reader(nn.Module):
    """(question, window) token ids -> start, end and evidence logits of every token."""

    def __init__(self, shape: Shape = Shape()) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.places = nn.Embedding(shape.positions, shape.hidden)
        self.types = nn.Embedding(shape.types, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.head = nn.Linear(shape.hidden, 3)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        self.frozen = 0
        self.mixed = False
        """Whether matrix products round to bfloat16 (`product`)."""

    def freeze(self, layers: int) -> None:
        """Keep the embeddings and the lowest `layers` layers as they are."""
        self.frozen = layers
        for module in (self.words, self.places, self.types, self.norm, *self.layers[:layers]):
            module.requires_grad_(False)

    def encode(self, ids: Tensor, types: Tensor, real: Tensor) -> Tensor:
        """Token states (B, L, H); `ids` and `types` (B, L) int64, `real` (B, L) bool."""
        mask = torch.zeros(real.shape).masked_fill(~real, -1e4)[:, None, None, :]
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            places = torch.arange(ids.shape[1])
            x: Tensor = self.norm(self.words(ids) + self.places(places) + self.types(types))
            for layer in self.layers[: self.frozen]:
                x = layer(x, mask, mixed=self.mixed)
        for layer in self.layers[self.frozen :]:
            x = layer(x, mask, mixed=self.mixed)
        return x

    def forward(self, ids: Tensor, types: Tensor, real: Tensor) -> Tensor:
        """Logits (B, L, 3) in float32, columns START, END, EVIDENCE."""
        logits: Tensor = self.head(self.encode(ids, types, real))
        return logits


def layers_of(names: Iterable[str]) -> int:
    """How many layers the tensors called `names` make."""
    return 1 + max(int(name.split(".")[1]) for name in names if name.startswith("layers."))


def shallower(reader: Reader, layers: int) -> Reader:
    """A reader of the lowest `layers` layers of `reader`, with its head.

    After 40 steps of distillation into four layers these imitate far better than four that are
    spread over the depth (`training/README.md`), as Sajjad et al. (2020) found for fine-tuning.
    """
    state = reader.state_dict()
    small = Reader(replace(reader.shape, layers=layers))
    small.load_state_dict({name: state[name] for name in small.state_dict()})
    return small
