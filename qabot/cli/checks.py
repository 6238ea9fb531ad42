"""What ``doctor`` looks at, one check at a time; each finds something or names a repair."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qabot.cli.inspecting import model_problem, models_in_use
from qabot.cli.session import Session
from qabot.errors import LibraryError, QabotError
from qabot.paths import seed_article, shown
from qabot.render import counted


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report; ``problem`` holds the repair, and is empty when all is well."""

    name: str
    found: str = ""
    problem: str = ""


def checks(session: Session) -> Iterator[Check]:
    """Every check in turn, each made when it is asked for."""
    yield _try("python", lambda: _python())
    configured = _try("config", lambda: _config(session))
    yield configured
    if not configured.problem:
        yield from _models(session)
        yield from _articles(session)
        yield _try("library", lambda: _library(session))
    yield Check("terminal", _terminal(session))


def _try(name: str, find: Callable[[], str]) -> Check:
    try:
        return Check(name, found=find())
    except (QabotError, OSError) as error:
        return Check(name, problem=str(error))


def _python() -> str:
    import platform
    import sqlite3

    from qabot import __version__

    memory = sqlite3.connect(":memory:")
    try:
        memory.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    except sqlite3.OperationalError:
        raise QabotError(
            f"this Python's SQLite {sqlite3.sqlite_version} has no FTS5 full-text search; "
            "use a Python from python.org or your system"
        ) from None
    finally:
        memory.close()
    version, sqlite = platform.python_version(), sqlite3.sqlite_version
    return f"qabot {__version__}, Python {version}, SQLite {sqlite} with FTS5"


def _config(session: Session) -> str:
    path = session.settings.path
    return shown(path) if path else "no file, the defaults"


def _models(session: Session) -> Iterator[Check]:
    from embeddings import MODELS

    settings = session.settings.config
    in_use = models_in_use(session)
    for model in MODELS.values():
        if model.name in in_use:
            found = f"{model.name}, {len(model.files)} files as registered"
            yield Check("model", found, model_problem(model) or "")
    if settings.encoder.model not in in_use and not _registered(settings.encoder.model):
        yield _try("model", lambda: _other_encoder(settings.encoder.model))


def _registered(name: str) -> bool:
    from embeddings import MODELS

    return any(name in (model.name, model.repository) for model in MODELS.values())


def _other_encoder(name: str) -> str:
    from embeddings import EmbeddingError, encoder_fingerprint

    try:
        return encoder_fingerprint(name)
    except EmbeddingError as error:
        raise QabotError(str(error)) from None


def _articles(session: Session) -> Iterator[Check]:
    paths = session.articles or session.settings.articles or _kept(session)
    most = session.settings.max_bytes
    if not paths:
        yield _try(
            "articles", lambda: f"the one that comes with qabot: {_files(seed_article(), most)}"
        )
    for path in paths:
        yield _try("articles", lambda path=path: f"{shown(path)}: {_files(path, most)}")  # type: ignore[misc]


def _kept(session: Session) -> tuple[Path, ...]:
    """What was given to ``qabot index``; the check of the library says what is wrong with it."""
    from qabot.library import manifest

    try:
        published = manifest.read(session.settings.library)
    except LibraryError:
        return ()
    return tuple(Path(root) for root in published.kept) if published else ()


def _files(path: Path, most: int) -> str:
    from qabot.articles import discover, no_articles, read_file, read_jsonl
    from qabot.articles.files import LineProblem
    from qabot.errors import ArticleError

    found = discover(path)
    if not found:
        raise no_articles(path)
    articles = 0
    problems: list[str] = []
    for file in found:
        try:
            if file.is_jsonl:
                for entry in read_jsonl(file.path, max_bytes=most):
                    if isinstance(entry, LineProblem):
                        problems.append(f"{shown(file.path)}:{entry.line} {entry.reason}")
                    else:
                        articles += 1
            else:
                read_file(file.path, id=file.path.stem, max_bytes=most)
                articles += 1
        except ArticleError as error:
            problems.append(str(error))
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise QabotError(f"{problems[0]}{more}")
    return f"{counted(articles, 'article')} readable"


def _library(session: Session) -> str:
    from qabot.library import Library, durable, manifest
    from qabot.library.verify import verify

    folder = session.settings.library
    if manifest.read(folder) is None and not folder.exists():
        return f"{shown(folder)}: not made yet, the first question makes it"
    if wrong := verify(folder):
        more = f" (and {len(wrong) - 1} more problems)" if len(wrong) > 1 else ""
        raise LibraryError(
            f"the library in {shown(folder)} is damaged: {wrong[0]}{more}; "
            f"make it anew with {durable.command(folder, '--rebuild')}"
        )
    with Library.open(folder) as library:
        counts = library.manifest.counts
        return (
            f"{shown(folder)}: {counted(counts.articles, 'article')}, "
            f"{counted(counts.passages, 'passage')}"
        )


def _terminal(session: Session) -> str:
    env = session.env
    if not env.stdout_terminal:
        return f"output is not a terminal: plain text, {env.columns} columns"
    colour = "styled" if env.look.colour else "plain"
    signs = "UTF-8" if env.look.unicode else f"{env.stdout.encoding}: signs are spelled in ASCII"
    return f"{env.columns} columns, {colour}, {signs}"
