"""Who says what a sentence holds: "...," said Yang Moo-jin, a professor at ..., and the like.

Told from the sentence's own attribution or, inside a quotation that runs over several sentences,
from the only one of its paragraph. Wherever two are possible, or the speaker is but a pronoun with
nobody before it, nothing is told: a wrong name beside somebody's words is worse than none.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from qabot.read.candidates import Candidate
from qabot.types import Kind, Sentence, Span

_SURE = (
    r"said|says|told|tells|explained|explains|argued|argues|insisted|insists|warned|warns|stated"
)
_MAYBE = (
    r"added|adds|noted|notes|claimed|claims|admitted|admits|acknowledged|commented|replied|recalled"
    r"|recalls|wrote|writes|announced|conceded|remarked|continued|joked|stressed|asked"
)
"""These are speech beside a quotation, or before "that"; "added 300 jobs" is not."""
_ADVERB = r"(?:(?:also|later|then|earlier|has|had|further|repeatedly|recently|previously)\s+)*"
_WORD = (
    r"(?:(?:[A-Z]\.)+|[\w\u2019'&-]+"
    r"|(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|St|Jr|Prof)\.)"
)
_OPENER = (
    r"(?:In|On|At|After|Before|During|Earlier|Later|Meanwhile|However|Speaking|Asked|Last|But|And"
    r"|Yet|Still|Since|Despite|Also|According|While|When|For|By|Until|Under|With)\b"
)
_BEFORE = re.compile(
    rf"(?:^|(?<=\x00)[,.]?\s+|^(?=.{{0,80}},)\s*{_OPENER}[^,\x00]{{0,80}},\s+"
    r"|[;:]\s+|^(?:But|And|Yet)\s+|\b(?:but|and)\s+(?=the\s|[A-Z]))"
    rf"(?P<who>{_WORD}(?:\s+{_WORD}){{0,7}}?)"
    rf"(?P<also>,\s+[^,\x00]{{2,90}},)?\s+{_ADVERB}(?P<verb>{_SURE}|{_MAYBE})\b(?P<that>\s+that\b)?"
)
_AFTER = re.compile(
    rf"(?:(?<=\x00)|(?<=,))\s*,?\s*(?P<verb>(?!told|tells|asked)(?:{_SURE}|{_MAYBE}))\s+"
    rf"(?P<who>{_WORD}(?:\s+{_WORD}){{0,7}})(?P<also>,\s+[^,.;:\x00]{{2,90}})?"
)
_NOT_A_SUBJECT = frozenset(
    """he she they it we i you who which that this these those what there if when while as after
    before because since is are was were be been being has have had do does did will would can could
    should may might must not to than so one some others many few in on at by for from with about
    later earlier also then however whether where how why although though""".split()
)
_MAY_STAND_INSIDE = frozenset("for in on at by with from".split())
"""Inside, but not at the beginning: "a spokesman for the ministry"."""
_ENDS_AFTER = frozenset(
    """in on at after before during as who which when while where on by with from to about but and
    last late earlier monday tuesday wednesday thursday friday saturday sunday yesterday today
    tomorrow this that following through via if because recently later shortly""".split()
)
_PRONOUNS = frozenset("he she".split())
_DETERMINED = re.compile(r"(?:the|a|an|his|her|its|their|one|another)\s", re.IGNORECASE)
_ROLE_ENDS = re.compile(r"\s+(?:at|of|from|for|in|with|who|and|on|based|to|which|that|whose)\b.*")
_QUOTES = '"\u201c\u201d'


_CONJUNCTION = re.compile(r"^(?:But|And|Yet|Still|So)\s+")
_YEAR = re.compile(r"\s+in\s+\d{4}$")


_ASKS_WORDS = re.compile(
    r"\bwhat\s+(?:else\s+)?(?:did|does|do|has|had|was)\b.*\b(?:say|said|tell|add|claim|explain|argue"
    r"|warn|insist|reply|answer|state)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"(?:[\"\u201c]|^(?=[^\"\u201c\u201d]*[,.!?][\"\u201d](?:\s|$)))"
    r"(?P<words>[^\"\u201c\u201d]{16,})(?:[\"\u201d]|$)"
)


def quoted(question: str, candidate: Candidate, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """``spans``, best first, of a sentence; to "What did X say?" with the words quoted in front.

    Not where the best span is in the quotation already.
    """
    if not spans or not _ASKS_WORDS.search(question):
        return spans
    words = max(
        (match.span("words") for match in _QUOTED.finditer(candidate.raw)),
        key=lambda span: span[1] - span[0],
        default=None,
    )
    if words is None:
        return spans
    start, end = (place + candidate.sentence.start for place in words)
    if spans[0][0] < end and start < spans[0][1]:
        return spans
    return ((start, end), *(span for span in spans if span[1] <= start or end <= span[0]))


def speaker(sentences: Sequence[Sentence], index: int) -> str | None:
    """Who speaks in ``sentences[index]``, all sentences being those of one article, in order.

    Only of words in quotation marks, and not where the sentence opens with who says them: "The
    company said it ..." tells that itself.

    A name with what it is introduced as, "Yang Moo-jin, professor", or a description, "a senior
    intelligence official"; None where nothing is attributed or the speaker is not certain.
    """
    own = sentences[index]
    if own.kind is not Kind.PARAGRAPH:
        return None
    around = _paragraph(sentences, index)
    place = index - around[0].index
    texts, inside = _outside_quotes(tuple(each.text for each in around))
    found = [_attribution(text) for text in texts]
    if "\x00" not in texts[place]:
        return None
    here = found[place]
    if here is not None:
        if here.casefold() not in _PRONOUNS:
            opens = own.text.casefold().startswith(here.split(",")[0].casefold())
            return None if opens else here
        earlier = {each for each in found[:place] if each and each.casefold() not in _PRONOUNS}
        near = place and (found[place - 1] in earlier or inside[place - 1])
        named = next(iter(earlier)) if near and len(earlier) == 1 else None
        return named if named and _one_person(named) else None
    if _says(texts[place]) or not inside[place]:
        return None
    spoken = {each for each in found if each}
    several = sum(_says(text) for text in texts) > len([each for each in found if each])
    only = next(iter(spoken)) if len(spoken) == 1 and not several else None
    return only if only and only.casefold() not in _PRONOUNS else None


_NEAR = 50
"""Sentences on either side that are looked at: a whole article can be one paragraph."""


def _paragraph(sentences: Sequence[Sentence], index: int) -> Sequence[Sentence]:
    first = last = index
    paragraph, end = sentences[index].paragraph, min(len(sentences) - 1, index + _NEAR)
    while first > max(0, index - _NEAR) and sentences[first - 1].paragraph == paragraph:
        first -= 1
    while last < end and sentences[last + 1].paragraph == paragraph:
        last += 1
    return sentences[first : last + 1]


@lru_cache(maxsize=256)
def _outside_quotes(texts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Texts of a paragraph with NUL for each quotation, and which are quotation throughout.

    Straight marks open and close in turn. What follows one that is never closed may be anything:
    one may have been left out, or the next paragraph goes on with the quotation. Where a mark opens
    again what is open, as some papers write it, nothing is told to be quotation throughout.
    """
    opened = again = False
    result: list[str] = []
    throughout: list[bool] = []
    for text in texts:
        kept: list[str] = ["\x00"] if opened else []
        for place, letter in enumerate(text):
            if letter in _QUOTES:
                again |= opened and letter == '"' and _opens(text, place)
                opened = letter == "\u201c" or (letter == '"' and not opened)
                if opened:
                    kept.append("\x00")
            elif not opened:
                kept.append(letter)
        plain = "".join(kept)
        result.append(plain)
        throughout.append("\x00" in plain and not re.search(r"\w", plain))
    if opened:
        last = max(place for place, text in enumerate(texts) if set(_QUOTES) & set(text))
        throughout[last + 1 :] = [False] * (len(texts) - last - 1)
    return tuple(result), tuple(each and not again for each in throughout)


