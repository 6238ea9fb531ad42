"""Yes/no questions: what a sentence says to them, where it plainly says something.

A sentence speaks to a question when it has its subject, by name or by a word for it, and after it
all the question asks, in the same or other words (``wording``), close together. It then says yes,
or no where exactly one negation, refusal or opposite governs that; what makes it a possibility, a
plan or a claim settles nothing.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qabot.read.wording import (
    ALIASES,
    AUXILIARY,
    BEFORE_IT,
    CONDITION,
    FUTURE,
    MAYBE,
    NOBODY,
    NOT,
    PARTS,
    PLACES,
    POINTING,
    PRONOUNS,
    REFUSALS,
    ROLES,
    SEATS,
    SPEAKS,
    carries,
    one_of_two,
    opposite,
    phrased,
    same,
)
from qabot.types import Verdict

_ASKS = re.compile(
    r"\W*(?:(?:and|but|so|then),?\s+)?(?P<aux>is|are|was|were|am|do|does|did|has|have|had|can|could"
    r"|will|would|should|may|might|must)(?P<neg>n['\u2019]t)?\s+(?!it\s+true\s+that\b)",
    re.IGNORECASE,
)
_IS = re.compile(r"\W*(?:is|was)\b(?![^?]*\b(?:former|still|ex)\b)", re.IGNORECASE)
_IS_A = re.compile(r"\W*(?:is|was)\b.*\ban?\s+[\w-]+\W*$", re.IGNORECASE)
_TRUE = re.compile(r"\W*is\s+it\s+true\s+that\s+", re.IGNORECASE)
_CHOICE = re.compile(r"\bor\b(?!\s+not\b)", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|[A-Z][^\W_]+(?:-[^\W_]+)+|[^\W_]+(?:[.,'\u2019][^\W_]+)*|[;:,]"
)
_CONTRACTED = re.compile(r"n['\u2019]t$")

_DEFINES = frozenset({",", "is", "was", "who"})
"""What may follow a name whose description comes next: "Yang, a professor"."""
_WIDEST = 4
"""Over how many times their number, and one more, the matched words may spread."""


def asks_yes_or_no(question: str) -> bool:
    """Whether a question can be answered with yes or no."""
    asks = _TRUE.match(question) or _ASKS.match(question)
    return asks is not None and _CHOICE.search(question) is None


class _Word(NamedTuple):
    """``lower`` without a possessive ending, which ``owns``; ``name``: it is capitalised."""

    lower: str
    name: bool
    owns: bool = False


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word, or the words of a name, that a question asks with; ``free`` to stand anywhere."""

    words: tuple[str, ...]
    name: bool
    owns: bool
    free: bool


def verdict(question: str, sentence: str, previous: str = "", headline: str = "") -> Verdict:
    """What ``sentence`` says to a yes/no ``question``; UNSETTLED unless it says so plainly.

    ``previous``, the sentence before it, and the article's ``headline`` tell who "he" and "the
    company" are.
    """
    opening = _TRUE.match(question) or _ASKS.match(question)
    if opening is None:
        return Verdict.UNSETTLED
    words = _words(question[opening.end() :])
    asked = {word.lower for word in words} | {opening.groupdict().get("aux", "is").casefold()}
    units = _units(words)
    if len(units) < 2 or words[0].lower in NOBODY or words[-1].lower in POINTING:
        return Verdict.UNSETTLED
    if asked & NOT or opening.groupdict().get("neg"):
        return Verdict.UNSETTLED
    said = _words(sentence)
    if _IS.match(question) and _entitled(units, said):
        return Verdict.YES
    what = _IS_A.match(question) is not None
    found = {
        result
        for start in _subjects(units[0], said, previous, headline)
        if (not what or (said[start + 1 : start + 2] and said[start + 1].lower in _DEFINES))
        and (result := _speaks(units, said, start, asked, headline)) is not None
    }
    return found.pop() if len(found) == 1 else Verdict.UNSETTLED


def _speaks(
    units: Sequence[_Unit], said: Sequence[_Word], start: int, asked: set[str], headline: str
) -> Verdict | None:
    """What is said of the subject at ``start``; None where that is not what is asked."""
    places, flips, whole = [start], 0, False
    for unit in units[1:]:
        since = 0 if unit.free else start + 1
        # A name stays on its side of the names before it; other words may change places.
        if unit.name and not unit.free:
            since = max(places) + 1
        place = _find(unit, said, since)
        if unit.name and place is None:
            place = _stands_for(unit, said, since, headline)
        elif not unit.name:
            word, end = unit.words[0], len(said) if place is None else place
            turned = (i for i in range(since, end) if opposite(word, said[i].lower))
            if (turning_place := next(turned, None)) is not None:
                place, flips, whole = turning_place, flips + 1, whole or one_of_two(word)
        if place is None:
            return None
        if not unit.free:
            places.append(place)
    first, last = min(places), max(places)
    within = [word.lower for word in said[first : last + 1]]
    if len([word for word in within if word != ","]) > _WIDEST * (len(places) + 1):
        return None
    if (PARTS - asked) & set(_same_subject(within)) or _other_subject(said, places, units):
        return None
    begins = first
    while begins and said[begins - 1].lower not in PARTS:
        begins -= 1
    ends = next((i for i in range(last, len(said)) if said[i].lower in PARTS), len(said))
    matched = set(places)
    unsure = (MAYBE | FUTURE) - asked
    governing = [i for i in range(begins, last) if i not in matched]
    if any(said[i].lower in unsure for i in governing):
        return Verdict.UNSETTLED
    if any(word.lower in CONDITION - asked for word in said[last:ends]):
        return Verdict.UNSETTLED
    turning = (NOT | REFUSALS) - asked
    turns = [i for i in range(begins, ends) if said[i].lower in turning and i not in matched]
    if not turns:
        return (Verdict.YES, Verdict.NO, Verdict.UNSETTLED)[min(flips, 2)]
    governs = first < turns[0] < last or (
        said[turns[0]].lower in BEFORE_IT and 0 < first - turns[0] <= 2
    )
    if len(turns) > 1 or not governs:
        return Verdict.UNSETTLED
    if flips:
        return Verdict.YES if whole and flips == 1 else Verdict.UNSETTLED
    return Verdict.NO


