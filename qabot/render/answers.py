"""An Answer as a person reads it: sentences, the answer marked in them, and where they stand."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from qabot.render.layout import Fragment, Look, to_text, wrap
from qabot.render.places import link, location
from qabot.types import Answer, Evidence, Role, Span, Verdict

Sources = Callable[[str], str | None]
"""Article id -> its decoded source, or None where it is not at hand."""

Neighbours = Callable[[Evidence], tuple[str, str]]
"""Evidence -> the text before and after it that is shown with it; empty where there is none."""

_QUOTES = ('"', "\u201c", "'", "\u2018", "\u00ab")
_NEAR, _SUPPORTS = 0.01, 0.05
"""Sentences less probable than this are not worth showing beside an abstention, or an answer."""
_WORDS = (
    (0.9, "very likely"),
    (0.75, "likely"),
    (0.5, "probably"),
    (0.25, "doubtful"),
    (0.0, "unlikely"),
)
_VERDICTS = {
    Verdict.YES: "The evidence says yes.",
    Verdict.NO: "The evidence says no.",
    Verdict.UNSETTLED: "The evidence does not settle it.",
}


def worth_showing(answer: Answer) -> Answer:
    """``answer`` without the sentences that are too improbable to be read, but for the first."""
    least = _SUPPORTS if answer.answered else _NEAR
    first, rest = answer.evidence[:1], answer.evidence[1:]
    return replace(answer, evidence=(*first, *(e for e in rest if e.confidence >= least)))


def confidence_words(confidence: float) -> str:
    """A probability in words: very likely, likely, probably, doubtful or unlikely."""
    return next(word for floor, word in _WORDS if confidence >= floor)


def confidence_figure(confidence: float, threshold: float) -> str:
    """A probability to two decimals that is on its side of the threshold: 0.349 is 0.34 at 0.35."""
    rounded = round(confidence, 2)
    if confidence < threshold <= rounded:
        rounded = math.floor(confidence * 100) / 100
    return f"{rounded:.2f}"


def answer_fragments(
    answer: Answer,
    look: Look,
    *,
    sources: Sources | None = None,
    neighbours: Neighbours | None = None,
    several: bool = False,
    after: int = 0,
) -> list[Fragment]:
    """``answer`` laid out for ``look``; ``several`` articles were asked, or one.

    With ``after``, only the sentences beyond that rank, and nothing said about them.
    """
    fragments: list[Fragment] = []
    shown = [each for each in answer.evidence if each.rank > after]
    if not after:
        fragments += _heading(answer, look, several)
    previous: Evidence | None = None
    for evidence in shown:
        if previous is not None and evidence.role is not Role.JOINT and answer.answered:
            fragments.append(("", "\n"))
        fragments += _Block(evidence, answer, look).lines(
            _sentence(evidence, answer, look, sources, neighbours),
            titled=previous is None or evidence.article != previous.article,
        )
        previous = evidence
    return fragments


def answer_text(
    answer: Answer,
    look: Look,
    *,
    sources: Sources | None = None,
    neighbours: Neighbours | None = None,
    several: bool = False,
) -> str:
    """``answer_fragments`` as it is written to a stream."""
    fragments = answer_fragments(
        answer, look, sources=sources, neighbours=neighbours, several=several
    )
    return to_text(fragments, look)


def marks(evidence: Evidence, source: str | None = None) -> list[Span]:
    """The evidence's spans as offsets into its ``text``, those that can be found, best first."""
    found: list[Span] = []
    for start, end in evidence.spans:
        if not evidence.start <= start < end <= evidence.end:
            continue
        if evidence.end - evidence.start == len(evidence.text):
            found.append((start - evidence.start, end - evidence.start))
        elif source is not None:
            found += _aligned(evidence, source, start, end)
    return found


def _aligned(evidence: Evidence, source: str, start: int, end: int) -> Iterator[Span]:
    """A span of the source where the text shown lost markup or white space before it."""
    from qabot.articles import clean

    before = len(clean(source[evidence.start : start]))
    words = clean(source[start:end])
    at = evidence.text.find(words, before) if words else -1
    if 0 <= at <= before + 1:
        yield at, at + len(words)


def said_by(evidence: Evidence) -> str:
    """Who said the sentence, as it stands in front of it; empty where that says nothing new.

    Where the sentence has the speaker word for word, a name in front is for speech that begins it,
    so that one knows at once whose it is; a description, such as "a senior official", is not
    worth it.
    """
    speaker = evidence.speaker or ""
    text, words = evidence.text.casefold(), speaker.casefold()
    begins = text[:1] in _QUOTES and not speaker[:1].islower()
    if words in text and not begins:
        return ""
    return speaker[:1].upper() + speaker[1:]


def _names_itself(evidence: Evidence) -> bool:
    """Whether the article's title is the sentence, or its beginning."""
    return evidence.text.startswith(evidence.title.rstrip(" …"))


