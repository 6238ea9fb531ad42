"""Training groups: a question with a pseudo article, cut into windows.

NewsQA questions were written from headlines, about whole stories of some 25 sentences; the sets we
may train on mostly hold single paragraphs. So a paragraph is set among distractors: neighbours and
lexically close paragraphs of the same set (hard), and random ones. Some questions appear a second
time with their answer's sentences cut out, and are then unanswerable: near misses are where
rankers fail.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from tokenizers import Tokenizer

from training.sets import Question, QuestionSet, overlaps, read_set
from training.windows import Ints, Tokens, cut, encode_question, tokenize

START_BIT, END_BIT, GOLD_BIT = 1, 2, 4
"""Marks on a token: an answer starts here, ends here, its sentence is evidence."""

WINDOW = 304
"""Tokens of a window, question and the three special tokens included."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one set is used. `take` questions at most; `spans` says that its evidence are answers."""

    take: int
    spans: bool = True
    paragraphs: bool = True
    """Whether its articles are single paragraphs, to be set among distractors."""
    cut: float = 0.0
    """Share of its answerable questions that also appear with the answer cut out."""
    reasons: bool = False
    """Whether its "why" and "how" questions are taken first."""


FIRST = {
    "squadshifts-wiki": Plan(4840, cut=0.25),
    "squad2": Plan(4806, cut=0.15),
    "nq": Plan(2655, cut=0.25),
    "squadshifts-reddit": Plan(2500, cut=0.2),
    "squadshifts-amazon": Plan(1000, cut=0.2),
    "qamr": Plan(4000, cut=0.08),
    "multirc": Plan(1500, spans=False, paragraphs=False),
    "selqa": Plan(2374, spans=False, paragraphs=False, cut=0.1),
    "wikiqa": Plan(1800, spans=False, paragraphs=False, cut=0.1),
}

SECOND = {
    "squadshifts-wiki": Plan(4840, cut=0.5),
    "squad2": Plan(4806, cut=0.4),
    "nq": Plan(2655, cut=0.5),
    "squadshifts-reddit": Plan(3200, cut=0.4, reasons=True),
    "squadshifts-amazon": Plan(1800, cut=0.4, reasons=True),
    "qamr": Plan(4500, cut=0.15, reasons=True),
    "multirc": Plan(1500, spans=False, paragraphs=False, reasons=True),
    "selqa": Plan(2374, spans=False, paragraphs=False, cut=0.3),
    "wikiqa": Plan(1200, spans=False, paragraphs=False, cut=0.3),
}
"""The second pass: two to three times as many near misses, and questions for reasons."""

PASSES = {"first": FIRST, "second": SECOND}


@dataclass(frozen=True, slots=True)
class Mixture:
    """What pseudo articles and questions are made of; all are shares."""

    two_windows: float = 0.30
    """Pseudo articles grown to two windows."""
    one_full: float = 0.32
    """Those grown to one; the others stay a paragraph."""
    foreign: float = 0.02
    """Groups whose question meets distractors only."""
    noise: float = 0.12
    """Mistyped questions."""
    near: float = 0.55
    """Distractors that are lexically close to the question."""
    neighbours: float = 0.30
    """Distractors that stand beside its paragraph; the others are random."""


MIXTURE = Mixture()


@dataclass(frozen=True, slots=True)
class Marked:
    """A paragraph of T tokens with its `bits` (T,) for the question at hand."""

    ids: Ints
    sentence: Ints
    bits: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Group:
    """A question and its article: `ids`, `sentence`, `bits` (T,), `windows` ranges over them."""

    source: str
    spans: bool
    question: Ints
    ids: Ints
    sentence: Ints
    bits: NDArray[np.uint8]
    windows: tuple[tuple[int, int], ...]

    @property
    def longest(self) -> int:
        """Tokens of its longest window, question and special tokens included."""
        return max(end - start for start, end in self.windows) + len(self.question) + 3


