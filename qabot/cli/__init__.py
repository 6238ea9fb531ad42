"""The command line. ``main`` is what the ``qabot`` program runs."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qabot.repl.environment import Environment


def main(arguments: Sequence[str] | None = None, env: "Environment | None" = None) -> int:
    """Run one command line and return its exit status; nothing is raised.

    ``arguments`` default to the process's, ``env`` to its streams.
    """
    try:
        whole = arguments is None and env is None
        return _main(sys.argv[1:] if arguments is None else list(arguments), env, whole)
    except KeyboardInterrupt:  # before there was anything to interrupt
        return 130


def _main(arguments: list[str], given: "Environment | None", whole: bool) -> int:
    """``whole``: the process is for this command line, and ends with it."""
    from qabot.cli.errors import run
    from qabot.repl.environment import Environment

    env = given or Environment.real()

    def program() -> int:
        from qabot.cli.app import program

        return program(arguments, env)

    status = int(run(program, env))
    if env.abandoned or status == 130:
        # Something that was cancelled may still be worked on in native code: do not wait for it,
        # and do not tear the interpreter down under it.
        env.leave(status)
    if whole:
        # Taking models and interpreter apart costs a tenth of a question, and nothing is left to
        # be saved. What cannot be written is for the interpreter to tell.
        with suppress(OSError, ValueError):
            env.stdout.flush()
            env.stderr.flush()
            env.leave(status)
    return status
