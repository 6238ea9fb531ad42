"""What the parts of a news story look like: headline, byline, caption, dateline.

Precision first: a block that could be anything else than what a rule says is a paragraph.
"""

import re

# The long patterns are texts, which re compiles (and keeps) when they are first used: compiling
# them at import would cost every question 15 ms.

SENTENCE_END = re.compile(r"[.?!\u2026:;,][\"'\u201d\u2019)\]]*$")
CLOSED = re.compile(r"[.?!\u2026:][\"'\u201d\u2019)\]]*$")

_NAME = (
    r"(?:[A-Z][\w.'\u2019-]*|d['\u2019][A-Z]\w+|"
    r"de|da|del|der|den|di|la|le|van|von|bin|ibn|al|el|ter|ten|dos)"
)
_NAMES = rf"{_NAME}(?:\s+{_NAME}){{0,4}}"
_ROLE = (
    r"(?:(?:Staff|Senior|Special|Chief|Contributing|Guest)\s+)?"
    r"(?:staff|senior|special|chief|contributing|guest|foreign|political|science|business)?\s*"
    r"(?:reporter|writer|correspondent|editor|columnist|Reporter|Writer|Correspondent|Editor|"
    r"for|to|of|in|the|The)(?:\s+(?:writer|reporter|correspondent|editor|for|to|of|in|the|The))*"
)
_BYLINE = (
    rf"(?:By|BY|by|Written by|Story by|Reported by)[: ]\s*(?P<who>{_NAMES}"
    rf"(?:\s*(?:,|and|&|AND|,\s*and)\s+{_NAMES}){{0,5}})"
    rf"(?:\s*[,|/\u2013\u2014-]\s*(?:{_ROLE}\s*)?(?:{_NAMES})?|\s+{_ROLE}(?:\s+{_NAMES})?)?"
    r"(?:\s*[|(,]?\s*[\w.+-]+@[\w.-]+\)?)?"
)
_CALENDAR = (
    r"(?i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|July|September|October|"
    r"November|December|Christmas|Easter|Then|Now|The|This|That|It|All|(?:April|May|June|August)\Z)\b"
)

_AGENCY = (
    r"(?:Yonhap|AP|AFP|Reuters|EPA|EPA-EFE|Getty Images|Getty|Xinhua|Kyodo|TASS|KCNA|UPI|dpa|DPA|"
    r"Bloomberg|Newsis|NEWSIS|Shutterstock|Alamy|Newscom|Korea Times|Pool|Handout)"
)
_CREDIT_END = (
    rf"(?:[.?!][\"'\u201d\u2019)\]]*\s+|\s[/|]\s?|\s\()(?:Photo(?:graph)?:?\s+(?:by\s+)?)?"
    rf"{_AGENCY}(?:\s*[-/|]\s*[A-Z][\w.'\u2019-]*(?:\s+[A-Z][\w.'\u2019-]*){{0,4}})*\)?\.?$"
)
_CREDIT_ONLY = (
    rf"\(?(?:(?:AP|Reuters|Getty|AFP)\s+)?(?:Photo(?:graph)?s?|Image|Picture|Credit|Courtesy)"
    rf"(?::|\s+(?:by|courtesy|credit|of))\s*.{{1,80}}|\(?{_AGENCY}(?:\s*[-/]\s*{_AGENCY})*\)?"
)
_PHOTO_WORDS = (
    r"\((?:AP|Reuters|AFP|Getty|EPA) Photo\b|\bfile photo\b|\bPhoto(?:graph)? by [A-Z]"
    r"|\bphoto courtesy of\b|^Photo(?:graph)?:\s|^Caption:\s|^Pictured:\s|^\(?Photo: "
    r"|\bKorea Times photo by\b"
)
_PICTURED = (
    r",? pictured (?:here|above|below|left|right)\b|^From (?:left|right)(?: to (?:left|right))?,"
    r"|\((?:L-R|from left|left|right|center|centre)\)|^\(L-R\)"
    r"|\b(?:seen|shown) (?:here|above) (?:in|on|at|during)\b"
)
_QUOTE = re.compile(r"[\"\u201c\u201d]")

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_PLACE = (
    r"[A-Z][\w.'\u2019-]*(?:[ -][\w.'\u2019]+){0,4}"
    r"(?:,\s+[A-Z][\w.'\u2019-]*(?:\s[A-Z][\w.'\u2019-]*){0,3}){0,2}"
)
_DATE = rf"(?:,\s+{_MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?)"
_SOURCE = r"\([A-Z][\w.+'\u2019&-]*(?:\s[\w.+'\u2019&-]+){0,4}\)"
_WIRE = r"\((?:AP|AFP|CNN|Reuters|REUTERS|Yonhap|Xinhua|UPI|dpa|Kyodo|TASS|KCNA|Bloomberg)\)"
_CAPITALS = (
    r"[A-Z][A-Z.'\u2019-]+(?:[ -][A-Z.'\u2019-]+){0,3}"
    r"(?:,\s+[A-Z][\w.]*(?:\s[A-Z][\w.]*){0,3})?"
)
_DASH = r"\s+(?:--|[\u2013\u2014])(?=\s)"
_HYPHEN = r"\s+-(?=\s)"
DATELINE = (
    rf"(?:{_PLACE}{_DATE}?\s+)?{_SOURCE}{_DASH}|(?:{_PLACE}{_DATE}?\s+)?{_WIRE}{_HYPHEN}"
    rf"|{_CAPITALS}{_DATE}?{_DASH}|{_CAPITALS}{_DATE}{_HYPHEN}"
)
"""A hyphen for a dash needs a wire service or a date: tables are full of ``WHEAT - 12``."""


def is_byline(text: str) -> bool:
    """Tell whether a block names who wrote the article, and says nothing else."""
    if len(text) > 140:
        return False
    match = re.fullmatch(_BYLINE, text.strip("*_"))
    return match is not None and not re.match(_CALENDAR, match["who"])


def looks_like_headline(text: str, *, bylined: bool) -> bool:
    """Tell whether a block can be a headline: one short line that is no sentence."""
    words = text.split(" ")
    if (
        not 2 <= len(words) <= 25
        or len(text) > 180
        or not (text[0].isalnum() or text[0] in "\"'\u201c\u2018$")
    ):
        return False
    if text[0].islower() or re.match(DATELINE, text) or is_byline(text):
        return False
    if SENTENCE_END.search(text) and not (bylined and text[-1] in "?!"):
        return False
    return not (text.startswith(("Editor's note", "Editor\u2019s note")) or "@" in text)


def is_caption(text: str, *, above: bool, last: bool) -> bool:
    """Tell whether a block describes a photograph; ``above`` it stands over headline or byline."""
    if text.count(" ") > 120:
        return False
    if re.search(_PHOTO_WORDS, text) or re.fullmatch(_CREDIT_ONLY, text):
        return True
    credited = re.search(_CREDIT_END, text) is not None
    if credited and above:
        return True
    pictured = re.search(_PICTURED, text) is not None and not _QUOTE.search(text)
    return pictured and (text.count(" ") < 45 or (credited and not last))
