"""The options that mean the same in every command, written once.

``command(app, ...)`` gives a function's command the shared options it names, and hands it a
``Session`` made of them instead.
"""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from qabot.cli.errors import OutputClosed
from qabot.cli.parsing import Command
from qabot.cli.session import Session

_Parameters = dict[str, tuple[Any, Any]]

SETTINGS: _Parameters = {
    "library": (
        Annotated[
            Path | None,
            typer.Option("--library", metavar="DIR", help="Folder of the library (the index)."),
        ],
        None,
    ),
    "config": (
        Annotated[
            Path | None,
            typer.Option("--config", metavar="FILE", help="Use this configuration file."),
        ],
        None,
    ),
    "assignments": (
        Annotated[
            list[str] | None,
            typer.Option(
                "--set", metavar="KEY=VALUE", help="Any key of config.yaml; may be repeated."
            ),
        ],
        None,
    ),
    "quiet": (
        Annotated[bool, typer.Option("--quiet", help="No notices, only answers and errors.")],
        False,
    ),
    "verbose": (
        Annotated[bool, typer.Option("--verbose", help="Say more, and show tracebacks.")],
        False,
    ),
}
ARTICLES: _Parameters = {
    "articles": (
        Annotated[
            list[Path] | None,
            typer.Option(
                "--articles",
                metavar="PATH",
                help="Ask these and nothing else: a file, a folder or an articles.jsonl; "
                "may be repeated.",
            ),
        ],
        None,
    ),
    "no_refresh": (
        Annotated[
            bool,
            typer.Option("--no-refresh", help="Do not look for changed files."),
        ],
        False,
    ),
}
ANSWERS: _Parameters = {
    "top": (
        Annotated[
            int | None,
            typer.Option("--top", "-k", metavar="N", help="Evidence sentences to show in all."),
        ],
        None,
    ),
    "threshold": (
        Annotated[
            float | None,
            typer.Option(
                "--threshold",
                metavar="P",
                help="Be silent below this probability; 0 always answers.",
            ),
        ],
        None,
    ),
}
PROFILE: _Parameters = {
    "profile": (
        Annotated[
            bool, typer.Option("--profile", help="Show where the time went, on standard error.")
        ],
        False,
    ),
}
JSON: _Parameters = {
    "json": (
        Annotated[bool, typer.Option("--json", help="JSON on standard output.")],
        False,
    ),
}


def examples(*lines: str) -> str:
    """An epilog that the help shows as it stands."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def command(
    app: typer.Typer, name: str, *shared: _Parameters, epilog: str
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Register a function as command ``name``. Its first parameter is the Session.

    Its own parameters come first in the help, then the ``shared`` ones, then SETTINGS.
    """
    common: _Parameters = {}
    for parameters in (*shared, SETTINGS):
        common |= parameters

    def register(function: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(function)
        def run(context: typer.Context, **values: Any) -> int:
            options = {key: values.pop(key) for key in common}
            session = Session.of(context.obj, **options)
            try:
                status = function(session, **values)
                session.write_profile()
                return status
            except BrokenPipeError as error:  # typer would end the program with status 1
                raise OutputClosed from error

        _, *own = inspect.signature(function, eval_str=True).parameters.values()
        added = [
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for key, (kind, default) in common.items()
        ]
        context = inspect.Parameter(
            "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
        )
        parameters = [context, *own, *added]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        app.command(name, cls=Command, epilog=epilog)(run)
        return function

    return register
