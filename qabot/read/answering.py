"""Ranked sentences -> an Answer: what is shown, or why nothing is.

Of the ranking, sentences that repeat one above them are left out (``folding``); attributed words
get their speaker (``speech``), and yes/no questions their verdict (``polarity``).
"""

import itertools
import re
from collections.abc import Callable, Sequence

from qabot.articles import clean
from qabot.library import Library, Scope
from qabot.read.candidates import Candidate
from qabot.read.folding import together, without_lone_lines, without_repeats
from qabot.read.marking import marked
from qabot.read.polarity import asks_yes_or_no, verdict
from qabot.read.ranking import Ranked
from qabot.read.signals import Signals
from qabot.read.speech import quoted, speaker
from qabot.read.words import content, coverage, names, side_by_side
from qabot.types import (
    Answer,
    AnswerText,
    Article,
    Evidence,
    Hit,
    Reason,
    Role,
    Span,
    Trace,
    Verdict,
)

_JUDGED = 3
"""Sentences that a reason or a verdict rests on, however many are shown: those of the default."""
_PRESENT = 0.5
"""From this share of a question's content words on, its subject counts as there."""
_POSSIBLE = 0.2
_AS_LIKELY = 0.7
"""The second of two conflicting sentences is at least this likely, and this much of the first."""
_ASKS_NUMBER = re.compile(
    r"\W*(?:how (?:many|much|old|long|far|big|large)|what (?:year|number|percentage|price)"
    r"|(?:in|since) (?:what|which) year|when)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def compose(
    *,
    id: str | None,
    question: str,
    understood_as: str,
    library: Library,
    scope: Scope,
    candidates: Sequence[Candidate],
    signals: Signals,
    ranked: Ranked,
    top: int,
    threshold: float,
    trace: Trace,
) -> Answer:
    """Build the answer to one question from what was read.

    Without ``candidates``, as where something else is asked for and there is nothing, it is an
    abstention without evidence.
    """
    if not candidates:
        return Answer(
            id=id,
            question=question,
            understood_as=understood_as,
            answered=False,
            confidence=0.0,
            threshold=threshold,
            evidence=(),
            reason_code=Reason.WEAK_MATCH,
            reason="all that bears on it was shown",
            trace=trace,
        )
    confidence = dict(zip(ranked.order.tolist(), ranked.confidence.tolist(), strict=True))
    order = _worth_showing(understood_as, candidates, ranked)
    joint = together(understood_as, candidates, order, [confidence[place] for place in order])
    order = [*order[:1], *joint, *(place for place in order[1:] if place not in joint)]
    texts = [each.sentence.text for each in candidates]
    found = without_repeats(texts, order, max(top, _JUDGED))
    likely = falling([confidence[place] for place in found])
    evidence = tuple(
        _evidence(
            rank,
            Role.ANSWER if rank == 1 else Role.JOINT if place in joint else Role.SUPPORT,
            candidates[place],
            library,
            likely[rank - 1],
            marked(
                understood_as,
                candidates[place],
                quoted(understood_as, candidates[place], signals.spans[place]),
            ),
        )
        for rank, place in enumerate(found, start=1)
    )
    first, judged = evidence[0], evidence[:_JUDGED]
    answered = first.confidence >= threshold
    reason = None if answered else _reason(understood_as, judged, library, scope)
    return Answer(
        id=id,
        question=question,
        understood_as=understood_as,
        answered=answered,
        confidence=first.confidence,
        threshold=threshold,
        evidence=evidence[:top],
        answer=_answer_text(first, library.article(first.article)) if answered else None,
        reason=reason[1] if reason else None,
        reason_code=reason[0] if reason else None,
        verdict=_verdict(understood_as, judged, threshold, library) if answered else None,
        trace=trace,
    )


def _worth_showing(question: str, candidates: Sequence[Candidate], ranked: Ranked) -> list[int]:
    """The places of ``candidates`` that may be shown, best first; there is at least one."""
    texts = [each.sentence.text for each in candidates]
    return without_lone_lines(question, texts, ranked.order.tolist())


def falling(likely: Sequence[float]) -> list[float]:
    """Probabilities of sentences in the order shown, none above one that stands before it.

    The order is the ranking's, which is right more often than that of the probabilities; so a
    sentence that comes later is no likelier, whatever was fitted for it alone.
    """
    return list(itertools.accumulate(likely, min))


