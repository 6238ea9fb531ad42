"""A results folder: everything a run produced, written as it comes.

run.json         set, scope, configuration, versions, models, and what was asked of whom
questions.jsonl  the questions, in the project's format
outcomes.jsonl   one line for each question as soon as it is answered: what --resume reads
measures.json    what ``eval --json`` prints
trec/            runs and qrels of every stage
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from qabot.errors import QuestionSetError, UsageError
from qabot.evaluation.types import Outcome, Question, Results, Story

RUN, QUESTIONS, OUTCOMES = "run.json", "questions.jsonl", "outcomes.jsonl"
STORIES, MEASURES = "stories.jsonl", "measures.json"
_SAME = {
    "set": "a set of another name",
    "scope": "another scope",
    "wording": "another wording",
    "questions_sha256": "other questions",
    "models": "other models",
    "settings": "other settings",
}
"""What has to be equal for a run to be resumed, the same questions to the same bot; in words."""


class Recorder:
    """Appends outcomes to a results folder; without a folder it only remembers them."""

    def __init__(
        self,
        folder: Path | None,
        questions: Sequence[Question],
        about: Mapping[str, Any],
        resume: bool,
    ) -> None:
        """Open ``folder`` for writing; with ``resume``, ``done`` holds what stands there."""
        self.done: dict[str, Outcome] = {}
        self._file = None
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if resume and (folder / RUN).is_file():
                _refuse_other(folder, about)
                self.done = {outcome.id: outcome for outcome in _whole_lines(folder / OUTCOMES)}
            elif (folder / RUN).exists():
                raise UsageError(
                    f"{folder} holds a run already: --resume goes on with it, another folder or "
                    "removing this one starts anew"
                )
            else:
                _write_lines(folder / QUESTIONS, questions)
                write_json(folder / RUN, about)
            self._file = (folder / OUTCOMES).open("ab")
        except OSError as error:
            raise UsageError(f"results cannot be written to {folder}: {error.strerror}") from None

    def record(self, outcome: Outcome) -> None:
        """Keep ``outcome``; it is on its way to the disk when this returns."""
        self.done[outcome.id] = outcome
        if self._file is not None:
            self._file.write(msgspec.json.encode(outcome) + b"\n")
            self._file.flush()

    def __enter__(self) -> Self:
        """The recorder itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the file; what was recorded stays."""
        if self._file is not None:
            self._file.close()


def finish(results: Results) -> None:
    """Write the measures and the TREC files of a finished run."""
    from qabot.evaluation import trec
    from qabot.evaluation.report import results_json

    if results.folder is not None:
        _write_lines(results.folder / STORIES, results.stories.values())
        trec.write(results.folder / "trec", results.questions, results.outcomes)
        write_json(results.folder / MEASURES, results_json(results))


def load_results(folder: Path) -> Results:
    """Read a finished run back. Raises QuestionSetError when it is not one."""
    from qabot.evaluation.measures import summarise

    try:
        about = json.loads((folder / RUN).read_text(encoding="utf-8"))
        questions = [
            msgspec.json.decode(line, type=Question)
            for line in (folder / QUESTIONS).read_bytes().splitlines()
        ]
        done = {outcome.id: outcome for outcome in _whole_lines(folder / OUTCOMES)}
        kept = folder / STORIES
        lines = kept.read_bytes().splitlines() if kept.is_file() else []
        stories = [msgspec.json.decode(line, type=Story) for line in lines]
        name, scope = about["set"], about["scope"]
    except FileNotFoundError as error:
        missing_file = Path(str(error.filename)).name
        raise QuestionSetError(
            f"{folder} is not a results folder, it holds no {missing_file}; "
            "`qabot eval FOLDER --results DIR` writes one"
        ) from None
    except (OSError, ValueError, KeyError, msgspec.MsgspecError) as error:
        raise QuestionSetError(f"{folder} is not a results folder: {error}") from None
    missing = [question.id for question in questions if question.id not in done]
    if missing:
        raise QuestionSetError(
            f"the run in {folder} stopped after {len(done)} of {len(questions)} questions; "
            "`qabot eval ... --resume` finishes it"
        )
    outcomes = [done[question.id] for question in questions]
    by_id = {story.id: story for story in stories}
    return summarise(name, scope, questions, outcomes, stories=by_id, folder=folder, about=about)


def fingerprint(questions: Sequence[Question]) -> str:
    """SHA-256, as hex, of what is asked and what is right."""
    digest = hashlib.sha256()
    for asked in questions:
        said: list[Any] = [asked.id, asked.question, asked.article, asked.answerable]
        said += [asked.evidence, asked.answers, asked.history, asked.rewrite]
        if asked.relevant:
            said.append(asked.relevant)
        digest.update(msgspec.json.encode(said) + b"\n")
    return digest.hexdigest()


def write_json(path: Path, value: object) -> None:
    """Write ``value`` so that a reader sees all of it or none."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=str)
    part = path.with_name(f"{path.name}.part")
    part.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    os.replace(part, path)


def _whole_lines(path: Path) -> list[Outcome]:
    """The outcomes on disk; half a last line, left by a kill, is cut off."""
    if not path.is_file():
        return []
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        with path.open("r+b") as file:
            file.truncate(whole)
    return [msgspec.json.decode(line, type=Outcome) for line in data[:whole].splitlines()]


def _refuse_other(folder: Path, about: Mapping[str, Any]) -> None:
    try:
        before = json.loads((folder / RUN).read_text(encoding="utf-8"))
        now = json.loads(json.dumps(about, default=str))
    except ValueError as error:
        raise UsageError(f"{folder / RUN} is not JSON: {error}") from None
    for key in _SAME:
        if before.get(key) != now.get(key):
            raise UsageError(
                f"{folder} holds a run with {_SAME[key]}: it cannot be "
                "resumed; give another --results folder"
            )


def _write_lines(path: Path, values: Iterable[Question | Story]) -> None:
    path.write_bytes(b"".join(msgspec.json.encode(value) + b"\n" for value in values))