class Source:
    """One question set, tokenised, with the neighbours of its questions."""

    def __init__(self, questions: QuestionSet, plan: Plan, tokenizer: Tokenizer) -> None:
        self.name = questions.name
        self.plan = plan
        self.set = questions
        self.tokenizer = tokenizer
        self.names = list(questions.articles)
        self.number = {name: index for index, name in enumerate(self.names)}
        texts = list(questions.articles.values())
        self.lower = [text.lower() for text in texts]
        self.tokens = [tokenize(tokenizer, text) for text in texts]
        vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        self._articles = vectorizer.fit_transform(texts)
        self._vectorizer = vectorizer

    def near(self, texts: list[str], count: int) -> NDArray[np.int64]:
        """Indices (len(texts), count) of the lexically nearest articles, best first."""
        found = []
        for at in range(0, len(texts), 512):
            vectors = self._vectorizer.transform(texts[at : at + 512])
            scores = (vectors @ self._articles.T).toarray()
            found.append(np.argsort(-scores, axis=1)[:, :count])
        return np.concatenate(found)

    def mark(self, question: Question, *, without: bool = False) -> Marked | None:
        """The question's own paragraph with its gold marked, or `without` its gold sentences.

        None when nothing is left, or when an answer still stands in what is left.
        """
        tokens = self.tokens[self.number[question.article]]
        bits = np.zeros(len(tokens.ids), dtype=np.uint8)
        gold = {
            index
            for index, span in enumerate(tokens.spans)
            if any(overlaps(span, evidence) for evidence in question.evidence)
        }
        inside = np.isin(tokens.sentence, list(gold))
        if without:
            text = self.set.articles[question.article].lower()
            rest = " ".join(text[a:b] for i, (a, b) in enumerate(tokens.spans) if i not in gold)
            if (~inside).sum() < 40 or _holds(rest, question.answers):
                return None
            return Marked(tokens.ids[~inside], tokens.sentence[~inside], bits[~inside])
        bits[inside] |= GOLD_BIT
        if self.plan.spans:
            for start, end in question.evidence:
                touched = np.flatnonzero(
                    (tokens.offsets[:, 1] > start) & (tokens.offsets[:, 0] < end)
                )
                if len(touched):
                    bits[touched[0]] |= START_BIT
                    bits[touched[-1]] |= END_BIT
        return Marked(tokens.ids, tokens.sentence, bits)

    def plain(self, index: int) -> Marked:
        """Paragraph `index` as a distractor: nothing in it is gold."""
        tokens: Tokens = self.tokens[index]
        return Marked(tokens.ids, tokens.sentence, np.zeros(len(tokens.ids), dtype=np.uint8))


def _holds(text: str, answers: tuple[str, ...]) -> bool:
    """Whether an answer stands in lower-case `text` as whole words."""
    return any(
        re.search(rf"(?<!\w){re.escape(answer.lower().strip(' .,'))}(?!\w)", text)
        for answer in answers
        if answer.strip(" .,")
    )


def _distractors(
    source: Source,
    question: Question,
    near: Ints,
    dice: random.Random,
    wanted: int,
    mixture: Mixture,
) -> list[Marked]:
    """Paragraphs of about `wanted` tokens together, none of which holds an answer."""
    own = source.number[question.article]
    taken: set[int] = {own}
    found: list[Marked] = []
    size = tries = 0
    while size < wanted - 20 and tries < 60:
        tries += 1
        draw = dice.random()
        if draw < mixture.near:
            index = int(near[dice.randrange(len(near))])
        elif draw < mixture.near + mixture.neighbours:
            index = own + dice.choice((-3, -2, -1, 1, 2, 3))
        else:
            index = dice.randrange(len(source.names))
        if not 0 <= index < len(source.names) or index in taken:
            continue
        taken.add(index)
        if not _holds(source.lower[index], question.answers):
            found.append(source.plain(index))
            size += len(found[-1].ids)
    return found


def _join(parts: list[Marked]) -> Marked:
    sentence, base = [], 0
    for part in parts:
        fresh = np.concatenate([[0], np.cumsum(np.diff(part.sentence) > 0)]) + base
        sentence.append(fresh)
        base = int(fresh[-1]) + 1
    return Marked(
        np.concatenate([part.ids for part in parts]),
        np.concatenate(sentence).astype(np.int64),
        np.concatenate([part.bits for part in parts]),
    )


