"""Words that say the same or the opposite, names of states and who speaks for them.

Small on purpose: only what holds wherever the words stand. A wrong verdict is worse than none.
"""

import re

from qabot.library.query import STOP_WORDS
from qabot.read.words import stem

LITTLE = frozenset(
    """there ever any really actually already still yet either it true that also all some both only
    when while after before if because according article say says said told mr mrs ms dr sir up out
    down back""".split()
)
AUXILIARY = frozenset(
    """is are was were am do does did has have had can could will would should may might must be
    been being""".split()
)
NOT = frozenset("not never no nor neither none nobody nothing without cannot".split())
REFUSALS = frozenset(
    """failed fails fail failing refused refuses refuse refusing denied denies deny denying rejected
    rejects reject rejecting declined declines decline declining unable lost loses""".split()
)
"""Verbs after which what follows did not happen, or is said not to have."""
BEFORE_IT = frozenset("no not neither none".split())
"""These turn what stands directly after them: "No date has been set"."""
MAYBE = frozenset(
    """may might could would should can if whether unless until plans plan planned planning expected
    expects hopes hope hoped hoping wants want wanted intends intended likely unlikely possible
    possibly perhaps probably allegedly alleged reportedly unclear sure doubt doubts ask asked asks
    urged call calls called would-be almost nearly seek seeks sought try tries tried trying agreed
    threatened threatens threat promised promises offered proposed proposes suggests suggested
    prevented prevent avoid avoided stopped stop rather hardly barely scarcely little few instead
    despite except unlike considering consider considered ready effort efforts bid aims aimed due
    needing needed accused charged""".split()
)
CONDITION = frozenset("if unless provided".split())
"""These make what stands before them a possibility too."""
FUTURE = frozenset("will shall going".split())
PARTS = frozenset("; but although though while whereas because as when despite".split())
"""Where another statement begins: no answer runs across, and what stands beyond turns nothing."""
PLACES = frozenset("in on at during for with since against to of from".split())
"""What follows one of these behind the verb may stand anywhere in the sentence."""
SPEAKS = frozenset("said says told claimed claims insisted warned argued added".split())
PRONOUNS = frozenset("he she it they".split())
NOBODY = PRONOUNS | frozenset("i we you this that these those".split())
"""A question about one of these says not whom it is about."""
POINTING = frozenset("that this these those it them him her".split())
"""A question that ends with one of these leaves open what it asks: "Did Washington agree to that?".
"""
ROLES = frozenset(
    """company firm group bank airline carrier maker retailer party union club team side country
    government broadcaster agency lender""".split()
)
"""With "the" before them they stand for what the article's headline names."""

IRREGULAR = {
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
        "grow": "grew grown growth", "response": "responsive responsiveness",
        "deny": "denied denies denial", "reply": "replied replies", "bear": "bore borne born",
        "shrink": "shrank shrunk", "hide": "hid hidden", "quit": "quits quitting",
    }.items()
    for form in forms.split()
}  # fmt: skip

_SAME = (
    "rise increase grow climb jump gain soar surge improve expand",
    "fall drop decline slip plunge decrease shrink slump dip",
    "win",
    "lose",
    "beat defeat exceed",
    "miss",
    "attend run compete participate",
    "accept agree approve",
    "reject refuse decline dismiss",
    "admit confess acknowledge",
    "deny",
    "respond reply answer",
    "ignore",
    "buy acquire acquisition purchase",
    "leave resign quit",
    "stay remain",
    "arrest detain",
    "suspend ban",
    "postpone delay",
    "reveal revelation disclose announce",
    "injure hurt wound",
    "satisfied happy pleased content",
    "frustrated disappointed dissatisfied",
    "accelerate",
    "slow",
    "more higher greater",
    "less fewer lower",
    "guilty",
    "innocent",
    "alive survive",
    "dead die kill",
    "get receive",
    "succeed successful",
    "movie film",
    "oppose",
    "support back",
    "strengthen",
    "weaken",
    "widen deepen",
    "narrow",
)
_OPPOSITE = (
    ("rise", "fall"), ("win", "lose"), ("beat", "miss"), ("beat", "lose"), ("attend", "miss"),
    ("accept", "reject"), ("admit", "deny"), ("respond", "ignore"), ("leave", "stay"),
    ("satisfied", "frustrated"), ("accelerate", "slow"), ("more", "less"), ("guilty", "innocent"),
    ("alive", "dead"), ("oppose", "support"), ("strengthen", "weaken"), ("widen", "narrow"),
    ("reveal", "hide"),
)  # fmt: skip


