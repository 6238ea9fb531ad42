"""An Answer as a person reads it: sentences, the answer marked in them, and where they stand."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from qabot.paths import shown
from qabot.render.layout import Fragment, Look, shorten_left, to_text, wrap
from qabot.types import Answer, Evidence, Role, Span

Sources = Callable[[str], str | None]
"""Article id -> its decoded source, or None where it is not at hand."""

_NEAR = 0.01
"""Sentences less probable than this are not shown beside an abstention, but for the first."""
_WORDS = (
    (0.9, "very likely"),
    (0.75, "likely"),
    (0.5, "probably"),
    (0.25, "doubtful"),
    (0.0, "unlikely"),
)


def confidence_words(confidence: float) -> str:
    """A probability in words: very likely, likely, probably, doubtful or unlikely."""
    return next(word for floor, word in _WORDS if confidence >= floor)


def answer_fragments(
    answer: Answer, look: Look, *, sources: Sources | None = None, several: bool = False
) -> list[Fragment]:
    """``answer`` laid out for ``look``; ``several`` articles were asked, or one."""
    fragments: list[Fragment] = []
    if answer.understood_as != answer.question:
        fragments += wrap([("class:dim", f"understood as: {answer.understood_as}")], look.width)
    if not answer.answered:
        fragments += _abstention(answer, look, several)
    previous = ""
    for evidence in _worth_showing(answer):
        if evidence.rank > 1 and evidence.role is Role.SUPPORT and answer.answered:
            fragments.append(("", "\n"))
        fragments += _evidence(evidence, answer, look, sources, evidence.article != previous)
        previous = evidence.article
    return fragments


def answer_text(
    answer: Answer, look: Look, *, sources: Sources | None = None, several: bool = False
) -> str:
    """``answer_fragments`` as it is written to a stream."""
    return to_text(answer_fragments(answer, look, sources=sources, several=several), look)


def location(evidence: Evidence, look: Look, width: int) -> str:
    """Where a sentence stands, as ``file:line``; inside a JSONL file its article is named too."""
    if evidence.source.endswith(".jsonl"):
        return shorten_left(
            f"{shown(evidence.source)}, {evidence.article}, line {evidence.line}", width, look
        )
    line = f":{evidence.line}"
    path = shown(evidence.source)
    if path.startswith(os.sep) and len(path) + len(line) > width // 2:
        path = Path(path).name
    return shorten_left(path + line, width, look)


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


def _worth_showing(answer: Answer) -> list[Evidence]:
    """All of the evidence of an answer; of an abstention, what is near the question at all."""
    shown = [each for each in answer.evidence if answer.answered or each.confidence >= _NEAR]
    return shown or list(answer.evidence[:1])


def _names_itself(evidence: Evidence) -> bool:
    """Whether the article's title is the sentence, or its beginning."""
    return evidence.text.startswith(evidence.title.rstrip(" …"))


def _abstention(answer: Answer, look: Look, several: bool) -> Iterator[Fragment]:
    who = "The articles do not say." if several else "The article does not say."
    yield from wrap([("class:silent", who)], look.width)
    if answer.reason:
        reason = answer.reason[:1].upper() + answer.reason[1:].rstrip(".") + "."
        yield from wrap([("", reason)], look.width)
    if near := len(_worth_showing(answer)):
        plural = "Nearest sentences" if near > 1 else "Nearest sentence"
        yield ("", "\n")
        yield from wrap([("class:dim", f"{plural} (not an answer):")], look.width)


def _evidence(
    evidence: Evidence, answer: Answer, look: Look, sources: Sources | None, new_article: bool
) -> Iterator[Fragment]:
    supports = answer.answered and evidence.role is not Role.SUPPORT
    indent = " " * (len(str(evidence.rank)) + 2)
    number = ("class:dim", f"{evidence.rank}. ")
    body = list(_sentence(evidence, look, sources, supports))
    # The number is part of the first line: as wide as the indent, so that the text stands apart.
    yield from wrap([number, *body], look.width, first="", rest=indent)
    if new_article and not _names_itself(evidence):
        style = "class:title" if supports else "class:dim"
        yield from wrap([(style, evidence.title)], look.width, first=indent)
    tone = "class:unsure" if evidence.confidence < answer.threshold else "class:sure"
    words = f"{confidence_words(evidence.confidence)}, {evidence.confidence:.2f}"
    place = location(evidence, look, look.width - len(indent))
    parts: list[Fragment] = [("class:dim", place), ("class:dim", f" {look.dot} ")]
    if evidence.speaker:
        parts += [("class:dim", f"said by {evidence.speaker}"), ("class:dim", f" {look.dot} ")]
    parts.append((tone if supports else "class:dim", words))
    yield from wrap(parts, look.width, first=indent)


def _sentence(
    evidence: Evidence, look: Look, sources: Sources | None, supports: bool
) -> Iterator[Fragment]:
    """The sentence's words, the answer in it marked by style, or by signs where there is none."""
    text = evidence.text
    plain = "" if supports else "class:dim"
    source = None
    if evidence.spans and sources and evidence.end - evidence.start != len(text):
        source = sources(evidence.article)
    span = next(iter(marks(evidence, source)), None)
    if not supports or span is None or span == (0, len(text)):
        yield ("class:best" if supports and evidence.rank == 1 else plain, text)
        return
    start, end = span
    opening, closing = ("", "") if look.colour else look.marks
    yield (plain, text[:start])
    yield ("class:answer", f"{opening}{text[start:end]}{closing}")
    yield (plain, text[end:])
