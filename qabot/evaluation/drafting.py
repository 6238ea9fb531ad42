"""A question set drafted with a person: proposals are kept, edited or skipped, others added.

The conversation is two functions, one that asks for a line and one that shows a line, so that a
terminal, a pipe and a test lead it the same way. Every kept question is on disk before the next is
shown; leaving at any moment leaves a valid set, and starting again in its folder goes on with it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import msgspec

from qabot.articles import MAX_BYTES
from qabot.errors import UsageError
from qabot.evaluation.proposals import Proposal, propose
from qabot.evaluation.questions import load_question_set
from qabot.evaluation.types import Question
from qabot.render import counted
from qabot.types import Sentence

HELP = (
    "Enter or k  keep the question      a       add one of your own",
    "e           edit it first          l WORD  list the sentences with a word",
    "s           skip it                q       stop; all that was kept is saved",
)
_NONE = ("none", "no", "-")

Ask: TypeAlias = Callable[[str, str], str]
"""(prompt, what an empty line stands for, which may be edited) -> the person's line."""


class Stop(Exception):
    """The person has had enough."""


@dataclass
class Draft:
    """A question set in the making. ``ask`` gives a line, ``tell`` shows one."""

    article: str
    sentences: Sequence[Sentence]
    folder: Path
    ask: Ask
    tell: Callable[[str], None]
    kept: list[Question] = field(default_factory=list)

    def run(self, proposals: Sequence[Proposal]) -> None:
        """Go through the proposals, then take questions until the person stops."""
        self._help()
        known = {question.question for question in self.kept}
        left = [proposal for proposal in proposals if proposal.question not in known]
        try:
            for number, proposal in enumerate(left, start=1):
                self._offer(proposal, f"{number}/{len(left)}")
            self.tell("That is every proposal. Add your own; an empty line stops.")
            while self._own():
                pass
        except (Stop, EOFError, KeyboardInterrupt):
            pass

    def _help(self) -> None:
        for line in HELP:
            self.tell(line)

    def _offer(self, proposal: Proposal, place: str) -> None:
        self.tell("")
        self.tell(f"{place}  {proposal.question}  (proposed: {proposal.template})")
        for index in proposal.sentences:
            self._show(index)
        while True:
            reply = self._line("Enter keep, e edit, s skip, a add, l list, q quit: ")
            command, _, rest = reply.partition(" ")
            if command in ("", "k", "keep"):
                answers = (proposal.answer,) if proposal.answer else ()
                self._keep(proposal.question, proposal.sentences, answers, synthetic=True)
                return
            if command in ("s", "skip"):
                return
            if command in ("e", "edit"):
                self._edit(proposal)
                return
            if command in ("a", "add"):
                self._own()
            elif command in ("l", "list"):
                self._list(rest)
            else:
                self._help()

    def _edit(self, proposal: Proposal) -> None:
        question = self._line("question: ", proposal.question)
        chosen = self._pick(proposal.sentences)
        answer = self._answer(proposal.answer or "") if chosen else ""
        edited = question != proposal.question
        together = self._together(chosen)
        answers = (answer,) if answer else ()
        self._keep(question, chosen, answers, synthetic=not edited, multi=together)

    def _own(self) -> bool:
        question = self._line("question: ")
        if not question:
            return False
        if not any(map(str.isalpha, question)):
            self.tell(f"{question!r} is no question; a line with words is expected.")
            return True
        chosen = self._pick(())
        answer = self._answer("") if chosen else ""
        together = self._together(chosen)
        answers = (answer,) if answer else ()
        self._keep(question, chosen, answers, synthetic=False, multi=together)
        return True

    def _pick(self, usual: Sequence[int]) -> tuple[int, ...]:
        """Sentence numbers from the person; none means that the article does not answer."""
        shown = " ".join(map(str, usual))
        while True:
            reply = self._line("sentences that answer it, none, or a word to look for: ", shown)
            if reply.lower() in _NONE:
                return ()
            chosen = numbers(reply)
            if chosen and all(index < len(self.sentences) for index in chosen):
                return chosen
            if chosen:
                self.tell(f"There are sentences 0 to {len(self.sentences) - 1}.")
            elif reply:
                self._list(reply)

    def _together(self, chosen: Sequence[int]) -> bool:
        """Whether several sentences answer only together; one alone never needs another."""
        if len(chosen) < 2:
            return False
        reply = self._line("does it take all of these sentences together? y or n: ", "n")
        return reply.lower() in ("y", "yes")

    def _answer(self, usual: str) -> str:
        reply = self._line("answer, in the article's words (- for none): ", usual)
        return "" if reply == "-" else reply

    def _list(self, word: str) -> None:
        found = [s for s in self.sentences if word.casefold() in s.text.casefold()]
        for sentence in found:
            self._show(sentence.index)
        if not found:
            self.tell(f"No sentence holds {word!r}.")

    def _show(self, index: int) -> None:
        self.tell(f"    {index}: {self.sentences[index].text}")

    def _line(self, prompt: str, usual: str = "") -> str:
        reply = self.ask(prompt, usual).strip() or usual
        if reply in ("q", "quit"):
            raise Stop
        return reply

    def _keep(
        self,
        text: str,
        chosen: Sequence[int],
        answers: tuple[str, ...],
        *,
        synthetic: bool,
        multi: bool = False,
    ) -> None:
        taken = {question.id for question in self.kept}
        number = len(self.kept) + 1
        while f"{self.article}-{number:03d}" in taken:
            number += 1
        spans = tuple((self.sentences[i].start, self.sentences[i].end) for i in chosen)
        question = Question(
            id=f"{self.article}-{number:03d}",
            question=text,
            article=self.article,
            answerable=bool(spans),
            evidence=spans,
            answers=answers,
            multi=multi,
            synthetic=synthetic,
        )
        self.kept.append(question)
        write_questions(self.folder / "questions.jsonl", self.kept)
        self.tell(f"    kept: {counted(len(self.kept), 'question')}")


