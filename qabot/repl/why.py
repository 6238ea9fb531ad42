"""How an answer was found, for a person: ranks, the reader's scores, what the probability rests on.

This is the one place where raw scores are shown, because it is what was asked for; they have no
unit, and are comparable within one question only.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.errors import QabotError
from qabot.render import Fragment, Look, confidence_figure, confidence_words, counted, wrap
from qabot.types import Answer, Hit

if TYPE_CHECKING:
    from qabot.bot import Bot
    from qabot.follow_up import Conversation

_MOST_PASSAGES = 6
_MOST_SENTENCES = 4
_MOST_SIGNALS = 5
_SMALL = 0.05
_IN_WORDS = {
    "span": "the answer's words",
    "starts": "where the answer begins",
    "ends": "where the answer ends",
    "evidence": "the sentence as evidence",
    "peak": "the best single word",
    "covered": "words of the question in it",
    "near": "words of the question in or before it",
    "cosine": "likeness of its passage",
    "lexical": "rank of its passage by words",
    "position": "how early it stands",
    "length": "its length",
    "heading": "being a headline or byline",
    "asked": "being the part of the article asked for",
    "cause": "giving a reason",
    "score": "its ranking score",
    "margin": "its lead over the next sentence",
}
"""Signals, as `qabot.read.signals` names them, for a person; others go by their names."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """The sentences read, best first, as (ranking score, text), and what moved the probability of
    the first: (signal, log odds beyond those of the average sentence), largest first.

    ``about``: what the conversation is about, put before the question; ``moved``: what the
    conversation added to the first sentence's score, in standard deviations of all scores."""

    sentences: tuple[tuple[float, str], ...] = ()
    signals: tuple[tuple[str, float], ...] = ()
    about: str | None = None
    moved: float = 0.0


def rests_on(bot: "Bot", answer: Answer, before: "Conversation") -> Grounds:
    """Read again what ``answer`` was read from, after the conversation ``before`` it.

    In the worker's thread. Empty where it was answered by an earlier run: its passages are gone.
    """
    trace = answer.trace
    if not trace.hits or not answer.evidence:
        return Grounds()
    try:
        best = [
            (score, bot.library.sentences(id)[index].text)
            for id, index, score in trace.ranking[:_MOST_SENTENCES]
        ]
    except (QabotError, IndexError):  # the article has changed since
        return Grounds()
    return replace(_signals(bot, answer, before), sentences=tuple(best))


def _signals(bot: "Bot", answer: Answer, before: "Conversation") -> Grounds:
    from qabot.follow_up import understood
    from qabot.read.ranking import EXTRA, confidence_features

    conversation, words = before, answer.understood_as
    before, meant = understood(answer.question, conversation, bot.library)
    if bot.settings.config.chat.rewriter == "endpoint" and meant.question != words:
        # Not the words of the rules: the endpoint's. It is not asked a second time.
        before, meant = understood(
            answer.question, conversation, bot.library, reword=lambda *_: words
        )
    meant = replace(meant, question=words)
    candidates, found, ranked = bot.follow(answer.question, meant, before, answer.trace.hits)
    _, ranker = bot.reader
    back = ranked.order.argsort()
    scores, judged = ranked.scores[back], ranked.judged[back]
    values = confidence_features(found.values, judged)
    wanted = (answer.evidence[0].article, answer.evidence[0].sentence)
    places = [(each.article, each.sentence.index) for each in candidates]
    if wanted not in places:
        return Grounds()
    first = places.index(wanted)
    beyond = values[first] - values.mean(axis=0)
    moved = [
        (name, float(ranker.confidence.get(name, 0.0) * value))
        for name, value in zip((*found.names, *EXTRA), beyond, strict=True)
    ]
    moved = [each for each in moved if abs(each[1]) >= _SMALL]
    alone = ranker.scores(found)
    by = float((scores[first] - alone[first]) / alone.std()) if alone.std() else 0.0
    largest = sorted(moved, key=lambda each: -abs(each[1]))[:_MOST_SIGNALS]
    return Grounds(signals=tuple(largest), about=meant.about, moved=by)


def why_fragments(answer: Answer, look: Look, grounds: Grounds | None = None) -> list[Fragment]:
    """The question as understood, passages, sentences, the probability and its grounds, times."""
    grounds = grounds or Grounds()
    fragments = wrap([("", f"understood as: {answer.understood_as}")], look.width)
    if grounds.about:
        fragments += wrap([("", f"read as being about {grounds.about}")], look.width)
    verdict = "answered" if answer.answered else "not answered"
    figure = confidence_figure(answer.confidence, answer.threshold)
    rests = f"{verdict}: the best sentence is right with probability {figure} "
    rests += f"({confidence_words(answer.confidence)}); the threshold is {answer.threshold:g}"
    if not answer.evidence:
        rests = f"{verdict}: every sentence that was read had been shown before"
    fragments += wrap([("", rests)], look.width)
    if grounds.signals:
        head = "what moves it, in log odds, against the average sentence read:"
        fragments += [("", "\n"), *wrap([("class:dim", head)], look.width)]
        for name, weight in grounds.signals:
            fragments += _row(f"{weight:+6.2f}  ", _IN_WORDS.get(name, name), look)
    if abs(grounds.moved) >= _SMALL:
        head = (
            f"the conversation moved it by {grounds.moved:+.1f} standard deviations of the scores"
        )
        fragments += [("", "\n"), *wrap([("class:dim", head)], look.width)]
    if grounds.sentences:
        head = f"{counted(len(answer.trace.ranking), 'sentence')} read; the reader's score:"
        fragments += [("", "\n"), *wrap([("class:dim", head)], look.width)]
        for score, text in grounds.sentences:
            fragments += _row(f"{score:6.2f}  ", text, look)
    hits = answer.trace.hits
    if hits:
        head = f"{counted(len(hits), 'passage')} found; rank by meaning, rank by words:"
        fragments += [("", "\n"), *wrap([("class:dim", head)], look.width)]
        for hit in hits[:_MOST_PASSAGES]:
            fragments += _hit(hit, look)
        if len(hits) > _MOST_PASSAGES:
            more = f"and {len(hits) - _MOST_PASSAGES} more"
            fragments += wrap([("class:dim", more)], look.width)
    else:
        earlier = "answered in an earlier run; /retry asks again and shows how"
        fragments += wrap([("class:dim", earlier)], look.width)
    fragments += [("", "\n"), *wrap([("class:dim", spent(answer))], look.width)]
    return fragments


def spent(answer: Answer) -> str:
    """How long the answer took, by stage."""
    time = answer.timing
    return (
        f"load {time.load:.0f} ms, retrieve {time.retrieve:.0f} ms, read {time.read:.0f} ms, "
        f"in all {time.total:.0f} ms"
    )


def _hit(hit: Hit, look: Look) -> list[Fragment]:
    dense = str(hit.dense_rank) if hit.dense_rank else "-"
    lexical = str(hit.lexical_rank) if hit.lexical_rank else "-"
    return _row(f"{dense:>3} {lexical:>3}  ", hit.passage.text, look)


def _row(head: str, text: str, look: Look) -> list[Fragment]:
    """``text``, cut to two lines, after ``head``."""
    room = 2 * (look.width - len(head)) - 12
    cut = text if len(text) <= room else text[:room].rsplit(" ", 1)[0] + " ..."
    return wrap([("", cut)], look.width, head, " " * len(head))
