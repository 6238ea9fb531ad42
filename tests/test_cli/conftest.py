"""The language of the command-line tests: ``qabot("ask", "Who?")`` gives status, out and err.

It runs ``main`` in this process with streams, folders and terminal of its own, over a bot whose
reader counts words: everything but the models is the real thing. ``real`` runs the program itself.
"""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qabot.bot import Bot
from qabot.cli import main
from qabot.errors import UsageError
from qabot.follow_up import Conversation
from qabot.library import IndexSettings
from qabot.library.fakes import HashEncoder
from qabot.repl.asked import asked_articles
from qabot.repl.environment import Environment
from qabot.types import Answer, AnswerText, Evidence, History, Reason, Role, Timing, Trace

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seeds" / "000_79bf5efa9eb24955.txt"
SLOW = 3.0
"""Seconds that the fake bot needs for the question "slow"."""
_WORD = re.compile(r"\w+")
_COMMON = frozenset("a an and did do does for he in is of on she the to was what who why".split())


class FakeBot(Bot):
    """A bot that knows no model: a sentence is as probable as its share of the question's words."""

    def warm(self) -> None:
        """Load nothing."""

    def index_settings(self) -> IndexSettings:
        """Settings of an index made with it."""
        return HashEncoder().settings()

    @property
    def encoder(self) -> Any:
        """An encoder without a model."""
        return HashEncoder()

    def ask(
        self,
        question: str,
        *,
        article: str | None = None,
        history: History = (),
        top: int | None = None,
        threshold: float | None = None,
        id: str | None = None,
        conversation: Conversation | None = None,
        raw: bool = False,
    ) -> Answer:
        if not question.strip():
            raise UsageError("the question is empty; ask something")
        if question == "crash":
            raise ZeroDivisionError("planned")
        if question == "slow":
            time.sleep(SLOW)
        understood = question
        if conversation is not None and conversation.turns and not raw and question[:4] == "And ":
            understood = f"{conversation.turns[-1].understood_as} {question}"
        config = self.settings.config.answer
        top = config.top if top is None else top
        threshold = config.threshold if threshold is None else threshold
        wanted = set(_WORD.findall(understood.lower())) - _COMMON
        found = []
        articles = [article] if article else [info.id for info in asked_articles(self)]
        for name in articles:
            whole = self.library.article(name)
            for sentence in self.library.sentences(name):
                shared = wanted & set(_WORD.findall(sentence.text.lower()))
                found.append((round(0.99 * len(shared) / max(1, len(wanted)), 4), whole, sentence))
        found.sort(key=lambda item: (-item[0], item[1].id, item[2].index))
        evidence = []
        for rank, (confidence, whole, sentence) in enumerate(found[:top], 1):
            words = whole.source[sentence.start : sentence.end]
            span = next((m.span() for m in _WORD.finditer(words) if m[0].lower() in wanted), None)
            spans = ((sentence.start + span[0], sentence.start + span[1]),) if span else ()
            evidence.append(
                Evidence(
                    rank=rank,
                    role=Role.ANSWER if rank == 1 else Role.SUPPORT,
                    article=whole.id,
                    title=whole.title,
                    source=whole.origin,
                    sha256=whole.sha256,
                    line=sentence.line,
                    start=sentence.start,
                    end=sentence.end,
                    text=sentence.text,
                    confidence=confidence,
                    spans=spans,
                    sentence=sentence.index,
                )
            )
        best = evidence[0]
        answered = best.confidence >= threshold
        given = None
        if answered and best.spans:
            start, end = best.spans[0]
            source = self.library.article(best.article).source
            given = AnswerText(source[start:end], best.article, start, end)
        return Answer(
            question=question,
            understood_as=understood,
            answered=answered,
            confidence=best.confidence,
            threshold=threshold,
            evidence=tuple(evidence),
            answer=given,
            reason=None if answered else "there are only weak matches",
            reason_code=None if answered else Reason.WEAK_MATCH,
            trace=Trace(ranking=tuple((a.id, s.index, score) for score, a, s in found)),
            timing=Timing(1.0, 2.0, 3.0, 6.0),
            id=id,
        )


@dataclass(frozen=True)
class Run:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        (line,) = self.lines
        return json.loads(line)

    @property
    def jsonl(self) -> list[Any]:
        return [json.loads(line) for line in self.lines]

    def fails(self, *parts: str, status: int = 2) -> None:
        """Nothing but one line on standard error, with these parts; and the exit status."""
        assert self.status == status, self
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("qabot: ")
        for part in parts:
            assert part in self.err


Qabot = Callable[..., Run]


class _Stream(io.TextIOWrapper):
    def __init__(self, data: bytes = b"", encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(data), encoding=encoding, errors="replace", newline="\n")

    def text(self) -> str:
        self.flush()
        data: bytes = self.buffer.getvalue()  # type: ignore[attr-defined]
        return data.decode(self.encoding)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's empty folders, and a working folder without articles."""
    for name in ("DATA", "STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("QABOT_CONFIG", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


@pytest.fixture
def qabot(home: Path) -> Qabot:
    """Run one command line in this process."""

    def run(
        *arguments: str,
        stdin: str | bytes = b"",
        terminal: bool = False,
        width: int | None = 80,
        plain: bool = False,
        encoding: str = "utf-8",
        open_bot: Callable[..., Bot] = FakeBot,
    ) -> Run:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = _Stream(encoding=encoding), _Stream(encoding=encoding)
        env = Environment(
            stdin=_Stream(data),
            stdout=out,
            stderr=err,
            stdout_terminal=terminal,
            stderr_terminal=terminal,
            plain=plain,
            width=width,
            open_bot=open_bot,
        )
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(arguments, env)
        return Run(status, out.text(), err.text())

    return run


@pytest.fixture
def news(home: Path) -> Path:
    """A folder of two articles."""
    folder = home / "work" / "news"
    (folder / "north").mkdir(parents=True)
    (folder / "fire.txt").write_text(
        "A fire broke out in Oslo on Monday. Nobody was hurt, said mayor Kari Hansen.\n"
    )
    (folder / "north" / "vote.md").write_text(
        "Parliament voted on Tuesday to ban whaling.\n\nThe vote was 88 to 81.\n"
    )
    return folder


@pytest.fixture
def real(home: Path) -> Callable[..., Run]:
    """Run the program itself, with its models."""

    def run(*arguments: str, stdin: str = "", **variables: str) -> Run:
        done = subprocess.run(
            [sys.executable, "-m", "qabot", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
            timeout=120,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run