def _supports(evidence: Evidence, answer: Answer) -> bool:
    """Whether the sentence is (a part of) the answer, rather than something beside it."""
    return answer.answered and evidence.role is not Role.SUPPORT


def _heading(answer: Answer, look: Look, several: bool) -> Iterator[Fragment]:
    """What stands above the sentences: how the question was read, and what they say to it."""
    if answer.understood_as != answer.question:
        yield from wrap([("class:dim", f"understood as: {answer.understood_as}")], look.width)
    if answer.answered:
        if answer.verdict is not None:
            yield from wrap([("class:verdict", _VERDICTS[answer.verdict])], look.width)
        return
    who = "The articles do not say." if several else "The article does not say."
    if not answer.evidence:
        who = "The articles say no more." if several else "The article says no more."
    yield from wrap([("class:silent", who)], look.width)
    if answer.reason:
        reason = answer.reason[:1].upper() + answer.reason[1:].rstrip(".") + "."
        yield from wrap([("", reason)], look.width)
    if near := len(answer.evidence):
        plural = "Nearest sentences" if near > 1 else "Nearest sentence"
        yield ("", "\n")
        yield from wrap([("class:dim", f"{plural} (not an answer):")], look.width)


class _Block:
    """One sentence of an answer with what stands below it."""

    def __init__(self, evidence: Evidence, answer: Answer, look: Look) -> None:
        self._evidence, self._answer, self._look = evidence, answer, look
        self._supports = _supports(evidence, answer)
        self._indent = " " * (len(str(evidence.rank)) + 2)

    def lines(self, body: Iterator[Fragment], titled: bool) -> Iterator[Fragment]:
        """The numbered sentence, the article's title where ``titled``, and where it stands."""
        evidence, look = self._evidence, self._look
        # The number is part of the first line, as wide as the indent of the others.
        number = ("class:dim", f"{evidence.rank}. ")
        yield from wrap([number, *body], look.width, first="", rest=self._indent)
        if titled and not _names_itself(evidence):
            style = "class:title" if self._supports else "class:dim"
            yield from wrap([(style, evidence.title)], look.width, first=self._indent)
        yield from wrap(self._citation(), look.width, first=self._indent)

    def _citation(self) -> Iterator[Fragment]:
        evidence, look = self._evidence, self._look
        dot = ("class:dim", f" {look.dot} ")
        place = location(evidence, look, look.width - len(self._indent))
        target = f" link:{link(evidence.source)}" if look.links else ""
        yield (f"class:dim{target}", place)
        yield dot
        if self._supports and evidence.role is Role.JOINT:
            yield ("class:dim", "together with 1")
            yield dot
        confidence, threshold = evidence.confidence, self._answer.threshold
        tone = "class:unsure" if confidence < threshold else "class:sure"
        words = f"{confidence_words(confidence)}, {confidence_figure(confidence, threshold)}"
        yield (tone if self._supports else "class:dim", words)


def _sentence(
    evidence: Evidence,
    answer: Answer,
    look: Look,
    sources: Sources | None,
    neighbours: Neighbours | None,
) -> Iterator[Fragment]:
    """The sentence's words between what stands around them, after the name of who said them."""
    before, after = neighbours(evidence) if neighbours else ("", "")
    opening, closing = ("", "") if look.colour else ("[", "]")
    if before:
        yield ("class:dim", f"{opening}{before}{closing}")
        yield ("", " ")
    if said := said_by(evidence):
        yield ("class:speaker" if answer.answered else "class:dim", f"{said}: ")
    # Of what says yes or no, no single word is the answer.
    unmarked = answer.verdict is not None
    yield from _words(evidence, look, sources, _supports(evidence, answer), unmarked)
    if after:
        yield ("", " ")
        yield ("class:dim", f"{opening}{after}{closing}")


def _together(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Neighbours with no word between them as one, each without white space at its ends."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not any(map(str.isalnum, text[joined[-1][1] : start])):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    kept = []
    for start, end in joined:
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        kept.append((start, start + len(words.strip())))
    return kept


def _words(
    evidence: Evidence, look: Look, sources: Sources | None, supports: bool, unmarked: bool = False
) -> Iterator[Fragment]:
    """The sentence's words, the answers in it marked by style, or by signs where there is none."""
    text = evidence.text
    plain = "" if supports else "class:dim"
    source = None
    if evidence.spans and sources and evidence.end - evidence.start != len(text):
        source = sources(evidence.article)
    spans = _together(sorted(marks(evidence, source)), text)
    if not supports or unmarked or not spans or (0, len(text)) in spans:
        yield ("class:best" if supports and evidence.rank == 1 else plain, text)
        return
    opening, closing = ("", "") if look.colour else look.marks
    at = 0
    for start, end in spans:
        if start >= at:
            yield (plain, text[at:start])
            yield ("class:answer", f"{opening}{text[start:end]}{closing}")
            at = end
    yield (plain, text[at:])
