"""What a conversation remembers: past turns, each with the sentences that were shown."""

import re
from dataclasses import dataclass

from qabot.follow_up.question import folded
from qabot.types import Answer, History, Verdict

REMEMBERED = 8
"""Turns that a follow-up can reach back."""
_NO = re.compile(r"\W*no\b(?!\s+\w)", re.IGNORECASE)
"""An answer in words that says no: "No", "No, he left"; not "No one"."""


@dataclass(frozen=True, slots=True)
class PastTurn:
    """One exchange, as a later question can refer to it.

    ``evidence`` are the sentences that were shown, best first, each as (article id, index of the
    sentence in its article); of an abstention the nearest ones. ``answer_text`` is empty and
    ``article`` None where nothing was answered.
    """

    question: str
    understood_as: str
    answer_text: str = ""
    evidence: tuple[tuple[str, int], ...] = ()
    article: str | None = None
    refused: bool = False
    """The answer was no."""

    @classmethod
    def of(cls, answer: Answer) -> "PastTurn":
        """The turn that ``answer`` was."""
        said = answer.answer
        return cls(
            question=answer.question,
            understood_as=answer.understood_as,
            answer_text=said.text if said is not None else "",
            evidence=tuple((each.article, each.sentence) for each in answer.evidence),
            article=said.article if said is not None else None,
            refused=answer.verdict is Verdict.NO,
        )


@dataclass(frozen=True, slots=True)
class Conversation:
    """Past turns, oldest first. ``seen``: sentences, as (article id, index), that turns before
    these showed."""

    turns: tuple[PastTurn, ...] = ()
    seen: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def of(cls, history: History) -> "Conversation":
        """A conversation of which only questions and answers in words are known."""
        clean = ((folded(asked), folded(said)) for asked, said in history)
        turns = tuple(
            PastTurn(asked, asked, said, refused=_NO.match(said) is not None)
            for asked, said in clean
        )
        return cls(turns[-REMEMBERED:])

    def after(self, answer: Answer) -> "Conversation":
        """This conversation with one more turn; what is too long ago is forgotten."""
        turns = (*self.turns, PastTurn.of(answer))
        forgotten = (each for turn in turns[:-REMEMBERED] for each in turn.evidence)
        return Conversation(turns[-REMEMBERED:], self.seen.union(forgotten))

    @property
    def article(self) -> str | None:
        """Id of the article that answered last; None where none did."""
        return next((turn.article for turn in reversed(self.turns) if turn.article), None)

    @property
    def history(self) -> History:
        """(question as understood, answer in words) of each turn."""
        return tuple((turn.understood_as, turn.answer_text) for turn in self.turns)
