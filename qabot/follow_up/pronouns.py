"""Words that stand for something that was spoken of -> its name."""

import re

from qabot.follow_up.antecedents import likeliest
from qabot.follow_up.conversation import Conversation
from qabot.follow_up.members import Cast
from qabot.follow_up.naming import TOKEN, has_name, names, possessive
from qabot.follow_up.nouns import thing
from qabot.follow_up.people import by_role, pair, reacting
from qabot.follow_up.phrases import amount, focus, several
from qabot.follow_up.pointing import points
from qabot.follow_up.referents import Choose, people_by_role, referents
from qabot.lexicon import PEOPLE_ROLES, PRONOUNS, Sort, they_are_many
from qabot.library.query import STOP_WORDS

_PRONOUN = re.compile(
    r"\b(?P<word>he|she|they|it|him|them|her|his|its|their)\b(?!['\u2019])", re.IGNORECASE
)
_SUBJECT = {"he", "she", "they", "his", "its", "their"}
"""After a name of the same question these stand for that name; an object stands for another."""

_OBJECT = {"him", "them"}
"""After a subject of the same sort these stand for somebody else: "What did he tell him?"."""

# "What time is it?", "How long did it take?", "Is it true that ...": it stands for nothing.
_EMPTY_ADJECTIVE = (
    r"(?:early|late|soon|hard|harder|easy|easier|difficult|possible|impossible|safe|legal|illegal|clear"
    r"|certain|necessary|important|wrong|right|fair|unfair|good|bad|better|best|worth|likely|unlikely)"
)
_EMPTY_IT = re.compile(
    r"\bit\s+(?:takes?|rains?|seems?|means?\s+(?:when|if|that|to)|like\s+(?:to|in|at|for)|true|possible"
    r"|likely|known)\b"
    r"|\b(?:time|day)\s+\w+\s+it\b|\b(?:do|doing|done)\s+about\s+it\b|\b(?:came|come)\s+of\s+it\b"
    r"|\b(?:do|did|does|done|doing)\s+it(?=\s*(?:[?.!,;]|$|(?:again|so|for|to|in|on|now|then|with)\b))"
    rf"|\b(?:is|was)\s+it\s+(?:(?:too|so|very|still|more)\s+)?(?:{_EMPTY_ADJECTIVE}\s+)?(?:that|to)\b"
    rf"|\bit\s+(?:is|was|would\s+be)\s+(?:(?:too|so|very|still|more)\s+)?(?:{_EMPTY_ADJECTIVE}\s+(?:that"
    r"|to)|that|said|reported)\b"
    r"|\bit\s+the\s+(?:first|second|third|last|only)\s+time\b"
    r"|\bhow\s+long\s+(?:did|does|will|would)\s+it\s+take\b"
    r"|\bhow\s+much\s+(?:did|does|will|would)\s+it\s+(?:take\b|cost\s+(?:to\b|(?-i:[A-Z])))",
    re.IGNORECASE,
)
_SUBJECT_IT = re.compile(
    r"it\s+(?:is|was|will|would|has|had|did|does|can|could|should|may)\b", re.IGNORECASE
)
_ALSO_ASKS = re.compile(
    r"(?:,|\band)\s+(?:and\s+)?(?:is|are|was|were|do|does|did|has|have|had|will|can|could|would|what"
    r"|how|why|when|where)\b",
    re.IGNORECASE,
)
"""A second question within one: what it speaks of is in the first."""
_WHOEVER = re.compile(
    r"\b(?:every|any|some)(?:one|body|thing)\s+(?:that\s+|whom?\s+)?$"
    r"|\b(?:people|those|things|all|ones?)\s+(?:that\s+|whom?\s+)?$",
    re.IGNORECASE,
)
"""Before "they ever met"."""
_DO = re.compile(r"\b(?:[Dd]o|[Aa]re|[Ww]ere|[Hh]ave)(?= $)")
_DOES = {"do": "does", "are": "is", "were": "was", "have": "has"}
_DOES |= {many.capitalize(): one.capitalize() for many, one in _DOES.items()}
_PEOPLE_DO = re.compile(r"\bthe\s+\w+\s+they\s+(?:use|call)\b", re.IGNORECASE)
_LOSING = re.compile(
    r"\b(?:lost?e?|loses|quit|quits|left|changed?|kill(?:ed)?|broke|hurt|injured)\s+(?:his|her|their)\b",
    re.IGNORECASE,
)
_OWN_PERSON = re.compile(
    r"\b(?:the|a|an|this|that|one|which|what)\s+(?:[\w-]+\s+){0,2}?"
    r"(man|woman|boy|girl|person|people|men|women|children|child|students?|couple|family|"
    + "|".join(sorted(PEOPLE_ROLES))
    + r")s?\b",
    re.IGNORECASE,
)
_OWN_SUBJECT = {
    Sort.THEY: re.compile(
        r"\b(?:do|did|are|were|have|will|would|can|could|should|must)\s+(?:the\s+)?(?:[a-z-]+\s+)?"
        r"[a-z-]{3,}s\s+[a-z-]+\s+(?:[a-z-]+\s+)?$|\b[a-z-]{3,}s\s+to\s+[a-z-]+\s+$"
    ),
    Sort.IT: re.compile(
        r"\b(?:do|does|did|is|was|has|had|will|would|can|could|should|must)\s+(?:the|this|that|an?)\s+"
        r"(?:[a-z-]+\s+)?[a-z-]+\s+[a-z-]+\s+(?<!\bof )(?<!\bin )(?<!\bto )(?<!\bfor )(?<!\bfrom )$"
    ),
}
"""What comes before "their" and "its" that stand for the subject of their own question: "Why are
growers reducing their ...", "When will the tribunal give its ...", "Does it want countries to open
their ..."."""
_MEET = re.compile(
    r"(?<=\s)((?:[A-Z][\w'.-]*\s)*[A-Z][\w'.-]*) and ((?:[A-Z][\w'.-]*\s?)+) meet(\W*)$"
)
""" "Did Biegun and Choe meet?" is whether one met the other, which is how it is written of."""
_CHANGES = re.compile(
    r"\s+(?:fall|rise|grow|shrink|drop|increase|decrease|go\s+(?:up|down))\b", re.IGNORECASE
)
_ROLE_OWNS = re.compile(r"\bthe\s+(?:[\w-]+\s+)?[\w-]+(?=['\u2019]s\b)")
""" "Does he have the prime minister's support?": he is another."""
_AGENT = re.compile(
    r"\b(?:does|did|will|would|can|could|has|had|should|must)\s+(?:the|this|that)\s", re.IGNORECASE
)
_WITHIN = re.compile(r"\b(?:in|at|of|to|from|for|on)\s+$", re.IGNORECASE)
_ASKS_NAME = re.compile(
    r"\W*what(?:['\u2019]s|\s+(?:is|was))\s+(?:his|her|their)\s+(?:full\s+|first\s+)?name\b",
    re.IGNORECASE,
)
_SOME_OF = re.compile(
    r"\b(?:many|some|any|most|all|one|both|which|none|few|each|either)\s+of\s+$", re.IGNORECASE
)
_OPENING = re.compile(r"^\W*(?:when|while|after|before|as|if|since|although|though)\b", re.I)


