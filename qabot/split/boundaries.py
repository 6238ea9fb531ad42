"""Where the sentences of a running text end: nupunkt's boundaries and numbered corrections.

nupunkt is the Punkt algorithm with orthographic statistics learned from much English text. It runs
over an abbreviation list of our own and is corrected by the rules below; ``docs/splitting.md`` says
why. It is imported by the first call of ``split`` only.
"""

import functools
import re
from typing import Any

from qabot.types import Span

RULES = 1
"""Raised whenever a change here can move a boundary."""

LONGEST = 2_000
"""The most characters of a sentence; a longer one is cut at punctuation or white space."""

SHORT_QUOTATION = 25
"""The most words of a quotation whose sentences stay together, with who said them."""

_ABBREVIATIONS = """
    mr mrs ms messrs mme mlle dr prof hon rev fr sr jr st sgt cpl pvt lt col maj capt cmdr cdr gen
    adm brig gov sen rep reps sens pres supt insp det atty amb esq msgr
    inc ltd corp co cos bros plc llc dept univ assn assoc govt natl intl
    jan feb apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri
    ave blvd rd hwy mt ft ala ariz ark calif colo conn fla ga kan kans ky md mich minn mont neb nev
    okla ore pa penn tenn tex va vt wash wis wyo
    nos vol vols pp pg fig figs eds approx ca cf viz vs v etc sq cu incl
    e.g i.e ph.d m.d b.a m.a b.sc m.sc d.phil a.k.a ...
"""
"""Lower case, without the last stop. Words that often end sentences (no, art, mass, miss, ill, mar,
sat, sun) are not here: where they abbreviate, a rule below reads what follows."""

_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Messrs|Dr|Prof|Hon|Rev|Fr|St|Ste|Sgt|Cpl|Pvt|Lt|Col|Maj|Capt|Cmdr|Cdr|Gen|Adm|"
    r"Brig|Gov|Sen|Rep|Reps|Sens|Pres|Supt|Insp|Det|Msgr|Amb|Mt|Ft|vs|v|Atty)\.\Z"
)
_COUNTED = re.compile(
    r"\b(?:nos?|pp?|pg|vols?|figs?|secs?|ch|art|pop|approx|ca|c|para|eds?|est|ext|tel)\.\Z", re.I
)
_MEASURE = re.compile(r"\d (?:in|mi|min|hr|sec|yd|m|km|cm|mm|kg|lbs?|oz|mph)\.\Z")
_CLOSERS = re.compile(r"[\"'\u201d\u2019]+(?:\s+|\Z)")
_CRY = re.compile(r"[?!]['\u2019]?[\"\u201d]\Z")
_SAID = re.compile(
    r"(?:[A-Z][\w.'\u2019-]* ){1,4}(?:said|says|asked|asks|added|cried|shouted|yelled|wrote|writes|"
    r"replied|exclaimed|recalled|explained|joked|wondered|told)\b"
)
_DOTTED = re.compile(r"(?<![\w.])[A-Za-z](?:\.[A-Za-z])+\.[\])]?\Z")
_HOUR = re.compile(r"\b[ap]\.m\.\Z", re.I)
_HOUR_GOES_ON = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|"
    r"Nov|Dec|Eastern|Central|Mountain|Pacific|Greenwich|E[SD]?T|C[SD]T|M[SD]T|P[SD]?T|GMT|UTC|BST|"
    r"CET|KST|JST|IST|Eastern|[a-z(]|\d)"
)
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]+")
_LETTER_END = re.compile(r"\b[a-z]+ [A-Z]\.(?= (?P<next>[A-Z][\w'\u2019]*))")
_HOUR_END = re.compile(r"\b[ap]\.m\.(?= (?P<next>[A-Z]))", re.I)
_WORD = re.compile(r"[\w'\u2019]+")
_STARTERS = """
    A After All Although An And Another Any As At Because Before Both But By Despite During Each
    Even Every Few For From He Her Here His How However I If In Instead It Its Last Later Many
    Meanwhile More Most My No Nobody None Nor Not Now Of On One Only Or Others Our She Since So Some
    Still Such That The Their Then There These They This Those Though Thus To Today Under Until We
    Well What When Where Whether Which While Who Why With Yes Yet You Your
"""
"""Words that begin a sentence even behind an abbreviation: ``the U.S. The army`` is two."""


def split(text: str) -> list[Span]:
    """Return the sentences of a running text as spans without outer white space, in order."""
    ends = _boundaries(text)
    spans: list[Span] = []
    start = 0
    for end in [*ends, len(text)]:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if left < right:
            spans += _cut(text, left, right)
        start = end
    return spans


def _cut(text: str, start: int, end: int) -> list[Span]:
    """Cut a span longer than ``LONGEST`` at punctuation, else at white space, else anywhere."""
    spans: list[Span] = []
    while end - start > LONGEST:
        window = text[start : start + LONGEST]
        half = LONGEST // 2
        at = max(window.rfind(mark, half) for mark in ("; ", ", ", ": ", ". ", "? ", "! ")) + 1
        if not at:
            at = window.rfind(" ", half)
        if at <= 0:
            at = LONGEST
        spans.append((start, start + len(window[:at].rstrip())))
        start += at
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        spans.append((start, end))
    return spans


