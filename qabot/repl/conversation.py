"""What a conversation remembers, and what one line of it does; the same on a terminal and in a
pipe."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeVar

from qabot.errors import QabotError
from qabot.render import answer_fragments, safe
from qabot.repl import commands
from qabot.repl.asked import asks_several
from qabot.repl.environment import Environment
from qabot.repl.worker import Worker

if TYPE_CHECKING:
    from qabot.bot import Bot
    from qabot.types import Answer, History

Result = TypeVar("Result")

REMEMBERED = 8
"""Turns that a follow-up can reach back."""


class Conversation:
    """One conversation over one bot. ``report`` writes down an error nobody expected.

    ``waiting`` is called again and again while the bot is at work, ``settled`` when it is done.
    """

    def __init__(
        self,
        env: Environment,
        open_bot: "Callable[[], AbstractContextManager[Bot]]",
        *,
        top: int,
        threshold: float,
        report: Callable[[Exception], str] = str,
        waiting: Callable[[], None] = lambda: None,
        settled: Callable[[], None] = lambda: None,
    ) -> None:
        self.env = env
        self.top = top
        self.threshold = threshold
        self.last: Answer | None = None
        self.history: History = ()
        """What a follow-up may refer to: the last questions as understood, with their answers."""
        self.worker = Worker(open_bot)
        self.changed: Callable[[], None] = lambda: None
        """Called, from any thread, when what stands below the prompt has changed."""
        self._report = report
        self._waiting = waiting
        self._settled = settled

    def handle(self, line: str) -> bool:
        """Do what a line says. An error is one line, and the conversation goes on.

        False when the person wants to leave. Raises KeyboardInterrupt when it was cancelled.
        """
        try:
            if line.startswith("/"):
                commands.dispatch(self, line)
            else:
                self._ask(line)
        except EOFError:
            return False
        except BrokenPipeError:
            raise
        except QabotError as error:
            self.env.error(str(error))
        except Exception as error:
            self.env.error(self._report(error))
        return True

    def run(self, function: "Callable[[Bot], Result]") -> Result:
        """Let the bot do something, and wait for it."""
        try:
            return self.worker.run(function, self._waiting)
        finally:
            self._settled()

    def say(self, text: str) -> None:
        """One line of what a command did."""
        self.env.write([("", safe(text) + "\n")])

    def _ask(self, question: str) -> None:
        top, threshold, history = self.top, self.threshold, self.history

        def ask(bot: "Bot") -> "tuple[Answer, dict[str, str], bool]":
            answer = bot.ask(question, history=history, top=top, threshold=threshold)
            marked = {each.article for each in answer.evidence if each.spans}
            sources = {id: bot.library.article(id).source for id in marked}
            return answer, sources, asks_several(bot)

        answer, sources, several = self.run(ask)
        self.last = answer
        said = answer.answer.text if answer.answer is not None else ""
        self.history = (*self.history, (answer.understood_as, said))[-REMEMBERED:]
        self.env.write(
            answer_fragments(answer, self.env.look, sources=sources.get, several=several)
        )
