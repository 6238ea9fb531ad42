"""What one line of a conversation does; the same on a terminal and in a pipe."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from qabot.errors import NoArticlesError, QabotError, UsageError
from qabot.render import Fragment, answer_fragments, safe, worth_showing, wrap
from qabot.repl import commands
from qabot.repl.asked import Asked, Home, asked, asks_several
from qabot.repl.commands.command import NO_ARTICLE
from qabot.repl.environment import Environment
from qabot.repl.memory import Memory
from qabot.repl.neighbours import Around, around
from qabot.repl.store import Store
from qabot.repl.worker import Worker

if TYPE_CHECKING:
    from qabot.bot import Bot
    from qabot.types import Answer

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer with what is needed to lay it out."""

    answer: "Answer"
    sources: dict[str, str]
    around: Around
    several: bool


class Chat:
    """One conversation over one bot. ``report`` writes down an error nobody expected.

    ``freshen`` is called with the bot before every question, in the worker's thread, and says
    whether the articles are other than before; ``waiting`` is called again and again while the bot
    is at work, ``settled`` when it is done. With a ``store``, the turns are kept.
    """

    def __init__(
        self,
        env: Environment,
        open_bot: "Callable[[], AbstractContextManager[Bot]]",
        *,
        top: int,
        threshold: float,
        context: int = 0,
        store: Store | None = None,
        report: Callable[[Exception], str] = str,
        freshen: "Callable[[Bot], bool]" = lambda bot: False,
        waiting: Callable[[], None] = lambda: None,
        settled: Callable[[], None] = lambda: None,
    ) -> None:
        self.env = env
        self.top = top
        self.threshold = threshold
        self.neighbours = context if env.look.colour else 0
        """Sentences shown on both sides of each; unasked only where they can be dimmed."""
        self.memory = Memory(store, env.notice)
        self.worker = Worker(open_bot)
        self.asked: Asked | None = None
        """What questions go to, from when the bot is open."""
        self.home: Home | None = None
        """What was asked before the first ``/scope`` or ``/add``."""
        self.unsure_file: str | None = None
        """The file that a second ``/save`` would replace."""
        self.changed: Callable[[], None] = lambda: None
        """Called, from any thread, when what stands below the prompt has changed."""
        self.learned: Callable[[], None] = lambda: None
        """Called when other articles are asked than before."""
        self._report = report
        self._freshen = freshen
        self._waiting = waiting
        self._settled = settled

    @property
    def last(self) -> "Answer | None":
        """The last answer."""
        return self.memory.last

    def handle(self, line: str) -> bool:
        """Do what a line says. An error is one line, and the conversation goes on.

        False when the person wants to leave. Raises KeyboardInterrupt when it was cancelled.
        """
        try:
            if line.startswith("/"):
                commands.dispatch(self, line)
            else:
                self.ask(line)
        except EOFError:
            return False
        except BrokenPipeError:
            raise
        except QabotError as error:
            self.env.error(_at_the_prompt(str(error)))
        except Exception as error:
            self.env.error(self._report(error))
        return True

    def run(self, function: "Callable[[Bot], Result]") -> Result:
        """Let the bot do something, and wait for it."""
        try:
            return self.worker.run(function, self._waiting)
        finally:
            self._settled()

    def say(self, text: str, style: str = "") -> None:
        """One line of what a command did."""
        self.env.write(wrap([(style, safe(text))], self.env.look.width))

    def write(self, fragments: list[Fragment]) -> None:
        """Put fragments on standard output."""
        self.env.write(fragments)

    def ask(self, question: str, raw: bool = False, again: bool = False) -> None:
        """Ask ``question`` and show the answer; ``again`` puts it in the place of the last turn."""
        question = " ".join(question.split())
        turns = len(self.memory.turns) - again
        shown = self.run(lambda bot: self._ask(bot, question, raw, turns, self.top, self.threshold))
        shown = replace(shown, answer=worth_showing(shown.answer))
        if again:
            self.memory.replace(shown.answer)
        else:
            self.memory.add(shown.answer, raw)
        self._show(shown)

    def more(self) -> bool:
        """Show further sentences for the last question; False where there are none.

        Raises UsageError where those that were shown would no longer come first.
        """
        (*_, last) = self.memory.turns
        answer, turns = last.turn.answer, len(self.memory.turns) - 1
        after = len(answer.evidence)
        found = self.run(
            lambda bot: self._ask(
                bot, answer.question, last.raw, turns, after + self.top, answer.threshold
            )
        )
        now = found.answer
        if _places(now)[:after] != _places(answer):
            raise UsageError("the articles have changed since they were shown; /retry asks again")
        if len(now.evidence) <= after:
            return False
        # What was said stays said; how it was found is of the library as it is now.
        further = (*answer.evidence, *now.evidence[after:])
        whole = replace(answer, evidence=further, trace=now.trace, timing=now.timing)
        self.memory.replace(whole)
        self._show(replace(found, answer=whole), after)
        return True

    def learn(self, bot: "Bot") -> None:
        """Note what the bot asks. In the worker's thread."""
        self.asked = asked(bot)
        self.changed()

    def _ask(
        self, bot: "Bot", question: str, raw: bool, turns: int, top: int, threshold: float
    ) -> Shown:
        if self._freshen(bot) or self.asked is None:
            self.asked = asked(bot)
        before = self.memory.context(bot.library, turns)
        try:
            answer = bot.ask(question, conversation=before, raw=raw, top=top, threshold=threshold)
        except NoArticlesError:
            raise NoArticlesError(NO_ARTICLE) from None
        marked = {each.article for each in answer.evidence if each.spans}
        sources = {id: bot.library.article(id).source for id in marked}
        near = around(answer, bot.library, self.neighbours)
        return Shown(answer, sources, near, asks_several(bot))

    def _show(self, shown: Shown, after: int = 0) -> None:
        self.env.write(
            answer_fragments(
                shown.answer,
                self.env.look,
                sources=shown.sources.get,
                neighbours=lambda evidence: shown.around.get(evidence.rank, ("", "")),
                several=shown.several,
                after=after,
            )
        )


def _places(answer: "Answer") -> list[tuple[str, str, int, int]]:
    """Where its sentences stand, in which state of the articles."""
    return [(each.article, each.sha256, each.start, each.end) for each in answer.evidence]


def _at_the_prompt(text: str) -> str:
    """An error as it is said here: the command of the conversation, not of the shell."""
    return text.replace("`qabot articles`", "/articles")
