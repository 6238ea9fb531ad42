"""``conversations``: those that were kept are listed, searched, shown, exported and deleted."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.cli.options import JSON, command, examples
from qabot.cli.parsing import Group
from qabot.cli.session import Session, typed
from qabot.cli.status import ExitStatus
from qabot.errors import UsageError
from qabot.paths import conversations_file
from qabot.render import answer_fragments, answer_record, counted, wrap

if TYPE_CHECKING:
    from qabot.repl.store import Store

_NUMBER = typer.Argument(metavar="NUMBER", help="As in `conversations list`.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(
        name="conversations",
        cls=Group,
        help="List, search, show, export and delete the conversations that were kept.",
        rich_markup_mode=None,
        epilog=examples(
            "qabot conversations list",
            "qabot conversations search Biegun",
            "qabot conversations export 3 talk.md",
        ),
    )
    command(group, "list", JSON, epilog=examples("qabot conversations list"))(list_)
    command(group, "search", JSON, epilog=examples('qabot conversations search "sanctions"'))(
        search
    )
    command(group, "show", JSON, epilog=examples("qabot conversations show 3"))(show)
    command(
        group,
        "export",
        epilog=examples(
            "qabot conversations export 3 talk.md", "qabot conversations export 3 talk.jsonl"
        ),
    )(export)
    command(
        group,
        "delete",
        epilog=examples("qabot conversations delete 3 4", "qabot conversations delete --all"),
    )(delete)
    app.add_typer(group)


def list_(session: Session) -> int:
    """List the conversations that were kept, the newest last.

    Number, when, how many turns, and the first question. Exit status 1 when there are none.
    """
    kept = _store().all()
    for each in kept:
        if session.json:
            session.env.write_json(
                {
                    "conversation": each.id,
                    "changed": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(each.changed)),
                    "turns": each.turns,
                    "first": each.first,
                }
            )
            continue
        head = f"{each.id:>4}  {_day(each.changed)}  {each.turns:>3}  "
        session.env.write(wrap([("", each.first)], session.env.columns, head, " " * len(head)))
    if not session.json:
        session.env.notice(counted(len(kept), "conversation"))
    return ExitStatus.ANSWERED if kept else ExitStatus.NOTHING


def search(
    session: Session,
    words: Annotated[
        list[str], typer.Argument(metavar="WORD", help="Words that a turn must hold, all of them.")
    ],
) -> int:
    """Find turns by words of their questions and sentences, the newest last.

    Exit status 1 when nothing was found.
    """
    wanted = [typed(word) for word in words if word.strip()]
    if not wanted:
        raise UsageError(
            "nothing to look for; give words, such as: qabot conversations search Biegun"
        )
    found = _store().search(wanted)
    for each in found:
        answer = each.turn.answer
        if session.json:
            place = {"conversation": each.conversation, "turn": each.number}
            session.env.write_json(place | answer_record(answer))
            continue
        head = f"{each.conversation:>4}.{each.number:<3} "
        blank = " " * len(head)
        said = answer.evidence[0].text if answer.answered else "not answered"
        session.env.write(wrap([("", each.turn.question)], session.env.columns, head, blank))
        session.env.write(wrap([("class:dim", said)], session.env.columns, blank))
    if not session.json:
        session.env.notice(f"{counted(len(found), 'turn')} found")
    return ExitStatus.ANSWERED if found else ExitStatus.NOTHING


def show(session: Session, number: Annotated[int, _NUMBER]) -> int:
    """Show a conversation as it was."""
    _, turns = _store().one(number)
    for place, turn in enumerate(turns):
        if session.json:
            session.env.write_json(answer_record(turn.answer))
            continue
        header = wrap([("class:prompt", f"> {turn.question}")], session.env.columns)
        session.env.write([("", "\n"), *header] if place else header)
        session.env.write(answer_fragments(turn.answer, session.env.look))
    return ExitStatus.ANSWERED


def export(
    session: Session,
    number: Annotated[int, _NUMBER],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="To write: ending in .md, .json or .jsonl.")
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Replace FILE where it is there already.")
    ] = False,
) -> int:
    """Write a conversation to a file, as Markdown, JSON or JSON lines."""
    from qabot.repl.saving import FileThereError, save

    _, turns = _store().one(number)
    try:
        session.env.notice(save(str(file), turns, replace=force))
    except FileThereError as error:
        raise UsageError(f"{error.found}; --force replaces it") from None
    return ExitStatus.ANSWERED


def delete(
    session: Session,
    numbers: Annotated[list[int] | None, _NUMBER] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
) -> int:
    """Delete conversations for good; what they held is overwritten in the file."""
    if bool(numbers) == everything:
        raise UsageError("give the numbers of conversations, or --all")
    gone = _store().delete(None if everything else numbers)
    session.env.notice(f"{counted(gone, 'conversation')} deleted")
    return ExitStatus.ANSWERED


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def _store() -> "Store":
    from qabot.repl.store import Store

    return Store(conversations_file())
