"""Plain statements taken from sentences: SUBJECT VERB REST, as far as word lists can be sure.

Precision first. What is quoted, begins with anything but its subject, has a pronoun that a question
would leave hanging or a verb that no list knows, gives nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from qabot.evaluation.proposals.subjects import Known
from qabot.evaluation.proposals.verbs import BASES, PARTICIPLES, PAST
from qabot.follow_up.naming import possessive

Made: TypeAlias = tuple[str, str | None] | None
"""A question, and the words that answer it."""

MODALS = frozenset("will would could may might should must".split())
AUXILIARIES = frozenset("is are was were has have had".split()) | MODALS
INTENDS = {"plans": "plan", "intends": "intend", "expects": "expect", "hopes": "hope",
           "wants": "want", "seeks": "seek"}  # fmt: skip
"""Said of what somebody means to do, before "to"; elsewhere most of them are nouns."""
MAKES = {"makes": "make", "owns": "own", "produces": "produce", "operates": "operate",
         "manufactures": "manufacture", "sells": "sell", "employs": "employ"}  # fmt: skip
"""The present tense, where it is no noun either."""
HOLDS = {"suggested": "suggest", "announced": "announce", "argued": "argue",
         "confirmed": "confirm", "denied": "deny", "admitted": "admit", "claimed": "claim",
         "revealed": "reveal", "insisted": "insist", "predicted": "predict"}  # fmt: skip
"""What is before "that"."""
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Aug\.?|Sept\.?|Oct\.?|Nov\.?|Dec\.?)"
)
NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})*(?:\.\d+)?(?: (?:mln|million|billion))?|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|dozens of|hundreds of|thousands of)"
)
ABOUT = (
    r"(?:(?:about|around|some|nearly|almost|over|more than|up to|at least|approximately|another"
    r"|an additional|an estimated|a total of) )?"
)
_COUNTED = re.compile(
    rf"{ABOUT}(?P<number>{NUMBER}) (?:more |other )?(?P<noun>[a-z].*)", re.IGNORECASE
)
SAYING = frozenset("said added told says".split())
_PERIODS = frozenset("period quarter year week month months weeks half".split())
_ADVERBS = frozenset(
    """last also later then now recently previously already earlier finally eventually again
    quickly soon still currently yesterday today repeatedly formerly officially reportedly
    narrowly only just""".split()
)
_HANGING = frozenset(
    """he him she it they them i me we us you my our your that these those who whom what here
    whether how why there himself herself itself themselves former latter ago""".split()
)
_LOOSE = frozenset(
    """and or of to in on at for from with by that who which as than the a an his her its their not
    be been being is are was were has have had will would but when while after before about over
    under during through into between its more most very also up out""".split()
)
_ENDS = re.compile(
    r",\s|\.{2,}|\s(?:-+|\u2013|\u2014)\s"
    r"|\s(?:but|while|whereas|although|though|which|who|whose|where|when|after|before|because"
    r"|since|unless|if|compared|despite|following|including|saying|adding|until|amid"
    r"|and (?=(?:\w+ly\s)?(?P<next>\w+)))\b"
)
_UNCLEAR = r"[\"\u201c\u201d()\[\]:;*/\u2026]|''|[<>]|\d-\d|\b(?:vs|shr|qtr)\b"
_OUT_OF_PLACE = re.compile(
    rf"{_UNCLEAR}|\b(?i:{'|'.join(sorted(_HANGING))}|this(?! (?:year|month|week)\b))\b"
)
_PART = re.compile(r"(?<=\w) (?:with|for|from|during|under|through|by|at|in) ")
"""Where a statement may be left without its end."""
_TICKER = re.compile(r" ?<[A-Z][A-Z.0-9]*>")
_BRACKETED = re.compile(r"<([A-Z][^<>]{3,60})>")
_FRONTED = re.compile(
    rf"(?:(?P<date>(?:On|In|Last|Late|Early|Earlier) (?:(?:on|in|last|this) )?"
    rf"(?:[A-Z][a-z]+day|{MONTH}(?: \d{{4}})?|\d{{4}}|year|month|week))"
    r"|(?:Under|In|At|On|After|Following|During|For|As|With|Earlier|Also|Meanwhile|However|Speaking"
    r"|Separately|Previously|Until|Since|By|Despite)(?: [^,\"\u201c]{2,90})?), (?P<main>.+)"
)
_ASIDE = re.compile(
    r"(?P<name>(?:[A-Z][\w.&'\u2019-]*\s)*[A-Z][\w.&'\u2019-]*), "
    r"(?:(?:who|which) (?P<who>[^,\"\u201c]{3,80})|(?:a|an|the|whose|[a-z-]+) [^,\"\u201c]{3,80})"
    r", (?P<on>[a-z]+ .*)"
)
_AND_THEN = re.compile(
    r"(?P<left>[^\"\u201c]+?) and (?:also )?"
    rf"(?P<more>(?:has|have|had|{'|'.join(sorted((*MODALS, *INTENDS)))}) .+)"
)
"""What the same subject does besides: "... and expects to open it"."""
_MEASURE = re.compile(
    r"\b(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|few|several|shortly|just|only)"
    r"(?: (?:day|week|month|year|hour|minute|second)s?)?$"
    r"|\b\d+ (?:day|week|month|year|hour|minute|second)s?$"
)
"""Of "a day after", left behind where a statement ends before "after"."""
_ADJECTIVE = re.compile(
    r"(?:y|al|ic|ive|ous|ful|less|able|ible|ed|ant|ent|ing|est)$|^(?:large|big|small|new|old|long"
    r"|strong|major|huge|great|deep|short|young|hard|fast|free|full|rare|simple|late|wide|high|low"
    r"|good|bad)$"
)
_GOES_ON = re.compile(
    r", (?!(?:a|an|the|its|his|her|their|which|who|with|and|but|or|as|in|on|at|for|from|to|by)\b"
    r"|\w+ing\b|\w+ (?:said|says|added)\b)[a-z]"
)
_BECAUSE = re.compile(r"\bbecause\b")


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement. ``verb`` is a form of the simple past or an auxiliary."""

    subject: str
    verb: str
    rest: str
    """All that follows, up to where another statement begins."""
    sure: bool
    """Whether the subject is a name, behind which a past form is no participle."""
    because: bool
    """Whether a reason follows."""
    whole: str
    """What follows, to the end of the sentence."""
    number: str | None = None
    """How many the subject is, which is then without it."""
    pronoun: str | None = None
    """The pronoun that stood for the subject."""

    @property
    def complete(self) -> bool:
        """Whether an auxiliary has its verb behind it, in a form that this knows."""
        first, second = [*self.rest.split()[:2], "", ""][:2]
        if self.verb in ("has", "have", "had"):
            return first in PARTICIPLES or (first == "been" and second in PARTICIPLES)
        if self.verb in MODALS:
            return first in BASES or first == "be"
        return True


