"""``eval``: judge retrieval and answers on a question set."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from qabot.cli.options import ANSWERS, ARTICLES, JSON, PROFILE, command, examples
from qabot.cli.parsing import Defaulted
from qabot.cli.printing import print_tables
from qabot.cli.progress import Progress
from qabot.cli.session import Session
from qabot.cli.status import ExitStatus
from qabot.errors import QuestionSetError, UsageError

if TYPE_CHECKING:
    from qabot.evaluation import QuestionSet, Results

SCOPES = ("article", "library")
WORDINGS = ("resolved", "typed", "rewritten")


def register(app: typer.Typer) -> None:
    """Add ``eval`` with its subcommands; a word that is none of them is a question set."""
    from qabot.cli import drafting, judgements

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
        PROFILE,
        epilog=examples(
            "qabot eval seeds --report report.html",
            "qabot eval seeds --gate                  exit 1 when it got worse",
            "qabot eval newsqa/ --articles newsqa/articles.jsonl --part report",
            "qabot eval newsqa/ --scope library --results out/ --resume",
            "qabot eval newsqa/ --variant wide:retrieval.read=24,answer.top=5",
            "qabot eval compare out/before out/after",
        ),
    )(evaluate)
    judgements.register(group)
    drafting.register(group)
    app.add_typer(group)


class Judging(Defaulted):
    """``qabot eval FOLDER`` is ``qabot eval run FOLDER``."""

    default = "run"


def evaluate(
    session: Session,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Folder with questions.jsonl, or such a file; SQuAD, BEIR and TREC too.",
        ),
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
    variant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME:KEY=VALUE,...",
            help="Compare the configuration with this one; may be repeated.",
        ),
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
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a page with everything on it.")
    ] = None,
) -> int:
    """Ask every question of a set and print the measures.

    A set is a folder with questions.jsonl, and articles.jsonl or article files. Exit status 1
    when --gate finds that it got worse.
    """
    _refuse(session, scope, wording, part, variant, gate or accept, accept, results, resume)
    if report is not None:
        check_report(report)
    questions = load_set(session, folder, part)
    how: dict[str, Any] = {
        "scope": cast(Any, scope),
        "wording": cast(Any, wording),
        "results": results.absolute() if results else None,
        "resume": resume,
    }
    if variant:
        from qabot.cli.variants import try_variants

        return try_variants(session, questions, variant, report, how)
    found = run(session, questions, how)
    _write(session, found)
    if report is not None:
        write_report(session, found, report)
    if not (gate or accept):
        return ExitStatus.ANSWERED
    return _gate(session, found, folder if folder.is_dir() else folder.parent, gate, accept)


def _refuse(
    session: Session,
    scope: str,
    wording: str,
    part: str | None,
    variant: list[str] | None,
    gated: bool,
    accept: bool,
    results: Path | None,
    resume: bool,
) -> None:
    """Raise UsageError for what does not go together, before anything is read."""
    if scope not in SCOPES:
        raise UsageError(f"--scope {scope!r}: expected {' or '.join(SCOPES)}")
    if wording not in WORDINGS:
        raise UsageError(f"--wording {wording!r}: expected {', '.join(WORDINGS)}")
    if resume and results is None:
        raise UsageError("--resume needs --results DIR, the run to go on with")
    if accept and (part or scope != "article"):
        raise UsageError("--accept takes the whole set, each question against its own article")
    if variant and gated:
        raise UsageError("--gate and --accept take one configuration; leave out --variant")
    if len(session.articles) > 1:
        raise UsageError("eval takes one --articles: the articles that the questions are about")


def run(
    session: Session, questions: "QuestionSet", how: dict[str, Any], label: str = "questions"
) -> "Results":
    """Ask every question, with a progress line. ``how`` are the options of `evaluate`."""
    from qabot.evaluation import evaluate as ask_all

    asked = 0

    def tell(done: int, total: int) -> None:
        nonlocal asked
        asked = done
        asking(done, total)

    with session.bot(scope=[questions.articles.absolute()], warm=True) as bot:
        try:
            with Progress(session.env, label) as asking:
                found = ask_all(bot, questions, **how, progress=tell)
        except KeyboardInterrupt:
            goes_on = "the same command with --resume goes on"
            session.env.notice(
                f"stopped at {asked:,} of {len(questions.questions):,} {label}; "
                f"{goes_on if how['results'] else 'nothing is kept'}"
            )
            raise
    session.timeline.answered_all([asdict(each.milliseconds) for each in found.outcomes])
    return found


def load_set(session: Session, folder: Path, part: str | None = None) -> "QuestionSet":
    """A question set. Each of its problems is said on a line of its own; raises QuestionSetError.

    What is allowed and worth a look is a notice.
    """
    from qabot.evaluation import load_question_set, remarks

    try:
        found = load_question_set(folder, next(iter(session.articles), None), part=part)
    except QuestionSetError as error:
        if len(error.problems) < 2:
            raise
        for problem in error.problems:
            session.env.error(problem)
        raise QuestionSetError(
            f"{folder}: {len(error.problems)} problems, listed above; mend them, then "
            f"`qabot eval check {folder}`",
            error.problems,
        ) from None
    for remark in remarks(found):
        session.env.notice(f"worth a look: {remark}")
    return found


def check_report(path: Path) -> None:
    """Raise UsageError, before hours of work, when a report cannot be written to ``path``."""
    from qabot.evaluation.html_report import refuse_path

    refuse_path(path)


def write_report(session: Session, results: "Results", path: Path) -> None:
    """Write the page and say where it is."""
    from qabot import evaluation

    evaluation.write_report(results, path)
    session.env.notice(f"report: {path}")


def _write(session: Session, results: "Results") -> None:
    from qabot.evaluation import report

    if session.json:
        session.env.write_json(report.results_json(results))
    else:
        print_tables(
            session.env,
            report.title(results),
            lambda width: report.as_rich(results, width),
            report.footnote(results),
            lambda: report.as_text(results),
        )
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
