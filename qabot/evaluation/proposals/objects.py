"""A statement turned into a question for its object: how many, how much, what.

Each function gives the question and, where it knows them, the words that answer it; None where the
statement does not lend itself to it.
"""

import re

from qabot.evaluation.proposals.clauses import (
    ABOUT,
    HOLDS,
    INTENDS,
    MAKES,
    MODALS,
    NUMBER,
    Clause,
    Made,
)
from qabot.evaluation.proposals.subjects import Known
from qabot.evaluation.proposals.verbs import BASES, PARTICIPLES, PAST
from qabot.lexicon import PEOPLE_ROLES

_COUNTED = re.compile(
    rf"{ABOUT}(?P<number>{NUMBER}) (?:more |other )?"
    r"(?P<noun>(?:[a-z][a-z-]+ ){0,2}(?:[a-z][a-z-]*[^s\W]s|people|men|women|children))"
    r"(?P<tail>$| .+$)",
    re.IGNORECASE,
)
_UNITS = frozenset(
    """years months weeks days hours minutes seconds times dlrs dollars cents pct points mln pounds
    stg francs marks yen percent tonnes tons barrels miles metres meters feet inches acres ounces
    crowns guilders pence shares goals sets pts degrees thirds quarters""".split()
)
_NOT_COUNTED = frozenset(
    """of or and was were is are in on at to from per mln billion million other such as the a by
    with consecutive straight""".split()
)
_MONEY = re.compile(
    rf"{ABOUT}(?:a (?:seasonally adjusted|revised|record) )?(?:by )?{ABOUT}"
    r"(?P<sum>(?:\$|\u00a3|\u20ac)?\d[\d.,]*(?:m|bn|%| pct| percent)?"
    r"(?: (?:mln|billion|million|trillion))?"
    r"(?: (?:dlrs|dollars|stg|pounds|francs|marks|yen|crowns|guilders|pct|percent|tonnes"
    r"|barrels))?)"
    r"(?P<tail>$| .+$)"
)
_BESIDE_SUM = re.compile(r"$| (?:in|from|against|down|up|over|instead|and)\b")
_FOR_MONEY = re.compile(
    rf"(?P<object>\S.{{3,70}}?) for {ABOUT}"
    r"(?P<sum>[$\u00a3]?\d[\d.,]*(?:m|bn| (?:mln|billion|million))?"
    r"(?: (?:dlrs|dollars|stg|pounds|francs|marks|yen))?)(?: in cash| cash|$)"
)
_MOVES = frozenset(
    "total rise fall increase decline drop climb grow jump slip plunge soar surge".split()
)
_COSTS = frozenset("pay spend earn raise invest lose borrow donate owe receive contribute".split())
TAKES = frozenset(
    """abolish accept adopt ban cut reduce raise increase lift impose acquire announce approve award
    build buy cancel create declare design develop discover introduce invent launch manufacture
    offer open produce propose publish purchase release file report request complete reach revise
    receive redeem withdraw start expand restore renew transfer abandon demand terminate drop veto
    condemn welcome finish replace improve register commence conduct restart upgrade assess record
    form issue host hold secure discuss own operate make sponsor sell seek sign unveil win write
    reject postpone""".split()
)
_NO_OBJECT = re.compile(
    r"(?:in|on|at|to|for|from|with|by|of|off|no|up|out|down|over|under|as|about|after|before"
    r"|against|into|through|until|since|and|or|that|what|who|those|these|this|whether|how"
    r"|it|him|her|them|not|more|less|back|\w+ly|late|early|last|next|again|further)\b|\W"
)
_OF_COMPANIES = frozenset("acquire buy sell purchase".split())
"""Of a name behind these, one asks "What"; elsewhere it may be a person's, if nothing is of it."""
_OWNED = re.compile(r"(?:[A-Z]\S* ){0,5}[A-Z]\S*(?:['\u2019]s|s['\u2019]) [a-z]")
_PEOPLE = frozenset("people men women children workers staff players fans members".split())
_AMOUNT = re.compile(rf"{ABOUT}[\d$]")
_TO_DO = re.compile(r"to (?P<verb>[a-z]+)\b(?P<object> .+)?$")
_WANTS = {"agreed": "agree", "decided": "decide", "refused": "refuse", "offered": "offer",
          "promised": "promise", "planned": "plan", "declined": "decline", "threatened": "threaten",
          "failed": "fail", "wanted": "want"}  # fmt: skip


