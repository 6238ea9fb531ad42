"""A statement turned into a question for its subject, or for when, where and why it was.

Each function gives the question and, where it knows them, the words that answer it; None where the
statement does not lend itself to it.
"""

import re

from qabot.evaluation.proposals.clauses import (
    AUXILIARIES,
    MAKES,
    MODALS,
    MONTH,
    Clause,
    Made,
    another,
)
from qabot.evaluation.proposals.objects import TAKES
from qabot.evaluation.proposals.subjects import Known
from qabot.evaluation.proposals.verbs import PARTICIPLES, PAST
from qabot.lexicon import COUNTRIES, DAYS, GROUPS

_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DAY_NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_DATE = (
    rf"(?:(?:late |early )?(?:on |last |next )?{_DAY}(?: (?:morning|afternoon|evening|night))?"
    rf"|on \d{{1,2}} {MONTH}(?: \d{{4}})?|on {MONTH} {_DAY_NUMBER}(?:,? \d{{4}})?"
    rf"|(?:early |late )?in {MONTH}(?: \d{{4}}| (?:of )?(?:last|this) year)?"
    r"|(?:early |late )?in \d{4}|yesterday|last night"
    rf"|(?:late |early |earlier )?(?:last|this|next) (?:year|month|week|{MONTH}))"
)
_DATE_LAST = re.compile(rf"(?:^|(?<=\s))(?P<date>{_DATE})$")
_DATE_FIRST = re.compile(rf"^(?P<date>{_DATE}) (?P<tail>(?:to|for|from|at|in|with|by) .+)$")
_DATE_INSIDE = re.compile(
    rf"^(?P<done>(?:be )?[a-z]+(?:ed|ld|wn|en|ut|ught)|begin|start|open|close|expire) "
    rf"(?P<date>{_DATE}|{MONTH} {_DAY_NUMBER})"
    r"(?P<tail>$| (?:to|for|from|at|in|with|by) .+$)"
)
_ANY_DATE = re.compile(rf"\b(?:{_DATE}|{MONTH}|\d{{4}})\b")
_PLACE = re.compile(r"(?:^|(?<=\s))in (?P<place>(?:the )?(?:[A-Z][\w.'-]+ ?){1,3})$")
_LOCATED = frozenset(
    """born built held found arrested killed shot based located opened launched buried staged
    discovered signed played created established founded detained released jailed""".split()
)
_INCOMPLETE = frozenset("put place name describe set base keep".split())
"""What is done to something with these, it is not said without the end of the statement."""
_OWNED = re.compile(r"(?P<name>[A-Z].*?)(?:['\u2019]s|(?<=s)['\u2019]) (?P<noun>[a-z][a-z -]*)")
_ALONE = frozenset("start open increase drop expand improve finish win withdraw resume".split())
"""Verbs that also stand without an object."""
_MANY_WORDS = 11
_LAST_PART = re.compile(r"(?P<left>(?:\S+ ){2,}?\S+) (?:with|for|during|under|through|from) .*")
"""What a statement has in the end, without which it is still one."""
_NO_COUNTRY = frozenset(
    """africa asia europe gaza baghdad beijing berlin brussels california chicago florida
    kabul london madrid moscow paris pyongyang rome seoul tehran texas tokyo washington america
    jersey""".split()
) | {"hong kong", "los angeles", "new york"}
_DATED = re.compile(rf"(?P<how>payable|due|effective)(?: on)? (?P<date>{MONTH} {_DAY_NUMBER})\b")