def _crop(article: Marked, limit: int, dice: random.Random) -> Marked:
    """At most `limit` tokens of whole sentences, with gold in them if there is any."""
    total = len(article.ids)
    if total <= limit:
        return article
    gold = np.flatnonzero(article.bits & GOLD_BIT)
    if len(gold):
        low, high = max(0, int(gold[0]) - limit + 120), min(int(gold[0]) - 20, total - limit)
        start = dice.randint(min(low, max(high, 0)), max(high, 0))
    else:
        start = dice.choice((0, dice.randint(0, total - limit)))
    whole = article.sentence[start : start + limit]
    first = whole[0] + (start > 0 and article.sentence[start - 1] == whole[0])
    last = whole[-1] - (start + limit < total and article.sentence[start + limit] == whole[-1])
    keep = np.zeros(total, dtype=bool)
    keep[start : start + limit] = True
    inner = keep & (article.sentence >= first) & (article.sentence <= last)
    keep = inner if (inner.sum() > 20 and (not len(gold) or inner[gold].any())) else keep
    return Marked(
        article.ids[keep], article.sentence[keep] - article.sentence[keep][0], article.bits[keep]
    )


_REASON = re.compile(
    r"why\b|how\b(?! (?:many|much|long|old|far|often|big|tall|large|high)\b)", re.IGNORECASE
)


def groups(source: Source, dice: random.Random, mixture: Mixture = MIXTURE) -> Iterator[Group]:
    """All groups of one source, in a fixed order given the state of `dice`."""
    plan = source.plan
    chosen = dice.sample(source.set.questions, len(source.set.questions))
    chosen = [q for q in chosen if len(q.text.split()) > 3]
    if plan.reasons:
        chosen.sort(key=lambda question: not _REASON.match(question.text))
    chosen = chosen[: plan.take]
    nearest = source.near([question.text for question in chosen], 10)
    for question, near in zip(chosen, nearest, strict=True):
        versions = [source.mark(question)]
        if question.answerable and dice.random() < plan.cut:
            versions.append(source.mark(question, without=True))
        for version in versions:
            if version is None or not len(version.ids):
                continue
            text = _noisy(question.text, dice) if dice.random() < mixture.noise else question.text
            asked = encode_question(source.tokenizer, text)
            budget = WINDOW - 3 - len(asked)
            parts = [version]
            if plan.paragraphs:
                draw = dice.random()
                foreign = dice.random() < mixture.foreign
                two, full = mixture.two_windows, mixture.two_windows + mixture.one_full
                wanted = budget * (2 if draw < two else 1 if draw < full else 0)
                wanted = int(wanted * dice.uniform(0.8, 1.0))
                if foreign:
                    parts, wanted = [], max(wanted, 200)
                have = sum(len(part.ids) for part in parts)
                if source.name == "qamr":
                    wanted = max(wanted, 120)
                if wanted > have + 30:
                    parts += _distractors(source, question, near, dice, wanted - have, mixture)
                dice.shuffle(parts)
            if not parts:
                continue
            article = _crop(_join(parts), 2 * budget - 20, dice)
            if not len(article.ids):
                continue
            yield Group(
                source.name,
                plan.spans or not (article.bits & GOLD_BIT).any(),
                asked,
                article.ids,
                article.sentence,
                article.bits,
                tuple(cut(article.sentence, budget)),
            )


_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _noisy(text: str, dice: random.Random) -> str:
    """`text` as a hurried person types it: slips of the keys, lost marks and small words."""
    if dice.random() < 0.6:
        text = text.rstrip("?. ")
    words = text.split()
    if dice.random() < 0.3 and len(words) > 5:
        small = [i for i, word in enumerate(words) if word in ("the", "a", "an", "of", "is", "did")]
        if small:
            del words[dice.choice(small)]
    for _ in range(dice.choice((0, 1, 1, 2))):
        at = dice.randrange(len(words))
        if len(words[at]) > 3:
            words[at] = _slip(words[at], dice)
    return " ".join(words)


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(len(word) - 1)
    kind = dice.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[: at + 1] + word[at:]
    for row in _KEYS:
        place = row.find(word[at].lower())
        if place >= 0:
            near = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
            return word[:at] + dice.choice(near) + word[at + 1 :]
    return word


def build(
    folder: Path,
    tokenizer: Tokenizer,
    seed: int,
    plans: Mapping[str, Plan] = FIRST,
    mixture: Mixture = MIXTURE,
) -> list[Group]:
    """Groups of every planned set under `folder`, shuffled together."""
    everything: list[Group] = []
    for name, plan in plans.items():
        dice = random.Random(f"{seed}:{name}")
        source = Source(read_set(folder / name), plan, tokenizer)
        everything.extend(groups(source, dice, mixture))
    random.Random(seed).shuffle(everything)
    return everything
