"""Conversation + question -> the question as understood."""

from qabot.follow_up.conversation import Conversation, PastTurn
from qabot.follow_up.rules import resolve

__all__ = ["Conversation", "PastTurn", "resolve"]
