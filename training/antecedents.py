"""The few weights that say which name a pronoun stands for.

    python -m training.antecedents ../shared/eval ../shared/train --out embeddings/weights

Three kinds of follow-ups, each with its wording without pronouns: people's dialogues (canard) and
real questions in which a name became a pronoun (newsqa-followups, xquad-followups), both of part
"choose"; and the same made here of the training sets squad2 and squadshifts-wiki, where the
question before names the same or was answered by it. A name is right that has a word of the wording
which the follow-up lacks. A conditional logit over the names at hand
(`qabot.follow_up.antecedents`) is fitted to that. The project's own follow-ups, in `benchmarks/`,
are not fitted on.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.rewrites import words
from embeddings.fitted import register
from qabot import config
from qabot.bot import Bot
from qabot.follow_up import Conversation, understood
from qabot.follow_up.antecedents import FEATURES, features, pick
from qabot.follow_up.cast import cast_of
from qabot.follow_up.choices import choices
from qabot.follow_up.members import Cast
from qabot.follow_up.naming import names
from qabot.follow_up.pronouns import has_pronoun
from qabot.follow_up.referents import Referent, key
from qabot.follow_up.ruling import by_rule
from qabot.lexicon import COMMON, PEOPLES, Sort
from training.conversation import rows
from training.fit import conditional_logit

Row = dict[str, Any]

SETS = {"newsqa-followups": 1.0, "xquad-followups": 1.0, "canard": 1.0}
"""What a follow-up of each counts."""
MADE = {"squad2": 0.2, "squadshifts-wiki": 0.2}
"""There are more of them, and a rule made them."""
_EACH = 2
"""Follow-ups made of one article, at most."""
_BY_HAND = {"who": 1.0, "called": 1.0}
"""Added to the fitted weights. who: "Who created Mary Poppins?", "Pamela Travers", "When did she
cry?"; follow-ups made of questions that share a name hold almost none. called: in the sets the
earlier questions are as they were typed, so that no pronoun of them stands for a name yet."""
_RIDGE = 2.0
_FOLDS = 10
_SEED = 1

_BY_SORT = {
    Sort.HE: ("he", "him", "his"),
    Sort.SHE: ("she", "her", "her"),
    Sort.IT: ("it", "it", "its"),
    Sort.THEY: ("they", "them", "their"),
}
_DOES = re.compile(r"\b(?:do|does|did|can|could|will|would|should)\s+(?:the\s+)?$", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|are|was|were|has|have|had)\s+(?:the\s+)?$", re.IGNORECASE)
_BEHIND_IS = re.compile(
    r"\W*$|\s+(?:\w+ed|\w+ing|a|an|the|born|found|part|in|from|known|made|held)\b"
)
_OF = re.compile(r"\b(?:in|of|by|to|for|from|with|on|at|about|against)\s+(?:the\s+)?$", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """A pronoun: `values` (n, f) of the n names at hand, and which of them are right."""

    set: str
    article: str
    values: NDArray[np.float64]
    right: NDArray[np.bool_]
    rule: bool | None
    """Whether the name that the rules choose is right; None: they choose none."""


def made(source: Path, bot: Bot) -> list[Row]:
    """Follow-ups of a training set: a name that an earlier question or its answer has as well, as a
    pronoun."""
    chance = random.Random(_SEED)
    by_article: dict[str, list[Row]] = {}
    with (source / "questions.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["answerable"] and row["answers"]:
                by_article.setdefault(row["article"], []).append(row)
    found: list[Row] = []
    for article, questions in by_article.items():
        cast = cast_of(bot.library.sentences(article))
        here = [
            row | {"question": text, "rewrite": row["question"], "history": [before]}
            for row in questions
            for text, name in _with_pronoun(row["question"], cast)
            for before in _naming(name, row, questions, cast)
        ]
        chance.shuffle(here)
        found += here[:_EACH]
    return found


def _with_pronoun(question: str, cast: Cast) -> Iterator[tuple[str, str]]:
    """The question with a pronoun for its first name, where that stands alone, and the name."""
    if has_pronoun(question):
        return
    for start, end in list(names(question))[:2]:
        name, before, after = question[start:end], question[:start], question[end:]
        sort = cast.sort(name)
        if cast.find(name) is None or sort is None or name.casefold() in COMMON:
            continue
        if PEOPLES.search(name.split()[-1].casefold()):
            continue
        owns = after[:2] in ("'s", "\u2019s")
        subject = _DOES.search(before) or (_IS.search(before) and _BEHIND_IS.match(after))
        if owns or subject or (_OF.search(before) and not after.strip(" ?.!")):
            word = _BY_SORT[sort][2 if owns else 0 if subject else 1]
            before = re.sub(r"\b[Tt]he\s+$", "", before)
            yield before + word + (after[2:] if owns else after), name
            return


def _naming(name: str, row: Row, questions: Sequence[Row], cast: Cast) -> Iterator[list[str]]:
    """The other questions that have a name, in themselves or in their answer."""
    wanted = key(name, cast)
    for other in questions:
        said = [other["question"], other["answers"][0]]
        if other is not row and any(
            key(text[start:end], cast) == wanted for text in said for start, end in names(text)
        ):
            yield said


def named(bot: Bot, name: str, row: Row) -> Named | None:
    """The names at hand for the first pronoun of a follow-up; None where it has none to look up."""
    gold = words(row["rewrite"]) - words(row["question"])
    found: list[Named] = []

    def choose(
        wanted: Sort,
        spoken_of: list[Referent],
        taken: Any,
        cast: Cast,
        conversation: Conversation,
        many: bool | None,
    ) -> str | None:
        rule = by_rule(wanted, spoken_of, taken, cast, conversation, many)
        at_hand = choices(wanted, taken, cast, conversation, many)
        if at_hand and not found:
            also = [
                words(each.name) | set(each.member.words if each.member else ()) for each in at_hand
            ]
            found.append(
                Named(
                    name,
                    row["article"],
                    features(at_hand, wanted, rule, cast, conversation),
                    np.array([bool(words & gold) for words in also]),
                    bool(words(rule) & gold) if rule is not None else None,
                )
            )
        return rule

    said = Conversation.of(tuple((asked, answer) for asked, answer in row["history"]))
    understood(row["question"], said, bot.library, row["article"], choose=choose)
    return found[0] if found else None


def collect(folder: Path, train: Path, library: Path) -> list[Named]:
    """The pronouns of all sets."""
    found: list[Named | None] = []
    for name in (*SETS, *MADE):
        source = (folder if name in SETS else train) / name
        settings = config.load(None, (), {"library": str(library / name)})
        with Bot(settings, scope_paths=[source / "articles.jsonl"]) as bot:
            every = rows(folder, name) if name in SETS else made(source, bot)
            found += [named(bot, name, row) for row in every if row.get("rewrite")]
    return [each for each in found if each is not None]


def fit(pronouns: Sequence[Named]) -> NDArray[np.float64]:
    """Weights (f,) of the conditional logit, on the pronouns of which a right name is at hand."""
    known = [each for each in pronouns if each.right.any()]
    weights = conditional_logit(
        [each.values for each in known],
        [each.right for each in known],
        [(SETS | MADE)[each.set] for each in known],
        _RIDGE,
    )
    return weights + np.array([_BY_HAND.get(name, 0.0) for name in FEATURES])


def chosen(each: Named, weights: NDArray[np.float64]) -> bool | None:
    """Whether the likeliest name is right; None where it is not likely enough."""
    best = pick(each.values, weights)
    return bool(each.right[best]) if best is not None else None


def unseen(pronouns: Sequence[Named]) -> list[bool | None]:
    """The same with weights that were fitted without the pronoun's article."""
    articles = sorted({each.article for each in pronouns})
    random.Random(_SEED).shuffle(articles)
    fold = {article: place % _FOLDS for place, article in enumerate(articles)}
    fits = [
        fit([each for each in pronouns if fold[each.article] != number]) for number in range(_FOLDS)
    ]
    return [chosen(each, fits[fold[each.article]]) for each in pronouns]


