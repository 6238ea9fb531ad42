"""``verify``: saved answers against their sources, byte for byte."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, TypeAlias

import msgspec
import typer
from msgspec import Struct

from qabot.cli.options import JSON, command, examples
from qabot.cli.session import Session
from qabot.cli.status import ExitStatus
from qabot.errors import ArticleError, VerificationError
from qabot.paths import shown
from qabot.render import counted

if TYPE_CHECKING:
    from collections.abc import Callable


class SavedAnswerText(Struct, frozen=True):
    """``answer`` of a saved line."""

    text: str
    article: str
    start: int
    end: int


class SavedEvidence(Struct, frozen=True):
    """One item of ``evidence`` of a saved line."""

    rank: int
    article: str
    source: str
    sha256: str
    line: int
    start: int
    end: int
    text: str
    spans: tuple[tuple[int, int], ...] = ()


class SavedAnswer(Struct, frozen=True):
    """One line that ``ask --json`` wrote; only what is checked."""

    question: str
    evidence: tuple[SavedEvidence, ...]
    answer: SavedAnswerText | None = None


class SavedError(Struct, frozen=True):
    """A line that ``ask --questions`` wrote for a question it could not read."""

    error: str


_Source: TypeAlias = tuple[str, str]
"""SHA-256 and decoded text."""


class _Sources:
    """Articles as they stand now, each read once in a run."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._files: dict[str, dict[str, _Source]] = {}

    def __call__(self, origin: str, article: str, sha256: str) -> "_Source":
        """(SHA-256, decoded text) of an article that had ``sha256``. Raises ArticleError."""
        if not origin.lower().endswith(".jsonl"):
            key = f"{origin}\0{article}"
            if key not in self._files:
                self._files[key] = {article: _read_file(origin, article, self._most)}
            return self._files[key][article]
        if origin not in self._files:
            self._files[origin] = _read_lines(origin, self._most)
        return _entry(self._files[origin], origin, article, sha256)


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(
        app,
        "verify",
        JSON,
        epilog=examples(
            'qabot ask --json "Who is Choe?" > saved.jsonl; qabot verify saved.jsonl',
            'qabot ask --json "Who is Choe?" | qabot verify -',
        ),
    )(verify)


def verify(
    session: Session,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What `qabot ask --json` wrote; - for stdin.")
    ],
) -> int:
    """Check saved answers against their sources, byte for byte.

    The file's SHA-256, the text at its offsets, its line and the answer's words are compared.
    Exit status 1 when something differs, 2 when FILE cannot be checked.
    """
    if str(file) == "-":
        return _verify(session, session.env.stdin_bytes, "standard input")
    try:
        with file.open("rb") as lines:
            return _verify(session, lines, shown(file))
    except BrokenPipeError:  # whoever read the findings has enough
        raise
    except OSError as error:
        raise VerificationError(f"{file} cannot be read: {error.strerror}") from None


def _verify(session: Session, lines: BinaryIO, name: str) -> int:
    answers = sentences = errors = 0
    sources = _Sources(session.settings.max_bytes)
    problems: list[tuple[int, int | None, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        saved = _parse(line, f"{name}:{number}")
        if isinstance(saved, SavedError):
            errors += 1
            continue
        answers += 1
        sentences += len(saved.evidence)
        for rank, problem in _problems(saved, sources):
            problems.append((number, rank, problem))
            if not session.json:
                at = f", evidence {rank}" if rank is not None else ""
                session.env.print(f"{name}:{number}{at}: {problem}")
    if not answers and not errors:
        raise VerificationError(f"{name} holds no answers; give what `qabot ask --json` wrote")
    if session.json:
        session.env.write_json(
            {
                "answers": answers,
                "sentences": sentences,
                "errors": errors,
                "problems": [
                    {"line": number, "rank": rank, "problem": problem}
                    for number, rank, problem in problems
                ],
            }
        )
    else:
        session.env.notice(
            f"{counted(answers, 'answer')}, {counted(sentences, 'sentence')} checked: "
            + (f"{len(problems):,} differ" if problems else "all stand as they were")
        )
    return ExitStatus.NOTHING if problems else ExitStatus.ANSWERED


def _parse(line: bytes, where: str) -> SavedAnswer | SavedError:
    try:
        return msgspec.json.decode(line, type=SavedAnswer)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        try:
            return msgspec.json.decode(line, type=SavedError)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise VerificationError(
                f"{where} is no answer that `qabot ask --json` wrote: {error}"
            ) from None


def _problems(saved: SavedAnswer, sources: _Sources) -> Iterator[tuple[int | None, str]]:
    from qabot.articles import clean, line_of

    for evidence in saved.evidence:
        try:
            sha256, source = sources(evidence.source, evidence.article, evidence.sha256)
        except ArticleError as error:
            yield evidence.rank, str(error)
            continue
        where = shown(evidence.source)
        if sha256 != evidence.sha256:
            yield (
                evidence.rank,
                f"{where} changed: SHA-256 {sha256[:12]}..., was {evidence.sha256[:12]}...",
            )
        at = f"{where}, characters {evidence.start} to {evidence.end}"
        if not 0 <= evidence.start < evidence.end <= len(source):
            yield evidence.rank, f"{at}: the text has {len(source)}"
            continue
        if clean(source[evidence.start : evidence.end]) != evidence.text:
            yield evidence.rank, f"{at}: the saved sentence does not stand there"
            continue
        if (line := line_of(source, evidence.start)) != evidence.line:
            yield evidence.rank, f"{at}: stands on line {line}, not {evidence.line}"
        for start, end in evidence.spans:
            if not evidence.start <= start < end <= evidence.end:
                yield evidence.rank, f"{at}: span {start} to {end} lies outside the sentence"
    yield from ((None, problem) for problem in _answer_problems(saved, sources, clean))


def _answer_problems(
    saved: SavedAnswer, sources: _Sources, clean: "Callable[[str], str]"
) -> Iterator[str]:
    if saved.answer is None:
        return
    given = saved.answer
    evidence = next((e for e in saved.evidence if e.article == given.article), None)
    if evidence is None:
        yield f"the answer is from {given.article!r}, which no evidence is from"
        return
    try:
        _, source = sources(evidence.source, given.article, evidence.sha256)
    except ArticleError:
        return  # said of the evidence already
    if clean(source[max(0, given.start) : max(0, given.end)]) != given.text:
        yield f"the answer {given.text!r} does not stand at {given.start} to {given.end}"


def _read_file(origin: str, article: str, most: int) -> _Source:
    from qabot.articles import read_file

    found = read_file(Path(origin), id=article, max_bytes=most)
    return found.sha256, found.source


def _read_lines(origin: str, most: int) -> dict[str, _Source]:
    from qabot.articles import LineProblem, read_jsonl

    read = read_jsonl(Path(origin), max_bytes=most)
    entries = (entry for entry in read if not isinstance(entry, LineProblem))
    return {entry.id: (entry.sha256, entry.source) for entry in entries}


def _entry(entries: Mapping[str, _Source], origin: str, article: str, sha256: str) -> _Source:
    """The entry that an article of a library was made of.

    Its id may have got the name of its root in front, and ``~2`` behind, where two were the same.
    Of several that it could be, the one with the text it had is meant, else the longest id.
    """
    bare = re.sub(r"~\d+$", "", article)
    possible = [
        id for id in entries if f"/{article}".endswith(f"/{id}") or f"/{bare}".endswith(f"/{id}")
    ]
    if not possible:
        raise ArticleError(f"{shown(origin)} no longer holds an article {article!r}")
    return entries[max(possible, key=lambda id: (entries[id][0] == sha256, len(id)))]
