"""The command line as typer sees it: every command registered, none of its work imported."""

from collections.abc import Sequence
from functools import cache
from typing import Annotated

import typer

from qabot.cli.options import examples
from qabot.cli.parsing import Root
from qabot.repl.environment import Environment


def _version(wanted: bool) -> None:
    if wanted:
        from qabot import __version__

        typer.echo(f"qabot {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Ask questions of articles: qabot answers with the sentences that say it, word for word.

    Without a command it is a conversation (qabot chat). Everything runs on this machine.
    """


@cache
def application() -> typer.Typer:
    """The whole command line."""
    from qabot.cli import asking, conversations, indexing, inspecting, judging, verifying

    app = typer.Typer(
        name="qabot",
        cls=Root,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog=examples(
            "qabot                                        the conversation",
            'qabot ask "Why didn\'t Biegun meet Choe?"     about the article included',
            'qabot ask --articles news/ "Who resigned?"   about your own',
            "qabot COMMAND --help                         what a command takes",
        ),
    )
    app.callback()(_root)
    for module in (asking, conversations, indexing, judging, verifying, inspecting):
        module.register(app)
    return app


def program(arguments: Sequence[str], env: Environment) -> int:
    """Run one command line. Errors are raised; the exit status is returned."""
    app = application()
    status = app(args=list(arguments), prog_name="qabot", standalone_mode=False, obj=env)
    return status if isinstance(status, int) else 0
