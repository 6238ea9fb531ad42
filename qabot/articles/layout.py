"""Decoded text to blocks: where each begins and ends, and what each is."""

import itertools
import re
from dataclasses import dataclass

from qabot.articles.news import (
    CLOSED,
    DATELINE,
    SENTENCE_END,
    is_byline,
    is_caption,
    looks_like_headline,
)
from qabot.articles.text import clean
from qabot.types import Article, Block, Kind, Span

_TOP = 6
"""How many blocks from the top a byline and what belongs to it are looked for."""

_BREAK = re.compile(r"\r\n|\n|\r")
_RULE = re.compile(r"(?:[-_*=~#]\s*){3,}|\\newpage")
_HASHES = re.compile(r"#{1,6}[ \t]+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block before its kind is known: where it stands, what it reads, how it is marked."""

    start: int
    end: int
    text: str
    marked: bool = False
    """A heading by its markdown: ``# Title``, or underlined with ``===``."""


def parse(source: str, *, id: str, origin: str, sha256: str, title: str | None = None) -> Article:
    """Find the blocks of a decoded article and say what each is.

    ``title`` is the title given beside the text, if any. ``title_span`` is then set only where a
    line at the top of the text repeats it.
    """
    pieces = _pieces(source)
    given = clean(title or "")
    kinds = [Kind.PARAGRAPH] * len(pieces)
    headline = _given_headline(pieces, given) if given else None
    byline = next((i for i, p in enumerate(pieces[:_TOP]) if i and is_byline(p.text)), None)
    if byline is None and len(pieces) > 1 and is_byline(pieces[0].text):
        byline = 0
    if headline is None and not given:
        headline = _headline(pieces, byline)
    if headline is not None:
        kinds[headline] = Kind.HEADLINE
    if byline is not None:
        kinds[byline] = Kind.BYLINE
    top = max((i for i in (headline, byline) if i is not None), default=0)
    for index, piece in enumerate(pieces):
        if kinds[index] is Kind.PARAGRAPH and is_caption(
            piece.text, above=index < top, last=index == len(pieces) - 1
        ):
            kinds[index] = Kind.CAPTION
    if headline is not None and byline is not None and headline < byline:
        for index in range(headline):
            if SENTENCE_END.search(pieces[index].text):
                kinds[index] = Kind.CAPTION

    def span(index: int | None) -> Span | None:
        return None if index is None else (pieces[index].start, pieces[index].end)

    shown = given or (pieces[headline].text if headline is not None else "")
    return Article(
        id=id,
        source=source,
        origin=origin,
        sha256=sha256,
        title=shown or _first_words(pieces) or id,
        title_span=span(headline),
        byline=span(byline),
        dateline=_dateline(source, pieces, kinds),
        blocks=tuple(
            Block(kind, piece.start, piece.end) for kind, piece in zip(kinds, pieces, strict=True)
        ),
    )


def _first_words(pieces: list[_Piece], words: int = 10) -> str:
    """Return the article's first words, for want of a title."""
    if not pieces:
        return ""
    first = pieces[0].text.split(" ")
    return " ".join(first[:words]) + (" \u2026" if len(first) > words else "")


# Blocks -------------------------------------------------------------------------------------------


def _pieces(source: str) -> list[_Piece]:
    """Cut the source into blocks at blank lines and at line ends that end a paragraph."""
    groups: list[list[Span]] = [[]]
    position = 0
    for match in [*_BREAK.finditer(source), None]:
        end = match.start() if match else len(source)
        start, stop = _trim(source, position, end)
        if start < stop and clean(source[start:stop]):
            groups[-1].append((start, stop))
        elif groups[-1]:
            groups.append([])
        position = match.end() if match else end
    groups = [group for group in groups if group]
    width = _wrap_width(source, groups)
    pieces: list[_Piece] = []
    for group in groups:
        start, end = group[0]
        for line, following in zip(group, [*group[1:], None], strict=True):
            end = line[1]
            if following is None or _ends_block(source, line, following, width):
                _add(source, start, end, pieces)
                if following is not None:
                    start = following[0]
    return pieces


def _add(source: str, start: int, end: int, pieces: list[_Piece]) -> None:
    """Append a block; drop a ruler, and read markdown's marks of a heading."""
    text = clean(source[start:end])
    if _RULE.fullmatch(text):
        if set(text) == {"="} and pieces and len(pieces[-1].text) <= 200:
            last = pieces.pop()
            pieces.append(_Piece(last.start, last.end, last.text, marked=True))
        return
    hashes = _HASHES.match(source, start, end)
    if hashes and clean(source[hashes.end() : end]):
        start = hashes.end()
        pieces.append(_Piece(start, end, clean(source[start:end]), marked=True))
    else:
        pieces.append(_Piece(start, end, text))


def _trim(source: str, start: int, end: int) -> Span:
    """Narrow a span to its first and last character that is not white space."""
    text = source[start:end]
    left = len(text) - len(text.lstrip())
    return start + left, start + max(left, len(text.rstrip()))


def _wrap_width(source: str, groups: list[list[Span]]) -> int:
    """Return the column at which the text is hard-wrapped, or 0 where a line is a paragraph.

    Wrapped text breaks most lines inside a sentence, and goes on in lower case now and then.
    """
    breaks = inside = lower = 0
    lengths: list[int] = []
    for group in groups:
        if len(group) > 1:
            lengths += [end - start for start, end in group]
        for line, (start, _) in itertools.pairwise(group):
            breaks += 1
            inside += not _is_closed(source, line)
            lower += source[start].islower()
    if not lower or inside < 0.5 * breaks:
        return 0
    lengths.sort()
    width = lengths[int(0.9 * (len(lengths) - 1))]
    return width if 30 <= width <= 140 else 0


def _is_closed(source: str, line: Span) -> bool:
    """Tell whether a line ends as a sentence does."""
    return CLOSED.search(source[max(line[0], line[1] - 8) : line[1]]) is not None


def _ends_block(source: str, line: Span, following: Span, width: int) -> bool:
    """Tell whether a line end inside a group of lines ends a block."""
    if _HASHES.match(source, *line) or _RULE.fullmatch(source, *following):
        return True
    lower = source[following[0]].islower()
    length = line[1] - line[0]
    ended = _is_closed(source, line)
    if not width:
        return not (lower and length >= 40 and not ended)
    if lower:
        return False
    if ended and _indent(source, following[0]) >= _indent(source, line[0]) + 2:
        return True
    word = re.match(r"\S{1,40}", source[following[0] : following[0] + 40])
    room = width - (length + 1 + (word.end() if word else 0))
    return room >= width // 12 and (ended or length < 0.7 * width)


def _indent(source: str, start: int) -> int:
    """Return how many white-space characters stand before ``start`` on its line."""
    at = start
    while at and source[at - 1] in " \t\u00a0":
        at -= 1
    return start - at


# Kinds --------------------------------------------------------------------------------------------


def _given_headline(pieces: list[_Piece], title: str) -> int | None:
    """Return the block at the top that repeats the given title."""
    folded = title.casefold()
    for index, piece in enumerate(pieces[:3]):
        if piece.text.casefold() == folded:
            return index
    return None


def _headline(pieces: list[_Piece], byline: int | None) -> int | None:
    """Return the block that is the headline: marked, above the byline, or short before prose."""
    for index, piece in enumerate(pieces[:_TOP]):
        if piece.marked:
            return index
    if byline:
        above = [
            i
            for i in range(byline)
            if looks_like_headline(pieces[i].text, bylined=True)
            and not is_caption(pieces[i].text, above=True, last=False)
        ]
        return above[0] if above else None
    if len(pieces) < 2:
        return None
    first = 1 if len(pieces) > 2 and is_caption(pieces[0].text, above=True, last=False) else 0
    if byline == 0:
        first = 1
    if len(pieces) <= first + 1:
        return None
    head, body = pieces[first].text, pieces[first + 1].text
    if looks_like_headline(head, bylined=False) and (CLOSED.search(body) and len(body) > len(head)):
        return first
    return None


def _dateline(source: str, pieces: list[_Piece], kinds: list[Kind]) -> Span | None:
    """Return the dateline of one of the first paragraphs, dash included."""
    seen = 0
    for piece, kind in zip(pieces, kinds, strict=True):
        if kind is not Kind.PARAGRAPH:
            continue
        match = re.match(DATELINE, source[piece.start : min(piece.end, piece.start + 120)])
        if match:
            return piece.start, piece.start + match.end()
        seen += 1
        if seen == 4:
            break
    return None
