"""The conversation's commands: one table, which also makes the help and the completion."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.errors import UsageError
from qabot.render import article_fragments, articles_fragments, wrap
from qabot.repl.asked import asked_articles
from qabot.repl.why import why_fragments

if TYPE_CHECKING:
    from qabot.repl.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Command:
    """What stands behind ``/name``. ``run`` gets the rest of the line."""

    name: str
    arguments: str
    help: str
    run: "Callable[[Conversation, str], None]"


def dispatch(conversation: "Conversation", line: str) -> None:
    """Run the command that ``line``, which begins with a slash, names. Raises UsageError."""
    name, _, rest = line[1:].strip().partition(" ")
    command = COMMANDS.get(name.lower())
    if command is None:
        near = difflib.get_close_matches(name.lower(), COMMANDS, n=1, cutoff=0.0)[0]
        raise UsageError(f"there is no /{name}; did you mean /{near}? (/help lists all)")
    command.run(conversation, rest.strip())


def _help(conversation: "Conversation", rest: str) -> None:
    look = conversation.env.look
    heads = {name: f"/{name} {each.arguments}".rstrip() for name, each in COMMANDS.items()}
    wide = max(map(len, heads.values())) + 2
    for name, command in COMMANDS.items():
        head = f"{heads[name]:<{wide}}"
        conversation.env.write(wrap([("", command.help)], look.width, head, " " * wide))
    keys = "Anything else is a question. Ctrl-C cancels a question, Ctrl-D leaves."
    conversation.env.write(wrap([("class:dim", keys)], look.width))


def _articles(conversation: "Conversation", rest: str) -> None:
    found = conversation.run(asked_articles)
    conversation.env.write(articles_fragments(found, conversation.env.look))


def _top(conversation: "Conversation", rest: str) -> None:
    if rest:
        try:
            top = int(rest)
        except ValueError:
            top = 0
        if top < 1:
            raise UsageError(f"/top {rest}: expected a whole number from 1, such as /top 5")
        conversation.top = top
    conversation.say(f"evidence sentences shown: {conversation.top}")


def _threshold(conversation: "Conversation", rest: str) -> None:
    if rest:
        try:
            threshold = float(rest)
        except ValueError:
            threshold = -1.0
        if not 0.0 <= threshold <= 1.0:
            raise UsageError(f"/threshold {rest}: expected a number from 0 to 1, such as 0.5")
        conversation.threshold = threshold
    conversation.say(f"silent below a probability of {conversation.threshold:g}")


def _why(conversation: "Conversation", rest: str) -> None:
    answer = conversation.last
    if answer is None:
        raise UsageError("nothing has been asked yet; ask something first")
    conversation.env.write(why_fragments(answer, conversation.env.look))


def _show(conversation: "Conversation", rest: str) -> None:
    last = conversation.last
    highlight: set[int] = set()
    id = rest
    if not id:
        if last is None or not last.evidence:
            raise UsageError("name an article, as in /articles, or ask something first")
        id = last.evidence[0].article
        highlight = {
            each.sentence
            for each in last.evidence
            if each.article == id and each.confidence >= last.threshold
        }
    article, sentences = conversation.run(
        lambda bot: (bot.library.article(id), bot.library.sentences(id))
    )
    look = conversation.env.look
    conversation.env.write(article_fragments(article, sentences, look, highlight))


def _quit(conversation: "Conversation", rest: str) -> None:
    raise EOFError


COMMANDS = {
    command.name: command
    for command in (
        Command("help", "", "this list", _help),
        Command("articles", "", "what is being asked", _articles),
        Command("top", "[N]", "how many evidence sentences are shown", _top),
        Command("threshold", "[P]", "the probability below which qabot is silent", _threshold),
        Command("why", "", "how the last answer was found", _why),
        Command(
            "show", "[ARTICLE]", "an article; the last answer's, marked, without a name", _show
        ),
        Command("quit", "", "leave (also Ctrl-D)", _quit),
    )
}
