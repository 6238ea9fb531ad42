"""Conversation + question -> the question as understood, and what was shown already."""

from qabot.follow_up.cast import Cast, cast_of
from qabot.follow_up.conversation import Conversation, PastTurn
from qabot.follow_up.understanding import Near, Understood, resolve, understand

__all__ = [
    "Cast",
    "Conversation",
    "Near",
    "PastTurn",
    "Understood",
    "cast_of",
    "resolve",
    "understand",
]