def how_many(clause: Clause, known: Known) -> Made:
    """The number of what somebody has, or did something to."""
    rest, verb = clause.rest, clause.verb
    if clause.number is not None:
        head = re.split(r" (?:of|in|at|on|from|for)\b", clause.subject)[0]
        fits = _COUNTED.fullmatch(f"two {head}") is not None and _countable(head)
        if not fits or not rest or not (verb in PAST or clause.complete):
            return None
        return f"How many {clause.subject} {verb} {rest}?", clause.number
    if verb == "will":
        action, _, rest = rest.partition(" ")
        if action not in BASES:
            return None
    match = _COUNTED.match(rest)
    if match is None or not _countable(match["noun"]):
        return None
    tail = match["tail"]
    if tail and not re.match(r" (?:in|at|on|from|with|during|for)\b(?! which)", tail):
        return None
    asked = f"How many {match['noun']}"
    if verb == "will":
        return f"{asked} will {clause.subject} {action}{tail}?", match["number"]
    if verb in ("has", "had", "have"):
        does = {"has": "does", "had": "did", "have": "do"}[verb]
        return f"{asked} {does} {clause.subject} have{tail}?", match["number"]
    if verb in PAST:
        return f"{asked} did {clause.subject} {PAST[verb]}{tail}?", match["number"]
    return None


def how_much(clause: Clause, known: Known) -> Made:
    """By how much something rose, or how much somebody paid."""
    verb, rest, auxiliary = PAST.get(clause.verb, ""), clause.rest, "did"
    if (
        clause.verb in ("is", "was")
        and rest.startswith("worth ")
        and (match := _MONEY.match(rest[6:]))
    ):
        return (
            None
            if match["tail"]
            else (f"How much {clause.verb} {clause.subject} worth?", match["sum"])
        )
    if clause.verb == "will":
        verb, _, rest = rest.partition(" ")
        auxiliary = "will"
    match = _MONEY.match(rest)
    if match is None or verb not in _MOVES | _COSTS:
        return None
    tail = re.sub(
        r"\s(?:to|from|against|or|vs|up|down|on|over|in addition)\b.*$", "", match["tail"]
    )
    if tail and not re.match(r" (?:in|for)\b" if verb in _COSTS else r" in\b", tail):
        return None
    if verb in _COSTS and not re.search(
        r"dlrs|dollars|stg|pounds|\$|\u00a3|francs|yen|marks", match["sum"]
    ):
        return None
    return f"How much {auxiliary} {clause.subject} {verb}{tail}?", match["sum"]


def price(clause: Clause, known: Known) -> Made:
    """For how much something was sold or bought."""
    match = _FOR_MONEY.match(clause.rest)
    sells = PAST.get(clause.verb) in _OF_COMPANIES or (
        clause.verb == "agreed"
        and (to_do := _TO_DO.match(clause.rest))
        and to_do["verb"] in _OF_COMPANIES
    )
    if match is None or not sells:
        return None
    return f"For how much did {clause.subject} {PAST[clause.verb]} {match['object']}?", match["sum"]


