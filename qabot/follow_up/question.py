"""What can be asked at all."""

from qabot.articles import without_surrogates
from qabot.errors import UsageError

MOST_CHARACTERS = 200_000
"""The longest question. What it costs grows with its length: some two seconds at this one."""


def folded(text: str) -> str:
    """``text`` with white space folded, and U+FFFD for what is no character."""
    return without_surrogates(" ".join(text.split()))


def asked(question: str) -> str:
    """``question`` with white space folded, and U+FFFD for what is no character.

    So a question is the same one however it came: models tell two spaces from one. Raises
    UsageError where it is empty, or endless.
    """
    question = folded(question)
    if not question:
        raise UsageError("the question is empty; ask something, such as 'Who was there?'")
    if len(question) > MOST_CHARACTERS:
        raise UsageError(
            f"the question has {len(question):,} characters; expected {MOST_CHARACTERS:,} at most: "
            "ask for one thing at a time"
        )
    return question
