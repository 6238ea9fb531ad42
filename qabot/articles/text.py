"""Bytes to text, and text to what a person is shown. Offsets always count the decoded source."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from qabot.types import Span

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SURROGATE = re.compile("[\ud800-\udfff]")

# Names of HTML elements that turn up in pasted articles. Only these are markup: wire copy writes
# tickers and company names in angle brackets (<DYNA.O>, <CMS Advertising Inc>), and they stay.
_ELEMENT = (
    "a|abbr|address|article|aside|audio|b|big|blockquote|body|br|button|caption|center|cite|code|"
    "col|dd|del|details|div|dl|dt|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|"
    "hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|meta|nav|noscript|object|ol|p|"
    "param|picture|pre|q|s|samp|script|section|small|source|span|strike|strong|style|sub|summary|"
    "sup|svg|table|tbody|td|tfoot|th|thead|time|title|tr|tt|u|ul|var|video|wbr"
)
_TAG = re.compile(
    rf"</(?:{_ELEMENT})\s*>"
    rf"|<(?:{_ELEMENT})(?:\s+[a-z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=`]+))?)*\s*/?>"
    r"|<!(?:doctype\b[^<>]*|--[^<>]*--)>|<\?xml\b[^<>]*>",
    re.IGNORECASE,
)
_TICKER = re.compile(r"<[A-Z]{1,2}>")
_PARTIAL = re.compile(r"<(?:[A-Za-z/!?]|\Z)")
_ANGLE = re.compile(r"<[^<>]*>?")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_EDIT = re.compile(r"<|&|[^\S ]|  ")
_NEVER_WRITTEN = frozenset("<>#;")


def decode(data: bytes) -> str:
    """Decode an article's bytes: BOM, UTF-8, UTF-16 when evident; the undecodable is U+FFFD."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    return data.decode(_utf16_without_bom(data) or "utf-8", errors="replace")


def _utf16_without_bom(data: bytes) -> str | None:
    """Name the UTF-16 order in which Latin text shows a zero in nearly every other byte."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    high, low = sample[1::2].count(0), sample[0::2].count(0)
    half = len(sample) // 2
    if high > 0.6 * half and low < 0.05 * half:
        return "utf-16-le"
    if low > 0.6 * half and high < 0.05 * half:
        return "utf-16-be"
    return None


def without_surrogates(text: str) -> str:
    """Replace each lone surrogate by U+FFFD, so that the text can be written as UTF-8."""
    return _SURROGATE.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Visible:
    """The text a person sees, with the way back: ``source`` says where a character came from.

    White space is folded to single blanks, markup is gone, entities are written out; blanks at
    the ends are kept (``clean`` strips them).
    """

    text: str
    _pieces: tuple[tuple[int, int, int], ...]
    """For each piece: its position in ``text``, its offset in the source, and the length in the
    source of one character of it, which is more than 1 where a reference was written out."""

    def mapper(self) -> Callable[[int], Span]:
        """Return a function from rising positions in ``text`` to the source's span of one."""
        pieces = self._pieces
        piece = 0

        def source(position: int) -> Span:
            nonlocal piece
            while piece and pieces[piece][0] > position:
                piece -= 1
            while piece + 1 < len(pieces) and pieces[piece + 1][0] <= position:
                piece += 1
            at, origin, width = pieces[piece]
            start = origin + (position - at)
            return start, start + width

        return source


def visible(text: str, offset: int = 0) -> Visible:
    """Return what a person sees of ``text``; ``offset`` is where it begins in the source."""
    if not _EDIT.search(text):
        return Visible(text, ((0, offset, 1),))
    out: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    length = position = 0
    blank = False
    for start, end, shown in [*sorted(_markup(text) + _entities(text)), (len(text), 0, "")]:
        found = [(m.group(), m.start(), 1) for m in _WORDS.finditer(text, position, start)]
        if shown:
            found.append((shown, start, end - start))
        for piece, begin, width in found:
            if not piece.isspace():
                blank = False
            elif blank:
                continue
            else:
                piece, blank = " ", True
            pieces.append((length, offset + begin, width))
            out.append(piece)
            length += len(piece)
        position = end
    return Visible("".join(out), tuple(pieces) or ((0, offset, 1),))


_WORDS = re.compile(r"\s+|\S+(?: \S+)*")


def clean(text: str) -> str:
    """Return ``text`` as a person is shown it: no markup, white space folded. Idempotent.

    Tags of known HTML elements and comments go, character references are written out, everything
    else stays: ``a < b``, ``<3``, ``<DYNA.O>``. References to ``&``, ``<``, ``>``, letters and
    digits that could make new markup stay as they stand, except ``&amp;`` where it cannot.
    """
    if not _EDIT.search(text):
        return text.strip()
    return visible(text).text.strip()


def _markup(text: str) -> list[tuple[int, int, str]]:
    """Find tags. What follows an unclosed ``<`` that could begin one is left alone.

    So the removal of a tag can never put a new one together, and cleaning twice changes nothing.
    """
    found: list[tuple[int, int, str]] = []
    opened = False
    if "<" not in text:
        return found
    for match in _ANGLE.finditer(text):
        chunk = match.group()
        closed = chunk.endswith(">")
        if closed and not opened and _TAG.fullmatch(chunk) and not _kept(chunk):
            found.append((match.start(), match.end(), ""))
        opened = not closed and _PARTIAL.match(chunk) is not None
    return found


def _kept(tag: str) -> bool:
    """Tell a stock ticker (<F>, <DD>) from a tag: bare, short and in capitals; <BR> is a tag."""
    return _TICKER.fullmatch(tag) is not None and tag != "<BR>"


def _entities(text: str) -> list[tuple[int, int, str]]:
    """Find character references that can be written out without making markup or references."""
    found: list[tuple[int, int, str]] = []
    if "&" not in text:
        return found
    for match in _ENTITY.finditer(text):
        shown = html.unescape(match.group())
        if shown == "&":
            after = text[match.end() : match.end() + 1]
            if after.isspace() or (after.isalnum() and not _maybe_entity(text, match.end())):
                found.append((match.start(), match.end(), shown))
        elif (len(shown) == 1 and not shown.isascii()) or shown in ("'", '"'):
            found.append((match.start(), match.end(), shown))
    return found


def _maybe_entity(text: str, position: int) -> bool:
    """Tell whether an ``&`` written before ``position`` could begin a reference."""
    return re.match(r"#?[A-Za-z0-9]*(?:[;&<]|\Z)", text[position : position + 40]) is not None


_LINE_END = re.compile(r"\r\n|\n|\r")


def line_starts(source: str) -> list[int]:
    """Return the offset at which each line begins; ``\\r\\n``, ``\\n`` and ``\\r`` end a line."""
    return [0, *(match.end() for match in _LINE_END.finditer(source))]


def line_of(source: str, offset: int) -> int:
    """Return the line of ``offset``, counted from 1."""
    pairs = source.count("\r\n", 0, offset)
    if source[offset - 1 : offset + 1] == "\r\n" and offset > 0:
        return line_of(source, offset - 1)
    return 1 + source.count("\n", 0, offset) + source.count("\r", 0, offset) - pairs
