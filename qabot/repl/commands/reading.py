"""The commands about the articles: what is asked, what is in them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from qabot.errors import QabotError, UsageError
from qabot.paths import shown
from qabot.render import article_fragments, articles_fragments, counted
from qabot.repl.asked import Asked, Home, asked, asked_articles
from qabot.repl.commands.command import NO_ARTICLE, Command, Takes, last_answer
from qabot.repl.pager import page
from qabot.repl.scoping import (
    Failed,
    UnreadableError,
    go_home,
    look_in,
    narrow,
    path_of,
    put_back,
    state,
    words_of,
)
from qabot.repl.sources import sources_fragments
from qabot.repl.suggest import likely, offers

if TYPE_CHECKING:
    from qabot.bot import Bot
    from qabot.library.report import Report
    from qabot.repl.chat import Chat

_MOST_LISTED = 200
_OFFERED = 6


def _articles(chat: "Chat", rest: str) -> None:
    found = chat.run(asked_articles)
    if not found:
        raise UsageError(NO_ARTICLE)
    wanted = rest.casefold()
    found = [each for each in found if wanted in f"{each.id} {each.title}".casefold()]
    if not found:
        raise UsageError(f"no article asked has {rest!r} in its id or title (/articles lists all)")
    chat.write(articles_fragments(found[:_MOST_LISTED], chat.env.look))
    if len(found) > _MOST_LISTED:
        chat.say(f"and {len(found) - _MOST_LISTED:,} more; /articles WORD narrows it", "class:dim")


def _scope(chat: "Chat", rest: str) -> None:
    if not rest:
        chat.say(_asking(chat))
        return
    if rest == "all":
        _change(chat, go_home, home=True)
    else:
        _change(chat, lambda bot, home: narrow(bot, home, rest))


def _add(chat: "Chat", rest: str) -> None:
    if not rest:
        raise UsageError("/add takes a file, a folder or an articles.jsonl, such as /add news/")
    path = path_of(*words_of(rest, ()))
    if not path.exists():
        raise UsageError(
            f"{shown(path)} is not there; /add takes a file, a folder or an articles.jsonl"
        )

    def add(bot: "Bot", home: "Home") -> "Report | None":
        roots = () if bot.on_seed else bot.roots
        return look_in(bot, roots, [path])

    _change(chat, add)


def _change(
    chat: "Chat", change: "Callable[[Bot, Home], Report | None]", home: bool = False
) -> None:
    """Let the bot ask something else, say what and what could not be read, and remember it.

    ``home``: it is what was asked at first. What was asked stays where anything is raised. A
    change that was cancelled is still made, and taken back as soon as the bot is free.
    """
    before = chat.run(state)
    if chat.home is None:
        chat.home = Home(before[0], before[2], chat.memory.roots is not None)
    first = chat.home

    def changed(bot: "Bot") -> "tuple[Report | None, list[str], frozenset[str] | None, Asked]":
        try:
            return change(bot, first), [str(root) for root in bot.roots], bot.only, asked(bot)
        except QabotError:
            put_back(bot, before)
            raise

    def back(bot: "Bot") -> None:
        try:
            put_back(bot, before)
        finally:
            chat.learn(bot)

    try:
        report, roots, only, chat.asked = chat.run(changed)
    except KeyboardInterrupt:
        chat.worker.submit(back)
        raise
    except UnreadableError as error:
        _tell(chat, error.failed)
        return
    unnamed = home and not first.named
    chat.memory.about(None if unnamed else roots, None if only is None else sorted(only))
    _tell(chat, report.failed if report is not None else ())
    chat.learned()
    chat.say(_asking(chat))


def _tell(chat: "Chat", failed: Failed) -> None:
    for path, reason in failed:
        chat.env.error(reason if str(path) in reason else f"{shown(path)}: {reason}")


def _asking(chat: "Chat") -> str:
    now = chat.run(asked)
    return f"asking {counted(now.articles, 'article')}: {now.words}"


def _sources(chat: "Chat", rest: str) -> None:
    chat.write(sources_fragments(last_answer(chat), chat.env.look))


def _open(chat: "Chat", rest: str) -> None:
    last = chat.last
    evidence = last.evidence if last is not None else ()
    highlight: set[int] = set()
    known = {info.id for info in chat.run(asked_articles)} if rest else set()
    if rest and (rest in known or not rest.isdecimal()):
        id = rest
    elif not evidence or last is None:
        raise UsageError("name an article, as in /articles, or ask something first")
    elif not rest or 1 <= int(rest[:9]) <= len(evidence):
        chosen = evidence[int(rest or 1) - 1]
        id = chosen.article
        highlight = {chosen.sentence}
        if not rest:
            highlight |= {
                each.sentence
                for each in evidence
                if each.article == id and each.confidence >= last.threshold
            }
    else:
        raise UsageError(
            f"/open {rest}: the last answer has {counted(len(evidence), 'sentence')}; "
            f"type /open {len(evidence)} for the last of them"
        )
    article, sentences = chat.run(lambda bot: (bot.library.article(id), bot.library.sentences(id)))
    page(chat.env, article_fragments(article, sentences, chat.env.look, highlight))


def _suggest(chat: "Chat", rest: str) -> None:
    found = chat.run(asked_articles)
    if not rest and not found:
        raise UsageError(NO_ARTICLE)
    answers = (each.turn.answer for each in reversed(chat.memory.turns))
    about = None if rest else likely(found, answers)
    id = about.id if about is not None else rest
    if about is not None and len(found) > 1:
        chat.say(f"about {about.title} ({about.id}):", "class:dim")
    sentences = chat.run(lambda bot: bot.library.sentences(id))
    number = 0
    for offer in offers(sentences):
        answer = chat.run(
            lambda bot, offer=offer: bot.ask(  # type: ignore[misc]
                offer.question, article=id, top=1, threshold=chat.threshold
            )
        )
        if answer.answered and answer.evidence[0].sentence in offer.sentences:
            number += 1
            chat.say(offer.question)
        if number == _OFFERED:
            return
    if not number:
        chat.say(f"nothing comes to mind about {id}")


COMMANDS = (
    Command(
        "articles",
        "[WORD]",
        "the articles that are asked",
        "With a word, those that have it in their id or title.",
        _articles,
    ),
    Command(
        "scope",
        "[all|ARTICLE ...|PATH ...]",
        "what is asked; name articles or paths to narrow it",
        "A path asks that and nothing else, and is indexed where it is not yet; an id asks "
        "one of the articles that are asked now or were at first. `all` goes back to what was "
        "asked at first.",
        _scope,
        Takes.ARTICLES,
    ),
    Command(
        "add",
        "PATH",
        "ask a file or folder too",
        "For this conversation, until /scope all; `qabot index PATH` keeps it in the library "
        "for all.",
        _add,
        Takes.PATHS,
    ),
    Command(
        "sources",
        "",
        "the files that the last answer comes from",
        "With their SHA-256, and the lines and offsets of each sentence.",
        _sources,
    ),
    Command(
        "open",
        "[N|ARTICLE]",
        "the article of the last answer, at the sentence",
        "In a pager on a terminal ($PAGER, else less). A number opens at that sentence, an id "
        "opens that article.",
        _open,
        Takes.ARTICLES,
    ),
    Command(
        "suggest",
        "[ARTICLE]",
        "questions that an article can answer",
        "Made from its names, dates, numbers and quotations; only those are shown that qabot "
        "itself answers. Ctrl-C stops.",
        _suggest,
        Takes.ARTICLES,
    ),
)
