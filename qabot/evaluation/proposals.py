"""Questions proposed from an article: templates over its names, dates, numbers and quotations.

They are a start for a person, never a measure of anything: a template repeats the article's own
words, which makes a question easy. Each says which template made it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qabot.types import Kind, Sentence


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question with the sentences that answer it and, where the template knows it, the words."""

    template: str
    question: str
    sentences: tuple[int, ...]
    answer: str | None = None


def propose(sentences: Sequence[Sentence]) -> list[Proposal]:
    """What can be asked about an article's sentences, in their order, no question twice."""
    found: dict[str, Proposal] = {}
    for sentence in sentences:
        if sentence.kind is Kind.BYLINE:
            made: Iterator[Proposal] = _byline(sentence)
        elif sentence.kind is Kind.CAPTION:
            made = iter(())
        else:
            made = _of(sentence)
        for proposal in made:
            before = found.get(proposal.question)
            if before is not None:
                both = tuple(dict.fromkeys((*before.sentences, *proposal.sentences)))
                answer = before.answer if before.answer == proposal.answer else None
                proposal = Proposal(before.template, before.question, both, answer)
            found[proposal.question] = proposal
    return list(found.values())


_NAME = r"(?:[A-Z][\w\u2019'-]*\.?(?: |$))*[A-Z][\w\u2019-]*[a-z]"
_TITLES = (
    r"(?:President|Prime Minister|Minister|Professor|Prof\.|Dr\.|Mr\.|Mrs\.|Ms\.|Gen\.|Gov\."
    r"|Sen\.|Rep\.)"
)
_SAID = r"(?:said|told|added|says|wrote|explained|warned|noted|asked)"
_SAYS = re.compile(rf"\b{_SAID}\b")
_NAMED = re.compile(rf"(?P<name>{_NAME}), (?P<what>(?:a|an|the|who) [^,.;]+)[,.]")
_TITLED = re.compile(rf"(?P<title>{_TITLES}) (?P<name>{_NAME})")
_SPEAKS = re.compile(rf"(?P<name>{_NAME})(?:, [^,.]+,)? {_SAID}\b")
_SPOKEN = re.compile(rf"\b(?:said|added|says|wrote|explained) (?P<name>{_NAME})")
_QUOTED = re.compile(r"[\u201c\"](?P<words>[^\u201c\u201d\"]{12,}?)[,.!?]?[\u201d\"]")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"
)
_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_WHEN = re.compile(
    rf"(?:(?:on|in|since|last|next|late|early|by) )?"
    rf"(?:{_MONTH}(?: \d{{1,2}})?(?:,? \d{{4}})?|{_DAY}|(?<=in )\d{{4}}|(?<=since )\d{{4}})\b",
)
_MANY = re.compile(
    r"(?<![\w.,$\u20ac\u00a3-])(?!(?:1[5-9]|20)\d\d\b)(?P<number>\d{1,3}(?:,\d{3})*|two|three|four"
    r"|five|six|seven|eight|nine|ten|dozens|hundreds|thousands)(?: of)?(?: more)? "
    r"(?P<rest>(?:[a-z][a-z-]+ )?(?:[a-z][a-z-]+s|people|men|women|children)\b(?: [\w-]+){0,3})"
)
_UNITS = frozenset("years months weeks days hours minutes seconds times".split())
_LOOSE = frozenset(
    "and or of to in on at for from with by that who which as than the a an his her its their was "
    "were is are had have has been ago old but when while after before".split()
)
_OPENERS = frozenset(
    "The A An In On At But And If When After Before As For From He She It They We I You This That "
    "These Those There Then While His Her Their Its Our My With Some Many Most Meanwhile".split()
)


def _of(sentence: Sentence) -> Iterator[Proposal]:
    text, here = sentence.text, (sentence.index,)
    for match in _NAMED.finditer(text):
        if name := _name(match["name"]):
            yield Proposal("who is", f"Who is {name}?", here, match["what"])
    for match in _TITLED.finditer(text):
        if name := _name(match["name"]):
            yield Proposal("who is", f"Who is {name}?", here, f"{match['title']} {name}")
    speakers = [*_SPEAKS.finditer(text), *_SPOKEN.finditer(text)]
    names = [name for match in speakers if (name := _name(match["name"]))]
    for name in dict.fromkeys(names):
        yield Proposal("what said", f"What did {name} say?", here)
    for match in _QUOTED.finditer(text):
        words = match["words"].split()
        if len(words) >= 4 and _SAYS.search(text):
            start = " ".join(words[:6])
            more = " ..." if len(words) > 6 else ""
            speaker = names[0] if len(set(names)) == 1 else None
            yield Proposal("who said", f'Who said "{start}{more}"?', here, speaker)
    for match in _WHEN.finditer(text):
        if clause := _clause(text, match.start(), match.end()):
            yield Proposal("when", f"When was it that {clause}?", here, match[0])
            break
    for match in _MANY.finditer(text):
        rest = match["rest"].split()
        while rest and rest[-1] in _LOOSE:
            rest.pop()
        if rest and rest[0] not in _UNITS | _LOOSE:
            yield Proposal("how many", f"How many {' '.join(rest)}?", here, match["number"])


def _byline(sentence: Sentence) -> Iterator[Proposal]:
    name = re.sub(r"^(?:by|from)\s+", "", sentence.text, flags=re.IGNORECASE).strip()
    yield Proposal("byline", "Who wrote the article?", (sentence.index,), name or None)


def _name(words: str) -> str | None:
    """A name of two words or more, without what only begins the sentence."""
    parts = words.split()
    while parts and parts[0] in _OPENERS:
        parts = parts[1:]
    name = re.sub(r"[\u2019']s$", "", " ".join(parts))
    return name if len(parts) >= 2 else None


def _clause(text: str, start: int, end: int) -> str | None:
    """The sentence without its date, as it goes on after "When was it that"; None when too long."""
    left, right = text[:start].rstrip(" ,"), text[end:].rstrip(' .!?"\u201d').lstrip(" ,")
    clause = f"{left} {right}".strip()
    if not 3 <= len(clause.split()) <= 22 or re.search(r"[\"\u201c\u201d;:]", clause):
        return None
    if text[start:end].startswith("since") or re.search(r"\b(?:has|have|had) been\b", clause):
        return None  # not a day on which it was, but a time that it has gone on
    first = clause.split()[0]
    if first in ("Although", "Though", "If", "When", "While", "As", "After", "Before"):
        return None
    return clause[0].lower() + clause[1:] if first in _OPENERS and first != "I" else clause
