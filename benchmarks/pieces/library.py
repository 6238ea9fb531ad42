"""Questions of a whole library: the corpus and the stories of newsqa, searched together.

Only questions that stand on their own are asked: they name somebody or something (a capital letter
or a number behind the first word) and point at nothing outside themselves (no pronoun).
"""

import re
import shutil
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.pieces.common import QABOT, Figure, Setup, percentile, process
from benchmarks.pieces.indexing import whole
from qabot.bot import Bot
from qabot.config import load
from qabot.evaluation.judge import overlaps
from qabot.library import Scope
from qabot.types import Hit

_POINTS = re.compile(
    r"\b(he|she|it|they|him|her|his|hers|its|their|them|this|that|these|those|there|here)\b", re.I
)
_NAMES = re.compile(r"(?<=\s)(?:[A-Z]|\d)")


def stands_alone(question: str) -> bool:
    """Whether a question can be asked of many articles."""
    return bool(_NAMES.search(question)) and not _POINTS.search(question)


class Listening(Bot):
    """A bot that reads what one of the two lists proposes, or both fused."""

    which = "fused"

    def find(self, question: str, scope: Scope) -> tuple[Hit, ...]:
        """The hits of ``which`` list, in its order."""
        hits = super().find(question, scope)
        if self.which == "fused":
            return hits
        ranks = {hit.key: getattr(hit, f"{self.which}_rank") for hit in hits}
        held = [hit for hit in hits if ranks[hit.key] is not None]
        return tuple(sorted(held, key=lambda hit: int(ranks[hit.key]))) or hits


def together(setup: Setup) -> Path:
    """The library of the corpus with the stories of newsqa added."""
    folder, half = setup.work / "library-with-stories", setup.work / "library-with-stories.part"
    if not folder.exists():
        source = whole(setup)
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(source, half)
        articles = setup.sets("newsqa") / "articles.jsonl"
        process([QABOT, "index", "--quiet", str(articles), "--library", str(half)], setup.work)
        half.rename(folder)
    return folder


def run(setup: Setup) -> list[Figure]:
    """Where the right article and the right sentence stand, and how long an answer takes."""
    asked = [q for q in setup.asked("newsqa", "report") if stands_alone(q["question"])]
    everything, asked = len(asked), asked[: 2 * setup.questions]
    settings = load(None, (), {"library": str(together(setup)), "answer.top": 10})
    n = f"{len(asked)} of {everything} questions"
    figures = []
    with Listening(settings, refresh=False) as bot:
        bot.open()
        articles = bot.library.manifest.counts.articles
        for question in asked[:3]:
            bot.ask(question["question"])
        for which in ("dense", "lexical", "fused"):
            bot.which = which
            answers, ranks = [], []
            for question in asked:
                vector = bot.find(question["question"], bot.scope())
                ranks.append(_article_rank([hit.passage.article for hit in vector], question))
                answers.append(bot.ask(question["question"], threshold=0.0))
            right = [_sentence_rank(a, q) for a, q in zip(answers, asked, strict=True)]
            figures += [
                _share(f"{which}: article Success@1", ranks, 1, f"{articles:,} articles, {n}"),
                _share(f"{which}: article Success@5", ranks, 5),
                _share(f"{which}: sentence Success@1", right, 1, "after reading"),
                _share(f"{which}: sentence Success@10", right, 10),
            ]
            for stage in ("retrieve", "read", "total"):
                taken = [getattr(answer.timing, stage) for answer in answers]
                name = f"{which}: {stage}, p50"
                middle, late = statistics.median(taken), percentile(taken, 0.95)
                figures.append(Figure(name, middle, "ms", min(taken), late, note="to p95"))
    return figures


def _article_rank(found: Sequence[str], question: dict[str, Any]) -> int:
    order = list(dict.fromkeys(found))
    return order.index(question["article"]) + 1 if question["article"] in order else 0


def _sentence_rank(answer: Any, question: dict[str, Any]) -> int:
    for rank, each in enumerate(answer.evidence, 1):
        at_home = each.article == question["article"]
        if at_home and overlaps((each.start, each.end), question["evidence"]):
            return rank
    return 0


def _share(name: str, ranks: Sequence[int], k: int, note: str = "") -> Figure:
    return Figure(name, sum(1 <= rank <= k for rank in ranks) / len(ranks), note=note)
