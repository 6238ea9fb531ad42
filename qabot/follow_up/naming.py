"""Names in running text and in questions: runs of capitalised words."""

import re
from collections.abc import Iterator

from qabot.library.query import STOP_WORDS
from qabot.read.words import ASKING
from qabot.types import Span

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['\u2019.-][^\W_]+)*")
"""A word; "U.S." with its full stops."""

_JOINING = re.compile(
    r"\s+(?:(?:of|for|Without|de|da|del|di|du|la|le|van|von|bin|al|der)\s+(?:the\s+)?)*"
)
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sgt|Sen|Rep|Gov|St)\.\s+$")
"""The end of a run that goes on behind its full stop: "Mr. Bass"."""
_POSSESSIVE = re.compile(r"['\u2019]s?$")

_THE = re.compile(r"\b(?:the|how many) $", re.IGNORECASE)
"""What has a name spoken of with an article: "How many Britons are held?"."""

_PART = frozenset(
    "new old first second third one two three four five six seven eight nine ten".split()
)
_PARTLY = re.compile(r"-(?:born|based|led|backed|owned|style|made|run|wide|speaking)$")
_CAPITAL = re.compile(r" [A-Z]")

_NO_NAME = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december however moreover
    furthermore among meanwhile although though yet
    still even perhaps according asked despite instead later earlier last next like many several
    some since thus then there these those three two one four five six seven eight nine ten
    another both every each former new old first second third yes no not ok okay please thanks
    other others also ever else besides actually really now today yesterday tomorrow""".split()
)


def bare(word: str) -> str:
    """A word without its possessive ending, as it is written otherwise."""
    return _POSSESSIVE.sub("", word)


def names(text: str) -> Iterator[Span]:
    """Runs of capitalised words, without a possessive ending, and without question words."""
    run: Span | None = None
    owned = False
    for match in TOKEN.finditer(text):
        word = match[0]
        lower = bare(word.casefold())
        if not (word[0].isupper() and lower not in ASKING and lower not in STOP_WORDS):
            continue
        if _PARTLY.search(word):
            continue  # "Indian-born"
        if len(word) == 1 and not word.isascii():
            continue  # of a sign that was decoded as two: "\u00c2\u00a3"
        alone = run is None or not _JOINING.fullmatch(text, run[1], match.start())
        if (
            lower in _NO_NAME
            and alone
            and not (lower in _PART and _CAPITAL.match(text, match.end()))
        ):
            continue
        short = bare(word)
        end = match.start() + len(short)
        joined = not owned and run is not None and _goes_on(text, run, match.start())
        if run is not None and joined:
            run = (run[0], end)
        else:
            if run is not None:
                yield run
            run = (match.start(), end)
        owned = short != word
    if run is not None:
        yield run


def has_name(text: str) -> bool:
    """Whether a text names anything."""
    return next(names(text), None) is not None


def is_name(text: str) -> bool:
    """Whether a text is one name and nothing else."""
    return list(names(text)) == [(0, len(text))]


def _goes_on(text: str, run: Span, at: int) -> bool:
    """Whether what begins at ``at`` belongs to the run before it."""
    return bool(_JOINING.fullmatch(text, run[1], at) or _ABBREVIATED.search(text, run[0], at))


def with_article(text: str, start: int, end: int) -> str:
    """A name as it is spoken of: with the "the" that stands before it."""
    name = text[start:end]
    return f"the {name}" if _THE.search(text, max(0, start - 12), start) else name


def possessive(name: str) -> str:
    """What is of ``name``: "Biegun's", "the Broncos'"."""
    return name + ("'" if name.endswith("s") else "'s")
