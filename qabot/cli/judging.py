"""``eval``: judge retrieval and answers on a question set."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from qabot.cli.options import ANSWERS, ARTICLES, JSON, command, examples
from qabot.cli.parsing import Defaulted
from qabot.cli.progress import Progress
from qabot.cli.session import Session
from qabot.cli.status import ExitStatus
from qabot.errors import QuestionSetError, UsageError
from qabot.repl.environment import Environment

if TYPE_CHECKING:
    from qabot.evaluation import QuestionSet, Results

SCOPES = ("article", "library")
WORDINGS = ("resolved", "typed", "rewritten")
_MOST_PROBLEMS = 20


def register(app: typer.Typer) -> None:
    """Add ``eval`` with its subcommands; a word that is none of them is a question set."""
    from qabot.cli import judgements

    group = typer.Typer(
        name="eval",
        cls=Judging,
        rich_markup_mode=None,
        help="Judge a question set: ask all of it and print the measures.",
    )
    command(
        group,
        Judging.default,
        ARTICLES,
        ANSWERS,
        JSON,
        epilog=examples(
            "qabot eval seeds",
            "qabot eval seeds --gate                  exit 1 when it got worse",
            "qabot eval newsqa/ --articles newsqa/articles.jsonl --part report",
            "qabot eval newsqa/ --scope library --results out/ --resume",
            "qabot eval compare out/before out/after",
        ),
    )(evaluate)
    judgements.register(group)
    app.add_typer(group)


class Judging(Defaulted):
    """``qabot eval FOLDER`` is ``qabot eval run FOLDER``."""

    default = "run"


def evaluate(
    session: Session,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder with questions.jsonl, or such a file.")
    ],
    scope: Annotated[
        str,
        typer.Option(metavar="|".join(SCOPES), help="Search each question's article, or all."),
    ] = "article",
    wording: Annotated[
        str,
        typer.Option(
            metavar="|".join(WORDINGS),
            help="Follow-ups with their history, without, or as a person rewrote them.",
        ),
    ] = "resolved",
    part: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only questions of this part.")
    ] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help="Compare with what was accepted; exit 1 when worse.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Make this result the one to compare with.")
    ] = False,
    results: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write everything that comes out here.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in --results.")
    ] = False,
) -> int:
    """Ask every question of a set and print the measures.

    A set is a folder with questions.jsonl, and articles.jsonl or article files. Exit status 1
    when --gate finds that it got worse.
    """
    from qabot.evaluation import run

    if scope not in SCOPES:
        raise UsageError(f"--scope {scope!r}: expected {' or '.join(SCOPES)}")
    if wording not in WORDINGS:
        raise UsageError(f"--wording {wording!r}: expected {', '.join(WORDINGS)}")
    if resume and results is None:
        raise UsageError("--resume needs --results DIR, the run to go on with")
    if accept and (part or scope != "article"):
        raise UsageError("--accept takes the whole set, each question against its own article")
    if len(session.articles) > 1:
        raise UsageError("eval takes one --articles: the articles that the questions are about")
    questions = load_set(session, folder, part)
    with (
        session.bot(scope=[questions.articles.absolute()], warm=True) as bot,
        Progress(session.env, "questions") as asking,
    ):
        found = run.evaluate(
            bot,
            questions,
            scope=cast(Any, scope),
            wording=cast(Any, wording),
            results=results.absolute() if results else None,
            resume=resume,
            progress=asking,
        )
    _write(session, found)
    if not (gate or accept):
        return ExitStatus.ANSWERED
    return _gate(session, found, folder if folder.is_dir() else folder.parent, gate, accept)


def load_set(session: Session, folder: Path, part: str | None = None) -> "QuestionSet":
    """A question set, each of its problems on a line of its own. Raises QuestionSetError."""
    from qabot.evaluation import load_question_set

    try:
        return load_question_set(folder, next(iter(session.articles), None), part=part)
    except QuestionSetError as error:
        for problem in error.problems[1:_MOST_PROBLEMS]:
            session.env.error(problem)
        raise


def _write(session: Session, results: "Results") -> None:
    from qabot.evaluation import report

    if session.json:
        session.env.write_json(report.results_json(results))
    else:
        print_block(session.env, report.as_text(results))
    if results.folder is not None:
        session.env.notice(f"results: {results.folder}")


def print_block(env: Environment, text: str) -> None:
    """Print several lines, each made safe."""
    for line in text.splitlines():
        env.print(line)


def _gate(session: Session, results: "Results", folder: Path, gate: bool, accept: bool) -> int:
    from qabot import evaluation

    status = ExitStatus.ANSWERED
    if gate:
        report = evaluation.gate(results, folder)
        for line in report.lines():
            session.env.error(line)
        status = ExitStatus.ANSWERED if report.passed else ExitStatus.NOTHING
    if accept and status is ExitStatus.ANSWERED:
        evaluation.accept(results, folder, raise_floors=True)
        session.env.notice(f"accepted: {folder}")
    return status
