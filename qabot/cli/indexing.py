"""``index``, ``articles`` and ``show``: what goes into the library, and what is in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qabot.cli.options import ARTICLES, JSON, PROFILE, command, examples
from qabot.cli.profiling import IMPORTS
from qabot.cli.progress import Progress
from qabot.cli.session import Session, report_failures
from qabot.cli.status import ExitStatus
from qabot.errors import UsageError
from qabot.render import article_fragments, articles_fragments, counted
from qabot.repl.asked import asked_articles

if TYPE_CHECKING:
    from qabot.library import Report
    from qabot.types import Article, Sentence


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(
        app,
        "index",
        JSON,
        PROFILE,
        epilog=examples(
            "qabot index news/ reports/2026.txt    add or refresh",
            "qabot index                           refresh what the configuration names",
            "qabot index --remove news/            take a folder out of the library",
            "qabot index --rebuild                 make every vector again",
        ),
    )(index)
    command(
        app,
        "articles",
        ARTICLES,
        JSON,
        epilog=examples("qabot articles", "qabot articles --articles news/ --json"),
    )(articles)
    command(
        app,
        "show",
        ARTICLES,
        JSON,
        epilog=examples(
            "qabot show 000_79bf5efa9eb24955", "qabot show --articles news/ europe/summit"
        ),
    )(show)


def index(
    session: Session,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Files, folders or an articles.jsonl."),
    ] = None,
    remove: Annotated[
        list[Path] | None,
        typer.Option("--remove", metavar="PATH", help="Take this root out; may be repeated."),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Read and embed everything again.")
    ] = False,
    wait: Annotated[
        float | None,
        typer.Option(
            "--wait", metavar="SECONDS", help="How long to wait for another process that writes."
        ),
    ] = None,
) -> int:
    """Add articles to the library, or refresh those that changed.

    Exit status 2 when a file could not be read; everything else is indexed all the same.
    """
    if wait is not None and not wait >= 0:
        raise UsageError(f"--wait {wait:g}: expected seconds, 0 or more")
    roots = [path.absolute() for path in paths or ()]
    if not roots and not remove:
        roots = list(session.settings.articles)
    report = _index(
        session, roots, [path.absolute() for path in remove or ()], rebuild, wait, bool(paths)
    )
    report_failures(session.env, report)
    _write_report(session, report)
    return ExitStatus.ERROR if report.failed else ExitStatus.ANSWERED


def _index(
    session: Session,
    roots: list[Path],
    remove: list[Path],
    rebuild: bool,
    wait: float | None,
    keep: bool,
) -> "Report":
    from qabot import library

    with (
        session.env.open_bot(session.settings, scope_paths=roots or None) as bot,
        session.leaving_at_once(),
        Progress(session.env, "indexing") as progress,
        session.timeline.indexing(),
    ):
        session.timeline.mark(IMPORTS)
        return library.index(
            session.settings.library,
            roots,
            settings=bot.index_settings(),
            open_encoder=lambda: bot.encoder,
            progress=progress,
            message=progress.around(session.env.notice),
            rebuild=rebuild,
            remove=remove,
            keep=keep,
            wait=wait,
            max_bytes=session.settings.max_bytes,
        )


def _write_report(session: Session, report: "Report") -> None:
    groups = {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
    }
    if session.json:
        failed = [{"path": str(path), "reason": reason} for path, reason in report.failed]
        undecoded = [{"path": path, "bytes": number} for path, number in report.undecoded]
        session.env.write_json(
            {key: list(ids) for key, ids in groups.items()}
            | {"failed": failed, "generation": report.generation, "reason": report.reason}
            | {"undecoded": undecoded}
        )
        return
    counts = [f"{len(ids):,} {name}" for name, ids in groups.items()]
    if report.failed:
        counts.append(f"{len(report.failed):,} failed")
    if report.reason:
        session.env.notice(f"everything was built again: {report.reason}")
    session.env.print(", ".join(counts))
    if session.env.verbose:
        for name in ("added", "changed", "removed"):
            for id in groups[name]:
                session.env.print(f"  {name:<8} {id}")


def articles(session: Session) -> int:
    """List the articles in the library: id, sentences, title and file.

    Exit status 1 when there are none.
    """
    with session.bot() as bot:
        found = asked_articles(bot)
    if session.json:
        for info in found:
            session.env.write_json(
                {
                    "id": info.id,
                    "title": info.title,
                    "source": info.origin,
                    "sha256": info.sha256,
                    "sentences": info.sentences,
                    "passages": info.passages,
                }
            )
        return ExitStatus.ANSWERED if found else ExitStatus.NOTHING
    session.env.write(articles_fragments(found, session.env.look))
    session.env.notice(counted(len(found), "article"))
    return ExitStatus.ANSWERED if found else ExitStatus.NOTHING


def show(
    session: Session,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Its id, as in `articles`.")],
) -> int:
    """Show one article as qabot reads it, with its lines."""
    with session.bot() as bot:
        found = bot.library.article(article, near=bot.roots)
        sentences = bot.library.sentences(found.id)
    if session.json:
        session.env.write_json(_article_record(found, sentences))
    else:
        session.env.write(article_fragments(found, sentences, session.env.look))
    return ExitStatus.ANSWERED


def _article_record(article: "Article", sentences: "tuple[Sentence, ...]") -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "source": article.origin,
        "sha256": article.sha256,
        "characters": len(article.source),
        "sentences": [
            {
                "index": sentence.index,
                "line": sentence.line,
                "start": sentence.start,
                "end": sentence.end,
                "kind": sentence.kind.value,
                "text": sentence.text,
            }
            for sentence in sentences
        ],
    }