@functools.cache
def _punkt() -> Any:
    """Return nupunkt's tokenizer with our abbreviations for its own.

    Its model knows 5,900 abbreviations learned from statutes and scanned papers, among them
    ``cancer``, ``west`` and ``tables``; of these only dotted letters (``u.s``, ``p.m``) are kept.
    """
    import nupunkt

    learned = nupunkt.load_default_model().parameters
    dotted = {word for word in learned.abbrev_types if re.fullmatch(r"[a-z](?:\.[a-z])+", word)}
    parameters = nupunkt.PunktParameters(
        abbrev_types=dotted.union(_ABBREVIATIONS.split()),
        sent_starters=learned.sent_starters,
        ortho_context=learned.ortho_context,
    )
    tokenizer = nupunkt.PunktSentenceTokenizer(parameters)
    tokenizer.EXCL_QUEST_LOWERCASE_CONTINUES = True  # "Yahoo! shares", "What? and left"
    return tokenizer


def _boundaries(text: str) -> list[int]:
    """Return the offsets, inside ``text``, at which sentences begin after the first."""
    told = {start for start, _ in _punkt().span_tokenize(_shortened(text))}
    quoted = _short_quotations(text)
    kept: list[int] = []
    last = quote = 0
    for at in sorted(told | _missed(text)):
        # Rule 2: a closing mark that stands apart closes what is before it.
        closers = _CLOSERS.match(text, at)
        if closers:
            at = closers.end()
        while quote < len(quoted) and quoted[quote][1] <= at:
            quote += 1
        inside = quote < len(quoted) and quoted[quote][0] < at
        if last < at < len(text) and not inside and not _goes_on(text, last, at):
            kept.append(at)
            last = at
    return kept


def _shortened(text: str) -> str:
    """Blot out words of over 100 characters, of the same length: Punkt is quadratic in them."""
    return _ENDLESS.sub(lambda word: "x" * (len(word[0]) - 3) + word[0][-3:], text)


_ENDLESS = re.compile(r"\S{100,}")


def _missed(text: str) -> set[int]:
    """Rule 1: ``5 p.m.`` and a letter (``vitamin C.``) can end a sentence before a capital."""
    found = {m.start("next") for m in _HOUR_END.finditer(text)}
    return found | {m.start("next") for m in _LETTER_END.finditer(text) if m["next"] in _starters()}


@functools.cache
def _starters() -> frozenset[str]:
    return frozenset(_STARTERS.split())


def _goes_on(text: str, start: int, at: int) -> bool:
    """Tell whether the sentence from ``start`` goes on at ``at``, where a boundary was proposed."""
    before = text[max(start, at - 40) : at].rstrip()
    after = text[at : at + 40]
    # Rule 3: nothing begins with what closes or continues.
    if after[0] in ",;:)]}%\u2026":
        return True
    # Rule 4: an enumerator belongs to its item.
    if at - start <= 8 and _ENUMERATOR.fullmatch(before):
        return True
    # Rule 5: a question or a cry in quotation marks goes on with who said it.
    if _CRY.search(before) and _SAID.match(after):
        return True
    if not before.endswith((".", ".]", ".)")):
        return False
    # Rule 6: a title has its name, "No." its number, a measure its sentence.
    if after[0].isupper() and _TITLE.search(before):
        return True
    if after[0].isdigit() and _COUNTED.search(before):
        return True
    if after[0].islower() and _MEASURE.search(before):
        return True
    # Rule 7: an hour goes on with its day or zone.
    if _HOUR.search(before):
        return _HOUR_GOES_ON.match(after) is not None
    # Rule 8: dotted letters go on, except before a word that begins sentences.
    if _DOTTED.search(before):
        word = _WORD.match(after)
        return word is not None and word[0] not in _starters()
    return False


def _short_quotations(text: str) -> list[Span]:
    """Rule 9: return the quotations of at most ``SHORT_QUOTATION`` words, from mark to mark."""
    spans: list[Span] = []
    opened: int | None = None
    for match in _MARK.finditer(text):
        at, mark = match.start(), match.group()
        opens = mark == "\u201c" or (
            mark == '"' and (not at or text[at - 1] in _BEFORE_OPENING) and not _ends(text, at + 1)
        )
        if opens:
            opened = at
        elif opened is not None:
            if at - opened < 400 and text.count(" ", opened, at) < SHORT_QUOTATION:
                spans.append((opened, at))
            opened = None
    return spans


_MARK = re.compile('["\u201c\u201d]')
_BEFORE_OPENING = " ([{-\u2013\u2014/'\u2018"


def _ends(text: str, at: int) -> bool:
    return at >= len(text) or text[at].isspace()
