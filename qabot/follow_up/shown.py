"""Which sentences were shown already, and how far they step back for others.

A person who goes on asking rarely wants the same words again. How far a sentence steps back depends
on whether the words that would answer now are those that answered then, and on whether the question
leans on the conversation. All steps are in standard deviations of a question's ranking scores, so
that they mean the same whatever the weights of the ranking are. After a question that stands on
its own nothing steps back: asked in a conversation or alone, it has the same answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qabot.follow_up.conversation import Conversation, PastTurn
from qabot.follow_up.meaning import Near, Understood
from qabot.read.candidates import Candidate
from qabot.read.signals import Signals
from qabot.read.words import content, coverage
from qabot.types import Sentence, Span

_WORD = re.compile(r"\w+")
_ENOUGH = 0.8
"""Share of an answer's words that a sentence must hold to be where it was taken from."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How far each kind of sentence steps back, or forward, in standard deviations.

    Right first sentences of the 122 questions of the parts "choose" of the project's own,
    newsqa-followups and xquad-followups, with ``other`` 0: 89 at ``same`` 3, 91 at 2 and 1.5, 92 at
    1, 94 at 0.5, 93 at 0. That is no difference; 1.5 keeps what the step is for, that who goes on
    asking sees something else.
    """

    same: float = 1.5
    """Back: it was shown, and the words that answer now are among those that answered then."""
    other: float = 0.0
    """Back: it was shown, and other words in it answer now."""
    near: float = 0.5
    """Forward: it stands beside the last answer, and a reason or what came next is asked for."""


STEPS = Steps()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a conversation does to candidates. Arrays are aligned with them.

    ``shift`` is in standard deviations of the ranking scores; ``out`` marks those that are not to
    be shown at all.
    """

    shift: NDArray[np.float64]
    out: NDArray[np.bool_]


def after(
    understood: Understood,
    conversation: Conversation,
    candidates: tuple[Candidate, ...],
    signals: Signals,
) -> tuple[tuple[Candidate, ...], Signals, NDArray[np.float64] | None]:
    """What is left of the candidates after ``conversation``, and how far each moves (n,).

    None where nothing moves.
    """
    place = standing(understood, conversation, candidates, signals.spans)
    if place.out.any():
        kept = np.flatnonzero(~place.out)
        candidates = tuple(candidates[i] for i in kept)
        spans = tuple(signals.spans[i] for i in kept)
        signals = Signals(signals.names, signals.values[kept], spans)
        return candidates, signals, place.shift[kept]
    return candidates, signals, place.shift if place.shift.any() else None


def standing(
    understood: Understood,
    conversation: Conversation,
    candidates: Sequence[Candidate],
    spans: Sequence[tuple[Span, ...]],
    steps: Steps = STEPS,
) -> Standing:
    """How ``candidates`` stand after ``conversation``. ``spans``: the best answers in each."""
    shift = np.zeros(len(candidates))
    out = np.zeros(len(candidates), dtype=np.bool_)
    again = _plain(understood.question)
    asked_again = any(again == _plain(turn.understood_as) for turn in conversation.turns)
    last: list[int] = []
    for turn in conversation.turns:
        places = shown_in(turn, candidates)
        last = places[:1]
        if asked_again and not understood.fresh:
            continue  # the same question has the same answer
        for place in places:
            if understood.fresh:
                out[place] = True
            elif understood.leans and turn.answer_text:
                same = _same(turn, candidates[place], spans[place])
                shift[place] = min(shift[place], -(steps.same if same else steps.other))
    if understood.near is not None and last:
        _draw_near(understood.near, candidates, last[0], shift, steps.near)
    if out.all():
        out[:] = False  # there is nothing else
    return Standing(shift, out)


def shown_in(turn: PastTurn, candidates: Sequence[Candidate]) -> list[int]:
    """The candidates that a turn showed, the one that answered first.

    Where only the answer's words are known, these are the sentences that hold them; of several the
    one that also holds most of the question.
    """
    if turn.evidence:
        where = {(each.article, each.sentence.index): i for i, each in enumerate(candidates)}
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
    return Conversation(turns)


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


def _same(turn: PastTurn, candidate: Candidate, spans: tuple[Span, ...]) -> bool:
    """Whether the words that answer now are, in part, those that answered then."""
    if not spans or not turn.answer_text:
        return False
    start, end = (place - candidate.sentence.start for place in spans[0])
    now = _words(candidate.raw[start:end])
    then = _words(turn.answer_text)
    if _run(now, then) or _run(then, now):
        return True
    whole = _words(candidate.sentence.text)
    return len(then) * 2 > len(whole) and _run(then, whole)


def _draw_near(
    near: Near, candidates: Sequence[Candidate], last: int, shift: NDArray[np.float64], step: float
) -> None:
    """Sentences around the last answer come forward, the nearest most; itself too for a reason."""
    here = candidates[last]
    for place, each in enumerate(candidates):
        if each.article != here.article:
            continue
        apart = each.sentence.index - here.sentence.index
        if near is Near.AFTER and apart <= 0:
            continue
        if abs(apart) <= 3:
            shift[place] += step * (1.0 - abs(apart) / 4.0)


def _plain(text: str) -> str:
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _run(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether ``part`` stands in ``whole`` in one piece."""
    return bool(part) and f" {' '.join(part)} " in f" {' '.join(whole)} "