def plain(text: str) -> str:
    """A sentence without stock tickers and its full stop."""
    text = _BRACKETED.sub(r"\1", _TICKER.sub("", text)).strip().replace(" said, ", " said ")
    return re.sub(r"(?<!\b[A-Z])\.$", "", text)


def clauses(text: str, known: Known) -> Iterator[Clause]:
    """The statements of a sentence, as ``plain`` gives it: its own, and what somebody said."""
    aside = _ASIDE.match(text)
    if aside and (known.names_one(aside["name"]) or known.is_name(aside["name"])):
        if aside["who"]:
            yield from _parse(f"{aside['name']} {aside['who']}", known, None, depth=0)
        text = f"{aside['name']} {aside['on']}"
    fronted = _FRONTED.match(text)
    if fronted is None:
        yield from _parse(text, known, None, depth=0)
        return
    date = fronted["date"]
    for clause in _parse(fronted["main"], known, None, depth=0, begins=False):
        rest = f"{clause.rest} {date[0].lower()}{date[1:]}".strip() if date else clause.rest
        yield replace(clause, rest=rest)


def _parse(
    text: str, known: Known, said_by: str | None, depth: int, begins: bool = True
) -> Iterator[Clause]:
    words = text.split()
    at = _verb(words)
    if at is None:
        return
    subject, verb = _subject(words[:at], known, said_by, begins), words[at]
    if subject is None:
        return
    while words[at + 1 : at + 2] and words[at + 1] in _ADVERBS and verb not in PAST:
        del words[at + 1]
    rest = " ".join(words[at + 1 :])
    if verb in SAYING:
        yield Clause(subject, verb, "", known.is_name(subject), False, rest)
    if verb in SAYING or (verb == "announced" and words[at + 1 : at + 2] in (["it"], ["that"])):
        if not depth and verb not in ("told", "says"):
            yield from _parse(rest.removeprefix("that "), known, subject, depth=1)
        return
    short = _cut(rest) or ""
    first = rest.split(", ")[0]
    pronoun = words[0] if at == 1 and words[0] in ("it", "he", "she") else None
    counted = _COUNTED.fullmatch(subject)
    if counted:
        if another(first.split()):
            return
        noun = counted["noun"]
        yield Clause(noun, verb, short, False, False, rest, number=counted["number"])
        return
    sure = known.is_name(subject)
    if not sure and verb in PAST and another(first.split()):
        return  # "The notes priced at par were sold"
    yield Clause(subject, verb, short, sure, _BECAUSE.search(rest) is not None, rest, None, pronoun)
    more = _AND_THEN.match(first)
    if more and sure and depth < 2 and not another(more["left"].split()):
        yield from _parse(f"{subject} {more['more']}", known, None, 2, begins=False)


