"""``ask --questions``: JSONL in, JSONL out, in order, each line written when it is answered."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import msgspec
from msgspec import Meta, Struct

from qabot.cli.profiling import SHOW
from qabot.cli.session import Session
from qabot.cli.status import ExitStatus
from qabot.errors import ArticleError, UsageError
from qabot.paths import shown
from qabot.render import answer_record

if TYPE_CHECKING:
    from qabot.bot import Bot

MAX_LINE = 16 * 1024 * 1024
"""Bytes of one line, its history included."""

Text = Annotated[str, Meta(min_length=1)]


class QuestionLine(Struct, frozen=True):
    """One line of a questions file. Other keys are left alone: a question set can be one."""

    question: Text
    id: str | int | None = None
    article: str | None = None
    history: tuple[tuple[str, str], ...] = ()


def answer_file(session: Session, path: Path) -> int:
    """Answer every line of ``path`` (``-`` is standard input).

    A bad line becomes a line with an ``error``, in its place. Raises UsageError when the file
    cannot be read at all.
    """
    with _opened(session, path) as lines:
        name = "standard input" if str(path) == "-" else shown(path)
        with ExitStack() as stack:
            bots = [stack.enter_context(session.bot(warm=True, several=True))]
            bots[0].announce = _one_at_a_time(bots[0].announce)
            for _ in range(1, bots[0].models.at_once):
                bots.append(stack.enter_context(_twin(session, bots[0])))
            for record in _in_order(bots, name, lines):
                session.env.write_json(record)
                if "milliseconds" in record:
                    session.timeline.answered(record["milliseconds"], alone=len(bots) == 1)
            session.timeline.mark(f"{len(bots)} threads" if len(bots) > 1 else SHOW)
    return ExitStatus.ANSWERED


def _twin(session: Session, bot: "Bot") -> "Bot":
    """Another bot of the same articles and models, for another thread."""
    twin = session.env.open_bot(
        session.settings,
        scope_paths=bot.roots,
        refresh=False,
        announce=bot.announce,
        models=bot.models,
    )
    twin.open()
    return twin


def _one_at_a_time(say: Callable[[str], None]) -> Callable[[str], None]:
    """``say``, for several threads."""
    lock = Lock()

    def said(text: str) -> None:
        with lock:
            say(text)

    return said


def _in_order(bots: Sequence["Bot"], name: str, lines: BinaryIO) -> Iterator[dict[str, Any]]:
    """The records of all lines, each as soon as it and those before it are there.

    One question for each bot is in work: two at one thread each take less time than one after the
    other at two. A thread reads the lines, so that an answer does not wait for the next question.
    """
    if len(bots) == 1:
        for number, line in _lines(lines):
            yield _answer_line(bots[0], name, number, line)
        return
    free: SimpleQueue[Bot] = SimpleQueue()
    for bot in bots:
        free.put(bot)

    def answer(number: int, line: bytes | None) -> dict[str, Any]:
        bot = free.get()
        try:
            return _answer_line(bot, name, number, line)
        finally:
            free.put(bot)

    pool = ThreadPoolExecutor(len(bots), thread_name_prefix="answer")
    results: Queue[Future[dict[str, Any]] | None] = Queue(2 * len(bots))

    def feed() -> None:
        try:
            for number, line in _lines(lines):
                results.put(pool.submit(answer, number, line))
            results.put(None)
        except Exception as error:  # raised where the results are waited for
            failed: Future[dict[str, Any]] = Future()
            failed.set_exception(error)
            results.put(failed)

    Thread(target=feed, name="questions", daemon=True).start()
    try:
        while (result := results.get()) is not None:
            yield result.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _opened(session: Session, path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield session.env.stdin_bytes
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"--questions {path} cannot be read: {error.strerror}") from None
    with file:
        yield file


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines that hold something; None for one longer than MAX_LINE."""
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE)
            yield number, None
        elif line.strip():
            yield number, line


def _answer_line(bot: "Bot", name: str, number: int, line: bytes | None) -> dict[str, Any]:
    """The record of one line: an answer, or what was wrong with it."""
    id: str | int | None = None
    try:
        if line is None:
            raise UsageError(f"longer than {MAX_LINE:,} bytes")
        question = _parse(line)
        id = question.id
        answer = bot.ask(question.question, article=question.article, history=question.history)
    except (UsageError, ArticleError) as error:
        return {"id": id if id is not None else _id_of(line), "error": f"{name}:{number}: {error}"}
    return answer_record(answer) | {"id": id}


def _parse(line: bytes) -> QuestionLine:
    try:
        return msgspec.json.decode(line, type=QuestionLine)
    except msgspec.ValidationError as error:
        problem, _, at = str(error).partition(" - at `$")
        key = at.rstrip("`").removeprefix(".")
        if key.startswith("history"):
            raise UsageError("history: expected a list of [question, answer] pairs") from None
        raise UsageError(f"{key + ': ' if key else ''}{problem[:1].lower()}{problem[1:]}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"not a JSON object: {error}") from None


def _id_of(line: bytes | None) -> str | int | None:
    """The id of a line that is JSON and yet no question, so that it can be found again."""
    try:
        value = msgspec.json.decode(line or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None
