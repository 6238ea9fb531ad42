"""The library: articles, sentences, passages, their words and vectors, on disk.

One generation is published at a time, atomically; see ``docs/library.md``. Importing this package
loads what reading needs; what writes is loaded by ``index``.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.articles import MAX_BYTES
from qabot.library.durable import DamagedLibraryError
from qabot.library.durable import command as index_command
from qabot.library.manifest import IndexSettings, Manifest, stale_reason
from qabot.library.query import terms
from qabot.library.reading import ArticleInfo, Library
from qabot.library.report import Report
from qabot.library.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from embeddings.base import Encoder

__all__ = [
    "EVERYTHING",
    "ArticleInfo",
    "DamagedLibraryError",
    "IndexSettings",
    "Library",
    "Manifest",
    "Report",
    "Scope",
    "failures",
    "index",
    "index_command",
    "needs_refresh",
    "stale_reason",
    "terms",
]


def index(
    folder: Path,
    roots: Sequence[Path] = (),
    *,
    settings: IndexSettings,
    open_encoder: "Callable[[], Encoder]",
    progress: Callable[[int, int], None] | None = None,
    message: Callable[[str], None] | None = None,
    rebuild: bool = False,
    remove: Sequence[Path] = (),
    keep: bool = False,
    wait: float | None = None,
    max_bytes: int = MAX_BYTES,
) -> Report:
    """Bring the library in ``folder`` up to date with ``roots`` (none: all it has) and publish it.

    New roots are remembered, those of ``remove`` forgotten with their articles. Only files that
    changed are read, and only passages whose text is new are encoded; ``open_encoder`` is called
    when there are any. ``progress`` gets the passages encoded so far and those to encode in all.
    ``keep`` writes down that ``roots`` are the library's own (``Manifest.kept``). ``rebuild`` reads
    and encodes everything again and repairs a damaged library. ``message`` is told of files
    that hold bytes of another encoding (``Report.undecoded``). When another process is writing, it
    is told so and ``wait`` seconds are waited (None: for ever). Articles of more than
    ``max_bytes`` are not read, and tried again when more are allowed.

    Raises NoArticlesError when no article would be left, ArticleError for a root that is not
    there, LibraryError (LibraryBusyError, LibraryFormatError), ModelError, and UsageError for a
    path of ``remove`` that is no root. Whatever is raised, what was published stays.
    """
    from qabot.library import build, survey
    from qabot.library.request import Request

    request = Request(
        folder.absolute(),
        survey.absolute(roots),
        settings,
        open_encoder,
        progress,
        rebuild,
        survey.absolute(remove),
        keep,
        max_bytes,
    )
    report = build.run(request, wait, message)
    if message is not None:
        for notice in report.notices():
            message(notice)
    return report


def needs_refresh(
    library: Library | Path, roots: Sequence[Path] = (), max_bytes: int = MAX_BYTES
) -> bool:
    """Whether a file of ``roots`` (none: of all) was added, changed or removed since.

    Looks at names, sizes and times only. A path that cannot be looked at counts as changed, and
    so does everything when there is no library. Raises LibraryError.
    """
    from qabot.library import survey

    return survey.needs_refresh(library, roots, max_bytes)


def failures(
    library: Library, roots: Sequence[Path] = (), max_bytes: int = MAX_BYTES
) -> tuple[tuple[str, str], ...] | None:
    """``Report.failed`` of ``roots`` where nothing has changed; None when they need a refresh.

    Writes nothing. Raises LibraryError.
    """
    from qabot.library import report, survey

    found = survey.unchanged(library, roots, max_bytes)
    if found is None:
        return None
    with library.reading() as database:
        return report.standing(database, found)