def _verb(words: Sequence[str]) -> int | None:
    """Where the first word is that can only be the verb of a statement."""
    for at, word in enumerate(words[:14]):
        if word.endswith((",", ";", ":")) or word[0] in "\"\u201c'":
            return None
        intends = word in INTENDS and words[at + 1 : at + 2] == ["to"]
        intends = intends or (word == "expects" and words[at - 1 : at] == ["it"])
        holds = word in HOLDS and "that" in words[at + 1 : at + 3]
        if word in AUXILIARIES | SAYING | PAST.keys() | MAKES.keys() or intends or holds:
            if (
                word in PAST
                and at
                and words[at - 1].casefold() in ("a", "an", "the", "its", "their")
            ):
                continue  # "the proposed merger"
            if word == "ended" and words[at - 1] in _PERIODS:
                continue  # "earnings for the quarter ended March 31"
            return at if at else None
    return None


def _subject(words: Sequence[str], known: Known, said_by: str | None, begins: bool) -> str | None:
    while words and words[-1] in _ADVERBS:
        words = words[:-1]
    text = " ".join(words)
    counted = _COUNTED.fullmatch(text)
    if counted and known.subject(["the", *counted["noun"].split()], begins=False):
        return text
    if said_by is not None and len(words) == 1 and words[0] in ("it", "he", "she"):
        fits = known.is_person(said_by) is (words[0] != "it")
        return said_by if fits and known.is_name(said_by) else None
    if said_by is not None and words and words[0] == "its" and known.is_company(said_by):
        own = known.subject(["the", *words[1:]], begins=False)
        return f"{possessive(said_by)} {own.removeprefix('the ')}" if own else None
    return known.subject(words, begins=begins and said_by is None)


def _cut(rest: str) -> str | None:
    """``rest`` up to where another statement begins; None where it is not fit to be repeated."""
    end = len(rest)
    for match in _ENDS.finditer(rest):
        next_word = match["next"]
        verb = next_word == "then" or (
            next_word is not None
            and next_word[:-1] in BASES | {"expect", "say"}
            and next_word.endswith("s")
        )
        if next_word is None or verb or next_word in PAST.keys() | AUXILIARIES | _HANGING | SAYING:
            end = match.start()
            break
    short = rest[:end].strip(" ,.") if end < len(rest) else rest.strip(" ,")
    if end < len(rest) and _MEASURE.search(short):
        return None
    if bad := _OUT_OF_PLACE.search(short):
        asked = bad[0].casefold() in ("whether", "how", "why", "what", "that")
        parts = [] if asked else list(_PART.finditer(short, 0, bad.start()))
        short = short[: parts[-1].start()] if parts else ""
    words = short.split()
    lower = [word.casefold().strip("'\u2019") for word in words]
    if _OUT_OF_PLACE.search(short) or set(lower) & _HANGING or (lower and lower[-1] in _LOOSE):
        return None
    if rest[end : end + 2] == ", " and _breaks_list(words, rest[end:]):
        return None
    return short


def _breaks_list(words: Sequence[str], more: str) -> bool:
    """Whether a comma stands between two adjectives: "a large, old house"."""
    if len(words) < 2 or words[-2].casefold() not in ("a", "an", "the", "its", "his", "her"):
        return False
    return _ADJECTIVE.search(words[-1]) is not None and _GOES_ON.match(more) is not None


def another(words: Sequence[str]) -> bool:
    """Whether words hold a second verb, before which a conjunction may have been left out."""
    only_past = PAST.keys() - PARTICIPLES.keys()
    return any(word in AUXILIARIES | SAYING | only_past for word in words)
