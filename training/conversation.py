"""The few weights that say what a conversation does to the order of sentences.

    python -m training.conversation ../shared/eval --out embeddings/weights

Asks the follow-ups of part "choose" through the program, and gathers how each sentence stands to
the conversation (`qabot.follow_up.course`) and what it scores for the question as understood and
as typed. A conditional logit (listwise softmax over the sentences of a question, marginal over its
right ones) is fitted to that; its weights are divided by that of what is read, and so count in
standard deviations.

canard's articles are the answers of a dialogue in their order, which flatters whatever looks near
the last answer. So questions of newsqa and xquad, and the follow-ups made of them, are asked as
well behind earlier questions of the article taken at random: there nearness is worth nothing. The
project's own follow-ups, in `benchmarks/`, are not fitted on.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from benchmarks.canard import part_of_canard
from embeddings.fitted import register
from qabot import config
from qabot.bot import Bot
from qabot.evaluation.judge import overlaps
from qabot.follow_up import Conversation, understood
from qabot.follow_up.course import FEATURES, STANDING
from qabot.follow_up.shown import left, moves
from qabot.read.adaptive import Remembering, portions, read_again
from qabot.read.candidates import candidates
from qabot.read.ranking import standard
from qabot.read.signals import signals
from training.fit import conditional_logit

Row = dict[str, Any]
Floats = NDArray[np.float64]

READ = "read"
"""What is read, as the question was understood and as it was typed: the unit of the others."""
COLUMNS = (READ, *FEATURES)
_MANY = 200
"""Questions that need no context, of each of newsqa and xquad."""
_RARE = 3.0
"""Weight of a follow-up of newsqa or xquad beside one of canard, of which there are many."""
_SEED = 5
_RIDGE = 0.5
_STANDING = 0.5
"""Share of the weights for questions that stand on their own. Up to it they lose nothing on newsqa
and xquad; with 1 newsqa behind four others has 0.615 right for 0.640 (canard 0.768 for 0.739)."""
_NEAR = 0.6
"""Share of its fitted weight that "near" keeps, which canard flatters and no course holds back.
With all of it the project's own follow-ups have 0.810 right for 0.841, canard the same."""
_FOLDS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: ``values`` (n, c), columns COLUMNS, of its n sentences, and which are right."""

    set: str
    article: str
    values: Floats
    right: NDArray[np.bool_]
    weight: float


def rows(folder: Path, name: str, part: str = "choose") -> list[Row]:
    """The answerable questions of a part of a set, in their file's order."""
    with (folder / name / "questions.jsonl").open(encoding="utf-8") as lines:
        every: list[Row] = [json.loads(line) for line in lines]
    return [row for row in every if row["evidence"] and part in ("", _part(name, row))]


def _part(name: str, row: Row) -> str:
    return part_of_canard(row["article"]) if name == "canard" else str(row.get("part", ""))


def behind_others(folder: Path, name: str, source: str, before: int) -> list[Row]:
    """Questions of a set behind `before` others of their article, from all of `source`."""
    chance = random.Random(_SEED)
    others: dict[str, list[Row]] = {}
    for row in rows(folder, source, ""):
        others.setdefault(row["article"], []).append(row)
    found = []
    for row in rows(folder, name):
        same = (row["question"], row.get("rewrite"))
        free = [each for each in others.get(row["article"], ()) if each["question"] not in same]
        drawn = chance.sample(free, min(before, len(free)))
        history = [[each["question"], each["answers"][0]] for each in drawn]
        found.append(row | {"history": [*history, *row.get("history", ())]})
    return found if len(found) <= _MANY else chance.sample(found, _MANY)


def sets(folder: Path) -> Iterator[tuple[str, str, list[Row], float]]:
    """Name, folder of the articles, questions and the weight of each of these."""
    for source in ("newsqa", "xquad"):
        name = f"{source}-followups"
        yield name, name, rows(folder, name), _RARE
        yield f"{name}, behind others", name, behind_others(folder, name, source, 2), _RARE
        yield f"{source}, behind others", source, behind_others(folder, source, source, 4), 1.0
    yield "canard", "canard", rows(folder, "canard"), 1.0


