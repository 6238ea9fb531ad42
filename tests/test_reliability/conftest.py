"""The long runs of ``scripts/soak``, shortened."""

import os

SCALE = float(os.environ.get("QABOT_SLOW_SCALE", "1"))
"""Tests marked ``slow`` run this many times as long; CI runs them at 1."""


def scaled(count: int) -> int:
    """A number of tries at this scale, 1 at least."""
    return max(1, round(count * SCALE))
