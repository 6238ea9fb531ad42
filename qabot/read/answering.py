"""Ranked sentences -> an Answer: what is shown, or why nothing is."""

from collections.abc import Callable, Sequence

from qabot.articles import clean
from qabot.library import Library, Scope
from qabot.read.candidates import Candidate
from qabot.read.ranking import Ranked
from qabot.read.signals import Signals
from qabot.read.words import content, coverage, names
from qabot.types import Answer, AnswerText, Article, Evidence, Hit, Reason, Role, Span, Trace

_PRESENT = 0.5
"""From this share of a question's content words on, its subject counts as there."""


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
    """Build the answer to one question from what was read. ``candidates`` is not empty."""
    evidence = tuple(
        _evidence(
            rank,
            candidates[place],
            library.article(candidates[place].article),
            float(ranked.confidence[rank - 1]),
            signals.spans[place],
        )
        for rank, place in enumerate(ranked.order[:top].tolist(), start=1)
    )
    first = evidence[0]
    answered = first.confidence >= threshold
    reason = None if answered else _reason(understood_as, first, library, scope)
    return Answer(
        id=id,
        question=question,
        understood_as=understood_as,
        answered=answered,
        confidence=first.confidence,
        threshold=threshold,
        evidence=evidence,
        answer=_answer_text(first, library.article(first.article)) if answered else None,
        reason=reason[1] if reason else None,
        reason_code=reason[0] if reason else None,
        trace=trace,
    )


def _evidence(
    rank: int, candidate: Candidate, article: Article, confidence: float, spans: tuple[Span, ...]
) -> Evidence:
    sentence = candidate.sentence
    return Evidence(
        rank=rank,
        role=Role.ANSWER if rank == 1 else Role.SUPPORT,
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
        sentence=sentence.index,
    )


def _answer_text(first: Evidence, article: Article) -> AnswerText:
    start, end = first.spans[0]
    return AnswerText(clean(article.source[start:end]), article.id, start, end)


def _reason(question: str, first: Evidence, library: Library, scope: Scope) -> tuple[Reason, str]:
    """Why the articles do not seem to answer, in a code and in words."""
    unknown = [name for name in names(question) if not library.contains_word(name, scope)]
    if unknown:
        listed = ", ".join(f"“{name}”" for name in unknown[:3])
        return Reason.NAME_UNKNOWN, f"nothing is said about {listed}"
    wanted = content(question)
    if wanted and coverage(wanted, first.text) >= _PRESENT:
        return Reason.FACT_ABSENT, "the subject is mentioned, but not what is asked"
    return Reason.WEAK_MATCH, "there are only weak matches"


def trace(hits: Sequence[Hit], candidates: Sequence[Candidate], ranked: Ranked) -> Trace:
    """How ``candidates``, those of the first ``hits``, came to be ``ranked``."""

    def listed(rank: Callable[[Hit], int | None]) -> tuple[int, ...]:
        held = [(place, hit.key) for hit in hits if (place := rank(hit)) is not None]
        return tuple(key for _, key in sorted(held))

    order = (
        (candidates[place], score)
        for place, score in zip(ranked.order.tolist(), ranked.scores.tolist(), strict=True)
    )
    return Trace(
        dense=listed(lambda hit: hit.dense_rank),
        lexical=listed(lambda hit: hit.lexical_rank),
        hits=tuple(hits),
        ranking=tuple((each.article, each.sentence.index, score) for each, score in order),
    )