def what(clause: Clause, known: Known) -> Made:
    """What somebody made, bought, agreed to do."""
    if made := _expected(clause) or _figure(clause):
        return made
    words = clause.whole.split()
    if clause.verb in HOLDS and "that" in words[:2]:
        return f"What did {clause.subject} {HOLDS[clause.verb]}?", None
    if clause.verb == "expects" and not clause.whole.startswith("to "):
        return f"What does {clause.subject} expect?", None
    if clause.verb in INTENDS:
        return (
            f"What does {clause.subject} {INTENDS[clause.verb]} to {_action(clause.whole)}?",
            None,
        )
    if clause.verb == "would" and clause.pronoun and words and words[0] in BASES:
        action = _action(f"to {clause.whole}")
        return f"What did {clause.subject} say {clause.pronoun} would {action}?", None
    verb, auxiliary, behind = PAST.get(clause.verb, ""), "did", clause.whole
    form = verb
    if clause.verb in MAKES:
        auxiliary, verb = "does", MAKES[clause.verb]
        form = verb
    if clause.verb in MODALS | {"has", "have"} and words:
        auxiliary, form, behind = clause.verb, words[0], clause.whole.partition(" ")[2]
        verb = form if clause.verb in MODALS else PARTICIPLES.get(form, "")
    if clause.verb in ("is", "are", "was", "were") and words and words[0].endswith("ing"):
        doing = words[0].removesuffix("ing")
        verb = next((each for each in (doing, f"{doing}e") if each in TAKES), "")
        auxiliary, form, behind = clause.verb, words[0], clause.whole.partition(" ")[2]
    wants = _WANTS.get(form) or (form if form in _WANTS.values() else None)
    wants = _WANTS.get(clause.verb) if auxiliary == "did" else wants
    if wants and _TO_DO.match(behind):
        asks = wants if auxiliary == "did" else form
        return f"What {auxiliary} {clause.subject} {asks} to {_action(behind)}?", None
    if not _takes(verb, behind):
        return None
    return f"What {auxiliary} {clause.subject} {form}?", None


def _action(to_do: str) -> str:
    """The verb of "to buy a bank", of which one asks "What ... to buy?"; else "do"."""
    match = _TO_DO.match(to_do)
    return (
        match["verb"] if match and _takes(match["verb"], (match["object"] or "").strip()) else "do"
    )


def _takes(verb: str, behind: str) -> bool:
    """Whether a verb has an object here that "What" can ask for."""
    who = {word.strip(",.").casefold() for word in behind.split(", ")[0].split()[:5]} & (
        PEOPLE_ROLES | _PEOPLE
    )
    fits = verb in TAKES and behind and not who and not _NO_OBJECT.match(behind)
    if behind[:1].isupper() and verb not in _OF_COMPANIES and not _OWNED.match(behind):
        return False
    return bool(fits) and not (
        verb in _MOVES | {"cut", "reduce", "raise"} and _AMOUNT.match(behind)
    )


def _expected(clause: Clause) -> Made:
    """What something is expected to do."""
    if clause.verb in ("is", "are") and re.match(r"expected to (?!be\b)[a-z]+ ", clause.whole):
        return f"What {clause.verb} {clause.subject} expected to do?", None
    return None


def _figure(clause: Clause) -> Made:
    """What a rate or a sum was."""
    match = _MONEY.match(clause.rest) if clause.verb in ("was", "is") else None
    if match and " " in match["sum"] and _BESIDE_SUM.match(match["tail"]):
        return f"What {clause.verb} {clause.subject}?", match["sum"]
    moved = re.match(
        r"to (?P<sum>\d+(?:[.,]\d+)*(?: (?:mln|billion|pct|percent|dlrs|stg|yen))*)"
        r"(?P<tail> in [A-Z][a-z]+)?\b",
        clause.rest,
    )
    if moved and PAST.get(clause.verb) in _MOVES - {"total"}:
        tail = moved["tail"] or ""
        return f"What did {clause.subject} {PAST[clause.verb]} to{tail}?", moved["sum"]
    return None


def _countable(noun: str) -> bool:
    words = noun.casefold().split()
    return words[-1] not in _UNITS and not set(words) & (_NOT_COUNTED | _UNITS)