def new_question_set(
    article: Path,
    folder: Path,
    *,
    ask: Ask,
    tell: Callable[[str], None],
    max_bytes: int = MAX_BYTES,
) -> Path:
    """Draft a question set about the file ``article`` in ``folder`` and give the folder.

    The article is copied into it, byte for byte. ``ask`` may raise EOFError to stop. Raises
    ArticleError when the file cannot be read and UsageError when the folder is not for this.
    """
    from qabot.articles import ENDINGS, read_file
    from qabot.split import sentences

    read = read_file(article, id=article.stem, max_bytes=max_bytes)
    known = article.suffix.lower() in ENDINGS
    copy = folder / (article.name if known else f"{article.stem}.txt")
    data = article.read_bytes()
    kept: list[Question] = []
    if copy.exists() and copy.read_bytes() != data:
        raise UsageError(f"{copy} is another article than {article}; name a new folder")
    if (folder / "questions.jsonl").is_file():
        kept = list(load_question_set(folder).questions)
        tell(f"{folder} holds {counted(len(kept), 'question')}; going on.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(data)
        found = sentences(read)
        draft = Draft(article.stem, found, folder, ask, tell, kept)
        draft.run(propose(found))
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror or error}") from None
    return folder


def write_questions(path: Path, questions: Iterable[Question]) -> None:
    """Write ``questions.jsonl`` in the project's format, whole or not at all."""
    lines = []
    for question in questions:
        line = {name: getattr(question, name) for name in Question.__dataclass_fields__}
        needed = ("id", "question", "article", "answerable", "evidence", "answers")
        kept = {name: value for name, value in line.items() if value or name in needed}
        lines.append(msgspec.json.encode(kept) + b"\n")
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(b"".join(lines))
    part.replace(path)


def numbers(text: str) -> tuple[int, ...]:
    """``3 5-7, 9`` -> 3, 5, 6, 7, 9; empty when it is anything else."""
    if not re.fullmatch(
        r"\s*\d{1,6}(?:\s*-\s*\d{1,6})?(?:[\s,]+\d{1,6}(?:\s*-\s*\d{1,6})?)*\s*", text
    ):
        return ()
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s*-\s*(\d+))?", text):
        found += range(int(first), int(last or first) + 1)
    return tuple(dict.fromkeys(found))
