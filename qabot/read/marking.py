"""Which words are marked as the answer: whole words, whole names, no loose punctuation.

A reader's span ends where its tokens end; what a person sees marked should read as an answer.
"""

import re
from collections.abc import Iterator, Sequence

from qabot.first_names import FEMALE, MALE
from qabot.lexicon import COUNTRIES, DAYS, PERSON_TITLES, TITLES
from qabot.read.candidates import Candidate
from qabot.types import Span

_WHO = re.compile(r"\W*(?:(?:and|but|so),?\s+)?who(?:m|se)?\b", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_APOSTROPHES = "'\u2019"
_LOOSE_BEFORE = " \t\n\r,;:.!?)]}\u00bb-\u2013\u2014"
_LOOSE_AFTER = " \t\n\r,;:([{\u00ab-\u2013\u2014"
_PAIRS = {'"': '"', "\u201c": "\u201d", "(": ")", "[": "]", "<": ">"}
_NAME_GOES_ON = re.compile(
    r" (?:(?:al|bin|de|van|von|der) )?[A-Z][^\W\d_]*(?:(?:[-.]|['\u2019](?!s\b))[^\W\d_]+)*"
)
_TITLE_BEFORE = re.compile(r"\b(?!The |An? )[A-Z][^\W\d_]*(?:-[^\W\d_]+)* $")
_NAME = re.compile(r"[A-Z][^\W\d_]*(?:-[^\W\d_]+)*$")
_WORD = r"[A-Z][^\W\d_]*(?:['\u2019](?!s\b)[^\W\d_]+)?(?:-[^\W\d_]+)*"
_BETWEEN = r"(?: [A-Z]\.| (?:al|bin|da|de|del|der|di|du|la|le|van|von)\b)*"
_FULL_NAME = re.compile(
    rf"(?<![\w'\u2019-])(?P<first>{_WORD}){_BETWEEN} (?P<last>{_WORD})(?![\w-])"
)
_GIVEN = MALE | FEMALE
_NO_LAST = DAYS | COUNTRIES
_NO_GIVEN = _NO_LAST | PERSON_TITLES | frozenset(TITLES)
"""What is no last name, and what is no first one though it may stand before a name."""
_GIVEN_LAST = re.compile(r"[A-Z][a-z]+-[a-z]+")
"""Jong-un of Kim Jong-un: the family name stands before it."""
_PLACE_BEFORE = re.compile(r"\b(?:San|Santa|St\.?|Saint|Los|New|Port|Lake|Fort|Mount) $")
_PEOPLE = re.compile(r"(?:ean|ian|ican|ese|ish|ench)$")
_ENDS_AS_NOUN = re.compile(r"(?<![\w-])[A-Z][\w-]*\W*$|[\w-]+\s+[a-z][\w-]*\W*$")
_NO_ROLE = re.compile(r"(?:^|.*\s)(?:(?:a|an|the|and|of|by|for|with|as|who)|\w+(?:ed|id|ld|ing))$")


def marked(question: str, candidate: Candidate, spans: Sequence[Span]) -> tuple[Span, ...]:
    """``spans`` of a candidate, in its article's source, best first, as they are marked.

    What grows into a better one is left out; a whole sentence stays as it is.
    """
    base, raw = candidate.sentence.start, candidate.raw
    kept: list[Span] = []
    for span in spans:
        start, end = span[0] - base, span[1] - base
        if (start, end) != (0, len(raw)) and 0 <= start < end <= len(raw):
            start, end = tidy(question, raw, start, end)
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end))
    return tuple((base + start, base + end) for start, end in kept)


def tidy(question: str, text: str, start: int, end: int) -> Span:
    """``text[start:end]``, not empty, as it is marked: never empty, never beyond ``text``."""
    start, end = _contractions(text, start, end)
    first, last = start, end
    while first < last and text[first] in _LOOSE_BEFORE:
        first += 1
    while last > first and text[last - 1] in _LOOSE_AFTER:
        last -= 1
    first, last = _paired(text, first, _within(text, first, last))
    if first >= last or not _LETTER_OR_DIGIT.search(text, first, last):
        return start, end
    who = _WHO.match(question) is not None
    if who and _NAME.search(text, first, last):
        while (more := _NAME_GOES_ON.match(text, last)) and more[0].strip() not in question:
            last = more.end()
    names = list(_names(question, text))
    first, last = _whole_names(question if who else "", text, first, last, names)
    if who and _NAME.search(text, first, last):
        # "Finance Minister" before the name that is asked about, not "Minister" alone.
        named = _NAME_GOES_ON.match(text, last)
        before_name = named and (
            named[0].strip() in question
            or any(start == last + 1 and _asked(question, text, start, end) for start, end in names)
        )
        while before_name and (more := _TITLE_BEFORE.search(text, 0, first)):
            first = more.start()
    return first, last


