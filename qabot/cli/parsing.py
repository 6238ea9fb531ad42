"""How typer is used: a default command, plain values, help that reads well.

typer turns every value into its type with a pydantic adapter of its own, which costs as much as
everything else before the first question. The types here are few, so they are read directly.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import typer
from typer.core import TyperCommand, TyperGroup

from qabot.errors import either


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a whole number") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a number") from None


def _path(text: str) -> Path:
    """Not the current folder, as pathlib has it: a variable of the shell that was not set."""
    if not text:
        raise typer.BadParameter("the path is empty; give one, or leave it out")
    return Path(text)


_READ: dict[Any, Callable[[str], Any]] = {
    bool: bool,
    str: str,
    int: _whole,
    float: _number,
    Path: _path,
}


class _Plain:
    """Stands in for typer's coercion of one parameter."""

    def __init__(self, annotation: Any) -> None:
        (self._read,) = (_READ[kind] for kind in get_args(annotation) or (annotation,))

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """``value``, a text or several, as its type. Raises BadParameter."""
        several = param.multiple or param.nargs == -1
        try:
            if several:
                return [self._one(each) for each in value or ()]
            return None if value is None else self._one(value)
        except typer.BadParameter as error:
            error.ctx, error.param = ctx, param
            raise

    def _one(self, value: Any) -> Any:
        return self._read(value) if isinstance(value, str) else value


def _simplify(params: list[Any]) -> list[Any]:
    """Let every parameter of a known type be read directly, and shown without its Python type."""
    for param in params:
        annotation = getattr(getattr(param, "type_descriptor", None), "annotation", None)
        if {*get_args(annotation), annotation} & _READ.keys():
            plain = _Plain(annotation)
            param.get_runtime_param = lambda plain=plain: plain
        if param.param_type_name == "argument":
            param.display_type_rich = lambda ctx: None
    return params


class Command(TyperCommand):
    """One command."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, made simple."""
        return _simplify(super().get_params(ctx))


class Group(TyperGroup):
    """Commands below a name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Say which commands there are where none is named."""
        if not args and not ctx.resilient_parsing:
            ctx.fail(f"give {either(self.list_commands(ctx))}")
        return super().parse_args(ctx, args)

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, made simple."""
        return _simplify(super().get_params(ctx))


class Defaulted(Group):
    """A group in which ``default`` is meant when no command of it is named."""

    default = ""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command in front."""
        if not args or args[0] not in (*self.commands, *ctx.help_option_names):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help of the default command, with the other commands below."""
        command = self.commands[self.default]
        inner = type(ctx)(command, parent=ctx.parent, info_name=ctx.info_name)
        command.format_usage(inner, formatter)
        command.format_help_text(inner, formatter)
        command.format_options(inner, formatter)
        self.format_commands(ctx, formatter)
        command.format_epilog(inner, formatter)

    def list_commands(self, ctx: Any) -> list[str]:
        """All but the default."""
        return [name for name in super().list_commands(ctx) if name != self.default]


class Root(Group):
    """The program itself, in which ``chat`` is meant where no command is named.

    ``qabot --articles PATH`` is ``qabot chat --articles PATH``.
    """

    default = "chat"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command in front where an option, or nothing, stands in its place."""
        own = {name for param in self.get_params(ctx) for name in param.opts}
        if not args or (args[0].startswith("-") and args[0].split("=")[0] not in own):
            if command := next((word for word in args if word in self.commands), None):
                ctx.fail(f"options stand after the command: qabot {command} {args[0]} ...")
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; a question in its place is told how to be asked."""
        asked = " " in args[0].strip() and not Path(args[0]).exists()
        if args[0] not in self.commands and asked:
            ctx.fail(f'no command {args[0]!r}; a question is asked with: qabot ask "..."')
        return super().resolve_command(ctx, args)
