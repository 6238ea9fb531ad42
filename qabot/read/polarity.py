"""Yes/no questions: what a sentence says to them, where it plainly says something.

A sentence speaks to a question when it has all of the question's content words, close together and
in the question's order. It then says yes, or no where exactly one word of negation or refusal
governs them; and anything that makes it a possibility, a plan or a claim settles nothing.
"""

import re

from qabot.library.query import STOP_WORDS
from qabot.read.words import stem
from qabot.types import Verdict

_ASKS = re.compile(
    r"\W*(?:(?:and|but|so|then),?\s+)?(?P<aux>is|are|was|were|am|do|does|did|has|have|had|can|could"
    r"|will|would|should|may|might|must)(?P<neg>n['\u2019]t)?\s+(?!it\s+true\s+that\b)",
    re.IGNORECASE,
)
_TRUE = re.compile(r"\W*is\s+it\s+true\s+that\s+", re.IGNORECASE)
_CHOICE = re.compile(r"\bor\b(?!\s+not\b)", re.IGNORECASE)
_LITTLE = frozenset(
    """there ever any really actually already still yet either it true that also all some both only
    when while after before if because according article say says said told""".split()
)
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[.,'\u2019][^\W_]+)*|[;:]")
_CONTRACTED = re.compile(r"n['\u2019]t$")

_NOT = frozenset("not never no nor neither none nobody nothing without cannot".split())
_AGAINST = frozenset(
    """failed fails fail refused refuses refuse refusing denied denies deny denying rejected rejects
    reject rejecting declined declines decline unable""".split()
)
"""Verbs after which what follows did not happen, or is said not to have."""
_MAYBE = frozenset(
    """may might could would should can if whether unless until plans plan planned planning expected
    expects hopes hope hoped hoping wants want wanted intends intended likely unlikely possible
    possibly perhaps probably allegedly alleged reportedly unclear sure doubt doubts ask asked asks
    urged call calls called would-be almost nearly seek seeks sought try tries tried trying agreed
    threatened threatens threat promised promises offered proposed proposes suggests suggested
    prevented prevent avoid avoided stopped stop rather hardly barely scarcely little few instead
    despite although though but except unlike considering consider considered ready""".split()
)
_FUTURE = frozenset("will shall going".split())

_IRREGULAR = {
    form: base
    for base, forms in {
        "meet": "met", "go": "went gone goes", "win": "won", "lose": "lost", "leave": "left",
        "say": "said", "tell": "told", "buy": "bought", "sell": "sold", "fall": "fell fallen",
        "rise": "rose risen", "take": "took taken", "give": "gave given", "get": "got gotten",
        "make": "made", "come": "came", "become": "became", "begin": "began begun",
        "break": "broke broken", "build": "built", "choose": "chose chosen", "die": "dying",
        "draw": "drew drawn", "drive": "drove driven", "eat": "ate eaten", "fight": "fought",
        "find": "found", "fly": "flew flown", "hold": "held", "keep": "kept", "know": "knew known",
        "lead": "led", "pay": "paid", "run": "ran", "see": "saw seen", "send": "sent",
        "shoot": "shot", "sink": "sank sunk", "speak": "spoke spoken", "spend": "spent",
        "steal": "stole stolen", "strike": "struck", "teach": "taught", "think": "thought",
        "throw": "threw thrown", "wear": "wore worn", "write": "wrote written",
        "grow": "grew grown",
    }.items()
    for form in forms.split()
}  # fmt: skip
_WIDEST = 3
"""Over how many times their number, and one more, the content words may spread."""


def asks_yes_or_no(question: str) -> bool:
    """Whether a question can be answered with yes or no."""
    asks = _TRUE.match(question) or _ASKS.match(question)
    return asks is not None and _CHOICE.search(question) is None


def verdict(question: str, sentence: str) -> Verdict:
    """What ``sentence`` says to a yes/no ``question``; UNSETTLED unless it says so plainly."""
    asked = _tokens(_TRUE.sub("", question) if _TRUE.match(question) else question)
    opening = _TRUE.match(question) or _ASKS.match(question)
    against = any(word in _NOT for word in asked)
    negated = opening is not None and "neg" in opening.re.groupindex and bool(opening["neg"])
    wanted = [_base(word) for word in asked if _carries(word)]
    if len(wanted) < 2 or against or negated:
        return Verdict.UNSETTLED
    words = _tokens(sentence)
    places = _in_order(wanted, [_base(word) for word in words])
    if places is None:
        return Verdict.UNSETTLED
    first, last = places[0], places[-1]
    if last - first + 1 > _WIDEST * (len(wanted) + 1) or ";" in words[first:last]:
        return Verdict.UNSETTLED
    unsure = (_MAYBE | _FUTURE) - frozenset(asked)
    if any(word in unsure and _base(word) not in wanted for word in words):
        return Verdict.UNSETTLED
    turning = (_NOT | _AGAINST) - frozenset(asked)
    turns = [
        place for place, word in enumerate(words) if word in turning and _base(word) not in wanted
    ]
    if not turns:
        return Verdict.YES
    governs = len(turns) == 1 and first < turns[0] < last
    return Verdict.NO if governs else Verdict.UNSETTLED


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    for match in _TOKEN.finditer(text.casefold().replace("\u2019", "'")):
        word = match[0].removesuffix("'s")
        if _CONTRACTED.search(word):
            found += [_CONTRACTED.sub("", word), "not"]
        else:
            found.append(word)
    return found


def _carries(word: str) -> bool:
    return word not in STOP_WORDS and word not in _LITTLE and _ASKS.match(f"{word} ") is None


def _base(word: str) -> str:
    return stem(_IRREGULAR.get(word, word))


def _in_order(wanted: list[str], words: list[str]) -> list[int] | None:
    """Where ``wanted`` stand in ``words``, in that order and closest together; None where not."""
    best: list[int] | None = None
    for start, word in enumerate(words):
        if word != wanted[0]:
            continue
        places = [start]
        for each in wanted[1:]:
            place = next((i for i in range(places[-1] + 1, len(words)) if words[i] == each), None)
            if place is None:
                break
            places.append(place)
        if len(places) == len(wanted) and (
            best is None or places[-1] - places[0] < best[-1] - best[0]
        ):
            best = places
    return best
