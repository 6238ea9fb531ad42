"""Filling the tables of a new generation from files and from the generation before."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qabot import split
from qabot.articles import JSONL_TIMES, LineProblem, SameArticle, parse, undecodable
from qabot.library import schema
from qabot.library.intake import digest, is_still, read, renamed, settle, unique
from qabot.library.manifest import IndexSettings
from qabot.library.survey import TOO_LARGE, UNREADABLE, Known, KnownFile, Root, SurveyedFile, same
from qabot.types import Article, Passage, Sentence


@dataclass(frozen=True, slots=True)
class Former:
    """An article of the generation before."""

    row: int
    name: str
    path: str
    local: str
    sha256: str
    title: str
    first: int
    last: int


@dataclass(slots=True)
class Contents:
    """What went into the tables. Rows are those of the new database."""

    kept: dict[int, str] = field(default_factory=dict)
    """Row of an article that did not change -> its file."""
    made: dict[int, str] = field(default_factory=dict)
    """Row of an article that was read -> its file."""
    gone: list[Former] = field(default_factory=list)
    problems: list[tuple[str, int | None, str]] = field(default_factory=list)
    """File, line and what is wrong there."""
    undecoded: list[tuple[str, int]] = field(default_factory=list)
    """A file that was read, and how many of its bytes stand as U+FFFD."""


class Filler:
    """One run. ``old`` None: nothing can be taken over; ``fresh``: the tables are empty."""

    def __init__(
        self,
        new: sqlite3.Connection,
        old: sqlite3.Connection | None,
        past: Known,
        settings: IndexSettings,
        *,
        fresh: bool,
        reparse: bool,
        force: bool,
        first_key: int,
    ) -> None:
        """``reparse``: sentences and passages are made anew; ``force``: every file is read."""
        self._new, self._old, self._past = new, old, past
        self._settings = settings
        self._fresh, self._reparse, self._force = fresh, reparse, force
        self.next_key = first_key
        self.contents = Contents()
        self._files: dict[str, int] = {}
        self._last_file = max((file.row for file in past.files.values()), default=0)

    def fill(self, roots: Sequence[Root]) -> Contents:
        """Write every table but the vectors."""
        files = unique(roots)
        former = self._former()
        problems = self._former_problems()
        for table in ("roots", "files", "found", "problems"):
            self._new.execute(f"DELETE FROM {table}")
        settle(file for name, (file, _) in files.items() if not self._is_same(name, file))
        for name, (file, local) in files.items():
            before = self._past.files.get(name)
            mine = former.pop(name, {})
            row = self._files[name] = self._file_row(name)
            if self._is_same(name, file):
                sha256 = before.sha256 if before is not None else None
                self._keep_all(name, mine, local, problems.get(name, []))
            else:
                sha256 = self._look(name, file, local, before, mine, problems.get(name, []))
            self._new.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", (row, name, *file.stat, sha256)
            )
        for left in former.values():
            self._drop(left.values())
        self._write_roots(roots)
        self._rename()
        return self.contents

    # One file

    def _is_same(self, name: str, file: SurveyedFile) -> bool:
        return not self._force and same(self._past.files.get(name), file)

    def _look(
        self,
        name: str,
        file: SurveyedFile,
        local: str,
        before: KnownFile | None,
        mine: dict[str, Former],
        problems: list[tuple[int | None, str]],
    ) -> str | None:
        """Read a file, and return the digest under which it need not be read again."""
        sha256 = ""
        if file.is_jsonl:
            sha256 = digest(file.path, JSONL_TIMES * file.max_bytes) or ""
            if sha256 and before is not None and sha256 == before.sha256 and not self._force:
                self._keep_all(name, mine, local, problems)
                return sha256 if is_still(file) else None
        unreadable = too_large = marred = False
        known = {id: (before.sha256, before.title) for id, before in mine.items()}
        for n, item in enumerate(read(file, local, {} if self._force else known)):
            if isinstance(item, SameArticle):
                self._keep(name, n, mine.pop(item.id))
                continue
            if isinstance(item, Article):
                sha256 = sha256 or item.sha256
                marred = marred or "\ufffd" in item.source or "\ufffd" in item.title
                item = self._take(name, n, item, mine) or item
            if isinstance(item, LineProblem):
                unreadable |= item.unreadable
                too_large |= item.too_large
                self.contents.problems.append((name, item.line or None, item.reason))
        self._drop(mine.values())
        if marred and (number := undecodable(file.path)):
            self.contents.undecoded.append((name, number))
        if not is_still(file):
            return None
        if too_large:
            return f"{TOO_LARGE}{file.max_bytes}"
        return UNREADABLE if unreadable else sha256

    def _take(
        self, name: str, n: int, article: Article, mine: dict[str, Former]
    ) -> LineProblem | None:
        """Write an article that was read, unless it is there already."""
        before = mine.get(article.id)
        if before is not None and (before.sha256, before.title) == (article.sha256, article.title):
            self._keep(name, n, mine.pop(article.id))
            return None
        sentences = split.sentences(article)
        if not sentences:
            return LineProblem(0, f"{article.id!r} in {name} holds no sentence")
        row = self._insert(name, n, article, sentences, self._passages(article, sentences))
        self.contents.made[row] = name
        return None

    def _keep_all(
        self,
        name: str,
        mine: dict[str, Former],
        local: str,
        problems: list[tuple[int | None, str]],
    ) -> None:
        for n, article in enumerate(list(mine.values())):
            self._keep(name, n, article, local)
        self.contents.problems += [(name, line, reason) for line, reason in problems]

    def _keep(self, name: str, n: int, before: Former, local: str = "") -> None:
        """Take over an article; ``local`` is its new id below its root, if that changed."""
        local = local or before.local
        if not self._fresh:
            self._new.execute(
                "UPDATE articles SET n = ?, local = ? WHERE id = ?", (n, local, before.row)
            )
            self.contents.kept[before.row] = name
            return
        assert self._old is not None
        article, sentences = schema.load_article(self._old, before.row)
        if self._reparse:
            title = article.title if article.title_span is None else None
            article = parse(
                article.source, id=local, origin=article.origin, sha256=article.sha256, title=title
            )
            sentences = split.sentences(article)
            passages = self._passages(article, sentences)
        else:
            keys = range(before.first, before.last)
            passages = tuple(schema.load_passages(self._old, keys).values())
        row = self._insert(name, n, article, sentences, passages, local)
        self.contents.kept[row] = name

    def _passages(self, article: Article, sentences: tuple[Sentence, ...]) -> tuple[Passage, ...]:
        settings = self._settings
        return split.passages(article, sentences, words=settings.words, overlap=settings.overlap)

    def _insert(
        self,
        name: str,
        n: int,
        article: Article,
        sentences: tuple[Sentence, ...],
        passages: tuple[Passage, ...],
        local: str = "",
    ) -> int:
        row = schema.insert_article(
            self._new,
            article,
            sentences,
            passages,
            local=local or article.id,
            file=self._files[name],
            n=n,
            first=self.next_key,
            searchable=not self._fresh,
        )
        self.next_key += len(passages)
        return row

    def _drop(self, articles: Iterable[Former]) -> None:
        for article in articles:
            self.contents.gone.append(article)
            if not self._fresh:
                schema.delete_article(self._new, article.row)

    # Around the files

    def _former(self) -> dict[str, dict[str, Former]]:
        """The articles of the generation before: file -> id below its root -> article."""
        former: dict[str, dict[str, Former]] = {}
        if self._old is not None:
            for row in self._old.execute(
                "SELECT articles.id, name, path, local, articles.sha256, title, first, last "
                "FROM articles JOIN files ON files.id = file ORDER BY file, n"
            ):
                article = Former(*row)
                former.setdefault(article.path, {})[article.local] = article
        return former

    def _former_problems(self) -> dict[str, list[tuple[int | None, str]]]:
        found: dict[str, list[tuple[int | None, str]]] = {}
        if self._old is not None:
            for path, line, reason in self._old.execute(
                "SELECT path, line, reason FROM problems JOIN files ON files.id = file"
            ):
                found.setdefault(path, []).append((line, reason))
        return found

    def _file_row(self, name: str) -> int:
        """A file keeps its row as long as the tables are carried on."""
        before = self._past.files.get(name)
        if before is not None and not self._fresh:
            return before.row
        self._last_file += 1
        return self._last_file

    def _write_roots(self, roots: Sequence[Root]) -> None:
        for n, root in enumerate(roots, 1):
            self._new.execute("INSERT INTO roots VALUES (?, ?)", (n, root.path))
            self._new.executemany(
                "INSERT INTO found VALUES (?, ?, ?)",
                ((n, self._files[name], local) for name, local in root.local.items()),
            )
        self._new.executemany(
            "INSERT INTO problems VALUES (?, ?, ?)",
            ((self._files[name], line, why) for name, line, why in self.contents.problems),
        )

    def _rename(self) -> None:
        """Give every article the id by which it is known among all roots."""
        rows = self._new.execute(
            "SELECT articles.id, articles.name, articles.local, (SELECT roots.path FROM found "
            " JOIN roots ON roots.id = root WHERE found.file = articles.file "
            " ORDER BY roots.id LIMIT 1) FROM articles JOIN files ON files.id = file "
            "ORDER BY files.path, n"
        ).fetchall()
        self._new.executemany("UPDATE articles SET name = ? WHERE id = ?", renamed(rows))
