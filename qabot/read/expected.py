"""What kind of thing a question asks for, and whether an answer is one.

The coarse classes of question classification (Li and Roth, 2002) that words alone can tell.
"""

import re
from enum import StrEnum


class Expected(StrEnum):
    """What an answer should be."""

    NUMBER = "number"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"


_NUMBER_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|hundreds?|thousands?|millions?|billions?|dozens?|half|third|quarter|twice|once|both|none|no"
    "|several|many|few|couple|single|double|pair"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"

_ASKS = {
    Expected.NUMBER: re.compile(
        r"\bhow (?:many|much|old|long|far|tall|high|large|big|often|fast|deep|wide|heavy)\b"
        r"|\bwhat (?:\w+ )?(?:percent\w*|number|amount|age|size|price|cost|score|rate|share)\b"
        r"|\bhow \w+ (?:percent|times)\b",
        re.IGNORECASE,
    ),
    Expected.TIME: re.compile(
        r"^\W*(?:\w+ )?when\b|\b(?:what|which) (?:year|month|day|date|decade|century|time|era)\b"
        r"|\bsince when\b|\bhow (?:soon|recently|long ago)\b"
        r"|^(?!what\b).*\bwhen (?:did|was|were|is|will|does|do)\b",
        re.IGNORECASE,
    ),
    Expected.PERSON: re.compile(
        r"^\W*(?:\w+ )?(?:who|whom|whose)\b|\bwho (?:is|was|were|are|did|has|had|will|else)\b"
        r"|\b(?:what|which) (?:person|man|woman|actor|actress|singer|player|president)\b",
        re.IGNORECASE,
    ),
    Expected.PLACE: re.compile(
        r"^\W*(?:\w+ )?where\b|\b(?:what|which) (?:city|country|state|town|place|nation|region"
        r"|province|location|county|continent|island|village)\b",
        re.IGNORECASE,
    ),
}
_IS = {
    Expected.NUMBER: re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE),
    Expected.TIME: re.compile(
        rf"\d|\b(?:{_MONTHS}|{_DAYS})\b|\b(?:today|yesterday|tomorrow|tonight|morning|afternoon"
        r"|evening|night|noon|midnight|week|weekend|month|year|decade|century|day|hour|minute|ago"
        r"|recently|now|spring|summer|autumn|fall|winter|after|before|during|when|until|since)s?\b",
        re.IGNORECASE,
    ),
    Expected.PERSON: re.compile(
        r"\b[A-Z][\w'\u2019-]+|\b(?:he|she|they|I|we|man|woman|men|women|people|person|police"
        r"|officials?|\w+(?:ers|ors|ists|ians|ants|ents|er|or|ist|ian|man|woman)|children|family"
        r"|mother|father|wife|husband|brother|sister|son|daughter|girl|boy|friends?)\b"
    ),
    Expected.PLACE: re.compile(
        r"\b[A-Z][\w'\u2019-]+|\b(?:home|school|house|hospital|prison|jail|church|court|streets?|city"
        r"|town|village|country|area|border|north|south|east|west|in|at|near|on|outside|inside)\b"
    ),
}


def expected(question: str) -> Expected | None:
    """What an answer to ``question`` should be; None where its words do not tell."""
    for kind, asks in _ASKS.items():
        if asks.search(question):
            return kind
    return None


def fits(kind: Expected | None, text: str) -> float:
    """1 where ``text`` may be of that kind, -1 where it is not, 0 where nothing was expected."""
    if kind is None:
        return 0.0
    return 1.0 if _IS[kind].search(text) else -1.0