def without_pronouns(
    question: str, conversation: Conversation, cast: Cast, choose: Choose = likeliest
) -> str:
    """``question`` with a name for every pronoun that stands for something spoken of.

    ``choose`` finds the name.
    """
    spoken_of = referents(conversation, cast)
    done: set[Sort] = set()
    subject: Sort | None = None
    result, shift = question, 0
    last = conversation.turns[-1].understood_as
    here = list(names(question))
    taken = {question[start:end].casefold() for start, end in here}
    owners = " ".join(match[0] for match in _ROLE_OWNS.finditer(question))
    taken |= {each.name.casefold() for each in people_by_role(owners, cast, alone=True)}
    for match in _PRONOUN.finditer(question):
        word, sort = match["word"].lower(), PRONOUNS[match["word"].lower()]
        if match["word"].isupper() and len(word) > 1:
            continue  # the IT department
        again = sort in done and not (word in _OBJECT and subject is sort)
        if again or _stands_alone(question, match, here, cast):
            done.add(sort)
            continue
        subject = sort if word in _SUBJECT and sort not in done else None
        done.add(sort)
        # Whom the questions before called "he" as well, the last turn did not name first.
        called = _was_called(sort, conversation)
        nearby = [each for each in spoken_of if not each.newest] if called else spoken_of
        many = they_are_many(question) if sort is Sort.THEY else None
        name = choose(sort, nearby, taken, cast, conversation, many)
        if sort is Sort.IT and _CHANGES.search(question, match.end()) and (much := amount(last)):
            name = much
        elif sort in (Sort.IT, Sort.THEY):
            both = pair(conversation, cast) if sort is Sort.THEY and many is not False else None
            within = _WITHIN.search(question, 0, match.start()) is not None
            name = both or thing(sort, name, conversation, cast, within, taken)
        else:
            asks_name = _ASKS_NAME.match(question) is not None
            name = (
                reacting(question, conversation, cast, sort)
                or by_role(conversation, cast, sort, question, asks_name)
                or name
            )
        if name is None or (_of_them(question, match) and not several(name)):
            continue
        taken.add(name.casefold().removeprefix("the "))
        owned = word in {"his", "its", "their"} or (word == "her" and _owns(question, match.end()))
        new = possessive(name) if owned else name
        if match.start() == 0:
            new = new[:1].upper() + new[1:]
        before, after = result[: match.start() + shift], result[match.end() + shift :]
        if many and not several(name) and " and " not in name:
            before = _DO.sub(lambda verb: _DOES[verb[0]], before)
        shift += len(before) + len(new) + len(after) - len(result)
        result = before + new + after
    return _MEET.sub(r"\1 meet \2\3", result)