def who(clause: Clause, known: Known) -> Made:
    """Who did it, or which company: the words behind the subject stay as they are."""
    rest = clause.rest
    finite = clause.verb in AUXILIARIES | PAST.keys() | MAKES.keys()
    if (
        len(rest.split()) < 2
        or another(rest.split())
        or rest.startswith("no ")
        or not finite
        or not clause.complete
    ):
        return None
    if PAST.get(clause.verb) in _INCOMPLETE and rest != clause.whole:
        return None
    if known.is_person(clause.subject):
        asks = "Who"
    elif known.is_company(clause.subject):
        asks = "Which company"
    elif clause.subject.removeprefix("the ").casefold().rstrip(".") in COUNTRIES - _NO_COUNTRY:
        asks = "Which country"
    elif (owner := _OWNED.fullmatch(clause.subject)) and known.names_one(owner["name"]):
        asks = f"Whose {owner['noun']}"
    else:
        return None
    if len(rest.split()) > _MANY_WORDS and (shorter := _LAST_PART.match(rest)):
        rest = shorter["left"]
        if rest.split()[-1] in PARTICIPLES:
            return None
    return f"{asks} {clause.verb} {rest}?", clause.subject


def when(clause: Clause, known: Known) -> Made:
    """The date that ends the statement, or follows the verb, left out of it."""
    rest = clause.rest
    if clause.verb == "will" and (dated := _DATED.match(rest.removeprefix("be "))):
        return f"When will {clause.subject} be {dated['how']}?", dated["date"]
    if clause.verb in ("is", "was", "are", "were") and (dated := _DATED.match(rest)):
        return f"When {clause.verb} {clause.subject} {dated['how']}?", dated["date"]
    match = _DATE_LAST.search(rest)
    left = rest[: match.start()].strip() if match else ""
    if match is None:
        match = _DATE_FIRST.match(rest)
        left = match["tail"] if match else ""
    if match is None and (match := _DATE_INSIDE.match(rest)):
        left = f"{match['done']} {match['tail']}".strip()
    if (
        match is None
        or _ANY_DATE.search(left)
        or another(left.split())
        or clause.verb in {"has", "have", "had"} | MODALS - {"will"}
    ):
        return None
    alone = left if clause.verb in MODALS else PAST.get(clause.verb) if not left else None
    if alone in TAKES - _ALONE:
        return None  # "When will it redeem?", of what is said behind the date
    question = _inverted("When", clause, left)
    return (question, match["date"]) if question else None


def where(clause: Clause, known: Known) -> Made:
    """The place that ends the statement, of what is done somewhere."""
    match = _PLACE.search(clause.rest)
    if match is None or not _is_place(match["place"]):
        return None
    left = clause.rest[: match.start()].strip()
    verb = left.split()[0] if left and clause.verb in AUXILIARIES else clause.verb
    planned = clause.verb == "will" and verb in ("build", "open", "hold")
    happened = verb in _LOCATED or PAST.get(verb) in ("meet", "die", "live", "arrive", "land")
    if not happened and not planned:
        return None
    question = _inverted("Where", clause, left)
    return (question, match["place"].strip()) if question else None


def why(clause: Clause, known: Known) -> Made:
    """The reason that follows with "because"."""
    reason = re.search(r"^(?P<left>[^,]*?),? because (?:of )?(?P<why>[^,.;]+)", clause.whole)
    if not clause.because or reason is None or reason["left"].strip() != clause.rest:
        return None
    question = _inverted("Why", clause, clause.rest)
    return (question, reason["why"]) if question else None


def _inverted(asks: str, clause: Clause, left: str) -> str | None:
    """ "When did SUBJECT VERB REST?" """
    if clause.verb in ("was", "were", "is", "are") and left.split()[:1] and asks != "Why":
        first = left.split()[0]
        if first not in PARTICIPLES and not first.endswith("ing"):
            return None
    if clause.verb in AUXILIARIES:
        if not left or not clause.complete:
            return None
        return f"{asks} {clause.verb} {clause.subject} {left}".strip() + "?"
    if clause.verb not in PAST:
        return None
    return f"{asks} did {clause.subject} {PAST[clause.verb]} {left}".strip() + "?"


def _is_place(words: str) -> bool:
    name = words.strip().removeprefix("the ")
    first = name.split()[0].casefold().rstrip(".")
    return (
        first not in DAYS
        and first not in ("may", "march", "april", "august", "english", "french", "chapter")
        and (name.casefold().rstrip(".") in COUNTRIES or not GROUPS.search(name))
        and not name.isupper()
    )
