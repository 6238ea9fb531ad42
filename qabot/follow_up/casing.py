"""Names that were typed in lower case, as the article writes them: "what did ferguson say"."""

import re
from dataclasses import replace

from qabot.follow_up.conversation import Conversation
from qabot.follow_up.members import Cast
from qabot.follow_up.naming import TOKEN, bare
from qabot.library.query import STOP_WORDS
from qabot.read.words import ASKING

_SHORTEST = 3
"""Letters. Shorter ones are words as likely: "us", "la"."""

_THE = re.compile(r"\bthe $", re.IGNORECASE)
_WORD = re.compile(r" ([a-z]+)")


def cased(text: str, cast: Cast) -> str:
    """``text`` with capitals where the article has them, and never the same word without."""
    if not cast.words:
        return text
    result, end = [], 0
    for match in TOKEN.finditer(text):
        word = bare(match[0])
        if not word.islower() or len(word) < _SHORTEST or word in STOP_WORDS | ASKING:
            continue
        written = cast.written(word)
        if written is not None and not _tells_which(text, match.start(), match.end()):
            result += [text[end : match.start()], written]
            end = match.start() + len(word)
    return "".join([*result, text[end:]])


def all_cased(conversation: Conversation, cast: Cast) -> Conversation:
    """``conversation`` with its questions so."""
    return Conversation(
        tuple(
            replace(
                turn,
                question=cased(turn.question, cast),
                understood_as=cased(turn.understood_as, cast),
            )
            for turn in conversation.turns
        )
    )


def _tells_which(text: str, start: int, end: int) -> bool:
    """Whether a name tells which noun is meant, and is not itself spoken of: "the oscars
    orchestra"."""
    noun = _WORD.match(text, end)
    return bool(noun and noun[1] not in STOP_WORDS and _THE.search(text, 0, start))