def _of_them(question: str, match: re.Match[str]) -> bool:
    """Whether a pronoun stands for several, some of which are asked for: "How many of them?"."""
    return (
        match["word"].lower() == "them" and _SOME_OF.search(question, 0, match.start()) is not None
    )


def _was_called(sort: Sort, conversation: Conversation) -> bool:
    """Whether such a pronoun stood for its name already, since a question last named something."""
    for turn in reversed(conversation.turns):
        asked = turn.understood_as
        if any(PRONOUNS[each["word"].lower()] is sort for each in _PRONOUN.finditer(asked)):
            return True
        if has_name(asked):
            return False
    return False


def has_pronoun(question: str) -> bool:
    """Whether a question has a pronoun of the third person."""
    return _PRONOUN.search(question) is not None


def leans(question: str) -> bool:
    """Whether a question has a word that may stand for something before it."""
    return (has_pronoun(question) or points(question)) and not _EMPTY_IT.search(question)


def _stands_alone(
    question: str, match: re.Match[str], here: list[tuple[int, int]], cast: Cast
) -> bool:
    """Whether a pronoun stands for something in its own question, or for nothing."""
    word, sort = match["word"].lower(), PRONOUNS[match["word"].lower()]
    if word == "it" and _EMPTY_IT.search(question):
        return True
    if any(losing.end() == match.end() for losing in _LOSING.finditer(question)):
        return True
    also = _ALSO_ASKS.search(question, 0, match.start())
    if also and sort in (Sort.IT, Sort.THEY) and focus(question[: also.start()], sort is Sort.THEY):
        return True
    if word == "they" and _WHOEVER.search(question, 0, match.start()):
        return True
    before = [span for span in here if span[1] <= match.start()]
    if word in _SUBJECT or (word == "her" and _owns(question, match.end())):
        for start, end in before:
            known = cast.sort(question[start:end])
            thing = question[:start].lower().endswith("the ") and sort in (Sort.HE, Sort.SHE)
            if known is sort or sort is Sort.THEY or (known is None and not thing):
                return True
        own = _OWN_PERSON.search(question, 0, match.start())
        if own and sort in (Sort.HE, Sort.SHE, Sort.THEY):
            return True
    agent = _AGENT.search(question, 0, match.start())
    if word == "its" and agent and focus(question[: match.start()], False):
        return True  # "Will the company raise its dividend?"
    if word == "their" and (here_is := focus(question[: match.start()], True)) and here_is.subject:
        return True
    if word in {"their", "its"} and _OWN_SUBJECT[sort].search(question[: match.start()]):
        return True
    if word == "it" and _SUBJECT_IT.match(question, match.start()):
        for start, end in before:
            if cast.sort(question[start:end]) in (Sort.IT, None):
                return True
    if word == "they" and _PEOPLE_DO.search(question):
        return True
    if word in {"it", "they"} and re.search(
        r"\b(?:when|after|before|because|if|while|until|once)\s+$", question[: match.start()], re.I
    ):
        return bool(before) or re.search(r"\bthe\s+\w+", question[: match.start()]) is not None
    if _OPENING.match(question) and "," in question[match.end() :]:
        comma = question.index(",", match.end())
        after = [span for span in here if span[0] > comma]
        return any(cast.sort(question[start:end]) in (sort, None) for start, end in after)
    return False


def _owns(question: str, end: int) -> bool:
    """Whether "her" is followed by what is hers."""
    after = TOKEN.match(question, end + 1)
    return after is not None and after[0].casefold() not in STOP_WORDS
