"""The prompt on a terminal, with prompt_toolkit."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.styles import Style

from qabot.paths import private_file
from qabot.render import STYLES
from qabot.repl.asked import asked_articles
from qabot.repl.chat import Chat
from qabot.repl.completion import ChatCompleter, Known
from qabot.repl.environment import Environment
from qabot.repl.keys import bindings

if TYPE_CHECKING:
    from qabot.bot import Bot

_STYLE = Style.from_dict({**STYLES, "bottom-toolbar": "noreverse dim"})
_PLAIN = Style.from_dict({"bottom-toolbar": "noreverse", "auto-suggestion": ""})
_MOST_ARTICLES = 5_000
_READ_FOR_NAMES = 300
"""Articles whose names are completed: reading one takes a millisecond or two."""


def prompt_loop(
    chat: Chat,
    history: Path,
    toolbar: Callable[[], str],
    before_prompt: Callable[[], None],
    vi: bool = False,
) -> None:
    """Prompt, do, and prompt again. The bot is opened behind the first prompt."""
    known = Known()
    env = chat.env
    session: PromptSession[str] = PromptSession(
        history=_history(chat, history),
        auto_suggest=AutoSuggestFromHistory(),
        completer=ChatCompleter(known),
        complete_while_typing=True,
        complete_in_thread=True,
        bottom_toolbar=None if env.dumb else lambda: toolbar(),
        style=_PLAIN if env.plain else _STYLE,
        editing_mode=EditingMode.VI if vi else EditingMode.EMACS,
        enable_open_in_editor=True,
        tempfile_suffix=".txt",
        key_bindings=bindings(),
        multiline=True,
        prompt_continuation=[("class:dim", "  ")],
    )
    chat.changed = session.app.invalidate
    chat.learned = lambda: _learn(chat, known)

    def start() -> None:
        if not chat.worker.started:
            chat.worker.start().add_done_callback(lambda _: chat.changed())
            chat.learned()

    def turn() -> None:
        before_prompt()
        line = session.prompt([("class:prompt", "> ")], pre_run=start).strip()
        if not line:
            return
        before_prompt()
        with _silent_keys(env):
            try:
                going_on = chat.handle(line)
            except KeyboardInterrupt:
                env.error("cancelled")
                going_on = True
        if not going_on:
            raise EOFError
        env.write([("", "\n")])

    while True:
        try:
            turn()
        except KeyboardInterrupt:  # wherever it comes: the line is gone, the conversation is not
            continue
        except EOFError:
            return


def _learn(chat: Chat, known: Known) -> None:
    """Find out what can be completed, an article at a time, so that no question waits for it.

    What was begun before ends there: names of articles that are no longer asked are not read.
    """

    def articles(bot: "Bot") -> None:
        chat.learn(bot)
        few = bot.library.manifest.counts.articles <= _MOST_ARTICLES or bot.only is not None
        found = asked_articles(bot) if few else []
        known.articles, known.names = [(info.id, info.title) for info in found], {}
        read(bot, [id for id, _ in known.articles[:_READ_FOR_NAMES]], known.names)

    def read(bot: "Bot", ids: list[str], names: dict[str, int]) -> None:
        if ids and names is known.names:
            for sentence in bot.library.sentences(ids[0]):
                known.read(sentence.text)
            chat.worker.submit(lambda bot: read(bot, ids[1:], names))

    def opened(future: "Future[None]") -> None:
        if not future.cancelled():
            future.exception()  # it is told when a question meets it

    chat.worker.submit(articles).add_done_callback(opened)


@contextlib.contextmanager
def _silent_keys(env: Environment) -> Iterator[None]:
    """What is typed while an answer is looked for is kept for the prompt, not echoed between."""
    try:
        import termios
    except ImportError:  # Windows
        yield
        return
    try:
        terminal = env.stdin.fileno()
        before = termios.tcgetattr(terminal)
    except (termios.error, OSError, ValueError):
        yield
        return
    changed = [*before]
    changed[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, changed)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)


def _history(chat: Chat, path: Path) -> History:
    try:
        return FileHistory(str(private_file(path)))
    except OSError as error:
        chat.env.notice(f"questions are not remembered: {path}: {error.strerror}")
        return InMemoryHistory()
