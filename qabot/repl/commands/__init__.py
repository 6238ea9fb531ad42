"""The conversation's commands: one table, which also makes help, completion and the manual."""

import difflib
from typing import TYPE_CHECKING

from qabot.errors import UsageError
from qabot.repl.commands import asking, keeping, reading
from qabot.repl.commands.command import Command, Takes

if TYPE_CHECKING:
    from qabot.repl.chat import Chat

__all__ = ["COMMANDS", "Command", "Takes", "dispatch", "find"]

_ORDER = """help articles scope sources more context open why threshold top save history undo retry
    raw clear add suggest quit""".split()
_TABLE: dict[str, Command] = {
    command.name: command for module in (asking, reading, keeping) for command in module.COMMANDS
}

_LEAVING = ("exit", "q", "bye")
"""What other programs call ``/quit``."""

COMMANDS = {name: _TABLE[name] for name in _ORDER}
"""Name -> command, in the order of the help."""


def find(name: str) -> Command:
    """The command called ``name``. Raises UsageError with the nearest."""
    command = COMMANDS.get(name.lower())
    if command is None:
        near = difflib.get_close_matches(name.lower(), COMMANDS, n=1, cutoff=0.6)
        near = ["quit"] if name.lower() in _LEAVING else near
        hint = f"did you mean /{near[0]}? (/help lists all)" if near else "/help lists all"
        raise UsageError(f"there is no /{name}; {hint}")
    return command


def dispatch(chat: "Chat", line: str) -> None:
    """Run the command that ``line``, which begins with a slash, names. Raises UsageError."""
    name, rest = (*line[1:].split(None, 1), "", "")[:2]
    if line[1:2].isspace():
        name, rest = "", line
    command, rest = find(name), rest.strip()
    if rest and not command.arguments:
        raise UsageError(f"/{command.name} takes nothing after it; leave out the rest of the line")
    command.run(chat, rest)
