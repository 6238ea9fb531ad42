"""What ``/scope`` and ``/add`` let a bot ask. All of it runs in the worker's thread.

Where anything is raised, the bot may ask something else than before.
"""

import os
import shlex
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from qabot.errors import ArticleError, UsageError
from qabot.paths import shown
from qabot.repl.asked import Home

if TYPE_CHECKING:
    from qabot.bot import Bot
    from qabot.library.report import Report

Failed: TypeAlias = tuple[tuple[str, str], ...]
"""Files, and why they could not be read."""
State: TypeAlias = tuple[tuple[Path, ...], frozenset[str] | None, bool]
"""The paths, the ids and whether it is the article of qabot that a bot asks."""


class UnreadableError(ArticleError):
    """Nothing of what was named can be read; ``failed`` says why."""

    def __init__(self, failed: Failed) -> None:
        super().__init__("; ".join(reason for _, reason in failed))
        self.failed = failed


def state(bot: "Bot") -> State:
    """What the bot asks."""
    return bot.roots, bot.only, bot.on_seed


def put_back(bot: "Bot", before: State) -> None:
    """Let the bot ask again what it asked ``before``."""
    roots, only, on_seed = before
    if bot.roots != roots:
        bot.look_in(roots)
    bot.only, bot.on_seed = only, on_seed


def go_home(bot: "Bot", home: "Home") -> "Report | None":
    """Let the bot ask what was asked at first, and all of it."""
    report = bot.look_in(home.roots) if bot.roots != home.roots else None
    bot.only, bot.on_seed = None, home.on_seed
    return report


def narrow(bot: "Bot", home: "Home", rest: str) -> "Report | None":
    """Let the bot ask what ``rest`` names. Raises QabotError."""
    here, first = _ids(bot, bot.roots), _ids(bot, home.roots)
    known = here | first
    names = _apart(words_of(rest, known), known)
    others = [name for name in names if name not in known]
    for name in others:
        if not path_of(name).exists():
            article = bot.library.article(name, bot.roots)  # else says what is near
            path = shown(article.origin)
            raise UsageError(f"{name} is not among the articles asked; /add {path} adds it")
    if not others:
        return _only(bot, home, frozenset(names), here, first)
    if len(others) < len(names):
        raise UsageError(
            "/scope takes articles or paths, not both; /add PATH adds to what is asked"
        )
    return look_in(bot, (), [path_of(name) for name in names])


def _only(
    bot: "Bot", home: "Home", ids: frozenset[str], here: set[str], first: set[str]
) -> "Report | None":
    """Let the bot ask ``ids``, of articles ``here`` or of those that were asked at ``first``."""
    report = None
    if not ids <= here:
        added = () if ids <= first else (root for root in bot.roots if root not in home.roots)
        report = bot.look_in((*home.roots, *added))
        bot.on_seed = home.on_seed and bot.roots == home.roots
    bot.only = ids
    return report


def _ids(bot: "Bot", roots: Sequence[Path]) -> set[str]:
    """The articles below ``roots``; none where those are no longer in the library."""
    try:
        return {info.id for info in bot.library.articles(None, roots)}
    except UsageError:
        return set()


def look_in(bot: "Bot", asked: Sequence[Path], new: Sequence[Path]) -> "Report | None":
    """Let the bot ask the paths ``asked`` and those of ``new`` that hold an article.

    Raises UnreadableError where none does.
    """
    report = bot.look_in((*asked, *new))
    readable = [path for path in new if _ids(bot, [path])]
    failed = report.failed if report is not None else ()
    if not readable:
        raise UnreadableError(_of(new, failed))
    if len(readable) < len(new):
        bot.look_in((*asked, *readable))
    return report


def words_of(rest: str, known: Collection[str]) -> list[str]:
    """The names in ``rest``: itself where it is one, else its words, with quotes as in a shell."""
    if rest in known or path_of(rest).exists():
        return [rest]
    try:
        return shlex.split(rest) or [rest]
    except ValueError:
        return [rest]


def path_of(text: str, *more: str) -> Path:
    """``text`` as a path, with ``~`` for the home folder. Raises UsageError for ``more`` words."""
    if more:
        raise UsageError(f"{' '.join((text, *more))!r} is not there; quote a path with spaces")
    if "\0" in text:
        raise UsageError("a path holds no NUL character")
    return Path(os.path.abspath(os.path.expanduser(text)))


def _apart(names: Sequence[str], known: Collection[str]) -> list[str]:
    """``names`` with those parted that have commas between them and are none as they stand."""
    return [
        part
        for name in names
        for part in ([name] if name in known or path_of(name).exists() else name.split(","))
        if part
    ] or list(names)


def _of(paths: Sequence[Path], failed: Failed) -> Failed:
    """What failed at or below ``paths``; each of them where nothing is known."""
    starts = tuple(map(str, paths))
    found = tuple(each for each in failed if str(each[0]).startswith(starts))
    return found or tuple((start, "there is no article in it") for start in starts)
