"""The prompt on a terminal, with prompt_toolkit."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.styles import Style

from qabot.paths import private_file
from qabot.render import STYLES, safe
from qabot.repl.asked import asked_articles
from qabot.repl.commands import COMMANDS
from qabot.repl.conversation import Conversation

if TYPE_CHECKING:
    from qabot.bot import Bot

_STYLE = Style.from_dict({**STYLES, "bottom-toolbar": "noreverse dim"})


class CommandCompleter(Completer):
    """Completes commands and, after /show, the ids of the articles."""

    def __init__(self, articles: Callable[[], Iterable[str]]) -> None:
        self._articles = articles

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """What could stand at the cursor."""
        text = document.text_before_cursor
        if not text.startswith("/"):
            return
        name, space, rest = text[1:].partition(" ")
        if not space:
            for command in COMMANDS.values():
                if command.name.startswith(name.lower()):
                    yield Completion(
                        command.name,
                        -len(name),
                        display=f"/{command.name}",
                        display_meta=command.help,
                    )
        elif name == "show":
            for id in self._articles():
                if rest.lower() in id.lower():
                    yield Completion(id, -len(rest), display=safe(id))


def prompt_loop(
    conversation: Conversation,
    history: Path,
    toolbar: Callable[[], str],
    before_prompt: Callable[[], None],
) -> None:
    """Prompt, do, and prompt again. The bot is opened behind the first prompt."""
    known: list[str] = []
    session: PromptSession[str] = PromptSession(
        history=_history(conversation, history),
        auto_suggest=AutoSuggestFromHistory(),
        completer=CommandCompleter(lambda: known),
        complete_while_typing=True,
        bottom_toolbar=lambda: toolbar(),
        style=_STYLE,
        enable_open_in_editor=False,
    )

    conversation.changed = session.app.invalidate

    def opened(future: "Future[Bot]") -> None:
        conversation.changed()

    def start() -> None:
        if not conversation.worker.started:
            conversation.worker.start().add_done_callback(opened)
            conversation.worker.submit(
                lambda bot: known.extend(info.id for info in asked_articles(bot))
            )

    def turn() -> None:
        before_prompt()
        line = session.prompt([("class:prompt", "> ")], pre_run=start).strip()
        if not line:
            return
        before_prompt()
        with _silent_keys():
            try:
                going_on = conversation.handle(line)
            except KeyboardInterrupt:
                conversation.env.error("cancelled")
                going_on = True
        if not going_on:
            raise EOFError
        conversation.env.write([("", "\n")])

    while True:
        try:
            turn()
        except KeyboardInterrupt:  # wherever it comes: the line is gone, the conversation is not
            continue
        except EOFError:
            return


@contextlib.contextmanager
def _silent_keys() -> Iterator[None]:
    """What is typed while an answer is looked for is kept for the prompt, not echoed between."""
    try:
        import termios
    except ImportError:  # Windows
        yield
        return
    try:
        before = termios.tcgetattr(0)
    except termios.error:
        yield
        return
    changed = [*before]
    changed[3] &= ~termios.ECHO
    termios.tcsetattr(0, termios.TCSANOW, changed)
    try:
        yield
    finally:
        termios.tcsetattr(0, termios.TCSANOW, before)


def _history(conversation: Conversation, path: Path) -> History:
    try:
        return FileHistory(str(private_file(path)))
    except OSError as error:
        conversation.env.notice(f"questions are not remembered: {path}: {error.strerror}")
        return InMemoryHistory()
