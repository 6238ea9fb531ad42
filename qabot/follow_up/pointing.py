"""Words that point at what was said -> what they mean: "there", "that", "the envoy"."""

import re

from qabot.follow_up.conversation import Conversation
from qabot.follow_up.members import Cast
from qabot.follow_up.naming import TOKEN, has_name, names, possessive, with_article
from qabot.follow_up.nouns import WHERE, phrase
from qabot.follow_up.referents import referents
from qabot.lexicon import ALIKE, AUXILIARIES, ROLES, Sort
from qabot.library.query import STOP_WORDS

_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bdid )(?<!\bhow many )"
    r"\bthere\b(?!['\u2019])(?!\s+(?:is|are|was|were|be|been|has|have|had|will|would|any|a|an)\b)",
    re.IGNORECASE,
)
_WAS_THERE = re.compile(
    r"^(\W*(?:who|what|which [\w ]+?)(?: else)?\s+(?:is|are|was|were)\s+"
    r"|\W*how many [\w ]+? w(?:as|ere)\s+)"
    r"there\s*(?=\?*$)",
    re.IGNORECASE,
)
_THAT_TIME = re.compile(r"\b(?:in\s+)?(?:that|the same)\s+year\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_THAT = re.compile(
    r"(?<=\b)(?:(?P<before>^|\b(?:to|of|about|with|after|before|for|on|from|by|against|like|into|over|"
    r"is|was|does|did|do|has|mean|deny|confirm|explain|support|oppose|cause|caused)\s+))"
    r"(?P<that>that|this)(?=\s*(?:[?.,]|$|(?:true|mean|happen|work)\b))",
    re.IGNORECASE,
)
_WHETHER = re.compile(rf"\W*{AUXILIARIES}\s", re.IGNORECASE)
"""A question that is answered with yes or no: no thing, even where an answer reads like one."""
_HAPPENS = re.compile(r"\s+(?:happen|occur|take place)", re.IGNORECASE)
_LONGEST = 12
"""Words of an answer that can take the place of "that"."""


def points(question: str) -> bool:
    """Whether a question has a word that may point at what was said."""
    return any(pattern.search(question) for pattern in (_THERE, _WAS_THERE, _THAT, _THAT_TIME))


def without_there(question: str, conversation: Conversation, cast: Cast) -> str:
    """``question`` with a name for "there", "that year" and "that"."""
    match = _WAS_THERE.match(question) or _THERE.search(question)
    counted = match is not None and match.re is _WAS_THERE and match[1].lower().startswith("how")
    if counted and not WHERE.match(conversation.turns[-1].understood_as):
        match = None  # "How many fans were there?"
    if match and (place := _place(conversation, cast)):
        if match.re is _WAS_THERE:
            return f"{match[1]}in {place}{question[match.end() :]}"
        moved = re.search(r"\b(?:go|going|went|get|got|arrive|fly|travel|sent|move)\s+$",
                          question[: match.start()], re.IGNORECASE)  # fmt: skip
        into = "to" if moved else "in"
        before = re.search(r"\b(?:from|near|in|to|at)\s+$", question[: match.start()], re.I)
        new = place if before else f"{into} {place}"
        return question[: match.start()] + new + question[match.end() :]
    if (match := _THAT_TIME.search(question)) and (year := _year(conversation)):
        return f"{question[: match.start()]}in {year}{question[match.end() :]}"
    if (match := _THAT.search(question)) and conversation.turns:
        last = conversation.turns[-1]
        reason = re.match(r"\W*why\b", last.understood_as, re.IGNORECASE)
        if reason and re.match(r"(?:after|before)\b", match["before"], re.IGNORECASE):
            return question  # after what was asked about, not after its reason
        who = re.match(r"\W*who\b", last.understood_as, re.IGNORECASE)
        said = "" if who else last.answer_text.strip(' .,;"\u201c\u201d')
        whether = _WHETHER.match(last.understood_as) is not None
        if _HAPPENS.match(question, match.end()):
            return question  # an event, which has no name
        what = (
            said
            if not whether and _is_thing(said)
            else phrase(Conversation(conversation.turns[-1:]), False)
        )
        if said and what:  # what had no answer is nothing that can be meant
            start, end = match.span("that")
            return question[:start] + what + question[end:]
    return question


