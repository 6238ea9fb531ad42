"""``eval new``: a question set drafted with a person in the terminal."""

from pathlib import Path
from typing import Annotated

import typer

from qabot.cli.options import command, examples
from qabot.cli.session import Session
from qabot.cli.status import ExitStatus
from qabot.errors import UsageError
from qabot.render import counted, safe, to_text, width_of, wrap
from qabot.repl.environment import Environment


def register(group: typer.Typer) -> None:
    """Add ``new``."""
    command(
        group,
        "new",
        epilog=examples(
            "qabot eval new story.txt             writes story-questions/",
            "qabot eval new story.txt mine/       goes on where mine/ was left",
        ),
    )(new)


def new(
    session: Session,
    article: Annotated[
        Path, typer.Argument(metavar="ARTICLE", help="A text file to ask questions about.")
    ],
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="Where the set goes; ARTICLE-questions if left out."),
    ] = None,
) -> int:
    """Draft a question set about an article: keep, edit or skip what is proposed, add your own.

    Proposals come from templates over names, dates, numbers and quotations, and stay marked
    synthetic until they are reworded. Every kept question is on disk at once.
    """
    from qabot.evaluation import load_question_set, new_question_set

    if article.suffix.lower() == ".jsonl" or article.is_dir():
        raise UsageError(f"{article}: expected one article, a text file")
    folder = folder if folder is not None else Path(f"{article.stem}-questions")
    desk = _Desk(session.env)
    new_question_set(
        article, folder, ask=desk.ask, tell=desk.tell, max_bytes=session.settings.max_bytes
    )
    if not (folder / "questions.jsonl").is_file():
        session.env.notice(f"nothing was kept; {folder} holds the article only")
        return ExitStatus.ANSWERED
    count = len(load_question_set(folder).questions)
    session.env.notice(f"{counted(count, 'question')} in {folder}; judge them: qabot eval {folder}")
    return ExitStatus.ANSWERED


class _Desk:
    """Where the person sits: a terminal with line editing, or a pipe."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def ask(self, prompt: str, usual: str = "") -> str:
        """A line. A terminal shows ``usual`` to be edited; elsewhere an empty line stands for it.

        Raises EOFError when there are no more.
        """
        env = self._env
        env.stdout.flush()
        if env.interactive and not env.dumb:
            from prompt_toolkit import prompt as prompt_for

            return prompt_for(safe(prompt), default=safe(usual))
        env.stdout.write(safe(f"{prompt}[{usual}] " if usual else prompt))
        env.stdout.flush()
        line = env.stdin.readline()
        if not line:
            env.stdout.write("\n")
            raise EOFError
        if not env.stdin_terminal:
            env.stdout.write("\n")
        return line.rstrip("\r\n") or usual

    def tell(self, line: str) -> None:
        """Show a line, broken at words on a terminal."""
        env = self._env
        if not env.stdout_terminal:
            env.print(line)
            return
        text = safe(line)
        if width_of(text) > env.columns:
            margin = " " * (len(text) - len(text.lstrip()))
            rest = margin + ("   " if margin else "")
            text = to_text(wrap([("", text.strip())], env.columns, margin, rest), env.look)
        env.stdout.write(text.rstrip("\n") + "\n")
