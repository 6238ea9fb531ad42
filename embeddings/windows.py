"""Long texts as windows of whole sentences. Training and reading cut the same way."""

from collections.abc import Sequence


def cut(sizes: Sequence[int], budget: int) -> list[tuple[int, int]]:
    """Half-open ranges of consecutive sentences, each of at most ``budget`` tokens together.

    ``sizes`` are the sentences' lengths in tokens. As few windows as fit, of about equal length,
    so that a batch holds little padding. A sentence longer than ``budget`` is a window of its own.
    """
    fewest = len(_fill(sizes, budget))
    low, high = 1, budget
    while low < high:  # the smallest target that needs no more windows balances them
        target = (low + high) // 2
        if len(_fill(sizes, target)) > fewest:
            low = target + 1
        else:
            high = target
    return _fill(sizes, low)


def _fill(sizes: Sequence[int], target: int) -> list[tuple[int, int]]:
    """Pack in order: a window ends before the sentence that would take it past ``target``.

    Packing greedily needs the fewest windows that are possible.
    """
    ranges: list[tuple[int, int]] = []
    start = held = 0
    for index, size in enumerate(sizes):
        if index > start and held + size > target:
            ranges.append((start, index))
            start, held = index, 0
        held += size
    if start < len(sizes):
        ranges.append((start, len(sizes)))
    return ranges
