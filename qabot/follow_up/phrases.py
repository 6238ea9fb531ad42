"""Things without a name, where questions and answers speak of them: "the talks", "unemployment"."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from qabot.follow_up.subjects import ANYBODY, BEHIND_AUXILIARY, about
from qabot.lexicon import AUXILIARIES, COLLECTIVES, PAST, PEOPLE_ROLES, PREPOSITION, VERBS
from qabot.library.query import STOP_WORDS


class Phrase(NamedTuple):
    """What a question speaks of.

    ``subject``: it is what the question is about. ``beside``: it tells of something else when,
    where or how it is.
    """

    text: str
    subject: bool
    beside: bool = False


_PHRASE = re.compile(
    r"(?:\b(?:the|a|an|his|her|its|their|any)|(?P<owner>\b(?-i:[A-Z])[\w-]*['\u2019]s?))"
    r"\s+((?:[\w'-]+\s+){0,2}?[\w-]+)"
    r"(?=\s*(?:[?,.;:]|$|\w+ed\W*$|\b(?:of|in|on|at|to|for|from|with|by|about|that|who|which|and|or|when|after"
    r"|before|during|is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|say|says"
    r"|said|take|make|get|go|come|cost|end|fall|rise|happen|broken|mean|want|need|start|begin|bring"
    r"|cover|contain|include|require|affect|cause|work|help|call|ask|look|apply|pay|stand|belong"
    r"|refer|lead|depend|focus|talk|propose|suggest|warn|argue|claim|recommend|oppose)\b))",
    re.IGNORECASE,
)
_BEHIND_PREPOSITION = re.compile(
    rf"\b(?:{PREPOSITION}|when|while|because|that|if)\s+$", re.IGNORECASE
)
_BE = re.compile(r"\b(?:be|been|being|become|became)\s+$", re.IGNORECASE)
_OF_SOMETHING = frozenset(
    """name number majority amount result way time use part kind type example lot percentage rate
    case point top end start year score total size age reason cause portion share rest half first
    second third fourth fifth sixth significance purpose function meaning definition acronym
    nickname population location income effect impact""".split()
)
"""What is asked of something, and is not what a question is about."""
_COUNTED = re.compile(
    r"\W*(?:how many|which|what)\s+((?:[a-z-]+\s+)??(?:(?!was|has|does)[a-z-]{2,}s|people|men|women"
    r"|children))(?:\s|\W*$)",
    re.IGNORECASE,
)
"""What is counted: "How many creditors are there?"."""
_AMOUNT = re.compile(
    r"\W*how much\s+((?:[a-z-]+\s+)?(?!is|was|has|does|did|of)[a-z-]{3,})\s+"
    rf"(?:(do|does|did|can|will|has|have)\b|is\b|was\b|{'|'.join(sorted(PAST))}|[a-z]+ed\b)",
    re.IGNORECASE,
)
"""What is measured: "How much debt is rescheduled?"; 2: somebody else did something to it."""
_BARE_AT_END = re.compile(r"\b(?:by|about|of|against|on|with)\s+([a-z][\w-]+)\W*$")
_PEOPLE = frozenset("people men women children police".split())
_NO_THING = re.compile(
    r"\W*(?:when|where|why|how|who|(?:in|on|at|since|until|for|by|from)\s+(?:what|which))\b|.*\b(?:do|does|did|doing|done|happen\w*|say|said|think)\W*$"
    rf"|.*\bhappen|\W*{AUXILIARIES}\b",
    re.IGNORECASE,
)
"""What is not answered with a thing."""
_A_THING = re.compile(
    r"(?P<article>(?i:the|an?|his|her|its|their)\s+)?"
    r"(?P<noun>(?:[A-Z][\w-]+\s+)?[a-z][\w-]*(?:\s+[a-z][\w-]*){0,3})",
)
_OWNED_AT_END = re.compile(r"\b(?:his|her|its|their)\s+((?:[\w-]+\s+){0,2}[\w-]+)\W*$")
_SEVERAL_AT_END = re.compile(
    r"\bthe\s+(?:[a-z-]+\s+)?[a-z-]+(?<!s)s(?:\s+of\s+[a-z-]+)?$", re.IGNORECASE
)
_LONGEST_BARE = 3


def focus(question: str, plural: bool, determined: bool = False) -> Phrase | None:
    """What a question speaks of that has no name: first what it is about.

    ``determined``: with "the" or the like before it, where it is not what the question is about.
    """
    subject = about(question)
    if subject is not None and _fits(subject[0], plural):
        words, has_article = subject
        owned = re.match(r"[A-Z][\w-]*['\u2019]", words) is not None
        bare = not has_article and (owned or not plural)
        return Phrase(words if bare else f"the {words}", True)
    counted = _COUNTED.match(question) if plural else _AMOUNT.match(question)
    if counted and several(counted[1]) == plural and all(map(may_name, counted[1].split())):
        return Phrase(f"the {counted[1]}", plural or counted[2] is None)
    if nouns := list(_nouns(question, plural)):
        return Phrase(nouns[0][0], False, nouns[0][1])
    last = None if determined else _BARE_AT_END.search(question)
    if last and may_name(last[1]) and several(last[1]) == plural:
        return Phrase(f"the {last[1]}" if plural else last[1], False)
    return None


def amount(question: str) -> str | None:
    """What a question has measured: "How much profit did it make?"."""
    match = _AMOUNT.match(question)
    return f"the {match[1]}" if match and all(map(may_name, match[1].split())) else None


def first_noun(text: str, plural: bool) -> str | None:
    """The first noun of ``text`` with "the" or the like before it."""
    return next((noun for noun, _ in _nouns(text, plural)), None)


def answered(question: str, said: str, plural: bool) -> str | None:
    """The thing that an answer is, of a question that asks for one: "acupuncture", "a new law"."""
    said = said.strip(" .,;")
    if plural and (ends := _SEVERAL_AT_END.search(said)):  # "dealing with the families of victims"
        return ends[0]
    if owned := _OWNED_AT_END.search(said):  # "he had lost his British passport"
        return f"the {owned[1]}" if several(owned[1]) == plural else None
    match = _A_THING.fullmatch(said)
    if match is None or _NO_THING.match(question):
        return None
    words = match["noun"].split()
    own = words if words[0][0].islower() else words[1:]
    if match["article"] is None and (len(words) > _LONGEST_BARE or not all(map(may_name, own))):
        return None
    head = list(itertools.takewhile(lambda word: word not in ("of", "for", "in", "on"), words))
    if not head or head[-1].endswith(("ed", "ing")) or several(head[-1]) != plural:
        return None
    if head[-1] in PEOPLE_ROLES and not plural:
        return None
    one = match["article"] is None and not plural and len(words) == 1
    return match["noun"] if one else f"the {match['noun']}"


def _nouns(text: str, plural: bool) -> Iterator[tuple[str, bool]]:
    """Nouns with a determiner, and whether each stands right behind a preposition."""
    for match in _PHRASE.finditer(text):
        if BEHIND_AUXILIARY.search(text, 0, match.start()) or _BE.search(text, 0, match.start()):
            continue
        words = match[2].split()
        if words[-1] in PAST:
            words = words[:-1] or words  # "since the talks began"
        if _fits(" ".join(words), plural) and words[-1][0].islower() and words[-1] not in VERBS:
            owner = f"{match['owner']} " if match["owner"] else "the "
            beside = _BEHIND_PREPOSITION.search(text, 0, match.start()) is not None
            yield f"{owner}{' '.join(words)}", beside


def _fits(words: str, plural: bool) -> bool:
    """Whether a noun of the right number is one that a question is about."""
    last = words.split()[-1].lower()
    if (not plural and last in PEOPLE_ROLES) or last.endswith("est") or words.startswith("other "):
        return False
    if last in _OF_SOMETHING or last.removesuffix("s") in _OF_SOMETHING or last in STOP_WORDS:
        return False
    return several(last) == plural or (plural and last in COLLECTIVES)


def may_name(word: str) -> bool:
    """Whether a word may be a part of what names a thing."""
    return not (word in STOP_WORDS or word in ANYBODY or word.endswith("ly"))


def several(noun: str) -> bool:
    """Whether a noun, or the last word of a name, stands for more than one."""
    return noun.split()[-1] in _PEOPLE or (
        noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
    )
