"""Verdicts: how often a yes/no question is settled, and how often rightly.

    python benchmarks/verdicts.py --corpus FILE [--part report] [--work DIR] [--list]

Asks the questions of ``verdicts/own.jsonl`` through ``Bot``, each of its own article, taken from
``--corpus`` (JSON lines, may be gzipped). Precision: the share of settled verdicts that are right;
one on a question that the article does not settle is wrong. Coverage: the share of the questions
that the article settles for which a verdict is given. Intervals are Wilson's, 95%. An abstention
counts as unsettled. ``--list`` prints every question beside its verdict.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from own_articles import taken
from scipy.stats import binomtest

from qabot.bot import Bot
from qabot.config import load
from qabot.types import Verdict

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--corpus", type=Path, required=True, help="where the articles are")
    parser.add_argument("--part", default="report", choices=["choose", "report", "all"])
    parser.add_argument("--work", type=Path, help="where the library is kept; else a temporary one")
    parser.add_argument("--list", action="store_true", help="print each question and verdict")
    given = parser.parse_args()
    lines = (HERE / "verdicts" / "own.jsonl").read_text("utf-8").splitlines()
    every = [json.loads(line) for line in lines]
    rows = [row for row in every if given.part in ("all", row["part"])]
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        articles = work / "verdict-articles.jsonl"
        articles.write_text("".join(taken(given.corpus, every)), encoding="utf-8")
        settings = load(None, (), {"library": str((work / "verdicts").absolute())})
        with Bot(settings, scope_paths=[articles]) as bot:
            said = [said_by(bot, row) for row in rows]
    if given.list:
        for row, verdict in zip(rows, said, strict=True):
            print(f"{row['verdict']:10}{verdict:10}{row['question']}")
    print(table(given.part, [row["verdict"] for row in rows], said))


def said_by(bot: Bot, row: dict[str, Any]) -> str:
    """The verdict on one question; none, as beside an abstention, is unsettled."""
    verdict = bot.ask(row["question"], article=row["article"]).verdict
    return (verdict or Verdict.UNSETTLED).value


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95% interval of a share of ``right`` in ``n`` (Wilson, 1927); [0, 1] where n is 0."""
    if not n:
        return 0.0, 1.0
    found = binomtest(right, n).proportion_ci(method="wilson")
    return found.low, found.high


def table(part: str, true: list[str], said: list[str]) -> str:
    """Precision and coverage with their counts, as Markdown."""
    pairs = list(zip(true, said, strict=True))
    settled = [(a, b) for a, b in pairs if b != "unsettled"]
    open_ = [(a, b) for a, b in pairs if a == "unsettled"]
    counts = {
        "precision of settled verdicts": (sum(a == b for a, b in settled), len(settled)),
        "coverage of questions the article settles": (
            sum(b != "unsettled" for a, b in pairs if a != "unsettled"),
            len(pairs) - len(open_),
        ),
        "left open of those it does not settle": (
            sum(b == "unsettled" for _, b in open_),
            len(open_),
        ),
    }
    lines = [f"| part {part} | value | 95% | count |", "|---|---|---|---|"]
    for name, (right, n) in counts.items():
        low, high = wilson(right, n)
        value = f"{right / n:.2f}" if n else "-"
        lines.append(f"| {name} | {value} | {low:.2f} to {high:.2f} | {right} of {n} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
