"""``eval``: judge retrieval and answers on a question set."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.cli.options import ANSWERS, ARTICLES, JSON, command, examples
from qabot.cli.progress import Progress
from qabot.cli.session import Session
from qabot.cli.status import ExitStatus
from qabot.errors import QuestionSetError, UsageError

if TYPE_CHECKING:
    from qabot.evaluation import QuestionSet, Results

SCOPES = ("article", "library")
_MOST_PROBLEMS = 20


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(
        app,
        "eval",
        ARTICLES,
        ANSWERS,
        JSON,
        epilog=examples(
            "qabot eval seeds",
            "qabot eval seeds --gate                  exit 1 when it got worse",
            "qabot eval newsqa/ --articles newsqa/articles.jsonl --part report",
            "qabot eval newsqa/ --scope library --results out/ --resume",
        ),
    )(evaluate)


def evaluate(
    session: Session,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder with questions.jsonl, or such a file.")
    ],
    scope: Annotated[
        str,
        typer.Option(metavar="|".join(SCOPES), help="Search each question's article, or all."),
    ] = "article",
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
    if scope not in SCOPES:
        raise UsageError(f"--scope {scope!r}: expected {' or '.join(SCOPES)}")
    if resume and results is None:
        raise UsageError("--resume needs --results DIR, the run to go on with")
    if accept and (part or scope != "article"):
        raise UsageError("--accept takes the whole set, each question against its own article")
    if len(session.articles) > 1:
        raise UsageError("eval takes one --articles: the articles that the questions are about")
    questions = _load(session, folder, part)
    found = _run(session, questions, scope, results, resume)
    _write(session, found)
    if not (gate or accept):
        return ExitStatus.ANSWERED
    return _gate(session, found, folder if folder.is_dir() else folder.parent, gate, accept)


def _load(session: Session, folder: Path, part: str | None) -> "QuestionSet":
    from qabot.evaluation import load_question_set

    try:
        return load_question_set(folder, next(iter(session.articles), None), part=part)
    except QuestionSetError as error:
        for problem in error.problems[1:_MOST_PROBLEMS]:
            session.env.error(problem)
        raise


def _run(
    session: Session, questions: "QuestionSet", scope: str, results: Path | None, resume: bool
) -> "Results":
    from qabot.evaluation import evaluate

    with (
        session.bot(scope=[questions.articles.absolute()]) as bot,
        Progress(session.env, "questions") as asking,
    ):
        return evaluate(
            bot,
            questions,
            scope="library" if scope == "library" else "article",
            results=results.absolute() if results else None,
            resume=resume,
            progress=asking,
        )


def _write(session: Session, results: "Results") -> None:
    from qabot.evaluation import report

    if session.json:
        session.env.write_json(report.results_json(results))
    elif session.env.look.colour:
        from rich.console import Console

        console = Console(file=session.env.stdout, width=session.env.columns)
        for table in report.as_rich(results):
            console.print(table)
        console.print(report.footnote(results), style="dim")
    else:
        session.env.stdout.write(report.as_text(results) + "\n")
    if results.folder is not None:
        session.env.notice(f"results: {results.folder}")


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
