"""Making a new generation and publishing it.

survey -> tables -> vectors -> sync -> manifest. Until the manifest is renamed nothing that a
reader sees has changed; what a killed run leaves is removed by the next one.
"""

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

from embeddings.errors import IndexFileError
from qabot.articles import no_articles
from qabot.errors import LibraryError, NoArticlesError
from qabot.library import durable, generations, lock, manifest, schema, staging, survey
from qabot.library.contents import Contents, Filler
from qabot.library.durable import DamagedLibraryError
from qabot.library.manifest import DATABASE, FORMAT, GENERATIONS, VECTORS, Manifest
from qabot.library.reading import Library
from qabot.library.report import Report, make_report, quiet_report
from qabot.library.request import Request
from qabot.library.survey import Known, Root
from qabot.library.vectors import VectorWriter
from qabot.paths import shown

SMALL = 2_000
"""Below so many rows everything is written anew: keys then depend on the articles only."""


def run(request: Request, wait: float | None, message: Callable[[str], None] | None) -> Report:
    """See ``qabot.library.index``."""
    folder = request.folder
    published = _published(request)
    if published and not request.remove and request.reason(published) is None:
        report = _unchanged(request, published)
        if report is not None:
            if generations.left_over(folder, published):
                with suppress(LibraryError), lock.writer(folder, 0, None), durable.writing(folder):
                    generations.clean(folder, manifest.read(folder))
                    staging.remove(folder)
            return report
    with lock.writer(folder, wait, message) as held, durable.writing(folder), ExitStack() as stack:
        published = _published(request)
        # Counted before others are removed: a writer that lost its lock must not meet this one.
        number = generations.unused(folder, published)
        generations.clean(folder, published)
        try:
            return _write(request, published, number, held, stack)
        except (OSError, sqlite3.Error, LibraryError):
            held()  # the better reason
            raise


def _unchanged(request: Request, published: Manifest) -> Report | None:
    """The report of a run in which nothing is to be done; it takes no lock."""
    with Library.open(request.folder) as library, library.reading() as database:
        past = survey.known(database)
        roots = survey.survey(past, request.roots, request.max_bytes)
        if survey.is_fresh(past, roots) and request.kept(published, roots) == published.kept:
            return quiet_report(database, library.manifest, roots)
    return None


def _published(request: Request) -> Manifest | None:
    try:
        return manifest.read(request.folder)
    except DamagedLibraryError:
        if request.rebuild:
            return None
        raise


def _write(
    request: Request,
    published: Manifest | None,
    number: int,
    held: Callable[[], None],
    stack: ExitStack,
) -> Report:
    reason = request.reason(published)
    old = _open_old(request, published)
    if old is not None:
        stack.callback(old.close)
    past = _past(old, published)
    if request.remove:
        past = survey.without(past, request.remove)
    everything = request.rebuild or old is None
    roots = survey.survey(past, request.roots, request.max_bytes, everything)
    if not roots and not request.remove:
        raise NoArticlesError("no articles were named: give a file, a folder or an articles.jsonl")
    if old is not None and not request.remove and reason is None and survey.is_fresh(past, roots):
        if (kept := request.kept(old.manifest, roots)) != old.manifest.kept:
            manifest.publish(request.folder, replace(old.manifest, kept=kept))
        with old.reading() as database:
            return quiet_report(database, old.manifest, roots)
    counts = published.counts if published else None
    fresh = (
        old is None
        or reason is not None
        or counts is None
        or counts.rows < SMALL
        or counts.rows > 1.25 * counts.passages
    )
    draft = Draft(request.folder, published, number, None if fresh else old)
    try:
        contents = draft.fill(request, old, past, roots, reason)
        _refuse_nothing(contents, roots)
        return draft.publish(request, held, old, roots, contents, reason)
    except DamagedLibraryError:
        raise
    except schema.DamageError as error:
        raise durable.damaged(request.folder, str(error)) from None
    finally:
        draft.discard()


def _open_old(request: Request, published: Manifest | None) -> Library | None:
    """The generation before, unless nothing of it can be, or may be, taken over."""
    if published is None or published.format != FORMAT:
        return None
    try:
        return Library.open(request.folder)
    except DamagedLibraryError:
        if request.rebuild:
            return None
        raise


def _past(old: Library | None, published: Manifest | None) -> Known:
    if old is not None:
        with old.reading() as database:
            return survey.known(database)
    roots = list(published.roots) if published else []
    return Known(roots, {}, {root: {} for root in roots})


