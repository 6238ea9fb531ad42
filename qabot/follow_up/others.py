""" "Who else?" and "anything more?": the question before, for what it did not show."""

import re
from collections.abc import Sequence

from qabot.follow_up.again import AUXILIARY
from qabot.follow_up.members import Cast
from qabot.follow_up.naming import names
from qabot.follow_up.people import is_somebody

ELSE = re.compile(
    r"\b(?:who|whom|what|where|when|why|how|which|anyone|anybody|anything|someone|something|nobody"
    r"|nothing)\s+else\b"
    r"|\b(?:any|some|what|which|the|are there)\s+(?:\w+\s+)?other\b"
    r"|\bother\s+(?:interesting|reasons?|things?|people)\b|\banything\s+more\b",
    re.IGNORECASE,
)
"""What has been shown is not asked for again."""
ELSE_ALONE = re.compile(
    r"(?:(?:and|but|so|ok|okay)\s+)?(?:is there\s+)?(?P<word>who|what|where|when|why|how|anyone"
    r"|anybody|anything|someone|something)\s+else\s*[?.! ]*",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"what\s+(?:do|does|did)\s+((?:the\s+)?[A-Z].*?)\s+(?:say|think|want|believe|suggest|propose)\b",
    re.IGNORECASE,
)
_BEFORE = 2
"""Turns before the last with which "else" may go."""


def asked_else(word: str, previous: str, cast: Cast, earlier: Sequence[str]) -> str:
    """ "Who else?" after "Who was there?" -> "Who else was there?"; after a question of another
    kind that names nobody it goes with the last one of its own.
    """
    plain = {"anyone": "who", "anybody": "who", "someone": "who", "anything": "what",
             "something": "what"}  # fmt: skip
    asked = plain.get(word.casefold(), word.casefold())
    if made := _else_of(asked, previous):
        return made
    if asked == "who" and (made := _somebody_else(previous, cast)):
        return made
    before = reversed(earlier[-_BEFORE:])
    made = next(filter(None, (_else_of(asked, each.strip()) for each in before)), None)
    return made or previous


def _else_of(asked: str, previous: str) -> str | None:
    if asked == "what" and (reason := re.match(r"why\b(?!\s+else)\s*(.*)", previous, re.I)):
        return f"Why else {reason[1]}"
    if asked in ("who", "which") and (which := re.match(r"which\s+(?!other)(.+)", previous, re.I)):
        return f"Which other {which[1]}"
    match = re.match(r"(who|whom|what|where|when|why|how)\b(?!\s+(?:many|much|long|old))\s*(.*)",
                     previous, re.IGNORECASE)  # fmt: skip
    if match and (short := re.match(r"['\u2019]s\s+(.*)", match[2])):
        return f"{match[1]} else is {short[1]}"
    if match is None or asked not in (match[1].casefold(), match[1].casefold().removesuffix("m")):
        return None
    return previous if match[2].startswith("else") else f"{match[1]} else {match[2]}"


def _somebody_else(previous: str, cast: Cast) -> str | None:
    """ "Did Biegun meet Choe?" -> "Who else did Biegun meet?"; "What did Yang say?" -> "What did
    anyone else say?"; None where it names nobody."""
    people = [(a, b) for a, b in names(previous) if is_somebody(previous[a:b], cast)]
    said = _SAYS.match(previous)
    people = people or ([said.span(1)] if said else [])
    if not people:
        return None
    start, end = people[-1]
    if AUXILIARY.match(previous) and len(people) > 1 and not previous[end:].strip(" ?"):
        return f"Who else {previous[:1].lower()}{previous[1:start].rstrip()}?"
    start, end = people[0]
    return f"{previous[:start]}anyone else{previous[end:]}"