def _same_subject(within: Sequence[str]) -> Sequence[str]:
    """Words from the last "and has", which goes on with the subject, whatever came between."""
    pairs = enumerate(itertools.pairwise(within))
    goes_on = [i for i, (one, next_) in pairs if one == "and" and next_ in AUXILIARY]
    return within[goes_on[-1] :] if goes_on else within


def _entitled(units: Sequence[_Unit], said: Sequence[_Word]) -> bool:
    """Whether a title stands before the name: "Is Choe a minister?", "Foreign Minister Choe"."""
    if len(units) != 2 or not units[0].name or units[1].name:
        return False
    before = (_find(units[0], said, 0) or 0) - len(units[0].words)
    return before >= 0 and said[before].name and same(units[1].words[0], said[before].lower)


def _other_subject(said: Sequence[_Word], places: Sequence[int], units: Sequence[_Unit]) -> bool:
    """Whether somebody else comes between: "X said Y left", "X came and Y left"."""
    known = {word for unit in units for word in unit.words}
    for place in range(places[0] + 1, max(places)):
        after = said[place + 1 : place + 3]
        if said[place].lower in SPEAKS:
            told = [word for word in after if word.lower != "that"]
            if not told or told[0].lower not in PRONOUNS:
                return True
        both = place == places[0] + 1  # "Chelsea and Arsenal won": so did either
        if (
            said[place].lower == "and"
            and not both
            and after
            and after[0].name
            and after[0].lower not in known
        ):
            return True
    return False


def _subjects(unit: _Unit, said: Sequence[_Word], previous: str, headline: str) -> list[int]:
    """Where the question's subject stands in a sentence: its words, or a word that stands for it.

    A possessive is another subject ("Biegun's aide") unless the question has it too.
    """
    found = []
    place = _find(unit, said, 0)
    while place is not None:
        if unit.owns or not said[place].owns:
            found.append(place)
        place = _find(unit, said, place + 1)
    if found or not unit.name:
        return found
    opens = (i for i in range(len(said)) if i == 0 or said[i - 1].lower in (",", "but", "and"))
    first = next(opens, None)
    if first is not None and said[first].lower in PRONOUNS and _opens_with(unit, previous):
        return [first]
    role = _stands_for(unit, said, 0, headline)
    return [] if role is None or said[role].owns != unit.owns else [role]


def _stands_for(unit: _Unit, said: Sequence[_Word], since: int, headline: str) -> int | None:
    """Where "the company" or the like stands for a name of the headline."""
    if _find(unit, _words(headline), 0) is None:
        return None
    return next(
        (
            i
            for i in range(max(1, since), len(said))
            if said[i].lower in ROLES and said[i - 1].lower == "the"
        ),
        None,
    )


def _opens_with(unit: _Unit, previous: str) -> bool:
    """Whether the first name of the sentence before is the subject's."""
    words = _words(previous)
    first = next((i for i, word in enumerate(words) if word.name and carries(word.lower)), None)
    place = _find(unit, words, 0)
    return place is not None and first is not None and first <= place <= first + 2


def _find(unit: _Unit, said: Sequence[_Word], since: int) -> int | None:
    """The first place from ``since`` on where the unit stands, its last word for a name."""
    if not unit.name:
        word = unit.words[0]
        return next((i for i in range(since, len(said)) if same(word, said[i].lower)), None)
    alike = ALIASES.get(unit.words, (unit.words,))
    for place in range(since, len(said)):
        for words in alike:
            if (
                words != unit.words
                and words[0] in SEATS
                and place
                and said[place - 1].lower == "in"
            ):
                continue
            if tuple(word.lower for word in said[place : place + len(words)]) == words:
                return place + len(words) - 1
        if unit.words not in ALIASES and said[place].lower in (unit.words[0], unit.words[-1]):
            before = said[place - 1] if place else None
            stranger = before is not None and before.name and carries(before.lower)
            if len(unit.words) == 1 or not stranger or (before and before.lower in unit.words):
                return place
    return None


def _units(words: Sequence[_Word]) -> list[_Unit]:
    """What a question asks with, in its order; names of several words are one."""
    units: list[_Unit] = []
    free, last = False, -2
    for place, word in enumerate(words):
        more = word.lower == "more" and not any(w.lower == "than" for w in words[place : place + 2])
        if word.lower in PLACES and len(units) > 1:
            free = True
        if not more and not carries(word.lower):
            continue
        before = units[-1] if units else None
        if before and before.name and word.name and last == place - 1 and not before.owns:
            units[-1] = _Unit((*before.words, word.lower), True, word.owns, before.free)
        else:
            units.append(_Unit((word.lower,), word.name, word.owns, free))
        last = place
    return units


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    for match in _TOKEN.finditer(phrased(text).replace("\u2019", "'")):
        name, lower = match[0][0].isupper(), match[0].casefold()
        if _CONTRACTED.search(lower):
            found += [_Word(_CONTRACTED.sub("", lower), False), _Word("not", False)]
            continue
        bare = lower.removesuffix("'s").rstrip(".")
        found.append(_Word(bare, name, lower.endswith("'s")))
    return found
