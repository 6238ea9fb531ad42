"""Conversation + question -> the question as understood, by rules.

First what a question leaves out ("Why?", "And Japan?"), then what its words stand for ("he", "the
envoy", "there", "that"). A question that needs no context is left alone, to the letter.
"""

import re

from qabot.follow_up.antecedents import likeliest
from qabot.follow_up.casing import all_cased, cased
from qabot.follow_up.conversation import Conversation, PastTurn
from qabot.follow_up.ellipsis import completed
from qabot.follow_up.meaning import Near, Understood
from qabot.follow_up.members import Cast
from qabot.follow_up.naming import has_name, is_name, possessive, with_article
from qabot.follow_up.others import ELSE
from qabot.follow_up.pointing import without_mentions, without_there
from qabot.follow_up.pronouns import leans, without_pronouns
from qabot.follow_up.referents import Choose, agreement, is_person, key, spoken, topic
from qabot.lexicon import AUXILIARIES, PREPOSITION, PRONOUNS
from qabot.types import History

NOTHING_KNOWN = Cast()

_FRONTED = re.compile(
    r"\W*(?P<lead>(?:(?:and|but|so)\s+)?(?:(?:what about|how about|as for)\s+)?)(?:the\s+)?"
    r"(?P<name>[^,?]{2,60}),\s+(?P<asks>(?:who|what|when|where|why|how|which|is|are|was|were|did|does"
    r"|do|has|have|had|will|can)\b.+)",
    re.IGNORECASE | re.DOTALL,
)
_STANDS_FOR = re.compile(
    r"\b(?:(?P<owns>his|its|their|her(?=\s+(?!(?:in|at|to|for|on|with|from|by)\b)[a-z]))"
    r"|he|she|it|they|him|them|her)\b",
    re.IGNORECASE,
)

_NEXT = re.compile(
    r"\bwhat\s+(?:happened|happens|came|did \w+ do|did \w+ say)\s+(?:next|then|after(?:wards?)?\b"
    r"|after (?:that|this))|\band\s+then\b|\bnext\s*\?",
    re.IGNORECASE,
)
_WHY = re.compile(r"\W*(?:(?:and|but|so)\s+)?(?:why|how come|what for|for what reason)\b", re.I)

_INCOMPLETE = re.compile(
    rf"(?:(?:and|but|so)\s+)?(?:{PREPOSITION}\s+)?(?:how\s+(?:many|much)|what|which|whose)"
    rf"(?:\s+(?!{AUXILIARIES}\b|happen)[a-z-]+){{0,3}}\W*"
)
"""A question without a verb: "how many ships", "whose"."""

_OF_INTEREST = re.compile(
    r"(?P<keep>\b(?:interesting|unique|notable|important|significant)(?:\s+(?:aspects?|things?"
    r"|facts?|information|parts?|details?|points?))?|\b(?:aspects?|facts?|information))"
    r"(?:\s+(?:you\s+(?:found|find|can tell me)|worth knowing|to know|happen\w*))?"
    r"(?:\s+(?:about|of|in|from|on|mentioned in|to)\s+(?:this|the)\s+(?:article|story|text|page))?"
    r"\s*[?.!]*$"
    r"|(?P<article>\b(?:about|of|in|from)\s+(?:this|the)\s+(?:article|story|text|page))\s*[?.!]*$",
    re.IGNORECASE,
)
"""What else is of interest: it is asked of what the conversation is about."""

LONGEST = 1_000
"""Characters of a question, and of what went before it, to which the rules are put: some of them
take time that grows with the square of the length."""


def _short(turn: PastTurn) -> PastTurn | None:
    return turn if max(len(turn.understood_as), len(turn.answer_text)) <= LONGEST else None


def _here(whole: Conversation) -> Conversation:
    """The turns since another article answered: "he" is nobody of that one."""
    here = (None, whole.article)
    other = (place for place, turn in enumerate(whole.turns, 1) if turn.article not in here)
    return Conversation(whole.turns[max(other, default=0) :])


