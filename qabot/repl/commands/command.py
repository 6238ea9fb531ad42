"""What a command of the conversation is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from qabot.errors import UsageError

if TYPE_CHECKING:
    from qabot.repl.chat import Chat
    from qabot.types import Answer

_MOST = 999_999_999
NOTHING_YET = "nothing has been asked yet; ask something first"
NO_ARTICLE = (
    "there is no article to ask; /scope all asks what was asked at first, /add PATH adds some"
)


class Takes(Enum):
    """What completes the arguments of a command."""

    NOTHING = "nothing"
    ARTICLES = "articles"
    PATHS = "paths"
    COMMANDS = "commands"


@dataclass(frozen=True, slots=True)
class Command:
    """What stands behind ``/name``. ``run`` gets the rest of the line.

    ``help`` is one line of the list, ``more`` what the manual adds to it.
    """

    name: str
    arguments: str
    help: str
    more: str
    run: "Callable[[Chat, str], None]"
    takes: Takes = Takes.NOTHING

    @property
    def usage(self) -> str:
        """The command as it is typed."""
        return f"/{self.name} {self.arguments}".rstrip()


def last_answer(chat: "Chat") -> "Answer":
    """The last answer. Raises UsageError where there is none."""
    if chat.last is None:
        raise UsageError(NOTHING_YET)
    return chat.last


def whole_number(text: str, least: int, command: str) -> int:
    """``text`` as a whole number from ``least`` to ``_MOST``. Raises UsageError."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else least - 1
    if number < least:
        raise UsageError(
            f"/{command} {text}: expected a whole number from {least} to {_MOST:,}, "
            f"such as /{command} 5"
        )
    return number
