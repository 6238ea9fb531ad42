"""What a question means after what was said: the words that need no context, and where to look."""

from dataclasses import dataclass
from enum import StrEnum


class Near(StrEnum):
    """Where, beside the last answer, an answer is likely to stand."""

    AROUND = "around"
    """In the sentences around it: a reason."""
    AFTER = "after"
    """In those that follow it: what happened next."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question in words that need no context, and what the conversation says of its answer."""

    question: str
    leans: bool = False
    """It depends on what was said before, by its form."""
    fresh: bool = False
    """It asks for something else than what was shown."""
    near: Near | None = None
    completed: bool = False
    """It left something out, and says little as it was typed."""
    about: str | None = None
    """What the conversation is about, where the question leans on it and names nothing."""