def _evidence(
    rank: int,
    role: Role,
    candidate: Candidate,
    library: Library,
    confidence: float,
    spans: tuple[Span, ...],
) -> Evidence:
    sentence, article = candidate.sentence, library.article(candidate.article)
    return Evidence(
        rank=rank,
        role=role,
        article=article.id,
        title=article.title,
        source=article.origin,
        sha256=article.sha256,
        line=sentence.line,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        confidence=confidence,
        # A reader without spans marks the sentence: it is the smallest thing it can vouch for.
        spans=spans or ((sentence.start, sentence.end),),
        speaker=speaker(library.sentences(article.id), sentence.index),
        sentence=sentence.index,
    )


def _answer_text(first: Evidence, article: Article) -> AnswerText:
    start, end = first.spans[0]
    return AnswerText(clean(article.source[start:end]), article.id, start, end)


def _verdict(
    question: str, evidence: Sequence[Evidence], threshold: float, library: Library
) -> Verdict | None:
    """What the likely sentences that settle a yes/no question say, where they all say the same.

    None where the question asks for something else.
    """
    if not asks_yes_or_no(question):
        return None
    settled = set()
    for each in evidence:
        if each.confidence < threshold:
            continue
        own = library.sentences(each.article)
        previous = own[each.sentence - 1].text if each.sentence else ""
        settled.add(verdict(question, each.text, previous, library.article(each.article).title))
    settled.discard(Verdict.UNSETTLED)
    return settled.pop() if len(settled) == 1 else Verdict.UNSETTLED


def _reason(
    question: str, evidence: Sequence[Evidence], library: Library, scope: Scope
) -> tuple[Reason, str]:
    """Why the articles do not seem to answer, in a code and in words."""
    unknown = [name for name in names(question) if not library.contains_word(name, scope)]
    if unknown:
        listed = ", ".join(f"“{name}”" for name in side_by_side(question, unknown)[:3])
        return Reason.NAME_UNKNOWN, f"nothing is said about {listed}"
    if said := _conflict(question, evidence, library):
        return Reason.CONFLICT, f"the nearest sentences disagree: “{said[0]}”, “{said[1]}”"
    wanted = content(question)
    if wanted and coverage(wanted, evidence[0].text) >= _PRESENT:
        return Reason.FACT_ABSENT, "the subject is mentioned, but not what is asked"
    return Reason.WEAK_MATCH, "there are only weak matches"


def _conflict(
    question: str, evidence: Sequence[Evidence], library: Library
) -> tuple[str, str] | None:
    """The answers of two sentences, about as likely, of which at most one can be right.

    Only numbers and years that are asked for, beside the same words of the question: two sentences
    that name different people seldom contradict each other.
    """
    if len(evidence) < 2 or not _ASKS_NUMBER.match(question):
        return None
    first, second = evidence[:2]
    if second.confidence < max(_POSSIBLE, _AS_LIKELY * first.confidence):
        return None
    wanted = content(question)
    if min(coverage(wanted, each.text) for each in (first, second)) < _PRESENT:
        return None
    said = [_answer_text(each, library.article(each.article)).text for each in (first, second)]
    numbers = [_NUMBER.findall(text) for text in said]
    if not all(len(each) == 1 for each in numbers) or numbers[0] == numbers[1]:
        return None
    return said[0], said[1]


def trace(
    question: str, hits: Sequence[Hit], candidates: Sequence[Candidate], ranked: Ranked
) -> Trace:
    """How ``candidates``, those of the first ``hits``, came to be ``ranked`` for ``question``.

    The ranking holds all of them. Those that are never shown come last, whatever their scores: the
    first is the first evidence, which is what the confidence of an answer is about.
    """

    def listed(rank: Callable[[Hit], int | None]) -> tuple[int, ...]:
        held = [(place, hit.key) for hit in hits if (place := rank(hit)) is not None]
        return tuple(key for _, key in sorted(held))

    score = dict(zip(ranked.order.tolist(), ranked.scores.tolist(), strict=True))
    places = dict.fromkeys([*_worth_showing(question, candidates, ranked), *score])
    order = ((candidates[place], score[place]) for place in places)
    return Trace(
        dense=listed(lambda hit: hit.dense_rank),
        lexical=listed(lambda hit: hit.lexical_rank),
        hits=tuple(hits),
        ranking=tuple((each.article, each.sentence.index, score) for each, score in order),
    )
