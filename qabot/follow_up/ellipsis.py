"""Questions that leave out what the question before said: "Why?", "And Japan?", "Who else?"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qabot.follow_up.again import AUXILIARY, asked_again
from qabot.follow_up.conversation import PastTurn
from qabot.follow_up.members import Cast
from qabot.follow_up.naming import has_name, names
from qabot.follow_up.others import ELSE_ALONE, asked_else
from qabot.follow_up.substitution import in_place_of_noun, substituted
from qabot.lexicon import AUXILIARIES, PREPOSITION

BARE = re.compile(
    rf"(?:(?:and|but|so|ok|okay|then),?\s+)?"
    rf"(?P<asking>(?:{PREPOSITION}\s+)?"
    r"(?:when|why|where|who|whom|what|which|how)"
    r"(?:\s+(?:long|often|many|much|far|old|big|tall|soon|large|fast))?"
    r"(?:\s+(?:year|day|month|time|date|place|city|country|one|ones|people|of them|team|"
    r"company|reason|age|price))?"
    rf"(?:\s+(?:{PREPOSITION}|so|not|exactly|else|come|ago))?)\s*[?!. ]*",
    re.IGNORECASE,
)
"""A question word, with little more. ``asking`` is what is asked."""
_WHEN_WAS_THAT = re.compile(
    rf"(?:(?:and|but|so)\s+)?(?P<asking>(?:when|where)(?=\s+(?:is|was)\s+that\b)"
    rf"|(?:{PREPOSITION}\s+)(?:which|what)\s+[\w-]+(?=\s*[?!. ]*$))"
    r"(?:\s+(?:is|was)\s+that)?\s*[?!. ]*",
    re.IGNORECASE,
)
"""The same with what was said named: "When was that?", "With which album?"."""

_ABOUT = re.compile(
    r"(?:(?:and|or|but|so|ok|okay),?\s+)?(?:what|how)\s+about\s+(?P<a>.+?)\s*[?.! ]*"
    r"|(?:and|or|but)\s+(?P<b>.+?)\s*[?.! ]*",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"(?:(?:and|or|but)\s+)?(?P<what>(?:his|her|their|its|the)\s+[\w' -]{2,40}?)\s*[?.! ]*", re.I
)
_ANY = re.compile(
    r"(?:(?:and|or|but)\s+)?any\s+(?P<what>(?!more\b|other)[\w' -]{2,50}?)\s*\?+", re.I
)
_MORE = re.compile(
    r"(?:and\s+)?(?:more|go on|tell me more|say more|any more|anything more|continue|details|"
    r"(?:any|more) details|and\s+then|then|explain|elaborate)(?:\s+please)?\s*[?.! ]*",
    re.IGNORECASE,
)
_ONLY_A_NAME = re.compile(rf"(?:{PREPOSITION}\s+)?(?:the\s+)?", re.IGNORECASE)
_LONGEST_ABOUT = 6
_TAKES_A_PLACE = re.compile(
    rf"(?:the|his|her|its|their|a|an|last|next|this|that|{PREPOSITION})\s|\d|(?:now|today)$",
    re.IGNORECASE,
)
"""What has neither a name nor one of these is no counterpart of anything: "other kinds of bank"."""
_WHY_ALONE = re.compile(
    r"(?:(?:and|but|so)\s+)?(?:why|how come)(?:\s+(?:not|so))?\W*", re.IGNORECASE
)
_OTHERS = re.compile(r"(?:the\s+)?(?:others?|rest)", re.IGNORECASE)
_WHICH_ONES = re.compile(
    r"(?:(?:and|but|so)\s+)?(?:such\s+as|like|for\s+(?:example|instance))(?:\s+(?:what|which|who))?\W*"
    r"|(?:(?:and|but|so)\s+)?(?:which|what)\s+(?:ones?|kinds?|sorts?)(?:\s+of\s+\w+)?\W*",
    re.IGNORECASE,
)
_WERE_THERE = re.compile(r"(is|are|was|were)\s+there\s+(?:any\s+|some\s+)?([\w -]+)", re.I)
_SEE_ANY = re.compile(
    rf"({AUXILIARIES}\s+.+?)\s+(?:any|some)\s+([a-z-]+s|(?:[a-z-]+\s+)[a-z-]+s)\b(.*)",
    re.IGNORECASE,
)
_THAT_AT_END = re.compile(r"\s(?:that|this|it)\W*$", re.IGNORECASE)


def completed(question: str, last: PastTurn, cast: Cast, earlier: Sequence[str] = ()) -> str | None:
    """``question`` with what it leaves out; None where it leaves nothing out.

    ``last`` is the turn before; ``earlier`` are the questions before that, oldest first.
    """
    text, previous = question.strip(), last.understood_as.strip()
    if match := ELSE_ALONE.fullmatch(text):
        return asked_else(match["word"], previous, cast, earlier)
    if _MORE.fullmatch(text):
        return previous
    if _WHICH_ONES.fullmatch(text) and (made := _which(previous)):
        return made
    if match := BARE.fullmatch(text):
        return asked_again(match["asking"], last) or question
    if match := _WHEN_WAS_THAT.fullmatch(text):
        return asked_again(match["asking"], last)
    if AUXILIARY.search(text):
        return None
    if earlier and _WHY_ALONE.fullmatch(last.question.strip()):
        # "Did China agree?", "Why?", "And Japan?"
        last = replace(last, question=earlier[-1], understood_as=earlier[-1])
    return _fragment(text, last, cast)


def _fragment(text: str, last: PastTurn, cast: Cast) -> str | None:
    """What a question without a verb asks: "Any injuries?", "And Japan?", "His age?", "Moscow?"."""
    previous = last.understood_as.strip()
    if match := _ANY.fullmatch(text):
        return f"Were there any {match['what']}?"
    if match := _ABOUT.fullmatch(text):
        wanted = match["a"] or match["b"]
        if len(wanted.split()) <= _LONGEST_ABOUT:
            if re.match(r"(?:who|what|when|where|why|how|which)\b", wanted, re.IGNORECASE):
                return wanted[:1].upper() + wanted[1:] + "?"
            if _OTHERS.fullmatch(wanted):
                return None
            thing = re.match(r"(?:the|a|an)\s", wanted, re.IGNORECASE) and not has_name(wanted)
            if thing and (that := _THAT_AT_END.search(last.question)):
                return f"{last.question[: that.start()]} {wanted}?"  # "Did he agree to that?"
            takes_a_place = _TAKES_A_PLACE.match(wanted) or has_name(wanted)
            if takes_a_place:
                return substituted(previous, wanted, cast)
            return in_place_of_noun(previous, wanted)
    if not text.endswith("?"):
        return None
    if match := _OWNED.fullmatch(text):
        return f"What is {match['what'][:1].lower()}{match['what'][1:]}?"
    spans = list(names(text))
    if len(spans) == 1:
        before, after = text[: spans[0][0]], text[spans[0][1] :]
        if _ONLY_A_NAME.fullmatch(before) and re.fullmatch(r"\s*\?+", after):
            return substituted(previous, text.rstrip("? "), cast)
    return None


def _which(previous: str) -> str | None:
    """ "Were there any positive effects?", "Such as?" -> "Which positive effects were there?"."""
    plain = previous.rstrip("?!. ")
    if match := _WERE_THERE.fullmatch(plain):
        return f"Which {match[2]} {match[1].lower()} there?"
    if match := _SEE_ANY.fullmatch(plain):
        return f"Which {match[2]} {match[1][:1].lower()}{match[1][1:]}{match[3]}?"
    return None
