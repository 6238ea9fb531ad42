"""Follow-ups: what the conversation is worth, and what it costs questions that need none.

    python benchmarks/follow_ups.py FOLDER_OF_SETS [--corpus FILE] [--part report] [--work DIR]
                                    [--limit N]

Asks through ``Bot``, each question of its own article, and counts how often the first sentence is a
right one (Success@1). ``--corpus`` is the collection (JSON lines, may be gzipped) that the articles
of the project's own questions, ``follow_ups/own.jsonl``, are taken from. Writes
``benchmarks/results/follow_ups.json`` and the table in ``benchmarks/README.md``; with ``--limit``
(at most N questions of each set) it prints only. With ``--work`` what was asked is kept, and a run
that was stopped goes on; another version of the program begins anew. Intervals are 95% percentile
bootstrap intervals over articles (2,000 resamples, fixed seed).
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from canard import part_of_canard
from follow_ups_kept import KeepingBot, Log
from follow_ups_tables import SEED, Row, figures, interval, markdown, put
from numpy.typing import NDArray
from own_articles import taken
from rewrites import words

from qabot.bot import Bot
from qabot.config import load
from qabot.evaluation.judge import overlaps
from qabot.follow_up import Conversation, understood
from qabot.follow_up.pronouns import has_pronoun
from qabot.follow_up.referents import Choose
from qabot.follow_up.ruling import by_rule
from qabot.types import History

HERE = Path(__file__).resolve().parent
ALONE = 300
"""Questions of each set that are asked behind an earlier one they do not need."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, help="the folder that holds the sets")
    parser.add_argument("--corpus", type=Path, help="articles of the project's own questions")
    parser.add_argument("--part", default="report", help="choose, report, or all")
    parser.add_argument("--limit", type=int, help="at most so many questions of each set")
    parser.add_argument("--work", type=Path, help="where libraries are kept; else a temporary one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        sets = _Sets(given.folder, given.part, given.limit, given.work or Path(temporary))
        found: Row = {"part": given.part, "pronouns": pronouns(sets)}
        if given.corpus:
            found["own"] = own(sets, given.corpus)
        found |= {"alone": alone(sets)} | shown(sets)
        found["names"] = names_for_pronouns(sets, given.corpus is not None)
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
        self.log = Log(work / "asked")

    def rows(self, name: str, part: str | None = None) -> list[Row]:
        """The answerable questions of ``part``, or of that of the run, in their file's order."""
        part = part or self.part
        with (self.folder / name / "questions.jsonl").open(encoding="utf-8") as lines:
            rows: list[Row] = [json.loads(line) for line in lines]
        return [row for row in rows if row["evidence"] and part in ("all", row.get("part", "all"))]

    def bot(self, name: str, articles: Path | None = None) -> Bot:
        settings = load(None, (), {"library": str((self.work / name).absolute())})
        return KeepingBot(settings, scope_paths=[articles or self.folder / name / "articles.jsonl"])

    def some(self, rows: list[Row], most: int | None = None) -> list[Row]:
        """A seeded sample of at most ``most`` questions, and of at most the limit."""
        most = min(most or len(rows), self.limit or len(rows), len(rows))
        return rows if most == len(rows) else random.Random(SEED).sample(rows, most)

    def ask(self, bot: Bot, name: str, row: Row) -> dict[str, bool]:
        """Whether the first sentence is right: the question in each of the ways."""
        said = _said(row)
        text, article = row["question"], row["article"]

        def right(way: str) -> bool:
            if way == "rewritten":
                answer = bot.ask(row["rewrite"], article=article)
            elif way == "previous in front":
                answer = bot.ask(f"{said[-1][0]} {text}" if said else text, article=article)
            else:
                history = said if way == "resolved" else ()
                answer = bot.ask(text, article=article, history=history)
            return _right(row, answer.evidence[0].start, answer.evidence[0].end)

        return {way: self.log.get((name, row["id"], way), lambda w=way: right(w)) for way in _WAYS}


_WAYS = ("typed", "resolved", "rewritten", "previous in front")


def pronouns(sets: _Sets) -> Row:
    """Questions in which a name was replaced by a pronoun: as typed, resolved, as first asked."""
    columns: dict[str, list[bool]] = {way: [] for way in _WAYS}
    articles: list[str] = []
    for name in ("newsqa-followups", "xquad-followups"):
        with sets.bot(name) as bot:
            for row in _told(name, sets.some(sets.rows(name))):
                articles.append(name + row["article"])
                for way, right in sets.ask(bot, name, row).items():
                    columns[way].append(right)
    return _closed(columns, articles)


def own(sets: _Sets, corpus: Path) -> Row:
    """The project's own follow-ups over articles of ``corpus``, all together and by kind.

    An article that is not there, or whose text is another, ends the run.
    """
    every = _own_rows()
    articles = sets.work / "own-articles.jsonl"
    articles.write_text("".join(taken(corpus, every)), encoding="utf-8")
    rows = sets.some([row for row in every if sets.part in ("all", row["part"])])
    columns: dict[str, list[bool]] = {way: [] for way in _WAYS}
    with sets.bot("own", articles) as bot:
        for row in _told("own", rows):
            for way, right in sets.ask(bot, "own", row).items():
                columns[way].append(right)
    kinds: dict[str, Row] = {}
    for kind in dict.fromkeys(row["kind"] for row in rows):
        places = [place for place, row in enumerate(rows) if row["kind"] == kind]
        kinds[kind] = {"n": len(places)} | {
            way: float(np.mean([column[place] for place in places]))
            for way, column in columns.items()
        }
    return _closed(columns, [row["article"] for row in rows]) | {"kinds": kinds}


def _own_rows() -> list[Row]:
    lines = (HERE / "follow_ups" / "own.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _closed(columns: dict[str, list[bool]], articles: Sequence[str]) -> Row:
    """The figures of each way, and how much of what a rewrite brings was brought."""
    right = {way: np.array(column, float) for way, column in columns.items()}

    def gap(pick: NDArray[np.intp]) -> float:
        typed, resolved, rewritten = (right[way][pick].mean() for way in _WAYS[:3])
        return float((resolved - typed) / (rewritten - typed)) if rewritten > typed else np.nan

    return figures(right, articles) | {"gap closed": interval(gap, articles)}


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

                def asked(said: Any, bot: Bot = bot, row: Row = row) -> Row:
                    answer = bot.ask(row["question"], article=row["article"], history=said)
                    right = _right(row, answer.evidence[0].start, answer.evidence[0].end)
                    return {"right": right, "reworded": answer.understood_as != row["question"]}

                for (mode, column), said in zip(columns.items(), ((), history), strict=True):
                    found = sets.log.get((name, row["id"], mode), lambda s=said, f=asked: f(s))
                    column.append(found["right"])
                reworded += found["reworded"]
                articles.append(name + row["article"])
    right = {mode: np.array(column, float) for mode, column in columns.items()}
    lost = right["alone"] - right["in a conversation"]
    return figures(right, articles) | {
        "lost": interval(lambda pick: float(lost[pick].mean()), articles),
        "reworded": reworded,
    }


def names_for_pronouns(sets: _Sets, with_own: bool) -> Row:
    """How many follow-ups with a pronoun get a right name for it, by the rules alone and as fitted.

    Right: a word of the rewrite that the follow-up lacks; none: no other word than its own. A
    rewrite may add what no pronoun stands for, so that a wrong one may be counted as right.
    """
    found: Row = {}
    for name in ("newsqa-followups", "xquad-followups", "own", "canard"):
        if name == "own" and not with_own:
            continue
        rows = _own_rows() if name == "own" else sets.rows(name, "all")
        part = [
            row
            for row in rows
            if has_pronoun(row["question"])
            and row.get("rewrite")
            and sets.part in ("all", _part(name, row))
        ]
        articles = sets.work / "own-articles.jsonl" if name == "own" else None
        with sets.bot(name, articles) as bot:
            found[name] = {"n": len(part)} | {
                way: dict(Counter(_named(bot, row, choose) for row in part))
                for way, choose in (("rules", by_rule), ("fitted", None))
            }
    return found


def _part(name: str, row: Row) -> str:
    return part_of_canard(row["article"]) if name == "canard" else str(row.get("part"))


def _named(bot: Bot, row: Row, choose: Choose | None) -> str:
    said = Conversation.of(_said(row))
    _, meant = understood(row["question"], said, bot.library, row["article"], choose=choose)
    asked = words(row["question"])
    added = words(meant.question) - asked
    if not added:
        return "none"
    return "right" if added & (words(row["rewrite"]) - asked) else "wrong"


_ASKED = "rewritten, asked with the history"
"""As the question itself: it stands on its own, so that the conversation moves less."""


def shown(sets: _Sets) -> Row:
    """Human dialogues: what the wording brings, and what the course of the conversation does.

    The figures of the part ("shown"), and those of all dialogues ("shown, all").
    """
    plain = ("typed", "resolved", "rewritten")
    modes = (*plain, *(f"{way}, moved" for way in plain), _ASKED)
    columns: dict[str, list[bool]] = {mode: [] for mode in modes}
    rows = sets.some([row for row in sets.rows("canard", "all") if row.get("rewrite")])
    with sets.bot("canard") as bot:

        def asked(row: Row, mode: str) -> bool:
            if mode == _ASKED:
                answer = bot.ask(row["rewrite"], article=row["article"], history=_said(row))
                return _right(row, answer.evidence[0].start, answer.evidence[0].end)
            way = mode.partition(",")[0]
            words = {"typed": row["question"], "rewritten": row["rewrite"]}.get(way)
            return _right(row, *_worded(bot, row, words, moved=mode != way))

        for row in _told("canard", rows):
            for mode in modes:
                key = ("canard", row["id"], mode)
                columns[mode].append(sets.log.get(key, lambda r=row, m=mode: asked(r, m)))
    right = {mode: np.array(column, float) for mode, column in columns.items()}
    articles = [str(row["article"]) for row in rows]
    part = [
        place
        for place, article in enumerate(articles)
        if sets.part in ("all", part_of_canard(article))
    ]
    return {
        "shown": _dialogues(
            {mode: column[part] for mode, column in right.items()}, [articles[i] for i in part]
        ),
        "shown, all": _dialogues(right, articles),
    }


def _dialogues(right: dict[str, NDArray[np.float64]], articles: list[str]) -> Row:
    """The figures of each mode, and how far the rules' words come of a person's."""

    def share(of: str) -> Row:
        def figure(pick: NDArray[np.intp]) -> float:
            rewritten = right[of][pick].mean()
            return float(right["resolved, moved"][pick].mean() / rewritten) if rewritten else np.nan

        return interval(figure, articles)

    shares = {
        "resolved / rewritten": share("rewritten, moved"),
        f"resolved / {_ASKED}": share(_ASKED),
    }
    return figures(right, articles) | shares


def _worded(bot: Bot, row: Row, words: str | None, *, moved: bool) -> tuple[int, int]:
    """Where the first sentence stands when a follow-up is asked in other ``words``.

    What the conversation does to sentences stays as it is for the question as typed; nothing is
    ``moved``: they are only read. None: in the words that ``Bot.ask`` finds, of which this is the
    way.
    """
    before = Conversation.of(_said(row))
    before, meant = understood(row["question"], before, bot.library, row["article"])
    meant = meant if words is None else replace(meant, question=words, about=None)
    hits = bot.find(meant.question, bot.scope(row["article"]))
    if moved:
        read, _, ranked = bot.follow(words or row["question"], meant, before, hits)
    else:
        read, _, ranked = bot.read(meant.question, hits)
    first = read[int(ranked.order[0])].sentence
    return first.start, first.end


def _said(row: Row) -> History:
    """What was said before a question, oldest first."""
    return tuple((asked, answer) for asked, answer in row["history"])


def _right(row: Row, start: int, end: int) -> bool:
    return overlaps((start, end), row["evidence"])


def _told(name: str, rows: list[Row]) -> list[Row]:
    print(f"{name}: {len(rows)} questions", file=sys.stderr)
    return rows


if __name__ == "__main__":
    main()