def _opens(text: str, place: int) -> bool:
    """Whether a straight mark stands where only one that opens does: before a word, after none."""
    return (not place or text[place - 1].isspace()) and text[place + 1 : place + 2].isalnum()


def _says(text: str) -> bool:
    return re.search(rf"\b(?:{_SURE})\b", text) is not None


def _attribution(text: str) -> str | None:
    """Whom a sentence, its quotations taken out, names as its only speaker."""
    quoted = "\x00" in text
    found: list[str | None] = []
    for pattern, trim in ((_BEFORE, _subject), (_AFTER, _after)):
        for match in pattern.finditer(text):
            that = "that" in match.re.groupindex and match["that"]
            if re.fullmatch(_MAYBE, match["verb"]) and not (quoted or that):
                continue
            found.append(trim(match["who"], match["also"]))
    if any(each is None for each in found):
        return None
    who = {each for each in found if each}
    return next(iter(who)) if len(who) == 1 else None


def _subject(who: str, also: str | None) -> str | None:
    """The subject before its verb; None where it is no noun phrase."""
    who = _YEAR.sub("", _CONJUNCTION.sub("", who))
    words = who.split()
    if not _may_speak(words):
        return None
    if words[0].endswith("ing") and len(words) > 1:
        return None  # "Launching the initiative Mr Clarke said"
    if not (words[0][0].isupper() or _DETERMINED.match(who) or len(words) == 1):
        named = re.fullmatch(r"(?:[a-z-]+\s+){1,3}[A-Z].*", who)
        if named is None and not who.islower():
            return None
    return _shown(who, also)


def _after(who: str, also: str | None) -> str | None:
    """The subject behind its verb, up to where it ends."""
    words: list[str] = []
    for word in who.split():
        if word.casefold() in _ENDS_AFTER and words:
            also = None
            break
        words.append(word)
    return _shown(" ".join(words), also) if _may_speak(words) else None


def _may_speak(words: Sequence[str]) -> bool:
    """Whether words are a noun phrase, as far as little words tell, or "he" or "she"."""
    lower = [word.casefold() for word in words]
    if len(words) == 1 and lower[0] in _PRONOUNS:
        return True
    return lower[0] not in _NOT_A_SUBJECT and not set(lower) & (_NOT_A_SUBJECT - _MAY_STAND_INSIDE)


def _shown(who: str, also: str | None) -> str:
    """ "Yang Moo-jin, professor": a name with the head of what stands beside it."""
    who = re.split(r"\s+[-\u2013\u2014]\s+", who)[0]
    if _DETERMINED.match(who):
        return who[0].lower() + who[1:]
    role = _ROLE_ENDS.sub("", (also or "").strip(" ,"))
    role = re.sub(r"^(?:the|a|an|its|his|her|their)\s+", "", role)
    words = role.split()
    fits = 0 < len(words) <= 4 and words[-1].isalpha() and words[-1].islower()
    fits = fits and words != ["head"]  # that says nothing without what it is the head of
    if fits and words[0].casefold() not in _NOT_A_SUBJECT and not words[0].endswith(("ing", "ed")):
        return f"{who}, {role}"
    return who


def _one_person(who: str) -> bool:
    """Whether "he" or "she" can be meant: a name, and not more than one."""
    return who[0].isupper() and " and " not in who and not re.match(r"(?:Police|Officials)\b", who)
