"""What a conversation remembers: its turns, here and on disk."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING

from qabot.errors import QabotError
from qabot.follow_up import Conversation, PastTurn
from qabot.repl.store import DeletedError, Kept, MovedError, Remembered, Store
from qabot.types import Answer, Turn

if TYPE_CHECKING:
    from qabot.library import Library

_MOVED = "the conversation was gone on with elsewhere; this one is kept beside it"
_DELETED = "the conversation was deleted elsewhere; what follows is kept anew"


class Memory:
    """The turns of one conversation. With a ``store``, each is on disk before the next is asked.

    What goes wrong there is told once, through ``notice``, and the conversation goes on without.
    One that another program goes on with is left to it, and kept a second time, as it is here; of
    one that was deleted only what comes after is kept.
    """

    def __init__(self, store: Store | None, notice: Callable[[str], None]) -> None:
        self.turns: list[Remembered] = []
        self._store = store
        self._notice = notice
        self._id: int | None = None
        self._deleted = 0
        """How many of the first turns are not kept: they were deleted elsewhere."""
        self._about: tuple[tuple[str, ...] | None, tuple[str, ...] | None] = (None, None)

    @property
    def last(self) -> Answer | None:
        """The last answer."""
        return self.turns[-1].turn.answer if self.turns else None

    @property
    def roots(self) -> tuple[str, ...] | None:
        """The paths that are asked, where a command named them; else None."""
        return self._about[0]

    def resume(self, kept: Kept, turns: Sequence[Turn]) -> None:
        """Go on with a conversation that was kept."""
        self._id, self._about = kept.id, (kept.roots, kept.only)
        self.turns = [Remembered(turn, place in kept.raw) for place, turn in enumerate(turns, 1)]

    def context(self, library: "Library", turns: int | None = None) -> Conversation:
        """The first ``turns`` turns, None: all, as a follow-up may refer to them.

        Sentences of articles that have changed since they were shown are left out.
        """
        answers = [each.turn.answer for each in self.turns[:turns]]
        past = Conversation()
        for answer in answers:
            past = past.after(answer)
        shown = [each for answer in answers for each in answer.evidence]
        now = {id: _sha256(library, id) for id in {each.article for each in shown}}
        stand = {(e.article, e.sentence) for e in shown if e.sha256 == now[e.article]}
        answers = answers[len(answers) - len(past.turns) :]
        remembered = tuple(map(_as_it_stands, past.turns, answers, repeat(now)))
        return Conversation(remembered, past.seen & stand)

    def add(self, answer: Answer, raw: bool) -> None:
        """One more turn."""
        self.turns.append(Remembered(Turn(answer.question, answer), raw))
        self._put()

    def replace(self, answer: Answer) -> None:
        """The last turn with another answer, such as one of more sentences."""
        self.turns[-1] = Remembered(Turn(answer.question, answer), self.turns[-1].raw)
        self._put()

    def undo(self) -> Remembered | None:
        """Take the last turn out; it, or None where there is none."""
        if not self.turns:
            return None
        number, gone = len(self.turns) - self._deleted, self.turns.pop()
        self._deleted = min(self._deleted, len(self.turns))
        self._keep(lambda store, id: store.drop(id, number))
        return gone

    def clear(self) -> None:
        """Begin a conversation anew; the one before stays kept."""
        self.turns, self._id, self._deleted = [], None, 0

    def about(self, roots: Sequence[str] | None, only: Sequence[str] | None) -> None:
        """Remember what is asked from now on; None where the person did not say it."""
        self._about = (
            None if roots is None else tuple(roots),
            None if only is None else tuple(only),
        )
        self._keep(lambda store, id: store.about(id, *self._about))

    def _put(self) -> None:
        before, last = len(self.turns) - 1, self.turns[-1]
        self._deleted = min(self._deleted, before)
        number = len(self.turns) - self._deleted
        self._keep(lambda store, id: store.put(id, number, last.turn, last.raw), before)

    def _keep(self, write: Callable[[Store, int], None], before: int | None = None) -> None:
        """Change the conversation on disk; begin it where it is not there and has a turn.

        ``before``: how many turns stand before the one that is written; None where none is.
        """
        if self._store is None:
            return
        try:
            try:
                if self._id is not None:
                    write(self._store, self._id)
            except MovedError:
                self._id = None
                self._notice(_MOVED)
            except DeletedError:
                self._id = None
                self._deleted = len(self.turns) if before is None else before
                self._notice(_DELETED)
            turns = self.turns[self._deleted :]
            if self._id is None and turns:
                self._id = self._store.begin(*self._about, turns)
        except QabotError as error:
            self._store = None
            self._notice(f"this conversation is not kept from here on: {error}")


def _sha256(library: "Library", id: str) -> str | None:
    try:
        return library.article(id).sha256
    except QabotError:
        return None


def _as_it_stands(turn: PastTurn, answer: Answer, now: dict[str, str | None]) -> PastTurn:
    """``turn``, which was ``answer``, with what it showed of articles that are the same ``now``."""
    same = {each.article for each in answer.evidence if now[each.article] == each.sha256}
    evidence = tuple(each for each in turn.evidence if each[0] in same)
    return replace(turn, evidence=evidence, article=turn.article if turn.article in same else None)
