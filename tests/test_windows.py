"""The laws of cutting long texts into windows of whole sentences."""

from hypothesis import given
from hypothesis import strategies as st

from embeddings.windows import cut

SIZES = st.lists(st.integers(0, 120), max_size=60)


@given(SIZES, st.integers(1, 300))
def test_windows_partition_the_sentences_within_the_budget(sizes: list[int], budget: int) -> None:
    ranges = cut(sizes, budget)
    assert [i for first, last in ranges for i in range(first, last)] == list(range(len(sizes)))
    for first, last in ranges:
        assert sum(sizes[first:last]) <= budget or last == first + 1


@given(SIZES.filter(bool), st.integers(120, 300))
def test_no_windows_are_fewer(sizes: list[int], budget: int) -> None:
    """As few as filling each one as far as possible needs."""
    filled, held = 1, 0
    for size in sizes:
        if held + size > budget:
            filled, held = filled + 1, 0
        held += size
    assert len(cut(sizes, budget)) == filled


def test_windows_are_of_about_equal_length() -> None:
    assert cut([20] * 30, 300) == [(0, 15), (15, 30)]
    assert cut([20] * 30, 310) == [(0, 15), (15, 30)]
    assert cut([100, 10, 10, 10, 100, 10], 150) == [(0, 3), (3, 6)]


def test_one_window_when_it_fits() -> None:
    assert cut([10, 20, 30], 60) == [(0, 3)]
    assert cut([], 60) == []