def _is_thing(said: str) -> bool:
    """Whether an answer's words can take the place of "that": a phrase, and no clause."""
    words = said.split()
    if not 1 <= len(words) <= _LONGEST or _CLAUSE_WORD.search(said):
        return False
    determined = re.match(r"(?:the|a|an|its|his|her|their|any|more)\s", said, re.IGNORECASE)
    doing = len(words) > 1 and words[0].lower().endswith("ing")
    if determined or doing:
        return True
    noun = all(word == "of" or word.casefold() not in STOP_WORDS for word in words)
    return noun and len(words) > 1 and words[-1].islower() and len(words) < 6


_CLAUSE_WORD = re.compile(
    r"^(?:to|because|that|if|when|as|by|in|on|at|after|before|from|failed|refused)\b"
    r"|\b(?:is|are|was|were|has|have|had|do|does|did|will|would|could|can|may|might|should|who|which)"
    r"(?:n['\u2019]t)?\b",
    re.IGNORECASE,
)


_WHERE_IS = re.compile(r"\W*where\s+(?:is|are|was|were)\s+(?:the\s+)?", re.IGNORECASE)


def _place(conversation: Conversation, cast: Cast) -> str | None:
    for turn in reversed(conversation.turns):
        asks_where = WHERE.match(turn.understood_as)
        if itself := _WHERE_IS.match(turn.understood_as):
            for start, end in names(turn.understood_as):
                alone = start == itself.end() and not turn.understood_as[end:].strip(" ?.!")
                if alone:  # "Where is the reserve?" "Who works there?"
                    return with_article(turn.understood_as, start, end)
        texts = (turn.answer_text, turn.understood_as)
        for text in texts:
            spans = list(names(text))
            for start, end in reversed(spans):
                member = cast.find(text[start:end])
                known = member is not None and member.place
                before = re.search(r"\b(?:in|at|to|from|near|after|left|visit)\s+(?:the\s+)?$",
                                   text[:start], re.IGNORECASE)  # fmt: skip
                person = cast.sort(text[start:end]) in (Sort.HE, Sort.SHE)
                answers = asks_where and text is turn.answer_text
                if (known or before or answers) and not person:
                    return with_article(text, start, end)
    return None


def _year(conversation: Conversation) -> str | None:
    for turn in reversed(conversation.turns):
        for text in (turn.answer_text, turn.understood_as):
            if match := _YEAR.search(text):
                return match[0]
    return None


_WHO_IS = re.compile(
    r"\W*who(?:['\u2019]s|\s+(?:is|was|are|were))\s+the\s+[\w-]+\W*$", re.IGNORECASE
)
"""It asks for the name."""
_MENTION = re.compile(
    r"\bthe\s+(?:(?:same|young|old|american|british|former|u\.s\.|us)\s+)?(?P<role>"
    + "|".join(sorted(ROLES | set(ALIKE)))
    + r")\b(?P<owns>['\u2019]s)?(?!\s+(?:of|who|that|which|for|in|from|at)\b)(?![\w-])",
    re.IGNORECASE,
)


def without_mentions(question: str, conversation: Conversation, cast: Cast) -> str:
    """``question`` with a name for "the envoy" where one who was spoken of is an envoy.

    A question with another name of its own is left alone: "the company" is then that one.
    """
    if has_name(question) or _WHO_IS.match(question):
        return question
    match = _MENTION.search(question)
    if match is None:
        return question
    after = TOKEN.search(question, match.end())
    if (
        after
        and after[0].casefold() not in STOP_WORDS
        and question[match.end() : after.start()] == " "
    ):
        following = after[0].casefold()
        if following in ROLES or following.endswith(("ist", "er", "or")):
            return question  # the company president
    role = match["role"].casefold()
    wanted = {role} | ALIKE.get(role, set())
    for each in referents(conversation, cast):
        member = cast.find(each.spoken)
        if member is not None and wanted & member.roles:
            name = possessive(each.spoken) if match["owns"] else each.spoken
            return question[: match.start()] + name + question[match.end() :]
    return question
