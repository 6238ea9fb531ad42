"""A long text in the person's pager, or straight on standard output where there is none."""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence

from qabot.errors import UsageError
from qabot.render import Fragment, to_text
from qabot.repl.environment import Environment

_ABOVE = 3
"""Lines of the page above the one it is opened at."""


def page(env: Environment, fragments: Sequence[Fragment]) -> None:
    """Show ``fragments`` in the pager, at the first that is marked as an answer.

    Raises UsageError where $PAGER cannot be run.
    """
    command = _pager(env, _line(fragments))
    if command is None:
        env.write(fragments)
        return
    text = to_text(fragments, env.look)
    env.stdout.flush()
    try:
        with _uninterrupted():
            subprocess.run(command, input=text.encode("utf-8", "replace"), check=False)
    except OSError as error:
        raise UsageError(f"the pager {command[0]!r} cannot be run: {error.strerror}") from None


def _line(fragments: Sequence[Fragment]) -> int:
    """The line, counted from 1, of the first marked fragment; 1 where none is."""
    line = 1
    for style, text in fragments:
        if style == "class:answer":
            return line
        line += text.count("\n")
    return 1


def _pager(env: Environment, line: int) -> list[str] | None:
    """What to run; None where the text is simply written."""
    if not env.interactive or env.dumb:
        return None
    wanted = os.environ.get("PAGER")
    if wanted == "":
        return None
    try:
        command = shlex.split(wanted) if wanted else ["less"]
    except ValueError as error:
        raise UsageError(f"$PAGER is {wanted!r}: {error}") from None
    if wanted is None and shutil.which("less") is None:
        return None
    if os.path.basename(command[0]) == "less":
        command += ["-R", f"+{max(1, line - _ABOVE)}"]
    return command


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C is the pager's while it runs. A handler, unlike SIG_IGN, is not inherited."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
