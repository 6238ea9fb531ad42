"""Conversation + question -> the question as understood, and what was shown already."""

from qabot.follow_up.asking import Reword, rewording, understood
from qabot.follow_up.conversation import Conversation, PastTurn
from qabot.follow_up.shown import after
from qabot.follow_up.understanding import Understood, resolve, understand

__all__ = [
    "Conversation",
    "PastTurn",
    "Reword",
    "Understood",
    "after",
    "resolve",
    "rewording",
    "understand",
    "understood",
]