_ENDING = re.compile(r"(?<=[^\W\d]{3})(?:ed|ing|es|(?<![su])s|e)$")
_DOUBLED = re.compile(r"([bdgmnprt])\1$")


def _without_ending(word: str) -> str:
    """An irregular form's own word; of others all but the ending."""
    word = IRREGULAR.get(word, word)
    if word.endswith(("ied", "ies")) and len(word) > 4:
        word = word[:-3] + "y"
    return _DOUBLED.sub(r"\1", _ENDING.sub("", word))


def base(word: str) -> str:
    """A word's light stem: without its ending, then cut."""
    return stem(_without_ending(word))


_GROUP = {_without_ending(word): words.split()[0] for words in _SAME for word in words.split()}
_LONG = 5
"""From so many letters on, a word of a group stands for those that begin with it: "approval"."""


def _group(word: str) -> str | None:
    """The first word of the group that a word, or the beginning of one, belongs to."""
    bare = _without_ending(word)
    begins = (bare[:length] for length in range(len(bare), min(_LONG, len(bare)) - 1, -1))
    return next((_GROUP[each] for each in begins if each in _GROUP), None)


_AGAINST: dict[str, set[str]] = {}
_WHOLE = frozenset({"attend", "miss", "alive", "dead", "leave", "stay"})
"""One of the two always holds: who did not attend missed it. What did not fall may not have risen.
"""
for _one, _other in _OPPOSITE:
    _AGAINST.setdefault(_one, set()).add(_other)
    _AGAINST.setdefault(_other, set()).add(_one)


def same(asked: str, said: str) -> bool:
    """Whether two lower-case words say the same, as far as stems and the groups tell."""
    group = _group(asked)
    return base(asked) == base(said) or (group is not None and group == _group(said))


def opposite(asked: str, said: str) -> bool:
    """Whether ``said`` says the opposite of ``asked``: fell and rise, unsuitable and suitable."""
    one, other = _group(asked), _group(said)
    if one is not None and other is not None and other in _AGAINST.get(one, ()):
        return True
    bare = re.sub(r"^(?:un|dis|in|im)(?=\w{5})", "", said)
    return bare != said and base(bare) == base(asked)


def carries(word: str) -> bool:
    """Whether a lower-case word says something of what is asked or told."""
    return not (word in STOP_WORDS or word in LITTLE or word in AUXILIARY or word in ",;:")


def one_of_two(word: str) -> bool:
    """Whether what does not hold of ``word``'s opposite holds of it."""
    return _group(word) in _WHOLE


_PHRASES = tuple(
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (r"\bturn(?:ed|s|ing)? (?:up|out)\b", "attend"),
        (r"\b(?:take|took|taking|taken) part\b", "participate"),
        (r"\bstep(?:ped|s|ping)? down\b", "resign"),
        (r"\b(?:push(?:ed|es)?|put|puts) (?:back|off)\b", "postpone"),
        (r"\bturn(?:ed|s|ing)? down\b", "reject"),
        (r"\b(was|were|been|is|are) given\b", r"\1 received"),
    )
)


def phrased(text: str) -> str:
    """``text`` with verbs of two words as one word that says the same."""
    for pattern, word in _PHRASES:
        text = pattern.sub(word, text)
    return text


_STATES = (
    "north korea|pyongyang|the north|dprk",
    "south korea|seoul|the south",
    "united states|u.s|us|america|washington",
    "united kingdom|britain|uk|london",
    "china|beijing",
    "russia|moscow|kremlin",
    "japan|tokyo",
    "france|paris",
    "germany|berlin",
    "iran|tehran",
    "israel|jerusalem",
    "india|new delhi",
)
ALIASES: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {
    tuple(name.split()): tuple(tuple(other.split()) for other in names.split("|"))
    for names in _STATES
    for name in names.split("|")
}
"""A state's name, or its seat of government, in lower case -> all of them."""
SEATS = frozenset("seoul washington london beijing moscow tokyo paris berlin tehran".split())
"""Names that are cities first: they stand for their state only where they are the subject."""
