"""Which passages a question is asked of."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Ranges: TypeAlias = tuple[tuple[int, int], ...]


class Scope:
    """A part of one library: half-open ranges of keys, in order and apart. Made by the library."""

    def __init__(self, ranges: Ranges | None) -> None:
        """``ranges`` None: everything."""
        self.ranges = ranges

    @property
    def everything(self) -> bool:
        """Whether the whole library is asked."""
        return self.ranges is None

    def __len__(self) -> int:
        """How many passages; of a part only."""
        return sum(last - first for first, last in self.ranges or ())

    @cached_property
    def keys(self) -> "NDArray[np.int64] | None":
        """The keys in ascending order; None for everything."""
        if self.ranges is None:
            return None
        import numpy as np  # the lexical search needs none

        parts = [np.arange(first, last, dtype=np.int64) for first, last in self.ranges]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)


EVERYTHING = Scope(None)


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges in order, those that touch made one, empty ones left out."""
    result: list[tuple[int, int]] = []
    for first, last in sorted(pair for pair in ranges if pair[0] < pair[1]):
        if result and first <= result[-1][1]:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return tuple(result)