def _refuse_nothing(contents: Contents, roots: Sequence[Root]) -> None:
    """Raise NoArticlesError when nothing is left of any root, or nothing was found in new ones."""
    filled = set(contents.kept.values()) | set(contents.made.values())
    asked = [root for root in roots if root.asked] or list(roots)
    if not roots or (filled and any(root.known or filled & set(root.files) for root in asked)):
        return
    named = {name for root in asked for name in root.files}
    wrong = [each for each in contents.problems if each[0] in named]
    if wrong:
        path, line, reason = wrong[0]
        where = f"{shown(path)}:{line}: " if line else ""
        others = f" ({len(wrong) - 1} more could not be read either)" if len(wrong) > 1 else ""
        raise NoArticlesError(f"{where}{reason}{others}")
    problem = next((root.problem for root in asked if root.problem), None)
    raise NoArticlesError(problem) if problem else no_articles(Path(asked[0].path))


class Draft:
    """A generation in the making: a folder that nobody else reads."""

    def __init__(
        self, folder: Path, published: Manifest | None, number: int, base: Library | None
    ) -> None:
        """``base``: carry on its tables; None: start with empty ones."""
        self.library, self.number = folder, number
        self.folder = folder / GENERATIONS / f"{self.number:06d}"
        self.fresh = base is None
        self.first_new = base.manifest.counts.rows if base else 0
        self._before = published
        self._published = False
        durable.private_folder(self.folder.parent)
        self.folder.mkdir(mode=0o700)
        path = durable.private_file(self.folder / DATABASE)
        if base is not None:
            shutil.copyfile(base.manifest.folder(folder) / DATABASE, path)
        self.database = schema.connect_write(path)
        if base is None:
            self.database.executescript(schema.TABLES)
        durable.step("drafted")

    def fill(
        self,
        request: Request,
        old: Library | None,
        past: Known,
        roots: Sequence[Root],
        reason: str | None,
    ) -> Contents:
        """Write the tables."""
        self.rows = self.first_new
        before = _database(old)
        filler = Filler(
            self.database,
            before,
            past,
            request.settings,
            fresh=self.fresh,
            reparse=reason is not None,
            force=request.rebuild,
            first_key=self.first_new,
        )
        self.database.execute("BEGIN")
        contents = filler.fill(roots)
        if self.fresh:
            schema.rebuild_lexicon(self.database)
        self.database.execute("COMMIT")
        self.rows = filler.next_key
        durable.step("filled")
        return contents

    def publish(
        self,
        request: Request,
        held: Callable[[], None],
        old: Library | None,
        roots: Sequence[Root],
        contents: Contents,
        reason: str | None,
    ) -> Report:
        """Write the vectors, sync everything, and make this the published generation."""
        source = None
        if old is not None and old.manifest.settings.fingerprint == request.settings.fingerprint:
            before = _database(old)
            if before is not None and not request.rebuild:
                source = (self.library, old.manifest, before)
        staged = staging.Staging(self.library, request.settings.fingerprint)
        writer = VectorWriter(self.database, source, staged, self.rows, self.first_new)
        try:
            dimension = writer.write(
                self.folder / VECTORS, request.settings, request.open_encoder, request.progress
            )
        except IndexFileError as error:
            raise LibraryError(durable.full(self.library, str(error))) from error
        durable.step("vectors written")
        report = make_report(self.database, self.number, roots, contents, reason)
        counts = self._counts()
        self.database.close()
        files = [self.folder / DATABASE, self.folder / VECTORS]
        for path in (*files, self.folder, self.folder.parent, self.library):
            durable.sync(path)
        checks = tuple(durable.checked(path) for path in files)
        durable.step("files synced")
        made = manifest.make(
            self.number,
            request.settings,
            dimension,
            tuple(root.path for root in roots),
            counts,
            checks,
            request.kept(self._before, roots),
        )
        held()
        self._published = True  # from here on it may be, whatever is raised
        manifest.publish(self.library, made)
        durable.step("published")
        if old is not None:
            old.close()
        generations.clean(self.library, made)
        staging.remove(self.library)
        durable.step("cleaned")
        return report

    def _counts(self) -> manifest.Counts:
        tables = ("roots", "files", "articles", "sentences", "passages", "problems")
        select = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
        found = dict(zip(tables, self.database.execute(f"SELECT {select}").fetchone(), strict=True))
        return manifest.Counts(rows=self.rows, **found)

    def discard(self) -> None:
        """Let go; remove the folder unless it was, or may have been, published."""
        with suppress(sqlite3.Error):
            self.database.close()
        if not self._published:
            shutil.rmtree(self.folder, ignore_errors=True)


def _database(library: Library | None) -> sqlite3.Connection | None:
    if library is None:
        return None
    with library.reading() as database:
        return database