def _fronted(question: str, conversation: Conversation, cast: Cast) -> str | None:
    """ "And Masai, what did she miss?" -> "What did Masai miss?"; None for other questions.

    Without "and" or the like in front, the name is one that is known: "Sorry, what did he say?".
    """
    question = question.strip()
    match = _FRONTED.fullmatch(question)
    if match is None or not is_name(match["name"]):
        return None
    name, member = match["name"], cast.find(match["name"])
    if not match["lead"] and member is None:
        said = (key(each, cast) for turn in conversation.turns for each, _ in spoken(
            f"{turn.understood_as} {turn.answer_text}"))  # fmt: skip
        if key(name, cast) not in said:
            return None
    asks = match["asks"][:1].upper() + match["asks"][1:]
    person = is_person(member)
    for pronoun in _STANDS_FOR.finditer(asks):
        if has_name(asks[: pronoun.start()]):
            return None
        if agreement(cast.sort(name), person, PRONOUNS[pronoun[0].lower()]) > 0:
            name = with_article(question, *match.span("name"))
            name = possessive(name) if pronoun["owns"] else name
            return asks[: pronoun.start()] + name + asks[pronoun.end() :]
    return None


def understand(
    question: str,
    conversation: Conversation,
    cast: Cast = NOTHING_KNOWN,
    choose: Choose = likeliest,
) -> Understood:
    """How ``question`` is meant after ``conversation``, about an article with ``cast``.

    ``choose`` finds the name that a pronoun stands for.
    """
    turns = tuple(map(_short, conversation.turns))
    if not turns or turns[-1] is None or not question.strip() or len(question) > LONGEST:
        return Understood(question)
    typed, question = question, cased(question, cast)
    conversation = _here(Conversation(tuple(turn for turn in turns if turn is not None)))
    conversation = all_cased(conversation, cast)
    *before, last = conversation.turns
    if (shifted := _fronted(question, conversation, cast)) is not None:
        text = without_pronouns(shifted, conversation, cast, choose)
        return Understood(text, leans=text != shifted)
    fresh = ELSE.search(question) is not None
    near = Near.AFTER if _NEXT.search(question) else None
    full = completed(question, last, cast, [turn.understood_as for turn in before])
    text = question if full is None else full
    if full is None or full == question or leans(text):
        text = without_pronouns(text, conversation, cast, choose)
        text = without_there(text, conversation, cast)
        text = without_mentions(text, conversation, cast)
    if fresh and (match := _OF_INTEREST.search(text)) and (about := topic(conversation, cast)):
        text = f"{text[: match.start()].rstrip(' ?.')}{_of(match)} about {about}?"
        text = re.sub(r"\b(is|was) about\b", r"\1 said about", text)  # "What else is in it?"
    depends = full is not None or text != question or fresh or near is not None or leans(question)
    depends = depends or _INCOMPLETE.fullmatch(question.strip()) is not None
    nameless = not has_name(question) and not leans(question)
    if (full is not None and _WHY.match(question)) or (fresh and near is None and nameless):
        near = Near.AROUND
    if full is not None and full == last.understood_as:
        fresh = True  # "Tell me more"
    if full == question and _WHY.match(question) and _WHY.match(last.understood_as):
        text, fresh, near = last.understood_as, False, None  # why, again: there is no other reason
    lost = depends and not has_name(text)
    about = topic(conversation, cast) if lost else None
    text = typed if text == question else text
    return Understood(text, depends, fresh, near, full is not None, about)


def _of(match: re.Match[str]) -> str:
    return f" {match['keep']}" if match["keep"] else ""


def resolve(question: str, history: History) -> str:
    """``question`` in words that need no context; itself where it needs none or none helps."""
    return understand(question, Conversation.of(history)).question
