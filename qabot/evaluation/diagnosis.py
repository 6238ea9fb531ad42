"""Why a question failed: the first stage of the pipeline that lost it.

A question is lost when its first evidence sentence is not right, when that sentence is right and
the answer span in it shares no word with a gold answer, or when the decision to answer or to be
silent is wrong. Each lost question is counted once, at the first stage that could have kept it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qabot.articles import clean
from qabot.errors import UsageError
from qabot.evaluation import answers
from qabot.evaluation.types import Outcome, PassageId, Question, Results, Story


class Stage(StrEnum):
    """Where a question was lost, in the order of the pipeline."""

    SPLITTING = "splitting"
    """No sentence holds the evidence, or a boundary cuts it in the middle of a phrase."""
    FOLLOW_UP = "follow-up"
    """A word of the conversation that a person put into the question is not in it as understood."""
    RETRIEVAL = "retrieval"
    """Neither the dense nor the lexical list holds a right passage."""
    DENSE = "dense"
    """Only the lexical list holds one, and fusion did not carry it to the passages read."""
    LEXICAL = "lexical"
    """Only the dense list holds one, and fusion did not carry it to the passages read."""
    FUSION = "fusion"
    """Both lists hold one, and it fell behind the cut of the fused list."""
    RANKING = "ranking"
    """A right sentence was read, and another was put first."""
    SPAN = "span"
    """The first sentence is right, and the words marked in it are not."""
    ABSTENTION = "abstention"
    """The first sentence is right, and the confidence was below the threshold."""
    ANSWERED = "answered"
    """The article does not answer, and the confidence reached the threshold."""


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence with where it stands at each stage; ranks count from 1, None is nowhere."""

    article: str
    sentence: int
    text: str
    gold: bool
    rank: int | None
    score: float | None
    confidence: float | None
    dense: int | None
    lexical: int | None
    fused: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one question of a run."""

    question: Question
    outcome: Outcome
    stage: Stage | None
    """None when nothing was lost."""
    gold: tuple[Place, ...]
    found: tuple[Place, ...]

    def lines(self) -> list[str]:
        """The explanation as plain text."""
        asked, outcome = self.question, self.outcome
        lines = [f"{asked.id}: {asked.question}"]
        lines += [f"  after: {question} / {answer}" for question, answer in asked.history]
        if outcome.understood_as != " ".join(asked.question.split()):  # it is asked folded
            lines.append(f"  understood as: {outcome.understood_as}")
        if asked.rewrite:
            lines.append(f"  a person's wording: {asked.rewrite}")
        lines.append(f"  article: {asked.article}, category: {asked.category or 'none'}")
        said = "answered" if outcome.answered else f"silent ({outcome.reason})"
        lines.append(
            f"  {said}: confidence {outcome.confidence:.3f}, threshold {outcome.threshold:.3f}"
        )
        lines.append(f"  lost at: {self.stage.value if self.stage else 'nothing was lost'}")
        if asked.answers:
            lines.append(f"  gold answers: {'; '.join(asked.answers)}")
        if outcome.answer is not None:
            f1 = answers.token_f1(outcome.answer, asked.answers)
            lines.append(f"  answer span: {outcome.answer} (F1 {f1:.2f})")
        lines.append("gold sentences:" if self.gold else "gold sentences: none")
        lines += [f"  {_place(place)}" for place in self.gold]
        lines.append("found sentences:" if self.found else "found sentences: none")
        lines += [f"  {_place(place)}" for place in self.found]
        return lines


def explain(results: Results, id: str, *, top: int = 5) -> Explanation:
    """How question ``id`` went, stage by stage. Raises UsageError for an id that was not asked."""
    places = {question.id: place for place, question in enumerate(results.questions)}
    if id not in places:
        from difflib import get_close_matches

        near = get_close_matches(id, places, n=1, cutoff=0.0)[0]
        raise UsageError(f"no question {id!r} in these results; the nearest is {near!r}")
    question, outcome = results.questions[places[id]], results.outcomes[places[id]]
    ranked = {(article, index): rank for rank, (article, index, _) in enumerate(outcome.ranking, 1)}
    order = [*outcome.gold, *((article, index) for article, index, _ in outcome.ranking[:top])]
    made = {
        key: _where(key, ranked.get(key), outcome, results.stories.get(key[0]))
        for key in dict.fromkeys(order)
    }
    return Explanation(
        question=question,
        outcome=outcome,
        stage=diagnose(question, outcome, results.stories.get(_article(question, outcome))),
        gold=tuple(made[key] for key in outcome.gold),
        found=tuple(made[article, index] for article, index, _ in outcome.ranking[:top]),
    )


def stages(results: Results) -> dict[Stage, tuple[str, ...]]:
    """Stage -> the questions it lost; every stage is there, in the order of the pipeline."""
    lost: dict[Stage, list[str]] = {stage: [] for stage in Stage}
    for question, outcome in zip(results.questions, results.outcomes, strict=True):
        story = results.stories.get(_article(question, outcome))
        stage = diagnose(question, outcome, story)
        if stage is not None:
            lost[stage].append(question.id)
    return {stage: tuple(ids) for stage, ids in lost.items()}


def diagnose(question: Question, outcome: Outcome, story: Story | None) -> Stage | None:
    """The stage that lost the question; None when it went well, or no sentence was judged."""
    if not question.answerable:
        return Stage.ANSWERED if outcome.answered else None
    if question.relevant and not question.evidence:
        return None
    if outcome.right:
        marked = outcome.answer is not None and bool(question.answers)
        if marked and not answers.token_f1(outcome.answer or "", question.answers):
            return Stage.SPAN
        return None if outcome.answered else Stage.ABSTENTION
    if not outcome.gold or (story is not None and _cut(question, story)):
        return Stage.SPLITTING
    if _unresolved(question, outcome):
        return Stage.FOLLOW_UP
    gold = set(outcome.gold)
    if any((article, index) in gold for article, index, _ in outcome.ranking):
        return Stage.RANKING
    dense = _rank(outcome.dense, outcome.gold_passages) is not None
    lexical = _rank(outcome.lexical, outcome.gold_passages) is not None
    if dense and lexical:
        return Stage.FUSION
    if dense:
        return Stage.LEXICAL
    return Stage.DENSE if lexical else Stage.RETRIEVAL


def _cut(question: Question, story: Story) -> bool:
    """Whether every gold span has a sentence boundary inside that ends no sentence."""
    ends = [end for _, end in story.sentences]
    for start, stop in question.evidence:
        inside = [end for end in ends if start < end < stop and story.text[end:stop].strip()]
        if all(story.text[:end].rstrip(_CLOSING)[-1:] in _FINAL for end in inside):
            return False
    return True


_FINAL = (".", "!", "?", ":", ";", "\u2026", "")
_CLOSING = "\"'\u201d\u2019)] \t\r\n"
_WORD = re.compile(r"\w+")


def _unresolved(question: Question, outcome: Outcome) -> bool:
    """Whether a word that a person took from the conversation is missing as understood."""
    if not question.history or question.rewrite is None:
        return False
    said = _words(" ".join(f"{asked} {answer}" for asked, answer in question.history))
    taken = (_words(question.rewrite) - _words(question.question)) & said
    return bool({word for word in taken if len(word) > 3} - _words(outcome.understood_as))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _article(question: Question, outcome: Outcome) -> str:
    """The library's id of the question's article, which may carry a prefix."""
    return outcome.gold[0][0] if outcome.gold else question.article


def _where(key: tuple[str, int], rank: int | None, outcome: Outcome, story: Story | None) -> Place:
    article, index = key
    holding = [
        passage
        for passage in {*outcome.dense, *outcome.lexical, *outcome.fused}
        if passage[0] == article and passage[1] <= index < passage[2]
    ]
    shown = {(item.article, item.sentence): item.confidence for item in outcome.shown}
    return Place(
        article=article,
        sentence=index,
        text=clean(story.sentence(index)) if story is not None else "",
        gold=key in outcome.gold,
        rank=rank,
        score=outcome.ranking[rank - 1][2] if rank is not None else None,
        confidence=shown.get(key),
        dense=_rank(outcome.dense, holding),
        lexical=_rank(outcome.lexical, holding),
        fused=_rank(outcome.fused, holding),
    )


def _rank(ranked: Sequence[PassageId], wanted: Sequence[PassageId]) -> int | None:
    """The best rank of a wanted passage, counted from 1."""
    members = set(wanted)
    return next((rank for rank, passage in enumerate(ranked, 1) if passage in members), None)


def _place(place: Place) -> str:
    score = "" if place.score is None else f", score {place.score:.3f}"
    sure = "" if place.confidence is None else f", confidence {place.confidence:.3f}"
    ranks = ", ".join(
        f"{name} {rank if rank is not None else '-'}"
        for name, rank in (("dense", place.dense), ("lexical", place.lexical))
    )
    fused = place.fused if place.fused is not None else "-"
    mark = "*" if place.gold else " "
    at = place.rank if place.rank is not None else "not read"
    return (
        f"{mark} rank {at}{score}{sure} ({ranks}, fused {fused}) "
        f"{place.article}#{place.sentence}: {place.text}"
    )
