"""``chat``: the conversation with its bot, its notices and what stands below the prompt."""

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.articles import look_at
from qabot.cli.errors import describe
from qabot.cli.progress import Progress
from qabot.cli.session import SEED_NOTICE, Session, report_failures
from qabot.errors import QabotError, UsageError
from qabot.paths import conversations_file, history_file, shown
from qabot.render import counted, safe, shorten_left, width_of
from qabot.repl import converse
from qabot.repl.asked import listed
from qabot.repl.chat import Chat
from qabot.repl.store import Kept, Store
from qabot.types import Turn

if TYPE_CHECKING:
    from qabot.bot import Bot
    from qabot.library.report import Report

_CHECKING = 20
"""Files are looked at again when this many times as long has passed as looking took."""


def talk(session: Session, *, resume: bool = False) -> None:
    """Hold the conversation. Raises what makes it impossible: a wrong setting, a wrong path."""
    for path in session.articles:
        look_at(path)
    config = session.settings.config
    store = Store(conversations_file()) if config.chat.keep else None
    if resume and store is None:
        raise UsageError("--resume: conversations are not kept; set chat.keep to true")
    before = _resumed(store) if resume and store is not None else None
    if before is not None and not session.articles:
        before = (_still_there(session, before[0]), before[1])
    back = _Background(session, before[0] if before else None)
    chat = Chat(
        session.env,
        back.open_bot,
        top=config.answer.top,
        threshold=config.answer.threshold,
        context=config.chat.context,
        # What a script asks is not a conversation that anybody goes on with.
        store=store if session.env.interactive or resume else None,
        report=back.report,
        freshen=back.freshen,
        waiting=back.draw,
        settled=back.flush,
    )
    back.changed = lambda: chat.changed()
    if before is not None:
        chat.memory.resume(*before)
        _say_where(session, *before)
    elif session.articles:
        chat.memory.about(list(map(str, session.articles)), None)
    converse(
        chat,
        history=history_file(),
        toolbar=lambda: back.toolbar(chat),
        before_prompt=back.flush,
        vi=config.chat.keys == "vi",
    )


def _resumed(store: Store) -> tuple[Kept, tuple[Turn, ...]]:
    kept = store.latest()
    if kept is None:
        raise UsageError("--resume: there is no earlier conversation")
    return store.one(kept.id)


def _still_there(session: Session, kept: Kept) -> Kept:
    """``kept`` without the paths that are gone. Raises UsageError where none of them is there."""
    roots = kept.roots or ()
    there = tuple(root for root in roots if Path(root).exists())
    if there == roots:
        return kept
    gone = listed([shown(root) for root in roots if root not in there])
    are = "is" if len(roots) - len(there) == 1 else "are"
    said = f"{gone} {are} not there, which this conversation asked"
    if not there:
        raise UsageError(f"--resume: {said}; name others with --articles")
    session.env.notice(f"{said}; asking the rest")
    return replace(kept, roots=there)


def _say_where(session: Session, kept: Kept, turns: tuple[Turn, ...]) -> None:
    """Remind the person of where the conversation stood."""
    day = time.strftime("%d %B, %H:%M", time.localtime(kept.changed))
    session.env.notice(f"going on with the conversation of {day}, {counted(len(turns), 'turn')}")
    last = turns[-1].answer
    said = last.answer.text if last.answer is not None else "not answered"
    session.env.notice(f"last asked: {last.question} ({said})")


