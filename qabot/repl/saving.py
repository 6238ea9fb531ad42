"""A conversation as Markdown or JSON, and files that are written whole or not at all."""

import json
import os
import re
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from qabot.errors import UsageError, either
from qabot.paths import shown
from qabot.render import (
    answer_record,
    confidence_figure,
    confidence_words,
    counted,
    json_line,
    marks,
    safe,
    safe_json,
    said_by,
)
from qabot.types import Answer, Evidence, Turn

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


class FileThereError(UsageError):
    """There is a file already. ``found`` says so, the message also how to replace it."""

    def __init__(self, found: str) -> None:
        super().__init__(f"{found}; the same command again replaces it")
        self.found = found


def save(name: str, turns: Sequence[Turn], replace: bool) -> str:
    """Write ``turns`` to the file ``name``, in the form of its ending; say what was written.

    ``name`` is a path as it stands, with ``~`` for the home folder. Raises FileThereError where
    there is one that is not to be replaced, UsageError where it cannot be written.
    """
    name = name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'" else name
    path = Path(os.path.abspath(os.path.expanduser(name)))
    form = _FORMS.get(path.suffix.lower())
    if form is None or not path.stem:
        raise UsageError(f"{name}: expected a file ending in {either(list(_FORMS))}")
    there = os.path.lexists(path)
    if there and not path.is_file():
        raise UsageError(f"{shown(path)} is not an ordinary file; name another")
    if there and not replace:
        raise FileThereError(f"{shown(path)} is there already")
    try:
        write_whole(path.resolve(), form(turns))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{shown(path)} cannot be written: {reason}") from None
    return f"{'replaced' if there else 'saved'} {shown(path)}: {counted(len(turns), 'turn')}"


def write_whole(path: Path, text: str) -> None:
    """Put ``text`` at ``path`` in one step; whatever fails, what was there stays."""
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
    try:
        with open(handle, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            os.chmod(part, path.stat().st_mode & 0o7777)
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise


def as_markdown(turns: Sequence[Turn]) -> str:
    """The conversation to read: questions as headings, sentences as quotations."""
    lines = ["# A conversation with qabot", "", time.strftime("%Y-%m-%d"), ""]
    for number, turn in enumerate(turns, 1):
        answer = turn.answer
        lines += [f"## {number}. {_escaped(turn.question)}", ""]
        if answer.understood_as != answer.question:
            lines += [f"*Understood as: {_escaped(answer.understood_as)}*", ""]
        if answer.verdict is not None:
            lines += [f"The evidence says: {answer.verdict.value}.", ""]
        if not answer.answered:
            reason = f": {_escaped(answer.reason)}" if answer.reason else ""
            lines += [f"Not answered{reason}. The nearest sentences:", ""]
        for evidence in answer.evidence:
            lines += [*_quoted(evidence, answer), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def as_json(turns: Sequence[Turn]) -> str:
    """The answers as one JSON array, for a person's eyes too."""
    records = [answer_record(turn.answer) for turn in turns]
    return safe_json(json.dumps(records, ensure_ascii=False, indent=1)) + "\n"


def as_json_lines(turns: Sequence[Turn]) -> str:
    """The answers one on a line, as ``qabot ask --json`` writes them."""
    return "".join(json_line(answer_record(turn.answer)) for turn in turns)


_FORMS = {".md": as_markdown, ".json": as_json, ".jsonl": as_json_lines}


def _quoted(evidence: Evidence, answer: Answer) -> list[str]:
    text = evidence.text
    said = f"{_escaped(name)}: " if (name := said_by(evidence)) else ""
    span = next(iter(marks(evidence)), None) if answer.answered and evidence.rank == 1 else None
    if span is not None and text[slice(*span)].strip() == text[slice(*span)]:
        start, end = span
        words = f"{_escaped(text[:start])}**{_escaped(text[start:end])}**{_escaped(text[end:])}"
    else:
        words = _escaped(text)
    place = f"{shown(evidence.source)}:{evidence.line}"
    likely = confidence_words(evidence.confidence)
    figure = confidence_figure(evidence.confidence, answer.threshold)
    cited = f"{_escaped(evidence.title)}, {_escaped(place)}, {likely}, {figure}"
    return [f"> {said}{words}", ">", f"> {cited}"]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", safe(text))
