"""Bytes to text, and text to what a person is shown. Offsets always count the decoded source."""

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import BinaryIO, TypeAlias

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
_TAG = (
    rf"(?i)</(?:{_ELEMENT})\s*>"
    rf"|<(?:{_ELEMENT})(?:\s+[a-z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=`]+))?)*\s*/?>"
    r"|<!(?:doctype\b[^<>]*|--[^<>]*--)>|<\?xml\b[^<>]*>"
)
_APART = (
    r"(?i)</?(?:address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|figcaption|"
    r"figure|footer|form|h[1-6]|head|header|hr|html|li|main|nav|ol|p|pre|section|summary|table|"
    r"tbody|td|tfoot|th|thead|title|tr|ul)\b"
)
_TICKER = re.compile(r"<[A-Z]{1,2}>")
_PARTIAL = re.compile(r"<(?:[A-Za-z/!?]|\Z)")
_ANGLE = re.compile(r"<[^<>]*>?")
_REFERENCE = re.compile(
    r"(?P<angle><[A-Za-z/!?][^<>]*)|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_AMPERSAND = re.compile(r"&(?:amp|#38|#x26);(?=\s|[A-Za-z0-9]{1,40}[^A-Za-z0-9;&#])")
_UNFOLDED = re.compile(r"\s{2,}|[^\S ]")

Edit: TypeAlias = tuple[int, int, str]
"""``(start, end, shown)``: a span and the character that is shown for it, or an empty text."""


def decode(data: bytes) -> str:
    """Decode an article's bytes: BOM, UTF-8, UTF-16 when evident; the undecodable is U+FFFD."""
    skip, encoding = _encoding(data[:_SAMPLE], len(data))
    return data[skip:].decode(encoding, errors="replace")


def count_undecodable(file: BinaryIO, size: int) -> int:
    """Return how many bytes of a file, read from its start on, ``decode`` gives as U+FFFD.

    A U+FFFD that the file itself holds does not count. Raises OSError.
    """
    head = file.read(_SAMPLE)
    skip, encoding = _encoding(head, size)
    decoder = codecs.getincrementaldecoder(encoding)(_COUNTED)
    count = decoder.decode(head[skip:]).count(_MARK)
    while chunk := file.read(_CHUNK):
        count += decoder.decode(chunk).count(_MARK)
    return count + decoder.decode(b"", final=True).count(_MARK)


def _mark(error: UnicodeError) -> tuple[str, int]:
    """One mark, which no encoding gives, for each byte that cannot be decoded."""
    assert isinstance(error, UnicodeDecodeError)
    return _MARK * (error.end - error.start), error.end


_SAMPLE = 4096
_CHUNK = 1 << 20
_MARK = "\udc80"
_COUNTED = "qabot.counted"
codecs.register_error(_COUNTED, _mark)


def _encoding(head: bytes, size: int) -> tuple[int, str]:
    """Length of the byte order mark, and the encoding, of a file of ``size`` bytes."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return len(bom), encoding
    return 0, _utf16_without_bom(head, size) or "utf-8"


def _utf16_without_bom(sample: bytes, size: int) -> str | None:
    """Name the UTF-16 order in which Latin text shows a zero in nearly every other byte."""
    if len(sample) < 4 or size % 2:
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
    """The text a person sees, with the way back to the source.

    White space is folded to single blanks, markup is gone, references are written out; a blank at
    either end is kept (``clean`` strips it).
    """

    text: str
    pieces: tuple[tuple[int, int, int], ...]
    """For each piece: its position in ``text``, its offset in the source, and the length in the
    source of one character of it, which is more than 1 where it stands for several."""

    def mapper(self) -> Callable[[int], Span]:
        """Return a function from a position in ``text`` to the source's span of its character.

        Positions asked for in rising order cost nothing to find.
        """
        pieces = self.pieces
        piece = 0

        def source(position: int) -> Span:
            nonlocal piece
            if pieces[piece][0] > position:
                piece = bisect_right(pieces, position, key=itemgetter(0)) - 1
            while piece + 1 < len(pieces) and pieces[piece + 1][0] <= position:
                piece += 1
            at, origin, width = pieces[piece]
            start = origin + (position - at)
            return start, start + width

        return source

    def edited(self, edits: Iterable[Edit]) -> "Visible":
        """Return this text with spans of it replaced by a character or by nothing."""
        source = self.mapper()
        out: list[str] = []
        pieces: list[tuple[int, int, int]] = []
        length = position = piece = 0

        def keep(start: int, end: int) -> None:
            nonlocal length, piece
            while start < end:
                while piece + 1 < len(self.pieces) and self.pieces[piece + 1][0] <= start:
                    piece += 1
                at, origin, width = self.pieces[piece]
                stop = min(end, self.pieces[piece + 1][0] if piece + 1 < len(self.pieces) else end)
                pieces.append((length, origin + start - at, width))
                out.append(self.text[start:stop])
                length += stop - start
                start = stop

        for start, end, shown in edits:
            keep(position, start)
            if shown:
                first = source(start)[0]
                pieces.append((length, first, source(end - 1)[1] - first))
                out.append(shown)
                length += 1
            position = end
        keep(position, len(self.text))
        return Visible("".join(out), tuple(pieces) or self.pieces[:1])


def visible(text: str, offset: int = 0) -> Visible:
    """Return what a person sees of ``text``; ``offset`` is where it begins in the source."""
    view = Visible(text, ((0, offset, 1),))
    if "<" in text:
        view = view.edited(_tags(view.text))
    if "&" in text:
        view = view.edited(_references(view.text))
        view = view.edited((m.start(), m.end(), "&") for m in _AMPERSAND.finditer(view.text))
    if _UNFOLDED.search(view.text):
        view = view.edited((m.start(), m.end(), " ") for m in _UNFOLDED.finditer(view.text))
    return view


def clean(text: str) -> str:
    """Return ``text`` as a person is shown it: no markup, white space folded. Idempotent.

    Tags of known HTML elements and comments go, character references are written out, everything
    else stays: ``a < b``, ``<3``, ``<DYNA.O>``. References to ``<`` and ``>``, to ASCII letters and
    digits, and to an ``&`` that could begin a reference stay, since they would make new markup.
    """
    if "<" in text or "&" in text:
        text = visible(text).text
    return " ".join(text.split())


def _tags(text: str) -> Iterator[Edit]:
    """Yield the tags, as a blank where they stand between blocks.

    What follows an unclosed ``<`` that could begin a tag is left alone: so the removal of one tag
    can never put another together, and cleaning twice changes nothing.
    """
    opened = False
    for match in _ANGLE.finditer(text):
        chunk = match.group()
        closed = chunk.endswith(">")
        if closed and not opened and re.fullmatch(_TAG, chunk) and not _is_ticker(chunk):
            yield match.start(), match.end(), " " if re.match(_APART, chunk) else ""
        opened = not closed and _PARTIAL.match(chunk) is not None


def _is_ticker(tag: str) -> bool:
    """Tell a stock ticker (<F>, <DD>) from a tag: bare, short and in capitals; <BR> is a tag."""
    return _TICKER.fullmatch(tag) is not None and tag != "<BR>"


def _references(text: str) -> Iterator[Edit]:
    """Yield the character references that can be written out without making markup."""
    import html  # 3 ms, for the few articles that hold references

    for match in _REFERENCE.finditer(text):
        if match.lastgroup == "angle":
            continue
        shown = html.unescape(match.group())
        if len(shown) == 1 and (not shown.isascii() or shown in "'\""):
            yield match.start(), match.end(), shown


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
