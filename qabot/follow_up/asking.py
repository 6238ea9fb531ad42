"""A question, its conversation and the library: what is meant, and of which article."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from qabot.config import ChatConfig
from qabot.errors import EndpointError
from qabot.follow_up.conversation import Conversation
from qabot.follow_up.meaning import Understood
from qabot.library import Library
from qabot.read.adaptive import Remembering, as_they_are, read_again

if TYPE_CHECKING:
    from qabot.follow_up.referents import Choose
    from qabot.read import Ranker, Reader
    from qabot.read.adaptive import Turn

Reword: TypeAlias = Callable[[str, Conversation], str]
"""Puts a question, after a conversation, in words that need none. May raise EndpointError."""


def rewording(chat: ChatConfig) -> Reword | None:
    """The configured endpoint that rewords follow-ups; None where the rules do."""
    if chat.rewriter == "rules":
        return None
    from qabot.follow_up.endpoint import Endpoint  # 30 ms that the rules do not need

    to = chat.endpoint
    return Endpoint(to.url, to.model, to.key_env, to.timeout)


def understood(
    question: str,
    conversation: Conversation,
    library: Library,
    article: str | None = None,
    reword: Reword | None = None,
    announce: Callable[[str], None] = lambda _: None,
    choose: "Choose | None" = None,
) -> tuple[Conversation, Understood]:
    """What is asked, and the conversation with the sentences that it showed.

    ``article`` is the only one asked. Without one, whose names count are those of the article that
    answered last. The rules find the words, unless ``reword`` does; where that fails it is
    announced, in one line, and what the rules found is used. ``choose`` finds the names for
    pronouns; without it they are the likeliest. Raises UsageError for an unknown article.
    """
    if not conversation.turns:
        return conversation, Understood(question)
    from qabot.follow_up.antecedents import likeliest
    from qabot.follow_up.cast import cast_of  # rules that a first question does not need
    from qabot.follow_up.shown import located
    from qabot.follow_up.understanding import NOTHING_KNOWN, understand

    about = article or conversation.article
    if about is None and library.manifest.counts.articles == 1:
        about = library.articles()[0].id
    cast = NOTHING_KNOWN
    if about is not None:
        sentences = library.sentences(about)
        conversation = located(conversation, about, sentences)
        cast = cast_of(sentences)
    meant = understand(question, _of_article(conversation, about), cast, choose or likeliest)
    if reword is not None:
        try:
            words = reword(question, conversation)
        except EndpointError as error:
            announce(f"{error}; the question was read by the rules")
        else:
            leans = meant.leans or words != question
            meant = replace(meant, question=words, leans=leans, about=None)
    return conversation, meant


def _of_article(conversation: Conversation, about: str | None) -> Conversation:
    """``conversation`` with the sentences of one article only: those whose cast is known."""
    turns = (
        replace(turn, evidence=tuple(each for each in turn.evidence if each[0] == about))
        for turn in conversation.turns
    )
    return Conversation(tuple(turns))


def turn(
    question: str,
    meant: Understood,
    before: Conversation,
    reader: "Reader",
    ranker: "Ranker",
) -> "tuple[tuple[tuple[str, int], ...], Turn]":
    """What the conversation ``before`` does to the sentences that are read for ``question``.

    Sentences, as (article id, index), that are read wherever they were found, and what becomes of
    all (``shown.after``); nothing, where there is none.
    """
    if not before.turns:
        return (), as_they_are
    from qabot.follow_up import shown

    typed = None
    if meant.leans and not meant.completed and (question != meant.question or meant.about):
        typed = partial(read_again, Remembering(reader), ranker, question)
    turned = partial(shown.after, meant, before, typed)
    return before.turns[-1].evidence, turned
