"""What a conversation remembers: its turns, here and on disk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.errors import QabotError
from qabot.follow_up import Conversation, PastTurn
from qabot.repl.store import Kept, Store
from qabot.types import Answer, Turn

if TYPE_CHECKING:
    from qabot.library import Library


@dataclass(frozen=True, slots=True)
class Remembered:
    """A turn, and whether its question was asked as typed (``/raw``)."""

    turn: Turn
    raw: bool = False


class Memory:
    """The turns of one conversation. With a ``store``, each is on disk before the next is asked.

    What goes wrong there is told once, through ``notice``, and the conversation goes on without.
    """

    def __init__(self, store: Store | None, notice: Callable[[str], None]) -> None:
        self.turns: list[Remembered] = []
        self._store = store
        self._notice = notice
        self._id: int | None = None
        self._about: tuple[tuple[str, ...] | None, tuple[str, ...] | None] = (None, None)

    @property
    def last(self) -> Answer | None:
        """The last answer."""
        return self.turns[-1].turn.answer if self.turns else None

    def resume(self, kept: Kept, turns: Sequence[Turn]) -> None:
        """Go on with a conversation that was kept."""
        self._id, self._about = kept.id, (kept.roots, kept.only)
        self.turns = [Remembered(turn) for turn in turns]

    def context(self, library: "Library", turns: int | None = None) -> Conversation:
        """The first ``turns`` turns, None: all, as a follow-up may refer to them.

        Sentences of articles that have changed since they were shown are left out.
        """
        conversation = Conversation()
        for each in self.turns[:turns]:
            conversation = conversation.after(each.turn.answer)
        if not conversation.turns:
            return conversation
        same = {
            evidence.article: evidence.sha256
            for each in self.turns
            for evidence in each.turn.answer.evidence
        }
        same = {id: sha256 for id, sha256 in same.items() if _sha256(library, id) == sha256}
        return Conversation(tuple(_only(turn, same) for turn in conversation.turns))

    def add(self, answer: Answer, raw: bool) -> None:
        """One more turn."""
        self.turns.append(Remembered(Turn(answer.question, answer), raw))
        self._put()

    def replace(self, answer: Answer) -> None:
        """The last turn with another answer, such as one of more sentences."""
        raw = self.turns.pop().raw
        self.turns.append(Remembered(Turn(answer.question, answer), raw))
        self._put()

    def undo(self) -> Remembered | None:
        """Take the last turn out; it, or None where there is none."""
        if not self.turns:
            return None
        number, gone = len(self.turns), self.turns.pop()
        self._kept(lambda store, id: store.drop(id, number), begins=False)
        return gone

    def clear(self) -> None:
        """Begin a conversation anew; the one before stays kept."""
        self.turns, self._id = [], None

    def about(self, roots: Sequence[str] | None, only: Sequence[str] | None) -> None:
        """Remember what is asked from now on; None where the person did not say it."""
        self._about = (
            None if roots is None else tuple(roots),
            None if only is None else tuple(only),
        )
        self._kept(lambda store, id: store.about(id, *self._about), begins=False)

    def _put(self) -> None:
        number, turn = len(self.turns), self.turns[-1].turn
        self._kept(lambda store, id: store.put(id, number, turn))

    def _kept(self, write: Callable[[Store, int], None], begins: bool = True) -> None:
        if self._store is None or (self._id is None and not begins):
            return
        try:
            if self._id is None:
                self._id = self._store.begin(*self._about)
            write(self._store, self._id)
        except QabotError as error:
            self._store = None
            self._notice(f"this conversation is not kept from here on: {error}")


def _sha256(library: "Library", id: str) -> str | None:
    try:
        return library.article(id).sha256
    except QabotError:
        return None


def _only(turn: PastTurn, articles: dict[str, str]) -> PastTurn:
    evidence = tuple(each for each in turn.evidence if each[0] in articles)
    article = turn.article if turn.article in articles else None
    return replace(turn, evidence=evidence, article=article)
