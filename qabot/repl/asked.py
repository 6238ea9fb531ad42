"""Which articles a bot asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.paths import shown

if TYPE_CHECKING:
    from qabot.bot import Bot
    from qabot.library import ArticleInfo


@dataclass(frozen=True, slots=True)
class Asked:
    """What questions go to, in words, and how many articles that is."""

    words: str
    articles: int


@dataclass(frozen=True, slots=True)
class Home:
    """What was asked at first: all below ``roots``. ``named``: a command had named them, in the
    conversation that is gone on with."""

    roots: tuple[Path, ...]
    on_seed: bool
    named: bool


def asked_articles(bot: "Bot") -> "list[ArticleInfo]":
    """The articles that a question goes to, in the order of their ids."""
    return bot.library.articles(bot.only, bot.roots)


def asked(bot: "Bot") -> Asked:
    """What is asked, in words; looks at the list of articles only where it must."""
    whole = {str(root) for root in bot.roots} == set(bot.library.manifest.roots)
    if bot.only is not None:
        return Asked(listed(sorted(bot.only)), len(asked_articles(bot)))
    number = bot.library.manifest.counts.articles if whole else len(asked_articles(bot))
    if bot.on_seed:
        return Asked("the one that comes with qabot", number)
    return Asked(listed([shown(root) for root in bot.roots]), number)


def listed(names: Sequence[str]) -> str:
    """The first two of ``names``, and how many more there are."""
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return ", ".join(names[:2]) + more


def asks_several(bot: "Bot") -> bool:
    """Whether a question goes to more than one article; costs nothing in a large library."""
    if bot.only is not None:
        return len(bot.only) > 1
    if bot.library.manifest.counts.articles == 1:
        return False
    (root, *others) = bot.roots
    return bool(others) or root.is_dir() or root.suffix.lower() == ".jsonl"
