"""``doctor --offline``: indexing and answering in a process that may not reach the network.

The first child opens a socket on purpose, which shows that the seal holds. The second one indexes
the article that comes with qabot anew; the third asks the articles in question, as ``ask`` would.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from qabot.cli.checks import Check
from qabot.cli.sealing import KERNEL, WATCHED, seal, watch
from qabot.cli.session import Session
from qabot.config import Config, Settings
from qabot.errors import QabotError
from qabot.paths import seed_article, shown

QUESTION, FOLLOW_UP = "Who was there?", "Why?"

_SIGSYS = 31
_LINGER = 5.0
"""Seconds after the answer in which a library's thread may still reach for the network."""
_Step = Literal["control", "index", "ask"]


class Request(Struct, frozen=True):
    """What a child is to do, on its standard input."""

    step: _Step
    config: Config
    path: str | None
    scope: tuple[str, ...] | None
    refresh: bool


class Report(Struct, frozen=True):
    """What a child has to say, a line each; the last one says what was done."""

    sealed: bool | None = None
    socket: str | None = None
    """A network socket that Python was about to open, and where."""
    found: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended."""

    sealed: bool
    sockets: tuple[str, ...]
    found: str
    problem: str


def checks(session: Session) -> Iterator[tuple[Check, bool]]:
    """The findings in turn, and for each whether a socket was tried."""
    control = _run(session, "control", session.settings)
    proof = KERNEL if control.sealed else WATCHED
    if not control.sockets:
        yield Check("seal", problem="a socket opened on purpose was not noticed: no proof"), False
        return
    yield Check("seal", f"{proof}; tried, and noticed"), False
    with tempfile.TemporaryDirectory(prefix="qabot-offline-") as folder:
        config = msgspec.structs.replace(
            session.settings.config, library=folder, chat=Config().chat
        )
        settings = msgspec.structs.replace(session.settings, config=config)
        yield _check("index", session, _run(session, "index", settings))
    yield _check("ask", session, _run(session, "ask", session.settings))


def _check(name: str, session: Session, outcome: Outcome) -> tuple[Check, bool]:
    if outcome.sockets:
        chat = session.settings.config.chat
        why = "this is a mistake in qabot, or in the model that encoder.model names"
        if chat.rewriter == "endpoint":
            why = f"chat.rewriter is endpoint, which sends follow-ups to {chat.endpoint.url}"
        return Check(name, problem=f"opened a network socket ({outcome.sockets[0]}); {why}"), True
    if outcome.problem:
        return Check(name, problem=outcome.problem), False
    return Check(name, f"{outcome.found}: no network socket"), False


def _run(session: Session, step: _Step, settings: Settings) -> Outcome:
    paths = (seed_article(),) if step == "index" else session.scope_paths
    request = Request(
        step=step,
        config=settings.config,
        path=str(settings.path) if settings.path else None,
        scope=tuple(map(str, paths)) if paths is not None else None,
        refresh=session.refresh or step == "index",
    )
    child = subprocess.run(
        [sys.executable, "-m", __name__],
        input=msgspec.json.encode(request),
        capture_output=True,
        check=False,
    )
    reports = msgspec.json.Decoder(Report).decode_lines(child.stdout)
    sockets = [report.socket for report in reports if report.socket]
    problem = next((report.problem for report in reports if report.problem), "")
    found = next((report.found for report in reports if report.found), "")
    if child.returncode == -_SIGSYS:
        sockets = sockets or ["by native code"]
    elif not found and not problem and step != "control":
        last = child.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        problem = f"ended with status {child.returncode}: {' '.join(last)}"
    return Outcome(any(report.sealed for report in reports), tuple(sockets), found, problem)


def main() -> None:
    """A child: seal, do the step, report."""
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=Request)
    out = os.fdopen(os.dup(1), "wb", buffering=0)

    def tell(report: Report) -> None:
        out.write(msgspec.json.encode(report) + b"\n")

    watch(lambda what: tell(Report(socket=what)))
    tell(Report(sealed=seal()))
    steps: dict[_Step, Callable[[Request], str]] = {"control": _open, "index": _ask, "ask": _ask}
    try:
        tell(Report(found=steps[request.step](request)))
    except QabotError as error:
        tell(Report(problem=str(error)))


def _open(_: Request) -> str:
    """Open a socket, and connect it to nothing."""
    import socket

    socket.socket().close()
    return "a socket was opened"


def _ask(request: Request) -> str:
    """Refresh the library, ask a question and a follow-up; wait for what may happen later."""
    from qabot.bot import Bot

    settings = Settings(request.config, Path(request.path) if request.path else None)
    scope = [Path(path) for path in request.scope] if request.scope is not None else None
    with Bot(settings, scope_paths=scope, refresh=request.refresh) as bot:
        report = bot.open()
        first = bot.ask(QUESTION, threshold=0.0)
        said = first.answer.text if first.answer else ""
        bot.ask(FOLLOW_UP, threshold=0.0, history=((QUESTION, said),))
        if request.step == "ask":
            time.sleep(_LINGER)
        indexed = f"indexed {len(report.added) + len(report.changed)}, " if report else ""
        where = ", ".join(shown(root) for root in bot.roots[:3])
        return f"{indexed}answered a question and a follow-up from {where}"


if __name__ == "__main__":
    main()
