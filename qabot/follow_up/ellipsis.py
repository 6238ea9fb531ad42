"""Questions that leave out what the question before said: "Why?", "And Japan?", "Who else?"."""

import re
from collections.abc import Sequence

from qabot.follow_up.cast import Cast
from qabot.follow_up.conversation import PastTurn
from qabot.follow_up.naming import has_name, is_name, names
from qabot.follow_up.people import is_somebody
from qabot.follow_up.phrases import several
from qabot.follow_up.substitution import in_place_of_noun, substituted
from qabot.lexicon import AUXILIARIES, PAST, PREPOSITION

AUXILIARY = re.compile(rf"\b{AUXILIARIES}(?=\s)", re.IGNORECASE)

BARE = re.compile(
    rf"(?:(?:and|but|so|ok|okay|then),?\s+)?"
    rf"(?P<asking>(?:{PREPOSITION}\s+)?"
    r"(?:when|why|where|who|whom|what|which|how)"
    r"(?:\s+(?:long|often|many|much|far|old|big|tall|soon|large|fast))?"
    r"(?:\s+(?:year|day|month|time|date|place|city|country|one|ones|people|of them|team|"
    r"company|reason|age|price))?"
    rf"(?:\s+(?:{PREPOSITION}|so|not|exactly|else|come|ago))?)\s*[?!. ]*",
    re.IGNORECASE,
)
"""A question word, with little more. ``asking`` is what is asked."""
_WHEN_WAS_THAT = re.compile(
    rf"(?:(?:and|but|so)\s+)?(?P<asking>(?:when|where)(?=\s+(?:is|was)\s+that\b)"
    rf"|(?:{PREPOSITION}\s+)(?:which|what)\s+[\w-]+(?=\s*[?!. ]*$))"
    r"(?:\s+(?:is|was)\s+that)?\s*[?!. ]*",
    re.IGNORECASE,
)
"""The same with what was said named: "When was that?", "With which album?"."""

