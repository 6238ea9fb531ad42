"""The question before with another question word: "Why?", "Since when?", "By whom?"."""

import re

from qabot.follow_up.conversation import PastTurn
from qabot.follow_up.naming import is_name, names
from qabot.follow_up.phrases import several
from qabot.lexicon import AUXILIARIES, PAST, PREPOSITION

AUXILIARY = re.compile(rf"\b{AUXILIARIES}(?=\s)", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:the|a|an|its|his|her|their|[A-Z][\w-]+)\s+(?:[\w'\u2019-]+\s+){0,4}?"
    r"(?:is|are|was|were|has|have|had|does|did|will|would|could|can|may|might|\w+ed)"
    r"(?:n['\u2019]t)?\s+\w"
)
_LONGEST_ANSWER = 10
_NONE = re.compile(r"(?:no\s+(?:plans?|intention|need|reason)|not|never)\b", re.IGNORECASE)
"""How an answer begins that says no."""
_HAPPENED = re.compile(r"what(?:\s+has|\s+had)?\s+happened((?:\s+\S+)*)", re.IGNORECASE)
_DONE = re.compile(rf"(?:been|being|[a-z]+ed|{'|'.join(sorted(PAST))})\b")
_WHAT_DID = re.compile(
    rf"(what)\s+((?:[a-z]+(?:ed|s)|{'|'.join(sorted(PAST))})\s.+)", re.IGNORECASE
)
""" "What caused the inflows?"."""
_WHO_DID = re.compile(r"(who|which [\w-]+|what [\w-]+|what)\s+(.+)", re.IGNORECASE)
_LONGEST_SUBJECT, _SHORT = 5, 3
"""Words of what was said that can stand in the middle of a question, and at its end."""
_WITH_WHOM = re.compile(rf"(?:who|whom)\s+({PREPOSITION})", re.IGNORECASE)
_HOW_FAR = re.compile(r"how\s+(?:far|high|low|close|near|deep)\s+(\w.*)", re.IGNORECASE)
_STRANDED = re.compile(r"\s(?:for|about|with|to|from|of|by|at|on|into)$", re.IGNORECASE)
"""The preposition of a "what" in front."""
_GOING_ON = re.compile(r"((?:is|are|was|were)\s+.+?\s\w+ing)\b(\s.*|)$")
_DOES_WHAT = re.compile(
    r"(\s(?:say|think|do|believe|want|mean|claim|propose|suggest|promise|offer|find|see|write|buy|sell"
    r"|make|win|lose|decide|discover|announce|reveal|recommend|demand|need|know|learn|use))"
    r"(?=$|\s+(?:in|on|at|after|before|about|of|to|during|today|yesterday|last|this|next|instead|then)\b)"
)
_SAY = re.compile(r"(?:do|does|did)\s.*\s(?:say|think|do|claim)(?=$|\s)", re.IGNORECASE)
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
_FOR_WHEN = re.compile(r"\s(?:for|in|since|until)\s+(?:\d{4}|[A-Z][a-z]+day|the\s+\w+)$")
_SOMEBODY = re.compile(r"(?:the|an?|his|her|its|their|it|they|he|she)\s|[A-Z]")
_WHERE_TO = re.compile(r"\b(?:go|going|went|travel|fly|flee|move|head|return|leave for)\b", re.I)


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
    if with_whom := _WITH_WHOM.fullmatch(lower):
        asking = lower = f"{with_whom[1]} whom"
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
        who = _WHAT_DID.match(previous) or _WHO_DID.match(previous)
        if who is None or not said or len(said.split()) > _LONGEST_SUBJECT:
            return None
        return f"{head} is it that {said} {who[2]}?"
    before, rest = previous[: auxiliary.start()].strip(), previous[auxiliary.start() :]
    rest = rest[:1].lower() + rest[1:]
    if lower in ("how many", "how much", "how many people") and (
        made := _counted(head, before, rest)
    ):
        return made
    if lower == "by whom" and before.lower() == "what":
        rest = _STRANDED.sub("", rest)
    if re.match(r"(?:who|whom|what|which)\b", before, re.IGNORECASE) and not re.match(
        r"(?:who|whom|what|which|by whom)\b", lower
    ):
        word, _, tail = rest.partition(" ")
        if word in ("is", "was", "are", "were") and is_name(tail):
            return f"{head} {rest} {said}?" if said else None  # "Who is Choe?", "Why?"
        rest = _with_answer(before, rest, said)
    elif before.lower() == "how" and re.match(r"do|did", rest) and said.count(" ") < _SHORT:
        rest = f"{rest} {said}".rstrip()  # "How did the dollar open?", "slightly lower"
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
    elif not said or _SAY.match(rest):
        return _DOES_WHAT.sub(r"\1 that", rest, count=1)
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
        if when is not None:
            return f"{rest[: when.start()]} {said}{when[0]}"
        return _with_object(rest, said) if _FOR_WHEN.search(rest) else f"{rest} {said}"
    return rest


def _with_counted(counted: re.Match[str], rest: str, said: str) -> str:
    """What was counted, put where it belongs: "did Ford sell in 2003" -> "did Ford sell the cars in
    2003"."""
    noun = counted["noun"]
    partly = noun.lower().startswith("of ")
    what = f"{said} {noun}" if partly and said else noun.removeprefix("of ")
    what = what if partly or re.match(r"[A-Z]", noun) else f"the {noun}"
    word, _, tail = rest.partition(" ")
    if re.match(r"(?:has|have|had|will|can|could|would)\b", word) and _SOMEBODY.match(tail):
        return f"{rest} {what}"  # "How many shares has Time bought back?"
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
    if not before and (anyone := re.match(r"(\w+)\s+any(?:one|body)\s+(.+)", rest)):
        return f"{head} {'people ' * (head.lower() == 'how many')}{anyone[1]} {anyone[2]}?"
    if not before and (match := _MORE_OF.search(rest)):
        return f"{head} {match[1]} {rest[: match.start()]}?"
    if not before and (match := re.search(r"\s(?:any\s+|the\s+)?([a-z-]+s)$", rest)):
        return f"{head} {match[1]} {rest[: match.start()]}?"
    return None
