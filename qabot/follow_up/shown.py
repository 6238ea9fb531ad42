"""Which sentences were shown already, and what a conversation does to all of them.

Where the course of the conversation leads (``course``), how well a sentence answers the question as
it was typed, and, where something else is asked for, which sentences are left out. What was asked
in its own words has the same answer when it is asked again: then nothing moves.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from qabot.follow_up.conversation import Conversation, PastTurn
from qabot.follow_up.course import FEATURES, STANDING, features, weights
from qabot.follow_up.meaning import Near, Understood
from qabot.read.adaptive import Turned
from qabot.read.candidates import Candidate
from qabot.read.signals import Signals
from qabot.read.words import content, coverage
from qabot.types import Sentence, Span

Moves: TypeAlias = Callable[[Sequence[Candidate], Signals], NDArray[np.float64]]
"""By how much another wording moves candidates, (n,), in standard deviations of their scores."""

_WORD = re.compile(r"\w+")
_ENOUGH = 0.8
"""Share of an answer's words that a sentence must hold to be where it was taken from."""
_ITSELF = 1.5
"""Standard deviations by which an answer steps back as its own reason. Not fitted: the sets hold
too few bare "Why?" for that."""


def after(
    understood: Understood,
    conversation: Conversation,
    typed: Moves | None,
    candidates: tuple[Candidate, ...],
    signals: Signals,
) -> Turned:
    """What is left of the candidates after ``conversation``, and how far each moves.

    ``typed``: what the question as it was typed moves, where that is another. Where a question
    stands on its own, a conversation tells where its answer may be, not that there is one: no
    probability rises with that.
    """
    before = _asked_before(understood, conversation)
    if before is not None and _plain(before.question) == _plain(before.understood_as):
        return Turned(candidates, signals)
    fitted = weights()
    share = 1.0 if understood.leans else fitted[STANDING]
    columns = share * np.array([fitted[name] for name in FEATURES])
    shift = moves(understood, conversation, candidates) @ columns
    if understood.near is Near.AROUND:
        shift[_same(conversation, candidates, signals.spans)] -= _ITSELF
    if typed is not None:
        shift = shift + typed(candidates, signals)
    kept = left(understood, conversation, candidates)
    if len(kept) < len(candidates):
        candidates = tuple(candidates[i] for i in kept)
        spans = tuple(signals.spans[i] for i in kept)
        signals = Signals(signals.names, signals.values[kept], spans)
        shift = shift[kept]
    return Turned(candidates, signals, shift if shift.any() else None, likelier=understood.leans)


def left(
    understood: Understood, conversation: Conversation, candidates: Sequence[Candidate]
) -> NDArray[np.intp]:
    """The candidates that may be shown: where something else is asked for, those that were not."""
    new = np.ones(len(candidates), dtype=np.bool_)
    if understood.fresh:
        for turn in conversation.turns:
            new[shown_in(turn, candidates)] = False
        where = _places(candidates)
        new[[where[each] for each in conversation.seen if each in where]] = False
    return np.flatnonzero(new)


def moves(
    understood: Understood, conversation: Conversation, candidates: Sequence[Candidate]
) -> NDArray[np.float64]:
    """Columns ``course.FEATURES`` of each candidate; all 0 where a question is asked again."""
    if _asked_before(understood, conversation) is not None:
        return np.zeros((len(candidates), len(FEATURES)))
    told = [turn for turn in conversation.turns if turn.answer_text]
    newest = bool(told) and told[-1] is conversation.turns[-1]
    answered = [_answered(turn, candidates) for turn in told]
    return features(answered, newest, understood.near, candidates)


def _asked_before(understood: Understood, conversation: Conversation) -> PastTurn | None:
    """The first turn that asked the same, in whatever words; None where something new is asked."""
    again = _plain(understood.question)
    same = (turn for turn in conversation.turns if again == _plain(turn.understood_as))
    return None if understood.fresh else next(same, None)


def _answered(turn: PastTurn, candidates: Sequence[Candidate]) -> list[int]:
    """The candidates that held a turn's answer, in their order; not those that only supported it.

    An answer of several sentences goes on in those that follow the first.
    """
    if not turn.answer_text:
        return []
    if not turn.evidence:
        return shown_in(turn, candidates)
    said = _words(turn.answer_text)
    found: list[int] = []
    where = _places(candidates)
    for each in turn.evidence:
        place = where.get(each)
        if place is None or (
            found and not _goes_on(candidates[found[-1]], candidates[place], said)
        ):
            break
        found.append(place)
    return found


def _places(candidates: Sequence[Candidate]) -> dict[tuple[str, int], int]:
    return {(each.article, each.sentence.index): i for i, each in enumerate(candidates)}


def _goes_on(one: Candidate, other: Candidate, said: Sequence[str]) -> bool:
    """Whether an answer with the words ``said`` goes on from one sentence to the other."""
    follows = one.article == other.article and one.sentence.index + 1 == other.sentence.index
    return follows and _run(_words(other.sentence.text), said)


def _same(
    conversation: Conversation,
    candidates: Sequence[Candidate],
    spans: Sequence[tuple[Span, ...]],
) -> list[int]:
    """The candidates that answered before, in part with the words that would answer now."""
    found = []
    for turn in conversation.turns:
        then = _words(turn.answer_text)
        for place in _answered(turn, candidates):
            candidate = candidates[place]
            now = then
            if spans[place]:
                start, end = (at - candidate.sentence.start for at in spans[place][0])
                now = _words(candidate.raw[start:end])
            whole = _words(candidate.sentence.text)
            most = len(then) * 2 > len(whole) and _run(then, whole)
            if _run(now, then) or _run(then, now) or most:
                found.append(place)
    return found


def shown_in(turn: PastTurn, candidates: Sequence[Candidate]) -> list[int]:
    """The candidates that a turn showed, the one that answered first.

    Where only the answer's words are known, these are the sentences that hold them; of several the
    one that also holds most of the question.
    """
    if turn.evidence:
        where = _places(candidates)
        return [where[each] for each in turn.evidence if each in where]
    return _where_said(turn, [each.sentence.text for each in candidates])


def located(
    conversation: Conversation, article: str, sentences: Sequence[Sentence]
) -> Conversation:
    """``conversation`` with the sentences of ``article`` that its answers were taken from."""
    turns = tuple(
        turn
        if turn.evidence or not turn.answer_text
        else replace(
            turn,
            article=article,
            evidence=tuple(
                (article, sentences[place].index)
                for place in _where_said(turn, [each.text for each in sentences])
            ),
        )
        for turn in conversation.turns
    )
    return replace(conversation, turns=turns)


def _where_said(turn: PastTurn, texts: Sequence[str]) -> list[int]:
    said = _words(turn.answer_text)
    if not said:
        return []
    wanted = content(turn.understood_as)
    held: list[tuple[float, float, int]] = []
    parts: list[int] = []
    for place, text in enumerate(texts):
        words = _words(text)
        if _run(said, words):
            held.append((1.0, coverage(wanted, text), -place))
        elif len(words) >= 3 and _run(words, said):
            parts.append(place)  # a part of a longer answer
        elif len(said) >= 4:
            share = len(set(said) & set(words)) / len(set(said))
            if share >= _ENOUGH:
                held.append((share, coverage(wanted, text), -place))
    if parts:
        return parts
    return [-max(held)[2]] if held else []


def _plain(text: str) -> str:
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _run(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether ``part`` stands in ``whole`` in one piece."""
    return bool(part) and f" {' '.join(part)} " in f" {' '.join(whole)} "