_ABOUT = re.compile(
    r"(?:(?:and|or|but|so|ok|okay),?\s+)?(?:what|how)\s+about\s+(?P<a>.+?)\s*[?.! ]*"
    r"|(?:and|or|but)\s+(?P<b>.+?)\s*[?.! ]*",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"(?:(?:and|or|but)\s+)?(?P<what>(?:his|her|their|its|the)\s+[\w' -]{2,40}?)\s*[?.! ]*", re.I
)
_ANY = re.compile(
    r"(?:(?:and|or|but)\s+)?any\s+(?P<what>(?!more\b|other)[\w' -]{2,50}?)\s*\?+", re.I
)
ELSE = re.compile(
    r"\b(?:who|whom|what|where|when|why|how|which|anyone|anybody|anything|someone|something|nobody"
    r"|nothing)\s+else\b"
    r"|\b(?:any|some|what|which|the|are there)\s+(?:\w+\s+)?other\b"
    r"|\bother\s+(?:interesting|reasons?|things?|people)\b|\banything\s+more\b",
    re.IGNORECASE,
)
"""What has been shown is not asked for again."""
_ELSE_ALONE = re.compile(
    r"(?:(?:and|but|so|ok|okay)\s+)?(?:is there\s+)?(?P<word>who|what|where|when|why|how|anyone"
    r"|anybody|anything|someone|something)\s+else\s*[?.! ]*",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"what\s+(?:do|does|did)\s+((?:the\s+)?[A-Z].*?)\s+(?:say|think|want|believe|suggest|propose)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:and\s+)?(?:more|go on|tell me more|say more|any more|anything more|continue|details|"
    r"(?:any|more) details|and\s+then|then|explain|elaborate)(?:\s+please)?\s*[?.! ]*",
    re.IGNORECASE,
)
_ONLY_A_NAME = re.compile(rf"(?:{PREPOSITION}\s+)?(?:the\s+)?", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:the|a|an|its|his|her|their|[A-Z][\w-]+)\s+(?:[\w'\u2019-]+\s+){0,4}?"
    r"(?:is|are|was|were|has|have|had|does|did|will|would|could|can|may|might|\w+ed)"
    r"(?:n['\u2019]t)?\s+\w"
)
_LONGEST_ABOUT = 6
_BEFORE = 2
"""Turns before the last with which "else" may go."""
_LONGEST_ANSWER = 10
_TAKES_A_PLACE = re.compile(
    rf"(?:the|his|her|its|their|a|an|last|next|this|that|{PREPOSITION})\s|\d|(?:now|today)$",
    re.IGNORECASE,
)
"""What has neither a name nor one of these is no counterpart of anything: "other kinds of bank"."""
_NONE = re.compile(r"(?:no\s+(?:plans?|intention|need|reason)|not|never)\b", re.IGNORECASE)
"""How an answer begins that says no."""
_HAPPENED = re.compile(r"what(?:\s+has|\s+had)?\s+happened((?:\s+\S+)*)", re.IGNORECASE)
_DONE = re.compile(rf"(?:been|being|[a-z]+ed|{'|'.join(sorted(PAST))})\b")
_HOW_FAR = re.compile(r"how\s+(?:far|high|low|close|near|deep)\s+(\w.*)", re.IGNORECASE)
_STRANDED = re.compile(r"\s(?:for|about|with|to|from|of|by|at|on|into)$", re.IGNORECASE)
"""The preposition of a "what" in front."""
_GOING_ON = re.compile(r"((?:is|are|was|were)\s+.+?\s\w+ing)\b(\s.*|)$")
_SAID_WHAT = re.compile(
    r"(\s(?:say|think|do|believe|want|mean|claim|propose|suggest|promise|offer|find|see|write|buy|sell"
    r"|make|win|lose|decide|discover|announce|reveal|recommend|demand|need|know|learn|use))(?=$|\s+(?:in|on|at|after|before|about|to|during)\b)"
)
_WHICH_ONES = re.compile(
    r"(?:(?:and|but|so)\s+)?(?:such\s+as|like|for\s+(?:example|instance))(?:\s+(?:what|which|who))?\W*"
    r"|(?:(?:and|but|so)\s+)?(?:which|what)\s+(?:ones?|kinds?|sorts?)(?:\s+of\s+\w+)?\W*",
    re.IGNORECASE,
)
_WERE_THERE = re.compile(r"(is|are|was|were)\s+there\s+(?:any\s+|some\s+)?([\w -]+)", re.I)
_SEE_ANY = re.compile(
    rf"({AUXILIARIES}\s+.+?)\s+(?:any|some)\s+([a-z-]+s|(?:[a-z-]+\s+)[a-z-]+s)\b(.*)",
    re.IGNORECASE,
)
_THAT_AT_END = re.compile(r"\s(?:that|this|it)\W*$", re.IGNORECASE)
_DO = re.compile(r"((?:must|should|will|would|can|could|may|might)\s.+?) do\b(.*)")
_DETERMINED = re.compile(r"(?i:the|an?|his|her|its|their)\s|[A-Z\d]")
_WHEN_AT_END = re.compile(
    r"\s+(?:(?:last|next|this)\s+\w+|(?:on|in)\s+(?:[A-Z][a-z]+day|\d{4})|yesterday|today|tomorrow)$"
)
_MORE_OF = re.compile(r"\s((?:more|less|fewer|extra|additional)\s+[a-z -]+)$")
"""Of which more is wanted: "Does it want more state funding?", "How much?"."""
_COUNTED = re.compile(
    r"how\s+(?:many|much)\s+(?P<noun>(?:of\s+)?[\w'\u2019 -]{2,60})$", re.IGNORECASE
)
"""What is counted, before an auxiliary: "How many cars did ...", "How much of it does ..."."""
_OBJECT_ENDS = re.compile(rf"\s+(?:{PREPOSITION}|now|last|this|next|yesterday|today)\b")
_THEN_AT_END = re.compile(r"\s+(?:next|then|now|first|afterwards|after that)$")
_WHERE_TO = re.compile(r"\b(?:go|going|went|travel|fly|flee|move|head|return|leave for)\b", re.I)


def completed(question: str, last: PastTurn, cast: Cast, earlier: Sequence[str] = ()) -> str | None:
    """``question`` with what it leaves out; None where it leaves nothing out.

    ``last`` is the turn before; ``earlier`` are the questions before that, oldest first.
    """
    text, previous = question.strip(), last.understood_as.strip()
    if match := _ELSE_ALONE.fullmatch(text):
        return _else(match["word"], previous, cast, earlier)
    if _MORE.fullmatch(text):
        return previous
    if match := BARE.fullmatch(text):
        return asked_again(match["asking"], last) or question
    if match := _WHEN_WAS_THAT.fullmatch(text):
        return asked_again(match["asking"], last)
    return None if AUXILIARY.search(text) else _fragment(text, last, cast)


def _fragment(text: str, last: PastTurn, cast: Cast) -> str | None:
    """What a question without a verb asks: "Any injuries?", "And Japan?", "His age?", "Moscow?"."""
    previous = last.understood_as.strip()
    if _WHICH_ONES.fullmatch(text):
        return _which(previous)
    if match := _ANY.fullmatch(text):
        return f"Were there any {match['what']}?"
    if match := _ABOUT.fullmatch(text):
        wanted = match["a"] or match["b"]
        if len(wanted.split()) <= _LONGEST_ABOUT:
            if re.match(r"(?:who|what|when|where|why|how|which)\b", wanted, re.IGNORECASE):
                return wanted[:1].upper() + wanted[1:] + "?"
            thing = re.match(r"(?:the|a|an)\s", wanted, re.IGNORECASE) and not has_name(wanted)
            if thing and (that := _THAT_AT_END.search(last.question)):
                return f"{last.question[: that.start()]} {wanted}?"  # "Did he agree to that?"
            takes_a_place = _TAKES_A_PLACE.match(wanted) or has_name(wanted)
            if takes_a_place:
                return substituted(previous, wanted, cast)
            return in_place_of_noun(previous, wanted)
    if not text.endswith("?"):
        return None
    if match := _OWNED.fullmatch(text):
        return f"What is {match['what'][:1].lower()}{match['what'][1:]}?"
    spans = list(names(text))
    if len(spans) == 1:
        before, after = text[: spans[0][0]], text[spans[0][1] :]
        if _ONLY_A_NAME.fullmatch(before) and re.fullmatch(r"\s*\?+", after):
            return substituted(previous, text.rstrip("? "), cast)
    return None


def _which(previous: str) -> str | None:
    """ "Were there any positive effects?", "Such as?" -> "Which positive effects were there?"."""
    plain = previous.rstrip("?!. ")
    if match := _WERE_THERE.fullmatch(plain):
        return f"Which {match[2]} {match[1].lower()} there?"
    if match := _SEE_ANY.fullmatch(plain):
        return f"Which {match[2]} {match[1][:1].lower()}{match[1][1:]}{match[3]}?"
    return None


def asked_again(asking: str, last: PastTurn) -> str | None:
    """The question before with another question word: "Did he leave?", "Why?"."""
    asking = " ".join(asking.split())
    lower = asking.casefold()
    previous = last.understood_as.strip().rstrip("?!. ")
    said = last.answer_text.strip(" .,;")
    said = said if 0 < len(said.split()) <= _LONGEST_ANSWER else ""
    said = re.sub(r"^(?:The|An?|His|Her|Their|Its)(?=\s)", lambda word: word[0].lower(), said)
    if lower in ("why so", "how so", "how come", "what for", "for what reason", "what reason"):
        asking, lower = "Why", "why"
    no = last.refused or _NONE.match(said) is not None
    refused = no and lower == "why" and AUXILIARY.match(previous) is not None
    negated = refused or lower == "why not"
    if negated:
        asking = lower = "why"
    if lower == "why" and re.match(r"\W*why\b", previous, re.IGNORECASE):
        # The cause of the cause that was named, where that stands as a clause of its own.
        return f"Why is it that {said}?" if _CLAUSE.match(said) else None
    lower = lower.removesuffix(" exactly")
    asking = asking[: len(lower)]
    auxiliary = AUXILIARY.search(previous)
    head = asking[:1].upper() + asking[1:].lower()
    if happened := _HAPPENED.fullmatch(previous):
        return f"{head} did that happen{happened[1]}?"
    if lower in ("how old", "how big", "how tall", "how large"):
        about = said or next((previous[a:b] for a, b in names(previous)), "")
        return f"{head} is {about}?" if about else None
    if auxiliary is None:
        who = re.match(r"(who|which [\w-]+|what [\w-]+|what)\s+(.+)", previous, re.IGNORECASE)
        if who is None:
            return None
        return f"{head} is it that {said or 'it'} {who[2]}?" if said else None
    before, rest = previous[: auxiliary.start()].strip(), previous[auxiliary.start() :]
    rest = rest[:1].lower() + rest[1:]
    if lower in ("how many", "how much", "how many people") and (
        made := _counted(head, before, rest)
    ):
        return made
    if re.match(r"(?:who|whom|what|which)\b", before, re.IGNORECASE) and not re.match(
        r"(?:who|whom|what|which|by whom)\b", lower
    ):
        word, _, tail = rest.partition(" ")
        if word in ("is", "was", "are", "were") and is_name(tail):
            return f"{head} {rest} {said}?" if said else None  # "Who is Choe?", "Why?"
        rest = _with_answer(before, rest, said)
    elif re.fullmatch(r"how\s+(?:many|much)", before, re.IGNORECASE):
        word, _, tail = rest.partition(" ")  # "How many have been hit?"
        rest = f"{word} those {tail}" if _DONE.match(tail) else rest
    elif (far := _HOW_FAR.match(before)) and not lower.startswith("how"):
        rest = f"{rest} {said} {far[1]}" if said else f"{rest} {far[1]}"
    elif (counted := _COUNTED.match(before)) and not re.match(r"who|what|which|how", lower):
        rest = _with_counted(counted, rest, said)
    elif re.match(r"where\b", before, re.IGNORECASE) and said and not lower.startswith("where"):
        then = _THEN_AT_END.search(rest)
        to = f" {'to' if _WHERE_TO.search(rest) else 'in'} {said}"
        rest = f"{rest[: then.start()]}{to}{then[0]}" if then else rest + to
    if negated and not re.search(r"n['\u2019]t\b|\bnot\b", rest):
        word, _, tail = rest.partition(" ")
        short = {"can": "can't", "will": "won't", "may": "may not", "might": "might not"}
        rest = (short.get(word) or ("am not" if word == "am" else f"{word}n't")) + f" {tail}"
    return f"{head} {rest}?"


def _with_answer(before: str, rest: str, said: str) -> str:
    """What "who" or "what" stood for, put where it belongs."""
    if stranded := _STRANDED.search(rest):  # "What was he fined for?"
        return f"{rest} {said}" if _DETERMINED.match(said) else rest[: stranded.start()]
    if said and (going := _GOING_ON.match(rest)):  # "What was he carrying for Kim?"
        return f"{going[1]} {said}{going[2]}"
    if not said and (noun := re.match(r"(?:what|which)\s+([a-z].+)", before, re.IGNORECASE)):
        if re.match(r"(?:do|does|did)\b", rest):  # "What nominations did he get?"
            return _with_object(rest, noun[1] if noun[1].startswith("other") else f"the {noun[1]}")
    elif not said:
        return _SAID_WHAT.sub(r"\1 that", rest, count=1)
    if said and (doing := _DO.match(rest)) and not _DETERMINED.match(said):
        return f"{doing[1]} {said.removeprefix('to ')}{doing[2]}"  # "What must he do on Sunday?"
    word, _, tail = rest.partition(" ")
    subject = not re.match(r"(?:do|does|did)\b", word) and not re.match(
        r"(?:the|a|an|he|she|it|they|his|her|their|its)\b|[A-Z]", tail
    )
    if subject:
        one = re.fullmatch(r"[a-z-]+", said) and not several(said)  # "Who was jailed?" "A blogger"
        what = (
            f"the {said}"
            if one
            else said or re.sub(r"^(?:who|what|which)\s*", "", before, flags=re.I).strip()
        )
        return f"{word} {what} {tail}" if what else f"{word} that {tail}"
    if said and not re.match(r"(?:is|are|was|were)\b", word) and not tail.endswith(("say", "said")):
        when = _WHEN_AT_END.search(rest)
        return f"{rest[: when.start()]} {said}{when[0]}" if when else f"{rest} {said}"
    return rest


def _with_counted(counted: re.Match[str], rest: str, said: str) -> str:
    """What was counted, put where it belongs: "did Ford sell in 2003" -> "did Ford sell the cars in
    2003"."""
    noun = counted["noun"]
    partly = noun.lower().startswith("of ")
    what = f"{said} {noun}" if partly and said else noun.removeprefix("of ")
    what = what if partly or re.match(r"[A-Z]", noun) else f"the {noun}"
    word, _, tail = rest.partition(" ")
    if not re.match(r"(?:do|does|did)\b", word):
        return f"{word} {what} {tail}"  # "How many cars were sold?"
    return _with_object(rest, what)


def _with_object(rest: str, what: str) -> str:
    """ "did he get", "the award" -> "did he get the award", before where or when that was."""
    word, _, tail = rest.partition(" ")
    verb = re.match(r"(?:the\s+|an?\s+)?\S+\s+\S+", tail)
    ends = _OBJECT_ENDS.search(tail, verb.end() if verb else 0)
    at = ends.start() if ends else len(tail)
    return f"{word} {tail[:at]} {what}{tail[at:]}"


def _counted(head: str, before: str, rest: str) -> str | None:
    """ "Did Iran free prisoners?", "How many?" -> "How many prisoners did Iran free?" """
    if re.fullmatch(r"who|whom", before, re.IGNORECASE):
        verb = re.sub(r"^was\b", "were", rest)
        return f"{head} people {verb}?" if head.lower() == "how many" else f"{head} {verb}?"
    if not before and (match := _MORE_OF.search(rest)):
        return f"{head} {match[1]} {rest[: match.start()]}?"
    if not before and (match := re.search(r"\s(?:any\s+|the\s+)?([a-z-]+s)$", rest)):
        return f"{head} {match[1]} {rest[: match.start()]}?"
    return None


def _else(word: str, previous: str, cast: Cast, earlier: Sequence[str]) -> str:
    """ "Who else?" after "Who was there?" -> "Who else was there?"; after a question of another
    kind that names nobody it goes with the last one of its own.
    """
    plain = {"anyone": "who", "anybody": "who", "someone": "who", "anything": "what",
             "something": "what"}  # fmt: skip
    asked = plain.get(word.casefold(), word.casefold())
    if made := _else_of(asked, previous):
        return made
    if asked == "who" and (made := _somebody_else(previous, cast)):
        return made
    before = reversed(earlier[-_BEFORE:])
    made = next(filter(None, (_else_of(asked, each.strip()) for each in before)), None)
    return made or previous


def _else_of(asked: str, previous: str) -> str | None:
    if asked == "what" and (reason := re.match(r"why\b(?!\s+else)\s*(.*)", previous, re.I)):
        return f"Why else {reason[1]}"
    if asked in ("who", "which") and (which := re.match(r"which\s+(?!other)(.+)", previous, re.I)):
        return f"Which other {which[1]}"
    match = re.match(r"(who|whom|what|where|when|why|how)\b(?!\s+(?:many|much|long|old))\s*(.*)",
                     previous, re.IGNORECASE)  # fmt: skip
    if match and (short := re.match(r"['\u2019]s\s+(.*)", match[2])):
        return f"{match[1]} else is {short[1]}"
    if match is None or asked not in (match[1].casefold(), match[1].casefold().removesuffix("m")):
        return None
    return previous if match[2].startswith("else") else f"{match[1]} else {match[2]}"


def _somebody_else(previous: str, cast: Cast) -> str | None:
    """ "Did Biegun meet Choe?" -> "Who else did Biegun meet?"; "What did Yang say?" -> "What did
    anyone else say?"; None where it names nobody."""
    people = [(a, b) for a, b in names(previous) if is_somebody(previous[a:b], cast)]
    said = _SAYS.match(previous)
    people = people or ([said.span(1)] if said else [])
    if not people:
        return None
    start, end = people[-1]
    if AUXILIARY.match(previous) and len(people) > 1 and not previous[end:].strip(" ?"):
        return f"Who else {previous[:1].lower()}{previous[1:start].rstrip()}?"
    start, end = people[0]
    return f"{previous[:start]}anyone else{previous[end:]}"