def _whole_names(question: str, text: str, first: int, last: int, names: Sequence[Span]) -> Span:
    """``text[first:last]`` with no more than whole names: one that is cut is taken in.

    Where ``question`` asks who that is, what the mark says of the name is left without it.
    """
    for start, end in names:
        if start < last < end:
            said = text[first:start].rstrip(_LOOSE_AFTER)
            describes = _ENDS_AS_NOUN.search(said) and not _NO_ROLE.match(said)
            if first < start and describes and _asked(question, text, start, end):
                last = first + len(said)
            else:
                last = end
        if start < first < end:
            first = start
    return first, last


def _asked(question: str, text: str, start: int, end: int) -> bool:
    """Whether a question has the last part of the name ``text[start:end]``."""
    return text[start:end].rsplit(" ", 1)[-1] in question


def _names(question: str, text: str) -> Iterator[Span]:
    """Where people are named by first and last name, which none but known words tell.

    A first name that nobody knows is told by what the question asks: Zinedine of "Who is Zidane?".
    """
    at = 0
    while match := _FULL_NAME.search(text, at):
        first, last = match["first"], match["last"]
        known = first.casefold() in _GIVEN and not _PLACE_BEFORE.search(text, 0, match.start())
        known = known or (_GIVEN_LAST.fullmatch(last) is not None and len(first) > 1)
        asked = last in question and not _NAME.search(text[: match.start()].rstrip())
        asked = asked and _WHO.match(question) is not None and not _PEOPLE.search(first)
        if (
            (known or asked)
            and first.casefold() not in _NO_GIVEN
            and last.casefold() not in _NO_LAST
        ):
            yield match.span()
            at = match.end()
        else:
            at = match.end("first")


def _contractions(text: str, start: int, end: int) -> Span:
    """Grown to the whole of "didn't" and "O'Brien", not to a possessive ending."""
    while start > 1 and text[start - 1] in _APOSTROPHES and _joined(text, start - 1):
        start -= 1
        while start and _LETTER.match(text[start - 1]):
            start -= 1
    if text[end : end + 2].casefold().replace("\u2019", "'") == "'t" and _joined(text, end):
        end += 2
    return start, end


def _joined(text: str, apostrophe: int) -> bool:
    """Whether an apostrophe stands between two letters."""
    around = text[apostrophe - 1 : apostrophe], text[apostrophe + 1 : apostrophe + 2]
    return all(letter and _LETTER.match(letter) for letter in around)


def _within(text: str, start: int, end: int) -> int:
    """The end of what is quoted, where a span begins in a quotation and runs on behind it."""
    for opening, closing in (('"', '"'), ("\u201c", "\u201d")):
        at = text.find(closing, start + 1, end - 1)
        if at < 0 or opening in text[start:at]:
            continue
        before = text[:start]
        open_now = before.count(opening) - (before.count(closing) if opening != closing else 0)
        if open_now % 2:
            while at > start and text[at - 1] in _LOOSE_AFTER:
                at -= 1
            return at
    return end


def _paired(text: str, start: int, end: int) -> Span:
    """Without a mark at either end whose other half is not marked with it."""
    for opening, closing in _PAIRS.items():
        inside = text[start:end]
        if opening == closing:
            if inside.count(opening) % 2:
                start += inside.startswith(opening)
                end -= inside.endswith(closing) and end - 1 > start
            continue
        if inside.count(opening) > inside.count(closing) and text.startswith(closing, end):
            end += 1
        elif inside.startswith(opening) and closing not in inside:
            start += 1
        if inside.endswith(closing) and opening not in inside:
            end -= 1
    return start, end
