"""What the program tells its caller when it ends, as grep does."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """Exit statuses; ``tests/test_cli/test_status.py`` pins each."""

    ANSWERED = 0
    """Something was answered, or the command did what it was asked."""
    NOTHING = 1
    """Nothing was answered; ``verify`` found a span that no longer matches; a gate failed."""
    ERROR = 2
    """An error, or wrong usage."""
    INTERRUPTED = 130
    """Ctrl-C."""
