"""The command line. ``main`` is what the ``qabot`` program runs."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qabot.repl.environment import Environment


def main(arguments: Sequence[str] | None = None, env: "Environment | None" = None) -> int:
    """Run one command line and return its exit status; nothing is raised.

    ``arguments`` default to the process's, ``env`` to its streams.
    """
    try:
        return _main(sys.argv[1:] if arguments is None else list(arguments), env)
    except KeyboardInterrupt:  # before there was anything to interrupt
        return 130


def _main(arguments: list[str], given: "Environment | None") -> int:
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
    return status
