"""``ask`` and ``chat``."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.cli.options import ANSWERS, ARTICLES, JSON, PROFILE, command, examples
from qabot.cli.profiling import SHOW
from qabot.cli.session import Session, typed
from qabot.cli.status import ExitStatus
from qabot.errors import UsageError
from qabot.render import answer_fragments, answer_record, worth_showing, wrap
from qabot.repl.asked import asks_several
from qabot.repl.why import spent

if TYPE_CHECKING:
    from qabot.bot import Bot
    from qabot.types import Answer

_EMPTY = 'the question is empty; ask something, such as: qabot ask "Who is Biegun?"'


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(
        app,
        "ask",
        ARTICLES,
        ANSWERS,
        JSON,
        PROFILE,
        epilog=examples(
            'qabot ask "Why didn\'t Biegun meet Choe?"',
            'qabot ask "Who wrote the article?" "When was it written?"',
            'qabot ask --articles news/ --top 5 "Who resigned?"',
            'echo "Who is Choe?" | qabot ask -          one question a line',
            "qabot ask --questions q.jsonl > a.jsonl    many, JSON in and out",
            "A line of q.jsonl, of which only question is needed:",
            '{"question": "Where is he?", "id": 7, "article": "news/a",',
            ' "history": [["Who is Choe?", "A diplomat."]]}',
        ),
    )(ask)
    command(
        app,
        "chat",
        ARTICLES,
        ANSWERS,
        epilog=examples(
            "qabot",
            "qabot --articles news/",
            "qabot chat --resume                        go on with the last conversation",
            "printf 'Who is Choe?\\nWhere is he?\\n' | qabot",
        ),
    )(chat)


def ask(
    session: Session,
    questions: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUESTION", help="Questions; - reads standard input."),
    ] = None,
    questions_file: Annotated[
        Path | None,
        typer.Option(
            "--questions",
            metavar="FILE",
            help="JSONL, a question a line, shaped as below; answers are JSONL. - reads stdin.",
        ),
    ] = None,
) -> int:
    """Answer questions.

    Exit status 0 when something was answered, 1 when nothing was, 2 on an error.
    """
    if questions_file is not None:
        if questions:
            raise UsageError("give questions or --questions FILE, not both")
        from qabot.cli.batch import answer_file

        return answer_file(session, questions_file)
    if not questions:
        raise UsageError("nothing to ask; give a question in quotes, - or --questions FILE")
    if any(not question.strip() for question in questions):
        raise UsageError(_EMPTY)
    if _unquoted(questions):
        questions = [" ".join(questions)]
        session.env.notice("taken as one question; quotes around each question part several")
    several = len(questions) > 1 or "-" in questions
    with session.bot(warm=True) as bot:
        return _answer_each(session, bot, _expanded(session, questions), several)


def _unquoted(questions: list[str]) -> bool:
    """Whether these are the words of one question that was typed without quotes."""
    one_word_each = all(len(question.split()) == 1 for question in questions)
    ended = any(question.endswith("?") for question in questions[:-1])
    return len(questions) > 2 and one_word_each and not ended and "-" not in questions


def _answer_each(session: Session, bot: "Bot", questions: Iterable[str], several: bool) -> int:
    answered = failed = False
    for number, question in enumerate(questions):
        try:
            answer = bot.ask(question)
        except UsageError as error:
            session.env.error(str(error))
            failed = True
            continue
        answered |= answer.answered
        session.timeline.answered(asdict(answer.timing))
        if session.json:
            session.env.write_json(answer_record(answer))
        else:
            if several:
                header = wrap([("class:prompt", f"> {question}")], session.env.columns)
                session.env.write([("", "\n"), *header] if number else header)
            write_answer(session, bot, answer)
        session.env.detail(spent(answer))
        session.timeline.mark(SHOW)
    if failed:
        return ExitStatus.ERROR
    return ExitStatus.ANSWERED if answered else ExitStatus.NOTHING


def write_answer(session: Session, bot: "Bot", answer: "Answer") -> None:
    """Put one answer on standard output for a person to read."""
    session.env.write(
        answer_fragments(
            worth_showing(answer),
            session.env.look,
            sources=lambda article: bot.library.article(article).source,
            several=asks_several(bot),
        )
    )


def _expanded(session: Session, questions: Iterable[str]) -> Iterator[str]:
    """The questions, with the lines of standard input in the place of ``-``."""
    for question in questions:
        if question == "-":
            for line in session.env.stdin_bytes:
                if text := line.decode("utf-8", "replace").removeprefix("\ufeff").strip():
                    yield text
        else:
            yield typed(question)


def chat(
    session: Session,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the last conversation.")
    ] = False,
) -> int:
    """Talk about the articles: the same as qabot alone. /help lists what it understands.

    Reads questions from a pipe too, one a line, and writes a plain transcript.
    """
    from qabot.cli.talking import talk

    talk(session, resume=resume)
    return ExitStatus.ANSWERED
