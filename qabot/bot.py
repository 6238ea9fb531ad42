"""The composition: settings in, answers out. The only core module that sees Config.

question -> retrieve -> read -> Answer
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import embeddings
from embeddings import EmbeddingError
from embeddings.base import Encoder
from qabot import paths
from qabot.config import Settings
from qabot.errors import LibraryError, ModelError, NoArticlesError
from qabot.follow_up import Conversation, Understood, rewording, turn, understood
from qabot.follow_up.question import asked
from qabot.library import (
    IndexSettings,
    Library,
    Scope,
    failures,
    index,
    index_command,
    manifest,
    stale_reason,
)
from qabot.library.report import Report
from qabot.models import Models
from qabot.read import Candidate, Ranked, Ranker, Reader, Signals, compose, trace
from qabot.read.adaptive import portions, read_enough
from qabot.retrieve import retrieve
from qabot.spelling import corrected
from qabot.types import Answer, History, Hit, Timing


class Bot:
    """Answers questions about articles. A context manager, used from one thread at a time."""

    def __init__(
        self,
        settings: Settings,
        *,
        scope_paths: Sequence[Path] | None = None,
        refresh: bool = True,
        announce: Callable[[str], None] = lambda _: None,
        progress: Callable[[int, int], None] | None = None,
        models: Models | None = None,
    ) -> None:
        """Nothing is read or loaded yet.

        ``scope_paths`` are asked and nothing else; None: the configured articles, else what was
        indexed, else the article that comes with qabot (``on_seed`` then says so). With
        ``refresh`` off, what is published is asked as it is. ``announce`` gets one-line notices,
        ``progress`` (passages encoded, passages to encode). ``models``, which may be loading and be
        another bot's too, are used instead of new ones.
        """
        self.settings = settings
        self.on_seed = False
        asked = scope_paths if scope_paths is not None else settings.articles
        self._asked = tuple(Path(os.path.abspath(path)) for path in asked)
        self._refresh = refresh
        self.announce = announce
        self._progress = progress
        self._library: Library | None = None
        self._roots: tuple[Path, ...] = ()
        self.only: frozenset[str] | None = None
        """Ids of the articles that are asked, of those below ``roots``; None: all of them."""
        self.models = models or Models(settings.config)
        """What answers are made with; loaded from ``warm`` on."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the library and the models."""
        if self._library is not None:
            self._library.close()
            self._library = None
        self.models.close()

    # The library

    @property
    def library(self) -> Library:
        """The library in use; opened at first need."""
        if self._library is None:
            self.open()
        assert self._library is not None
        return self._library

    @property
    def roots(self) -> tuple[Path, ...]:
        """The paths whose articles are asked."""
        return self._roots

    def open(self) -> Report | None:
        """Refresh the library where it needs that, and open it.

        Returns what changed, None when nothing did. Raises LibraryError, ArticleError, ModelError.
        """
        if self._library is not None:
            return None
        self._roots = self._choose()
        self.models.check()
        report = self.refresh() if self._refresh else None
        library = self._library or Library.open(self.settings.library)
        made = library.manifest.settings
        if made.fingerprint != self.index_settings().fingerprint:
            library.close()
            raise LibraryError(
                f"the library in {self.settings.library} was made with the encoder {made.encoder}; "
                f"leave out --no-refresh, or run {index_command(self.settings.library)}"
            )
        self._library = library
        return report

    def look_in(self, paths: Sequence[Path]) -> Report | None:
        """From now on ask ``paths`` and nothing else; they are indexed where they are not yet.

        Returns what changed, None for nothing. Whatever is raised, what was asked stays.
        """
        before = (self._roots, self.only)
        _ = self.library
        self._roots, self.only = tuple(Path(os.path.abspath(path)) for path in paths), None
        try:
            report = self.refresh()
            self.scope()
        except BaseException:
            self._roots, self.only = before
            raise
        self.on_seed = False
        return report

    def refresh(self) -> Report | None:
        """Bring the articles in question up to date.

        Returns what changed and what could not be read, None for nothing of either.
        """
        folder, wanted = self.settings.library, self.index_settings()
        if stale_reason(folder, wanted) is None:
            self._library = self._library or Library.open(folder)
            failed = failures(self._library, self._roots, self.settings.max_bytes)
            if failed is not None:
                generation = self._library.manifest.generation
                return Report((), (), (), (), failed, generation) if failed else None
        report = index(
            folder,
            self._roots,
            settings=wanted,
            open_encoder=lambda: self.encoder,
            progress=self._progress,
            message=self.announce,
            max_bytes=self.settings.max_bytes,
        )
        if report.reason:
            self.announce(f"library rebuilt: {report.reason}")
        if self._library is not None:
            self._library.close()
            self._library = Library.open(folder)
        return report

    def index_settings(self) -> IndexSettings:
        """What an index made now would depend on. Loads no model."""
        config = self.settings.config
        try:
            fingerprint = embeddings.encoder_fingerprint(config.encoder.model)
        except EmbeddingError as error:
            raise ModelError(str(error)) from None
        return IndexSettings(
            encoder=config.encoder.model,
            fingerprint=fingerprint,
            words=config.passages.words,
            overlap=config.passages.overlap,
            flat_until=config.index.flat_until,
        )

    def _choose(self) -> tuple[Path, ...]:
        if self._asked:
            return self._asked
        published = manifest.read(self.settings.library)
        if published is not None and published.kept:
            return tuple(Path(root) for root in published.kept)
        self.on_seed = True
        return (paths.seed_article(),)

    # The models

    def warm(self) -> None:
        """Start loading the models, in threads. Returns at once; what fails is raised later."""
        self.models.warm()

    @property
    def encoder(self) -> Encoder:
        """The encoder; waits until it is loaded. Raises ModelError."""
        return self.models.encoder

    @property
    def reader(self) -> tuple[Reader, Ranker]:
        """The reader with its weights; waits until they are loaded. Raises ModelError."""
        return self.models.reader

    # Asking

    def ask(
        self,
        question: str,
        *,
        article: str | None = None,
        history: History = (),
        top: int | None = None,
        threshold: float | None = None,
        id: str | None = None,
        conversation: Conversation | None = None,
        raw: bool = False,
    ) -> Answer:
        """Answer one question, from one article or from all that are asked.

        ``conversation`` is what it may be a follow-up to; ``history`` is the same where only
        questions and answers in words are known. ``Answer.understood_as`` says how it was read.
        ``raw`` asks it as typed, whatever went before.
        ``top`` (evidence sentences) and ``threshold`` (a probability) replace the configured ones.
        Raises UsageError for a question that is empty or endless, or an unknown article.
        """
        started = time.perf_counter()
        question = asked(question)
        self.warm()
        scope = self.scope(article)
        _ = self.reader, self.encoder
        loaded = time.perf_counter()
        before = conversation or Conversation.of(history)
        before = Conversation() if raw else before
        reword = rewording(self.settings.config.chat)
        before, meant = understood(question, before, self.library, article, reword, self.announce)
        hits = self.find(meant.question, scope)
        if not raw:
            texts = (hit.passage.text for hit in hits)
            words = corrected(meant.question, texts, self.reader[0].knows)
            if words != meant.question:
                meant = replace(meant, question=words)
                hits = self.find(words, scope)
        if not hits:
            raise NoArticlesError("there is no article to ask: name some with --articles")
        retrieved = time.perf_counter()
        read, found, ranked = self.follow(question, meant, before, hits)
        config = self.settings.config.answer
        answer = compose(
            id=id,
            question=question,
            understood_as=meant.question,
            library=self.library,
            scope=scope,
            candidates=read,
            signals=found,
            ranked=ranked,
            top=config.top if top is None else top,
            threshold=config.threshold if threshold is None else threshold,
            trace=trace(meant.question, hits, read, ranked),
        )
        ended = time.perf_counter()
        stages = (loaded - started, retrieved - loaded, ended - retrieved, ended - started)
        return replace(answer, timing=Timing(*(seconds * 1000 for seconds in stages)))

    def find(self, question: str, scope: Scope) -> tuple[Hit, ...]:
        """The passages found for a question, best first."""
        vector = self.encoder.encode_questions([question])[0]
        return retrieve(self.library, question, vector, scope, self.settings.config.retrieval)

    def read(
        self, question: str, hits: Sequence[Hit]
    ) -> tuple[tuple[Candidate, ...], Signals, Ranked]:
        """The sentences of the first hits, as many as are needed, and their order."""
        return self.follow(question, Understood(question), Conversation(), hits)

    def follow(
        self, question: str, meant: Understood, before: Conversation, hits: Sequence[Hit]
    ) -> tuple[tuple[Candidate, ...], Signals, Ranked]:
        """As ``read``, for a question that is ``meant`` so after the conversation ``before``.

        One that leans on it is read as it is understood and, unless it left something out, as it
        was typed. The sentences shown last are read wherever they were found.
        """
        again, turned = turn(question, meant, before, *self.reader)
        config, words = self.settings.config.retrieval, meant.question
        parts, enough = portions(hits, config.read, again), config.enough
        return read_enough(self.library, *self.reader, words, parts, enough, turned, meant.about)

    def scope(self, article: str | None = None) -> Scope:
        """What is searched: one article, or every one below the paths that are asked."""
        ids = self.only if article is None else [article]
        return self.library.scope(ids, self._roots)
