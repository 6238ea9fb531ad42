"""Which articles a bot asks."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qabot.bot import Bot
    from qabot.library import ArticleInfo


def asked_articles(bot: "Bot") -> "list[ArticleInfo]":
    """The articles that a question goes to, in the order of their ids."""
    found = bot.library.articles()
    roots = [str(root) for root in bot.roots]
    below = tuple(root.rstrip(os.sep) + os.sep for root in roots)
    return [
        info
        for info in found
        if info.root in roots or info.origin in roots or info.origin.startswith(below)
    ]


def asks_several(bot: "Bot") -> bool:
    """Whether a question goes to more than one article; costs nothing in a large library."""
    if bot.library.manifest.counts.articles == 1:
        return False
    (root, *others) = bot.roots
    return bool(others) or root.is_dir() or root.suffix.lower() == ".jsonl"