def ask(bot: Bot, name: str, row: Row, weight: float) -> Asked:
    """Read the sentences of one question's article as a conversation does, and see how they stand.

    Those that were shown are left out where something else is asked for, and the conversation
    counts as much as it will for this question.
    """
    said = Conversation.of(tuple((asked, answer) for asked, answer in row["history"]))
    before, meant = understood(row["question"], said, bot.library, row["article"])
    hits = bot.find(meant.question, bot.scope(row["article"]))
    again = before.turns[-1].evidence if before.turns else ()
    reader, ranker = bot.reader
    understanding, typing = Remembering(reader, meant.about), Remembering(reader)
    for portion in portions(hits, bot.settings.config.retrieval.read, again):
        read = candidates(bot.library, portion)
        found = signals(understanding, meant.question, read)
        score = standard(ranker.scores(found))
        if meant.leans and not meant.completed:
            score = score + read_again(typing, ranker, row["question"], read, found)
    stand = moves(meant, before, read) * (1.0 if meant.leans else _STANDING)
    kept = left(meant, before, read)
    right = np.array([overlaps((c.sentence.start, c.sentence.end), row["evidence"]) for c in read])
    values = np.column_stack([score, stand])
    return Asked(name, row["article"], values[kept], right[kept], weight)


def collect(folder: Path, library: Path) -> list[Asked]:
    """All questions of all sets, asked."""
    found = []
    for name, articles, questions, weight in sets(folder):
        settings = config.load(None, (), {"library": str(library / articles)})
        with Bot(settings, scope_paths=[folder / articles / "articles.jsonl"]) as bot:
            bar = tqdm(questions, desc=name, disable=not sys.stderr.isatty())
            found += [ask(bot, name, row, weight) for row in bar]
    return found


def fit(asked: Sequence[Asked]) -> Floats:
    """Weights (c,) of the conditional logit, with a little shrinkage."""
    known = [each for each in asked if each.right.any()]
    return conditional_logit(
        [each.values for each in known],
        [each.right for each in known],
        [each.weight for each in known],
        _RIDGE,
    )


def first_is_right(asked: Sequence[Asked], weights: Floats) -> NDArray[np.bool_]:
    """Whether the first sentence of each question is a right one."""
    return np.array([bool(each.right[np.argmax(each.values @ weights)]) for each in asked])


def unseen(asked: Sequence[Asked]) -> NDArray[np.bool_]:
    """The same with weights that were fitted without the question's article."""
    names = sorted({each.article for each in asked})
    random.Random(_SEED).shuffle(names)
    fold = {name: place % _FOLDS for place, name in enumerate(names)}
    result = np.zeros(len(asked), dtype=np.bool_)
    for number in range(_FOLDS):
        weights = fit([each for each in asked if fold[each.article] != number])
        places = [i for i, each in enumerate(asked) if fold[each.article] == number]
        result[places] = first_is_right([asked[i] for i in places], weights)
    return result


def fitted(weights: Floats) -> dict[str, float]:
    """What is shipped: in standard deviations of the scores for the question as understood."""
    unit = dict(zip(COLUMNS, (weights / weights[0]).tolist(), strict=True))
    unit["near"] *= _NEAR
    kept = {name: round(unit[name], 3) for name in COLUMNS[1:]}
    return {STANDING: _STANDING} | kept


def main() -> None:
    """Parse the command line, ask, fit, write and print what the folds say."""
    parser = argparse.ArgumentParser(
        prog="python -m training.conversation",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="folder of the sets")
    parser.add_argument("--out", type=Path, required=True, help="for conversation.json")
    parser.add_argument("--work", type=Path, help="where libraries are kept; else a temporary one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        asked = collect(given.folder, (given.work or Path(temporary)).absolute())
    weights = fit(asked)
    path = given.out / "conversation.json"
    path.write_text(json.dumps(fitted(weights), indent=1) + "\n", encoding="utf-8")
    register(path)
    plain = np.zeros(len(COLUMNS))
    plain[0] = 1.0
    columns = first_is_right(asked, plain), unseen(asked), first_is_right(asked, weights)
    print("| set | questions | as understood, nothing moved | unseen article | fitted on |")
    print("|---|---|---|---|---|")
    for name in dict.fromkeys(each.set for each in asked):
        own = np.array([each.set == name for each in asked])
        print(f"| {name} | {own.sum()} | {' | '.join(f'{c[own].mean():.3f}' for c in columns)} |")


if __name__ == "__main__":
    main()
