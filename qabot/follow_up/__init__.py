"""Conversation + question -> the question as understood, and what was shown already.

The rules are imported when there is a conversation: a first question needs none of them.
"""

from qabot.follow_up.asking import Reword, rewording, turn, understood
from qabot.follow_up.conversation import Conversation, PastTurn
from qabot.follow_up.meaning import Understood

__all__ = [
    "Conversation",
    "PastTurn",
    "Reword",
    "Understood",
    "rewording",
    "turn",
    "understood",
]