class _Background:
    """What the thread behind the prompt has to say, until there is a moment to say it."""

    def __init__(self, session: Session, kept: Kept | None) -> None:
        self._session = session
        self._only = kept.only if kept is not None and not session.articles else None
        roots = kept.roots if kept is not None and not session.articles else None
        self._roots = tuple(map(Path, roots)) if roots else session.scope_paths
        # Filled by the worker's thread, emptied by the person's.
        self._notices: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._done: tuple[int, int] | None = None
        self._progress = Progress(session.env, "indexing")
        self._state = "loading"
        self._check_after = 0.0
        self._log_told = False
        self._failed: tuple[tuple[str, str], ...] = ()
        self.changed: Callable[[], None] = lambda: None

    @contextmanager
    def open_bot(self) -> "Iterator[Bot]":
        """The bot, opened and warm. Runs in the worker's thread."""
        session = self._session
        try:
            with session.env.open_bot(
                session.settings,
                scope_paths=self._roots,
                refresh=session.refresh,
                announce=self._notice,
                progress=self._indexing,
            ) as bot:
                bot.warm()
                self._tell(bot.open())
                self._done = None
                if bot.on_seed:
                    self._notice(SEED_NOTICE)
                if self._only is not None:
                    self._narrow(bot, self._only)
                self._state = ""
                self._check_after = time.monotonic() + 1.0
                yield bot
        except Exception:
            self._state = "not ready"
            raise

    def freshen(self, bot: "Bot") -> bool:
        """Read articles that changed since they were last looked at; whether there were any.

        In the worker's thread.
        """
        begun = time.monotonic()
        if not self._session.refresh or begun < self._check_after:
            return False
        try:
            report = bot.refresh()
        finally:
            ended = time.monotonic()
            self._check_after = ended + _CHECKING * (ended - begun)
            self._done = None
        if report is None:
            return False
        self._tell(report)
        counts = [
            f"{counted(len(ids), 'article')} {what}"
            for ids, what in (
                (report.added, "added"),
                (report.changed, "read again"),
                (report.removed, "gone"),
            )
            if ids
        ]
        if counts:
            self._notice(", ".join(counts))
        return bool(counts)

    def report(self, error: Exception) -> str:
        """One line about an error nobody expected; the log is named at the first."""
        text = describe(error)
        if self._log_told:
            text = text.rpartition(" (")[0] or text
        self._log_told = True
        return text

    def flush(self) -> None:
        """Say what has been waiting, where nothing else is on the screen."""
        self._progress.close()
        self._progress.restart()
        self._empty()

    def draw(self) -> None:
        """Show how far the indexing is that a question waits for."""
        done = self._done
        if done is not None:
            self._progress(*done)
        elif not self._notices.empty():
            self.flush()
        else:
            self._progress.note("loading" if self._state == "loading" else "reading")

    def toolbar(self, chat: Chat) -> str:
        """Library, what is asked, how many articles, models, and how long the last answer took."""
        settings = self._session.settings
        state = self._state
        done = self._done
        if done is not None:
            state = f"indexing {done[0]:,}/{done[1]:,}"
        elif not state and chat.asked is not None:
            state = f"{chat.asked.words}: {counted(chat.asked.articles, 'article')}"
        look = self._session.env.look
        config = settings.config
        endpoint = config.chat.rewriter == "endpoint"
        spent = chat.last.timing.total if chat.last is not None else 0.0
        parts = {
            "library": shown(settings.library),
            "asked": state,
            "model": config.encoder.model,
            "endpoint": f"rewritten by {config.chat.endpoint.url}" if endpoint else "",
            "time": f"{spent:.0f} ms" if spent else "",
        }
        dot = f" {look.dot} "
        for least in ("", "library", "model", "time"):
            parts[least] = ""
            text = dot.join(filter(None, parts.values()))
            if width_of(safe(text)) <= look.width:
                break
        return shorten_left(text, look.width, look)

    def _narrow(self, bot: "Bot", only: tuple[str, ...]) -> None:
        try:
            bot.library.scope(only, bot.roots)
            bot.only = frozenset(only)
        except QabotError as error:
            self._notice(f"all articles are asked: {error}")

    def _indexing(self, done: int, total: int) -> None:
        self._done = (done, total) if done < total else None
        self.changed()

    def _notice(self, text: str) -> None:
        self._notices.put(lambda: self._session.env.notice(text))

    def _tell(self, report: "Report | None") -> None:
        """Say what could not be read, each file once until something else is wrong with it."""
        failed = report.failed if report is not None else ()
        new = tuple(each for each in failed if each not in self._failed)
        self._failed = failed
        if report is not None and new:
            told = replace(report, failed=new)
            self._notices.put(lambda: report_failures(self._session.env, told))

    def _empty(self) -> None:
        while True:
            try:
                tell = self._notices.get_nowait()
            except queue.Empty:
                return
            tell()
