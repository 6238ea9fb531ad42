"""Styled fragments, wrapped to a width: ``(style, text)`` pairs, as prompt_toolkit takes them.

Only what a terminal needs to be known here: how wide a character is, where a line may be broken,
and which escape sequence a style is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from unicodedata import category

from qabot.render.safe import safe

Fragment: TypeAlias = tuple[str, str]
"""A style and the text that has it. A style is nothing, ``class:answer`` or another of STYLES, and
``link:URL`` where the text leads somewhere, with a space between the two."""

STYLES = {
    "answer": "bold underline",
    "best": "bold",
    "title": "italic",
    "speaker": "italic",
    "verdict": "bold",
    "sure": "#008700",
    "unsure": "#af5f00",
    "silent": "bold",
    "dim": "dim",
    "prompt": "bold",
    "problem": "#d70000",
}
"""What each class looks like, in prompt_toolkit's words. The colours are ones of the 256 that are
read as well on white as on black; the terminal's own yellow or green would vanish on one of them.
"""

_SGR = {
    "bold": "1",
    "dim": "2",
    "italic": "3",
    "underline": "4",
    "#008700": "38;5;28",
    "#af5f00": "38;5;130",
    "#d70000": "38;5;160",
}
_NOT_FIRST = frozenset({"Pe", "Pf", "Po", "Mn", "Lm"})
"""Categories of characters that may not begin a line where words are not parted by spaces."""
_NOT_LAST = frozenset({"Ps", "Pi"})


@dataclass(frozen=True, slots=True)
class Look:
    """What the place of writing can show. Without ``colour``, no escape sequence is written.

    ``palette``: it knows 256 colours, beside bold and the like. ``links``: it knows OSC 8.
    """

    width: int = 80
    colour: bool = False
    unicode: bool = True
    palette: bool = True
    links: bool = False

    @property
    def marks(self) -> tuple[str, str]:
        """What stands around an answer that cannot be shown by style."""
        return ("«", "»") if self.unicode else ("**", "**")

    @property
    def dot(self) -> str:
        """What stands between the parts of a citation."""
        return "·" if self.unicode else "-"


@dataclass(slots=True)
class _Unit:
    """What may not be broken: a word, or one character of a script written without spaces."""

    pieces: list[Fragment]
    space: Fragment | None
    width: int = 0


_WESTERN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2015\u2018-\u2027\u2030-\u205e]*")
"""Latin letters and the marks of printed English: one column and one character each. What most
answers are made of needs none of wcwidth's tables, and a first answer need not import them."""


def width_of(text: str) -> int:
    """Columns that ``text``, made safe before, takes on a terminal."""
    if text.isascii() or _WESTERN.fullmatch(text):
        return len(text)
    from wcwidth import wcswidth

    return max(0, wcswidth(text))


def counted(number: int, thing: str) -> str:
    """A number and what it counts: 1 article, 2 articles."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def wrap(
    fragments: Iterable[Fragment], width: int, first: str = "", rest: str | None = None
) -> list[Fragment]:
    """``fragments`` as one paragraph of lines at most ``width`` columns wide, newlines included.

    ``first`` indents the first line and ``rest`` the others. Words are kept whole unless one alone
    is wider than a line; wide characters are never cut.
    """
    rest = first if rest is None else rest
    room = max(8, width)
    lines: list[Fragment] = [("", first)] if first else []
    column = margin = width_of(first)
    for unit in _units(fragments):
        gap = 1 if unit.space and column > margin else 0
        if column > margin and column + gap + unit.width > room:
            lines += [("", "\n"), ("", rest)]
            column, gap = margin, 0
            column = margin = width_of(rest)
        if gap and unit.space:
            lines.append(unit.space)
            column += 1
        if margin + unit.width <= room:
            lines += unit.pieces
            column += unit.width
            continue
        for style, cluster in _clusters(unit.pieces):
            step = width_of(cluster)
            if column > margin and column + step > room:
                lines += [("", "\n"), ("", rest)]
                column = margin = width_of(rest)
            lines.append((style, cluster))
            column += step
    lines.append(("", "\n"))
    return _joined(lines)


def shorten_left(text: str, width: int, look: Look) -> str:
    """``text``, made safe, with its beginning left out where it would be wider than ``width``."""
    text = safe(text)
    if width_of(text) <= width:
        return text
    mark = "…" if look.unicode else "..."
    kept: list[str] = []
    room = max(1, width - len(mark))
    for _, cluster in reversed(list(_clusters([("", text)]))):
        room -= width_of(cluster)
        if room < 0:
            break
        kept.append(cluster)
    return mark + "".join(reversed(kept))


def to_text(fragments: Iterable[Fragment], look: Look) -> str:
    """What is written: with escape sequences for styles where ``look`` has colour, else plain."""
    if not look.colour:
        return "".join(text for _, text in fragments)
    return "".join(_styled(style, text, look) for style, text in fragments)


def _styled(style: str, text: str, look: Look) -> str:
    name, _, target = style.partition("link:")
    if not text.strip("\n"):
        return text
    words = STYLES.get(name.strip().removeprefix("class:"), "").split()
    codes = ";".join(_SGR[word] for word in words if look.palette or word[0] != "#")
    styled = f"\x1b[{codes}m{text}\x1b[0m" if codes else text
    if target and look.links:
        return f"\x1b]8;;{target}\x1b\\{styled}\x1b]8;;\x1b\\"
    return styled


def _units(fragments: Iterable[Fragment]) -> Iterator[_Unit]:
    """The units of a paragraph, each with the space before it."""
    word: list[Fragment] = []
    space: Fragment | None = None
    for style, text in fragments:
        for piece in re.split("( +)", safe(text)):
            if not piece:
                continue
            if piece[0] != " ":
                word.append((style, piece))
                continue
            yield from _split(word, space)
            word, space = [], (style, " ")
    yield from _split(word, space)


def _split(word: Sequence[Fragment], space: Fragment | None) -> Iterator[_Unit]:
    """One word as units: itself, or more where wide characters may be parted."""
    if not word:
        return
    width = sum(width_of(text) for _, text in word)
    if all(text.isascii() for _, text in word) or width == sum(len(text) for _, text in word):
        yield _Unit(list(word), space, width)
        return
    unit = _Unit([], space)
    last, last_wide = "", False
    for style, cluster in _clusters(word):
        step = width_of(cluster)
        wide = step > 1
        if (
            unit.pieces
            and (wide or last_wide)
            and category(cluster[0]) not in _NOT_FIRST
            and category(last[0]) not in _NOT_LAST
        ):
            yield unit
            unit = _Unit([], None)
        unit.pieces.append((style, cluster))
        unit.width += step
        last, last_wide = cluster, wide
    yield unit


def _clusters(pieces: Iterable[Fragment]) -> Iterator[Fragment]:
    """The user-perceived characters of ``pieces``."""
    for style, text in pieces:
        if text.isascii() or _WESTERN.fullmatch(text):
            yield from ((style, character) for character in text)
        else:
            from wcwidth import iter_graphemes

            yield from ((style, cluster) for cluster in iter_graphemes(text))


def _joined(fragments: Iterable[Fragment]) -> list[Fragment]:
    """Neighbours of one style as one fragment."""
    joined: list[Fragment] = []
    for style, text in fragments:
        if joined and (joined[-1][0] == style or not text):
            joined[-1] = (joined[-1][0], joined[-1][1] + text)
        else:
            joined.append((style, text))
    return joined
