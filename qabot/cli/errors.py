"""The one place that turns what went wrong into one line and a number."""

import os
import re
import shlex
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path

from typer import Abort, Exit
from typer.exceptions import TyperException

from qabot.cli.status import ExitStatus
from qabot.errors import QabotError
from qabot.paths import log_file, private_file, shown
from qabot.repl.environment import Environment

_MOST_LOG = 1_000_000
_PATH_AT_END = re.compile(
    r"(?:no such command '|unexpected extra argument\(s\) \()(?P<path>[^']+)['\)]$"
)
"""What the parser did not expect, which may be an article."""


class OutputClosed(Exception):
    """Whoever read standard output has gone: a BrokenPipeError that typer does not see."""


def run(program: Callable[[], int], env: Environment) -> int:
    """``program()``'s exit status; whatever it raises becomes a line on standard error."""
    try:
        status = program()
        env.stdout.flush()
    except Exit as error:
        return error.exit_code
    except (KeyboardInterrupt, Abort):
        return ExitStatus.INTERRUPTED
    except (BrokenPipeError, OutputClosed):
        _give_up_output()
        return ExitStatus.ANSWERED
    except Exception as error:
        try:
            env.stdout.flush()
        except (OSError, ValueError):  # what is held back would fail again, at every flush
            _give_up_output()
        env.error(describe(error))
        if env.verbose and not isinstance(error, TyperException):
            env.stderr.write(_traceback(error))
        return ExitStatus.ERROR
    return status


def describe(error: Exception) -> str:
    """What went wrong, on one line; an error nobody expected is written to the log as well."""
    if isinstance(error, QabotError):
        return str(error) or type(error).__name__
    if isinstance(error, TyperException):
        return _usage(error)
    if isinstance(error, OSError) and error.strerror:
        where = f"{shown(os.fsdecode(error.filename))}: " if error.filename else ""
        return f"{where}{error.strerror[:1].lower()}{error.strerror[1:]}"
    message = " ".join(str(error).split())
    kind = type(error).__name__
    return f"unexpected {kind}{': ' + message if message else ''} ({_log(error)})"


def _usage(error: TyperException) -> str:
    """The parser's message in this program's words: one line, the nearest name, where help is."""
    possibilities = getattr(error, "possibilities", None)
    message = getattr(error, "message", "") if possibilities else error.format_message()
    message = " ".join(message.split()).rstrip(".")
    message = message[:1].lower() + message[1:]
    if possibilities and (near := _nearest(message.split()[-1], possibilities)):
        message += f"; did you mean {near}?"
    message = message.replace(". Did you mean", "; did you mean")
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "qabot"
    named = _PATH_AT_END.search(message)
    if named is not None and Path(named["path"]).exists():
        message += f"; to ask of it: `{command} --articles {shlex.quote(named['path'])}`"
    return f"{message} (see `{command} --help`)"


def _nearest(word: str, possibilities: Iterable[str]) -> str | None:
    """The likeliest of them, if one is likely."""
    return next(iter(get_close_matches(word, list(possibilities), 1, 0.7)), None)


def _log(error: Exception) -> str:
    """Append the traceback to the log file and say where it is."""
    path = log_file()
    try:
        private_file(path)
        mode = "w" if path.stat().st_size > _MOST_LOG else "a"
        with path.open(mode, encoding="utf-8", errors="replace") as file:
            file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {sys.argv[1:]}\n")
            file.write(_traceback(error) + "\n")
    except OSError:
        return "this is a mistake in qabot; --verbose shows where"
    return f"this is a mistake in qabot; the details are in {shown(path)}"


def _traceback(error: Exception) -> str:
    return "".join(traceback.format_exception(error))


def _give_up_output() -> None:
    """Standard output takes nothing more: let the interpreter's last flush find a sink."""
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return
