"""Conversation + question -> the question as understood, by rules.

A pronoun that stands for nothing in the question itself takes a name of the conversation; a bare
"Why?" or "And Japan?" takes the rest from the question before. A question that stands on its own
is left alone, to the letter.
"""

import re
from collections.abc import Iterator

from qabot.library.query import STOP_WORDS
from qabot.read.words import ASKING
from qabot.types import History, Span

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
_JOINING = re.compile(r"\s+(?:(?:of|for|de|van|von|bin|al)\s+(?:the\s+)?)?")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_PRONOUN = re.compile(
    r"\b(?P<word>he|she|they|it|him|them|her|his|its|their)\b(?!['\u2019])", re.IGNORECASE
)
_SUBJECT = {"he", "she", "they", "his", "its", "their"}
"""After a name of the same question these stand for that name; an object stands for another."""

# "What time is it?", "How long did it take?", "Is it true that ...": it stands for nothing.
_EMPTY_IT = re.compile(
    r"\bit\s+(?:takes?|rains?|seems?|true|possible|likely|known)\b|\b(?:time|day)\s+\w+\s+it\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:(?:and|but|so)\s+)?((?:since\s+)?when|why|where|how(?:\s+(?:long|often|many|much))?)\s*\?*",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:(?:and|or|but)\s+)?(?:what|how)\s+about\s+(.+?)\s*\?*|(?:and|or)\s+(.+?)\s*\?*",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)(?:n['\u2019]t)?(?=\s)",
    re.IGNORECASE,
)
_LONGEST_ABOUT = 6


def resolve(question: str, history: History) -> str:
    """``question`` in words that need no context; itself where it needs none or none helps."""
    if not history:
        return question
    text, previous = question.strip(), history[-1][0].strip()
    if bare := _BARE.fullmatch(text):
        return _asked_again(bare[1], previous) or question
    if (about := _ABOUT.fullmatch(text)) and not _AUXILIARY.search(text):
        wanted = about[1] or about[2]
        if len(wanted.split()) <= _LONGEST_ABOUT:
            return _substituted(previous, wanted)
    return _without_pronoun(question, history)


def _asked_again(asking: str, previous: str) -> str | None:
    """The question before with another question word: "Did he leave?", "Why?"."""
    if not (auxiliary := _AUXILIARY.search(previous)):
        return None
    rest = previous[auxiliary.start() :]
    return f"{asking[:1].upper()}{asking[1:].lower()} {rest[:1].lower()}{rest[1:]}"


def _substituted(previous: str, wanted: str) -> str:
    """The question before about something else: its last name gives way."""
    names = list(_names(previous))
    if not names:
        return f"{previous.rstrip('?. ')} {wanted}?"
    start, end = names[-1]
    return previous[:start] + wanted + previous[end:]


def _without_pronoun(question: str, history: History) -> str:
    here = list(_names(question))
    for pronoun in _PRONOUN.finditer(question):
        if pronoun["word"].isupper() and len(pronoun["word"]) > 1:
            continue  # the IT department
        word = pronoun["word"].lower()
        named = any(end <= pronoun.start() for _, end in here)
        if (named and word in _SUBJECT) or (word == "it" and _EMPTY_IT.search(question)):
            return question
        name = _antecedent(history, {question[start:end].casefold() for start, end in here})
        if name is None:
            return question
        if word in {"his", "its", "their"} or (word == "her" and _owns(question, pronoun.end())):
            name += "'" if name.endswith("s") else "'s"
        return question[: pronoun.start()] + name + question[pronoun.end() :]
    return question


def _owns(question: str, end: int) -> bool:
    """Whether "her" is followed by what is hers."""
    after = _TOKEN.match(question, end + 1)
    return after is not None and after[0].casefold() not in STOP_WORDS


def _antecedent(history: History, taken: set[str]) -> str | None:
    """The first name of the last question that has one, else of its answer; newest turn first."""
    for asked, answered in reversed(history):
        for text in (asked, answered):
            for start, end in _names(text):
                name = text[start:end]
                if name.casefold() not in taken:
                    return f"the {name}" if text[:start].lower().endswith("the ") else name
    return None


def _names(text: str) -> Iterator[Span]:
    """Runs of capitalised words, without a possessive ending, and without question words."""
    run: Span | None = None
    for match in _TOKEN.finditer(text):
        word = match[0]
        lower = _POSSESSIVE.sub("", word.casefold())
        is_name = word[0].isupper() and lower not in ASKING and lower not in STOP_WORDS
        if not is_name:
            continue
        end = match.start() + len(_POSSESSIVE.sub("", word))
        if run is not None and _JOINING.fullmatch(text, run[1], match.start()):
            run = (run[0], end)
        else:
            if run is not None:
                yield run
            run = (match.start(), end)
    if run is not None:
        yield run
