"""The command line. ``main`` is what the ``qabot`` program runs."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qabot.environment import Environment


def main(arguments: Sequence[str] | None = None, env: "Environment | None" = None) -> int:
    """Run one command line and return its exit status. Nothing is raised but SystemExit's kin.

    ``arguments`` default to the process's, ``env`` to its streams.
    """
    from qabot.cli.errors import run
    from qabot.environment import Environment

    environment = Environment.real() if env is None else env
    given = sys.argv[1:] if arguments is None else list(arguments)

    def program() -> int:
        from qabot.cli.app import program

        return program(given, environment)

    status = int(run(program, environment))
    if environment.abandoned and env is None:
        # A question that was cancelled is still being worked on in native code: do not wait for
        # it, and do not tear the interpreter down under it.
        os._exit(status)
    return status
