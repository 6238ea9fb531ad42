"""``eval compare``, ``explain``, ``check``: what follows from question sets and from runs."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from qabot.cli.judging import check_report, load_set, write_report
from qabot.cli.options import ARTICLES, JSON, command, examples
from qabot.cli.printing import print_block, print_tables
from qabot.cli.session import Session
from qabot.cli.status import ExitStatus
from qabot.render import counted


def register(group: typer.Typer) -> None:
    """Add the subcommands."""
    command(group, "compare", JSON, epilog=examples("qabot eval compare out/before out/after"))(
        compare
    )
    command(
        group,
        "explain",
        JSON,
        epilog=examples(
            "qabot eval explain out/ seed-017", "qabot eval explain out/ --report report.html"
        ),
    )(explain)
    command(group, "check", ARTICLES, epilog=examples("qabot eval check seeds"))(check)


def compare(
    session: Session,
    runs: Annotated[
        list[Path], typer.Argument(metavar="RESULTS", help="Folders that --results wrote.")
    ],
) -> int:
    """Say what differs between runs, and whether chance explains it."""
    from qabot import evaluation
    from qabot.evaluation import comparison_report as reports

    found = evaluation.compare([evaluation.load_results(folder) for folder in runs])
    if session.json:
        session.env.write_json(evaluation.comparison_json(found))
    else:
        print_tables(
            session.env,
            reports.headline(found),
            lambda width: reports.comparison_rich(found, width),
            reports.footnote(),
            lambda: reports.comparison_text(found),
        )
    return ExitStatus.ANSWERED


def explain(
    session: Session,
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="A folder that --results wrote.")
    ],
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="Its id; without: all that failed.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a page with the whole run.")
    ] = None,
) -> int:
    """Say at which stage a run lost a question, or each of them."""
    from qabot import evaluation

    if report is not None:
        check_report(report)
    run = evaluation.load_results(results)
    if report is not None:
        write_report(session, run, report)
    if question is not None:
        found = evaluation.explain(run, question)
        if session.json:
            session.env.write_json(asdict(found))
        else:
            print_block(session.env, "\n".join(found.lines()))
        return ExitStatus.ANSWERED
    lost = evaluation.stages(run)
    if session.json:
        session.env.write_json({stage.value: list(ids) for stage, ids in lost.items()})
        return ExitStatus.ANSWERED
    for stage, ids in lost.items():
        session.env.print(f"{stage.value:<12} {len(ids):>4}  {', '.join(ids[:12])}".rstrip())
    return ExitStatus.ANSWERED


def check(
    session: Session,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder with questions.jsonl, or such a file.")
    ],
) -> int:
    """Look for mistakes in a question set.

    Exit status 2 when there are any.
    """
    questions = load_set(session, folder).questions
    answerable = sum(question.answerable for question in questions)
    session.env.print(
        f"{counted(len(questions), 'question')}, {answerable:,} answerable: nothing is wrong"
    )
    return ExitStatus.ANSWERED