def main() -> None:
    """Parse the command line, fit, write and print what the folds say."""
    parser = argparse.ArgumentParser(
        prog="python -m training.antecedents",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="folder of the sets to evaluate on")
    parser.add_argument("train", type=Path, help="folder of the training sets")
    parser.add_argument("--out", type=Path, required=True, help="for antecedents.json")
    parser.add_argument("--work", type=Path, help="where libraries are kept; else a temporary one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        library = (given.work or Path(temporary)).absolute()
        pronouns = collect(given.folder, given.train, library)
    weights = dict(zip(FEATURES, np.round(fit(pronouns), 3).tolist(), strict=True))
    path = given.out / "antecedents.json"
    path.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    register(path)
    found = unseen(pronouns)
    print("| set | pronouns | rules: right | wrong | none | fitted: right | wrong | none |")
    print("|---|---|---|---|---|---|---|---|")
    for name in (*SETS, *MADE):
        own = [place for place, each in enumerate(pronouns) if each.set == name]
        counts = [
            str(sum(kind is wanted for kind in kinds))
            for kinds in ([pronouns[i].rule for i in own], [found[i] for i in own])
            for wanted in (True, False, None)
        ]
        print(f"| {name} | {len(own)} | {' | '.join(counts)} |")


if __name__ == "__main__":
    main()
