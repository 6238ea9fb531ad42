"""A bot whose answers stand written here, for what they look like: no model, no weights."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qabot.errors import NoArticlesError
from qabot.library.report import Report
from qabot.repl.asked import asked_articles
from qabot.types import Answer, AnswerText, Evidence, Reason, Role, Timing, Verdict

from ..test_cli.conftest import FakeBot

TEXT = """\
Whaling ends after forty years

By Kari Hansen

Parliament voted on Tuesday to ban whaling, <b>after</b> ten years of talks. The vote was 88 to \
81. It follows a court's ruling.

"The catch has fallen, and nobody buys the meat any more," said Yang Moo-jin, a professor at Oslo. \
"Boats were sold, and crews went home." Two towns will be paid.

日本の捕鯨委員会は火曜日、「歴史的な」決定を下しました。漁師たちは反対しています。

The ban begins in May.
"""
FILE = "whaling.txt"

ANSWERS: dict[str, tuple[dict[str, Any], tuple[dict[str, Any], ...]]] = {
    "Why was whaling banned?": (
        {"understood_as": "Why was whaling banned after forty years?"},
        (
            {"at": "The catch has", "mark": ("The catch has fallen", "nobody buys the meat"),
             "confidence": 0.93, "speaker": "Yang Moo-jin, professor"},
            {"at": "Boats were", "confidence": 0.71, "role": Role.JOINT,
             "speaker": "Yang Moo-jin, professor"},
            {"at": "Parliament voted", "mark": ("after</b> ten years",), "confidence": 0.31,
             "role": Role.SUPPORT},
        ),
    ),
    "Was the vote close?": (
        {"verdict": Verdict.YES},
        ({"at": "The vote was", "mark": ("88 to 81",), "confidence": 0.8},),
    ),
    "Who decided in Japan?": (
        {},
        (
            {"at": "日本", "mark": ("日本の捕鯨委員会",), "confidence": 0.55},
            {"at": "漁師", "confidence": 0.2, "role": Role.SUPPORT},
        ),
    ),
    "Did Iceland agree?": (
        {"reason": "nothing is said about “Iceland”", "reason_code": Reason.NAME_UNKNOWN},
        (
            {"at": "The ban begins", "confidence": 0.12},
            {"at": "Two towns", "confidence": 0.04, "role": Role.SUPPORT},
        ),
    ),
}  # fmt: skip


class FixedBot(FakeBot):
    """Says what stands in ``ANSWERS``."""

    def ask(self, question: str, **options: Any) -> Answer:
        """The answer that stands written, found in the article as it was read."""
        values, shown = ANSWERS[question]
        (info,) = self.library.articles()
        article, sentences = self.library.article(info.id), self.library.sentences(info.id)
        evidence = []
        for rank, (given, own) in enumerate(((each, dict(each)) for each in shown), 1):
            start = article.source.index(own.pop("at"))
            marked = [article.source.index(words) for words in own.get("mark", ())]
            spans = [(at, at + len(w)) for at, w in zip(marked, own.pop("mark", ()), strict=True)]
            sentence = next(each for each in sentences if each.start <= start < each.end)
            evidence.append(
                Evidence(
                    rank=rank, article=article.id, title=article.title, source=article.origin,
                    sha256=article.sha256, line=sentence.line, start=sentence.start,
                    end=sentence.end, text=sentence.text, spans=tuple(spans),
                    sentence=sentence.index, role=own.pop("role", Role.ANSWER), **own,
                )
            )  # fmt: skip
            assert given["at"] in sentence.text
        first = evidence[0]
        answered = "reason" not in values
        given_answer = None
        if answered and first.spans:
            start, end = first.spans[0]
            given_answer = AnswerText(article.source[start:end], article.id, start, end)
        return Answer(
            **{
                "question": question, "understood_as": question, "answered": answered,
                "confidence": first.confidence, "threshold": 0.35, "evidence": tuple(evidence),
                "answer": given_answer, "timing": Timing(total=6.0), **values,
            }
        )  # fmt: skip


class SlowBot(FakeBot):
    """Needs a while for a path with "slow" in its name."""

    def look_in(self, paths: Sequence[Path]) -> Report | None:
        """As always, after a while."""
        if any("slow" in path.name for path in paths):
            time.sleep(1.5)
        return super().look_in(paths)


class StrictBot(FakeBot):
    """Says what the real one does where there is nothing to ask."""

    def ask(self, question: str, **options: Any) -> Answer:
        """As always, of at least one article."""
        if not asked_articles(self):
            raise NoArticlesError("there is no article to ask: name some with --articles")
        return super().ask(question, **options)


def write_article(folder: Path) -> None:
    """Put the article where the answers come from."""
    (folder / FILE).write_text(TEXT, encoding="utf-8")
