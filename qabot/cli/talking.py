"""``chat``: the conversation with its bot, its notices and what stands below the prompt."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qabot.cli.errors import describe
from qabot.cli.progress import Progress
from qabot.cli.session import SEED_NOTICE, Session, report_failures
from qabot.paths import history_file, shown
from qabot.render import counted, safe, shorten_left, width_of
from qabot.repl import Conversation, converse

if TYPE_CHECKING:
    from qabot.bot import Bot


def talk(session: Session) -> None:
    """Hold the conversation. Raises what makes it impossible from the start: a wrong setting."""
    settings = session.settings
    back = _Background(session)
    conversation = Conversation(
        session.env,
        back.open_bot,
        top=settings.config.answer.top,
        threshold=settings.config.answer.threshold,
        report=describe,
        waiting=back.draw,
        settled=back.flush,
    )
    back.changed = lambda: conversation.changed()
    converse(
        conversation,
        history=history_file(),
        toolbar=lambda: back.toolbar(conversation),
        before_prompt=back.flush,
    )


class _Background:
    """What the thread behind the prompt has to say, until there is a moment to say it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._notices: list[Callable[[], None]] = []
        self._done: tuple[int, int] | None = None
        self._progress = Progress(session.env, "indexing")
        self._state = "loading"
        self.changed: Callable[[], None] = lambda: None

    @contextmanager
    def open_bot(self) -> "Iterator[Bot]":
        """The bot, opened and warm. Runs in the worker's thread."""
        session = self._session
        try:
            with session.env.open_bot(
                session.settings,
                scope_paths=session.scope_paths,
                refresh=session.refresh,
                announce=lambda text: self._notices.append(lambda: session.env.notice(text)),
                progress=self._indexing,
            ) as bot:
                bot.warm()
                report = bot.open()
                self._done = None
                if report is not None:
                    self._notices.append(lambda: report_failures(session.env, report))
                if bot.on_seed:
                    self._notices.append(lambda: session.env.notice(SEED_NOTICE))
                self._state = counted(bot.library.manifest.counts.articles, "article")
                if not session.env.interactive:
                    self.flush()
                yield bot
        except Exception:
            self._state = "not ready"
            raise

    def _indexing(self, done: int, total: int) -> None:
        self._done = (done, total)
        self.changed()

    def flush(self) -> None:
        """Say what has been waiting, where nothing else is on the screen."""
        self._progress.close()
        self._progress.restart()
        while self._notices:
            self._notices.pop(0)()

    def draw(self) -> None:
        """Show how far the indexing is that a question waits for."""
        if self._done is not None:
            self._progress(*self._done)
        elif self._notices:
            self.flush()
        else:
            self._progress.note("loading" if self._state == "loading" else "reading")

    def toolbar(self, conversation: Conversation) -> str:
        """Library, articles, model, and how long the last answer took."""
        settings = self._session.settings
        state = self._state
        if self._done is not None:
            done, total = self._done
            state = f"indexing {done:,}/{total:,}"
        look = self._session.env.look
        parts = [shown(settings.library), state, settings.config.encoder.model]
        if conversation.last is not None:
            parts.append(f"{conversation.last.timing.total:.0f} ms")
        dot = f" {look.dot} "
        while len(parts) > 1 and width_of(safe(dot.join(parts))) > look.width:
            parts.pop(0 if len(parts) > 2 else -1)
        return shorten_left(dot.join(parts), look.width, look)
