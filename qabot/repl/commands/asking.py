"""The commands that ask, or change how it is asked."""

from typing import TYPE_CHECKING

from qabot.errors import UsageError
from qabot.render import counted
from qabot.repl.commands.command import NOTHING_YET, Command, last_answer, whole_number

if TYPE_CHECKING:
    from qabot.repl.chat import Chat


def _more(chat: "Chat", rest: str) -> None:
    last_answer(chat)
    if not chat.more():
        chat.say("there are no further sentences")


def _retry(chat: "Chat", rest: str) -> None:
    last_answer(chat)
    last = chat.memory.turns[-1]
    chat.ask(last.turn.question, raw=last.raw, again=True)


def _raw(chat: "Chat", rest: str) -> None:
    if not rest:
        raise UsageError("/raw asks a question as it is typed, such as /raw What did he say?")
    chat.ask(rest, raw=True)


def _undo(chat: "Chat", rest: str) -> None:
    gone = chat.memory.undo()
    if gone is None:
        raise UsageError(NOTHING_YET)
    chat.say(f"forgotten: {gone.turn.question}")


def _clear(chat: "Chat", rest: str) -> None:
    if chat.env.interactive and not chat.env.plain:
        chat.env.stdout.write("\x1b[H\x1b[2J")
    forgotten = counted(len(chat.memory.turns), "turn")
    chat.memory.clear()
    chat.say(f"a new conversation; {forgotten} forgotten here")


def _top(chat: "Chat", rest: str) -> None:
    if rest:
        chat.top = whole_number(rest, 1, "top")
    chat.say(f"evidence sentences shown: {chat.top}")


def _threshold(chat: "Chat", rest: str) -> None:
    if rest:
        try:
            threshold = float(rest)
        except ValueError:
            threshold = -1.0
        if not 0.0 <= threshold <= 1.0:
            raise UsageError(f"/threshold {rest}: expected a number from 0 to 1, such as 0.5")
        chat.threshold = threshold
    silent = f"silent below a probability of {chat.threshold:g}"
    chat.say(silent if chat.threshold else "never silent: the best sentence is always given")


def _context(chat: "Chat", rest: str) -> None:
    if rest:
        chat.neighbours = whole_number(rest, 0, "context")
    chat.say(f"sentences shown before and after each: {chat.neighbours}")


COMMANDS = (
    Command(
        "more",
        "",
        "further sentences for the last question",
        "As many again as /top says. They count as shown: “what else” leaves them out.",
        _more,
    ),
    Command(
        "top",
        "[N]",
        "how many evidence sentences are shown",
        "Without a number, says what it is.",
        _top,
    ),
    Command(
        "threshold",
        "[P]",
        "the probability below which qabot is silent",
        "From 0, which always answers, to 1.",
        _threshold,
    ),
    Command(
        "context",
        "[N]",
        "sentences shown before and after each",
        "They are dimmed, or stand in brackets where nothing can be dimmed. What supports an "
        "answer from beside it gets those of its own paragraph only.",
        _context,
    ),
    Command(
        "raw",
        "QUESTION",
        "ask as typed, without what went before",
        "The question is not rewritten, even where it seems to follow up another.",
        _raw,
    ),
    Command(
        "retry",
        "",
        "ask the last question again",
        "After /scope, /threshold or /top; the new answer takes the place of the old.",
        _retry,
    ),
    Command(
        "undo",
        "",
        "take the last turn out of the conversation",
        "Follow-ups no longer refer to it, and it is not kept.",
        _undo,
    ),
    Command(
        "clear",
        "",
        "begin a new conversation",
        "What went before is forgotten here, and stays kept.",
        _clear,
    ),
)
