"""Follow-ups: what the conversation is worth, and what it costs questions that need none.

    python benchmarks/follow_ups.py FOLDER_OF_SETS [--part report] [--limit N] [--work DIR]

Asks through ``Bot``, each question of its own article, and counts how often the first sentence is a
right one (Success@1). Writes ``benchmarks/results/follow_ups.json`` and the table in
``benchmarks/README.md``; with ``--limit`` (at most N questions of each set) it prints only.
Intervals are 95% percentile bootstrap intervals over articles (2,000 resamples, fixed seed).
"""

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qabot.bot import Bot
from qabot.config import load
from qabot.follow_up import Conversation, after, understood

HERE = Path(__file__).resolve().parent
SEED = 5
RESAMPLES = 2000
ALONE = 300
"""Questions of each set that are asked behind an earlier one they do not need."""
BEGIN, END = "<!-- follow_ups: begin -->", "<!-- follow_ups: end -->"
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, help="the folder that holds the sets")
    parser.add_argument("--part", default="report", help="choose, report, or all")
    parser.add_argument("--limit", type=int, help="at most so many questions of each set")
    parser.add_argument("--work", type=Path, help="where libraries are kept; else a temporary one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        sets = _Sets(given.folder, given.part, given.limit, given.work or Path(temporary))
        found = {
            "part": given.part,
            "pronouns": pronouns(sets),
            "alone": alone(sets),
            "shown": shown(sets),
        }
    table = markdown(found)
    print(table)
    if not given.limit:
        kept = HERE / "results" / "follow_ups.json"
        kept.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        put(HERE / "README.md", table)


class _Sets:
    """The sets of a folder, each with a bot of its own."""

    def __init__(self, folder: Path, part: str, limit: int | None, work: Path) -> None:
        self.folder, self.part, self.limit, self.work = folder, part, limit, work

    def rows(self, name: str) -> list[Row]:
        """The answerable questions of the part, in the order of their file."""
        with (self.folder / name / "questions.jsonl").open(encoding="utf-8") as lines:
            rows: list[Row] = [json.loads(line) for line in lines]
        return [
            row for row in rows if row["evidence"] and self.part in ("all", row.get("part", "all"))
        ]

    def bot(self, name: str) -> Bot:
        settings = load(None, (), {"library": str((self.work / name).absolute())})
        return Bot(settings, scope_paths=[self.folder / name / "articles.jsonl"])

    def some(self, rows: list[Row], most: int | None = None) -> list[Row]:
        """A seeded sample of at most ``most`` questions, and of at most the limit."""
        most = min(most or len(rows), self.limit or len(rows), len(rows))
        return rows if most == len(rows) else random.Random(SEED).sample(rows, most)


def pronouns(sets: _Sets) -> Row:
    """Questions in which a name was replaced by a pronoun: as typed, resolved, as first asked."""
    columns: dict[str, list[bool]] = {"typed": [], "resolved": [], "rewritten": []}
    articles: list[str] = []
    for name in ("newsqa-followups", "xquad-followups"):
        with sets.bot(name) as bot:
            for row in _told(name, sets.some(sets.rows(name))):
                text, article = row["question"], row["article"]
                articles.append(name + article)
                said = tuple((a, b) for a, b in row["history"])
                answers = {
                    "typed": bot.ask(text, article=article),
                    "resolved": bot.ask(text, article=article, history=said),
                    "rewritten": bot.ask(row["rewrite"], article=article),
                }
                for mode, answer in answers.items():
                    first = answer.evidence[0]
                    columns[mode].append(_right(row, first.start, first.end))
    right = {mode: np.array(column, float) for mode, column in columns.items()}
    figures = _figures(right, articles)

    def gap(pick: NDArray[np.intp]) -> float:
        typed, resolved, rewritten = (column[pick].mean() for column in right.values())
        return float((resolved - typed) / (rewritten - typed)) if rewritten > typed else np.nan

    return figures | {"gap closed": _interval(gap, articles)}


def alone(sets: _Sets) -> Row:
    """Questions that need no context, by themselves and behind an earlier one of the article."""
    columns: dict[str, list[bool]] = {"alone": [], "in a conversation": []}
    articles: list[str] = []
    reworded = 0
    for name in ("newsqa", "xquad"):
        rows, pairs = sets.rows(name), []
        chance = random.Random(SEED)
        earlier: dict[str, list[Row]] = {}
        for row in rows:
            before = earlier.setdefault(row["article"], [])
            if before:
                pairs.append(row | {"before": chance.choice(before)})
            before.append(row)
        with sets.bot(name) as bot:
            for row in _told(name, sets.some(pairs, ALONE)):
                before = row["before"]
                history = ((before["question"], (before.get("answers") or [""])[0]),)
                own = bot.ask(row["question"], article=row["article"])
                behind = bot.ask(row["question"], article=row["article"], history=history)
                reworded += behind.understood_as != row["question"]
                for mode, answer in (("alone", own), ("in a conversation", behind)):
                    first = answer.evidence[0]
                    columns[mode].append(_right(row, first.start, first.end))
                articles.append(name + row["article"])
    right = {mode: np.array(column, float) for mode, column in columns.items()}
    lost = right["alone"] - right["in a conversation"]
    return _figures(right, articles) | {
        "lost": _interval(lambda pick: float(lost[pick].mean()), articles),
        "reworded": reworded,
    }


def shown(sets: _Sets) -> Row:
    """Human dialogues: what sentences that step back bring, and the wording."""
    modes = ("typed", "typed, back", "resolved, back", "rewritten, back")
    columns: dict[str, list[bool]] = {mode: [] for mode in modes}
    rows = sets.some([row for row in sets.rows("canard") if row.get("rewrite")])
    with sets.bot("canard") as bot:
        for row in _told("canard", rows):
            first = bot.ask(row["question"], article=row["article"], raw=True).evidence[0]
            columns["typed"].append(_right(row, first.start, first.end))
            for mode, words in (
                ("typed, back", row["question"]),
                ("resolved, back", None),
                ("rewritten, back", row["rewrite"]),
            ):
                columns[mode].append(_right(row, *_worded(bot, row, words)))
    right = {mode: np.array(column, float) for mode, column in columns.items()}
    articles = [str(row["article"]) for row in rows]

    def share(pick: NDArray[np.intp]) -> float:
        rewritten = right["rewritten, back"][pick].mean()
        return float(right["resolved, back"][pick].mean() / rewritten) if rewritten else np.nan

    return _figures(right, articles) | {"resolved / rewritten": _interval(share, articles)}


def _worded(bot: Bot, row: Row, words: str | None) -> tuple[int, int]:
    """Where the first sentence stands when a follow-up is asked in other ``words``.

    What the conversation does to sentences stays as it is for the question as typed. None: in the
    words that ``Bot.ask`` finds, of which this is the way.
    """
    before = Conversation.of(tuple((a, b) for a, b in row["history"]))
    before, meant = understood(row["question"], before, bot.library, row["article"])
    meant = meant if words is None else replace(meant, question=words)
    again = before.turns[-1].evidence if before.turns and meant.leans else ()
    hits = bot.find(meant.question, bot.scope(row["article"]))
    read, _, ranked = bot.read(meant.question, hits, again, lambda *all: after(meant, before, *all))
    first = read[int(ranked.order[0])].sentence
    return first.start, first.end


def _right(row: Row, start: int, end: int) -> bool:
    return any(start < last and first < end for first, last in row["evidence"])


def _told(name: str, rows: list[Row]) -> list[Row]:
    print(f"{name}: {len(rows)} questions", file=sys.stderr)
    return rows


def _figures(right: dict[str, NDArray[np.float64]], articles: Sequence[str]) -> Row:
    figures: Row = {"n": len(articles)}
    for mode, column in right.items():
        figures[mode] = _interval(lambda pick, c=column: float(c[pick].mean()), articles)
    return figures


def _interval(
    figure: Callable[[NDArray[np.intp]], float], articles: Sequence[str]
) -> dict[str, float | None]:
    """A figure of picked questions, over all of them, and the interval over articles.

    All are None where there is no question: canard has a part "report" alone.
    """
    if not articles:
        return {"value": None, "low": None, "high": None}
    groups: dict[str, list[int]] = {}
    for place, article in enumerate(articles):
        groups.setdefault(article, []).append(place)
    places = [np.array(group, dtype=np.intp) for group in groups.values()]
    chance = np.random.default_rng(SEED)
    drawn = [
        figure(np.concatenate([places[i] for i in chance.integers(0, len(places), len(places))]))
        for _ in range(RESAMPLES)
    ]
    low, high = np.nanpercentile(drawn, [2.5, 97.5]) if not np.isnan(drawn).all() else (np.nan,) * 2
    value = figure(np.arange(len(articles)))
    return {
        key: None if np.isnan(number) else round(float(number), 4)
        for key, number in (("value", value), ("low", low), ("high", high))
    }


_TITLES = {
    "pronouns": "newsqa-followups and xquad-followups",
    "alone": "newsqa and xquad behind an earlier question",
    "shown": "canard",
}


def markdown(found: Row) -> str:
    """The figures as a table."""
    lines = [
        f'Part "{found["part"]}". Success@1 with 95% intervals over articles; "back": sentences '
        "that were shown step back.",
        "",
        "| sets | n | measure | value | interval |",
        "|---|---|---|---|---|",
    ]
    for section, title in _TITLES.items():
        for mode, each in found[section].items():
            if isinstance(each, dict):
                value, low, high = (
                    "-" if each[key] is None else f"{each[key]:.3f}"
                    for key in ("value", "low", "high")
                )
                n = found[section]["n"]
                lines.append(f"| {title} | {n} | {mode} | {value} | {low} to {high} |")
    lines += ["", f"Reworded though they need no context: {found['alone']['reworded']}."]
    return "\n".join(lines)


def put(path: Path, table: str) -> None:
    """Put the table between the marks of a file, or, with them, at its end."""
    text = path.read_text(encoding="utf-8")
    block = f"{BEGIN}\n{table}\n{END}"
    if BEGIN in text:
        text = re.sub(rf"{BEGIN}.*?{END}", lambda _: block, text, flags=re.DOTALL)
    else:
        heading = "## Follow-ups\n\n`python benchmarks/follow_ups.py FOLDER`"
        text = f"{text.rstrip()}\n\n{heading}\n\n{block}\n"
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
