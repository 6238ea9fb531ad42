"""A question, its conversation and the library: what is meant, and of which article."""

from qabot.follow_up.cast import cast_of
from qabot.follow_up.conversation import Conversation
from qabot.follow_up.shown import located
from qabot.follow_up.understanding import Understood, understand
from qabot.library import Library


def understood(
    question: str, conversation: Conversation, library: Library, article: str | None = None
) -> tuple[Conversation, Understood]:
    """What is asked, and the conversation with the sentences that it showed.

    ``article`` is the only one asked. Without one, whose names count are those of the article that
    answered last. Raises UsageError for an unknown article.
    """
    if not conversation.turns:
        return conversation, Understood(question)
    about = article or conversation.turns[-1].article
    if about is None and library.manifest.counts.articles == 1:
        about = library.articles()[0].id
    if about is None:
        return conversation, understand(question, conversation)
    sentences = library.sentences(about)
    conversation = located(conversation, about, sentences)
    return conversation, understand(question, conversation, cast_of(sentences))
