"""The question before about something else: "And Japan?" after "Did China agree?"."""

import re

from qabot.follow_up.members import Cast
from qabot.follow_up.naming import bare, names
from qabot.follow_up.people import is_somebody
from qabot.follow_up.phrases import may_name, several
from qabot.lexicon import COUNTRIES, PEOPLE_ROLES, PREPOSITION

_TIME = re.compile(
    r"(?:in\s+)?(?:the|last|next|this|that|a)\s+(?:(?:first|second|third|fourth|last)\s+)?"
    r"(?:year|month|week|day|season|night|quarter|time)"
    r"(?:\s+(?:before|after|earlier|later))?|now|today",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"the\s+(?:first|second|third|fourth|last)\s", re.IGNORECASE)
_BEFORE_THAT = re.compile(r"the\s+year\s+(?:before|after)", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_YEAR_AT_END = re.compile(r"\s+(?:in|last|this)\s+(?:(?:19|20)\d\d|year|month|week)$")
_ROLE = re.compile(rf"\b(?:the|his|her|its|their)\s+(?:{'|'.join(sorted(PEOPLE_ROLES))})\b")

_A_ROLE = re.compile(rf"the\s+(?:[\w-]+\s+)?(?:{'|'.join(sorted(PEOPLE_ROLES))})", re.IGNORECASE)
_LAST_NOUN = re.compile(r"\s(?:the|this|that)\s+[a-z][\w-]*(?:\s+[a-z][\w-]*)?\W*$")
_TITLE = re.compile(rf"\s+(?:[a-z-]+\s+)?(?:{'|'.join(sorted(PEOPLE_ROLES))})\b")
"""Behind a name, what somebody of it is: "the Lib Dem leader"."""
_NOUN_AT_END = re.compile(r"\s(?:on|about|of|against)\s+([a-z][\w-]+(?:\s+[a-z][\w-]+)?)\W*$")
_NOUNS_DO = re.compile(
    r"(.*?\b(?i:do|did|are|were|have|will|can|could|should|would)\s+)([a-z-]+s)(\s+[a-z].*)",
    re.DOTALL,
)
_OWNED = re.compile(r"[A-Z][\w-]*['\u2019]s?\s+([a-z-]+)\b")
_HOW_MANY = re.compile(r"(how\s+many\s+)[a-z-]+s(?=\s)", re.IGNORECASE)
_WHOSE = re.compile(r"['\u2019]s\s+[a-z-]+(?=\s+[a-z])")
_LONGEST_NOUN = 2
_WHO_IS = re.compile(r"\W*who(?:['\u2019]s|\s+(?:is|was|are|were))\b", re.IGNORECASE)


def substituted(previous: str, wanted: str, cast: Cast) -> str:
    """The question before about something else: the name of the same sort gives way.

    Where it has no name, what is wanted is put at its end.
    """
    previous = re.sub(r"\s+else\b", "", previous)
    plain = previous.rstrip("?. ")
    joined = f"{plain} {wanted}?"
    alone = re.sub(rf"^(?:{PREPOSITION}\s+)?(?:the\s+)?", "", wanted, flags=re.IGNORECASE)
    preposition = re.match(rf"({PREPOSITION})\s+", wanted, re.IGNORECASE)
    if re.fullmatch(r"(?:in\s+)?(?:19|20)\d\d", wanted) and re.search(
        r"\b(?:19|20)\d\d\b", previous
    ):
        return re.sub(r"\b(?:19|20)\d\d\b", wanted.split()[-1], previous, count=1)
    if re.fullmatch(r"(?:19|20)\d\d", wanted):
        return f"{plain} in {wanted}?"
    spans = list(names(previous))
    wanted_names = list(names(alone))
    if _BEFORE_THAT.fullmatch(wanted) and (year := _YEAR.search(previous)):
        return f"{re.sub(_YEAR_AT_END, '', plain)} {wanted} {year[0]}?"
    if _TIME.fullmatch(wanted):
        during = "in " if _NUMBERED.match(wanted) else ""
        return f"{re.sub(_YEAR_AT_END, '', plain)} {during}{wanted}?"
    if not wanted_names and spans:  # "What about the sanctions?"
        if _WHO_IS.match(previous) and not _ROLE.fullmatch(wanted):
            return f"What is said about {wanted}?"  # nobody makes room for a thing
        asked = re.search(r"\b(?:say|said|think|thinks|tell|know|report|announce)\s*\??$", previous)
        if asked:
            return f"{plain} about {wanted}?"
    if not wanted_names and re.match(r"the\s", wanted, re.IGNORECASE):
        if _A_ROLE.fullmatch(wanted):
            roles = list(_ROLE.finditer(previous))
            if roles and spans:  # "What did Mawer say about the chancellor?", "And the minister?"
                return previous[: roles[-1].start()] + wanted + previous[roles[-1].end() :]
            who = _WHO_IS.match(previous)
            if not (roles or who) and not any(is_somebody(previous[a:b], cast) for a, b in spans):
                return f"What is said about {wanted}?"  # "When was the conference?"
        elif last := _LAST_NOUN.search(previous):
            return f"{previous[: last.start()]} {wanted}?"
    if not spans:
        if preposition or wanted_names:
            if not preposition and cast.somewhere(alone):
                return f"{plain} in {wanted}?"
            if preposition:
                return _other_end(previous, preposition[1], wanted) or joined
            return _for_role(previous, wanted)
        theirs = re.match(r"(?:his|her|its|their)\s", wanted, re.IGNORECASE)
        return _last_phrase(previous, wanted) or (f"What is {wanted}?" if theirs else joined)
    if preposition:
        same = re.compile(rf"\b{preposition[1]}\s+(?:the\s+)?$", re.IGNORECASE)
        for start, end in reversed(spans):
            if match := same.search(previous[:start]):
                after = re.sub(r"^\s*:\s*[A-Z][\w -]*", "", previous[end:])  # "CSI: Miami"
                return previous[: match.start()] + wanted + after
        return _other_end(previous, preposition[1], wanted) or joined
    kind = _kind(alone, cast)
    same_kind = [span for span in spans if _kind(previous[span[0] : span[1]], cast) == kind]
    if cast.somewhere(alone):
        same_kind = [
            span for span in same_kind if cast.somewhere(previous[span[0] : span[1]])
        ] or same_kind
    if not same_kind and cast.somewhere(alone):
        return f"{plain} in {wanted}?"  # nobody makes room for a country
    things = all(_kind(previous[a:b], cast) == "thing" for a, b in spans)
    if kind == "person" and things and not _ROLE.search(previous):
        return f"What is said about {wanted}?"
    start, end = (same_kind or spans)[-1]
    title = _TITLE.match(previous, end)
    if previous[:start].lower().endswith("the ") and (
        wanted.lower().startswith("the ") or (title and kind == "person")
    ):
        start, end = start - 4, title.end() if title and kind == "person" else end
    elif previous[:start].lower().endswith("the ") and alone.casefold() in COUNTRIES:
        start -= 4  # "the US", "Russia"
    owned = previous[end : end + 2] in ("'s", "\u2019s")  # "Taiwan's surplus?", "And Korea's?"
    whose = _WHOSE.match(previous, end)
    if whose and not wanted_names and wanted.endswith("s"):
        end = whose.end()  # "Monier's directors", "the analysts"
        return previous[:start] + wanted + previous[end:]
    return previous[:start] + (bare(wanted) if owned else wanted) + previous[end:]


def _other_end(previous: str, preposition: str, wanted: str) -> str | None:
    """ "Is it spent on health?", "And on education?": what stands behind the same preposition."""
    end = re.search(
        rf"\s{re.escape(preposition)}\s+(?:[\w'\u2019-]+\s*){{1,3}}\W*$", previous, re.I
    )
    if end is None and preposition.lower() in ("in", "on", "at"):
        end = re.search(r"\s(?:in|on|at)\s+(?:the\s+|an?\s+)?(?:[a-z-]+\s*){1,2}\W*$", previous)
    return f"{previous[: end.start()]} {wanted}?" if end else None


def in_place_of_noun(previous: str, wanted: str) -> str | None:
    """ "How much is spent on defence?", "And health?"; None where no noun makes room."""
    words = wanted.split()
    if len(words) > _LONGEST_NOUN or not all(may_name(word) and word.islower() for word in words):
        return None
    if end := _NOUN_AT_END.search(previous):
        return f"{previous[: end.start(1)]}{wanted}?"
    counted = _HOW_MANY.match(previous)
    if counted and several(wanted):  # "How many films are downloaded?"
        return f"{counted[1]}{wanted}{previous[counted.end() :]}"
    owned = _OWNED.search(previous)
    if owned and several(wanted) and several(owned[1]):  # "Did Chrysler's sales rise?"
        return f"{previous[: owned.start(1)]}{wanted}{previous[owned.end(1) :]}"
    about = _NOUNS_DO.match(previous)
    if about and several(wanted) and several(about[2]):  # "Why do prosecutors worry?"
        return f"{about[1]}{wanted}{about[3]}"
    return None


def _for_role(previous: str, name: str) -> str:
    """ "What did the official say?", "And Kim?"; where nobody makes room, what is said of it."""
    if role := _ROLE.search(previous):
        return previous[: role.start()] + name + previous[role.end() :]
    return f"What is said about {name}?"


def _kind(name: str, cast: Cast) -> str:
    """Person, thing or unknown: what may take another's place."""
    if is_somebody(name, cast):
        return "person"
    return "thing" if cast.sort(name) is not None else "unknown"


def _last_phrase(previous: str, wanted: str) -> str | None:
    """ "How did the talks go?", "What about the sanctions?"."""
    found = list(re.finditer(r"\b(?:the|his|her|their|its)\s+[\w-]+", previous, re.IGNORECASE))
    if not found or not re.match(r"(?:the|his|her|their|its)\b", wanted, re.IGNORECASE):
        return None
    end, last = found[-1].end(), found[-1][0].split()[-1]
    if re.search(rf"\b{re.escape(last)}\b", wanted) and re.fullmatch(r"\s+\w+\W*", previous[end:]):
        return f"{previous[: found[-1].start()]}{wanted}?"  # "the top five", "the top 10"
    return previous[: found[-1].start()] + wanted + previous[end:]
