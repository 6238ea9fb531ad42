"""The commands about the conversation itself: how it was answered, what is kept of it, help."""

from typing import TYPE_CHECKING

from qabot.errors import UsageError
from qabot.render import Look, safe, width_of, wrap
from qabot.repl.commands.command import NOTHING_YET, Command, Takes, last_answer
from qabot.repl.saving import FileThereError, save
from qabot.repl.why import rests_on, why_fragments
from qabot.types import Verdict

if TYPE_CHECKING:
    from qabot.repl.chat import Chat
    from qabot.types import Answer


_NARROW = 14
"""Where there is less room than this beside the commands, what they do stands below them."""


def _why(chat: "Chat", rest: str) -> None:
    answer = last_answer(chat)
    (*_, last) = chat.memory.turns
    turns = 0 if last.raw else len(chat.memory.turns) - 1
    grounds = chat.run(lambda bot: rests_on(bot, answer, chat.memory.context(bot.library, turns)))
    chat.write(why_fragments(answer, chat.env.look, grounds))


def _save(chat: "Chat", rest: str) -> None:
    if not rest:
        raise UsageError("/save takes a file, such as /save talk.md, talk.json or talk.jsonl")
    turns = [each.turn for each in chat.memory.turns]
    if not turns:
        raise UsageError(NOTHING_YET)
    replaces, chat.unsure_file = chat.unsure_file == rest, None
    try:
        chat.say(save(rest, turns, replaces))
    except FileThereError:
        chat.unsure_file = rest
        raise


def in_short(answer: "Answer") -> str:
    """What was answered, in a few words: the verdict of a yes/no question, else what was marked."""
    if answer.verdict is not None:
        return "not settled" if answer.verdict is Verdict.UNSETTLED else answer.verdict.value
    return answer.answer.text if answer.answer is not None else "not answered"


def _history(chat: "Chat", rest: str) -> None:
    if not chat.memory.turns:
        raise UsageError(NOTHING_YET)
    look = chat.env.look
    for number, each in enumerate(chat.memory.turns, 1):
        answer = each.turn.answer
        said = in_short(answer)
        head = f"{number:>3}  "
        blank = " " * len(head)
        room = max(8, look.width) - len(head)
        asked = _cut(each.turn.question, room, look)
        chat.write(wrap([("class:prompt", asked)], look.width, head, blank))
        if answer.understood_as != answer.question:
            understood = _cut(f"understood as: {answer.understood_as}", room, look)
            chat.write(wrap([("class:dim", understood)], look.width, blank))
        chat.write(wrap([("class:dim", said)], look.width, blank))


def _cut(text: str, room: int, look: Look) -> str:
    """``text`` made safe, with its end left out where it would be wider than ``room``."""
    text = safe(text)
    if width_of(text) <= room:
        return text
    mark = "…" if look.unicode else "..."
    text = text[:room]
    while text and width_of(text) > room - len(mark):
        text = text[:-1]
    return f"{text.rstrip()}{mark}"


def _help(chat: "Chat", rest: str) -> None:
    from qabot.repl.commands import COMMANDS, find

    look = chat.env.look
    if rest:
        command = find(rest.removeprefix("/"))
        chat.write(wrap([("class:prompt", command.usage)], look.width))
        for text in filter(None, (f"{command.help[:1].upper()}{command.help[1:]}.", command.more)):
            chat.write(wrap([("", text)], look.width, "  "))
        return
    heads = {each.name: each.usage for each in COMMANDS.values()}
    wide = min(24, max(map(len, heads.values()))) + 2
    if look.width < wide + _NARROW:
        wide = 2
    for name, command in COMMANDS.items():
        if len(heads[name]) < wide:
            head = f"{heads[name]:<{wide}}"
        else:
            chat.write(wrap([("", heads[name])], look.width))
            head = " " * wide
        chat.write(wrap([("", command.help)], look.width, head, " " * wide))
    keys = (
        "Anything else is a question. Alt-Enter begins a new line (vi keys: Esc o), Ctrl-R "
        "searches what was typed, Ctrl-X Ctrl-E opens $EDITOR, Tab completes, "
        "Ctrl-C cancels a question, Ctrl-D leaves."
    )
    chat.write(wrap([("class:dim", keys)], look.width))


def _quit(chat: "Chat", rest: str) -> None:
    raise EOFError


COMMANDS = (
    Command(
        "why",
        "",
        "how the last answer was found",
        "The question as understood; the passages with their ranks by meaning and by words; the "
        "reader's scores; the confidence, and what it rests on.",
        _why,
    ),
    Command(
        "history",
        "",
        "the turns of this conversation",
        "Earlier conversations: `qabot conversations list`, `qabot chat --resume`.",
        _history,
    ),
    Command(
        "save",
        "FILE",
        "write the conversation to FILE: .md, .json or .jsonl",
        "Markdown to read, JSON to process; `qabot verify` checks the JSON lines. A file that is "
        "there is replaced only when the command is given a second time.",
        _save,
        Takes.PATHS,
    ),
    Command("help", "[COMMAND]", "this list, or more about one command", "", _help, Takes.COMMANDS),
    Command("quit", "", "leave (also Ctrl-D)", "What was asked stays kept.", _quit),
)
