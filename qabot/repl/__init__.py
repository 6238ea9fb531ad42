"""The conversation: a prompt on a terminal, a plain transcript in a pipe.

Every command uses the environment of this package; importing it must not load the conversation.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.render import wrap

if TYPE_CHECKING:
    from qabot.repl.chat import Chat

__all__ = ["converse"]


def _transcribe(chat: "Chat") -> None:
    """Read a line at a time from standard input, and write it with what it brought."""
    env = chat.env
    first = True
    for raw in env.stdin_bytes:
        line = raw.decode("utf-8", "replace").removeprefix("\ufeff").strip()
        if not line:
            continue
        header = wrap([("class:prompt", f"> {line}")], env.columns)
        env.write(header if first else [("", "\n"), *header])
        first = False
        if not chat.handle(line):
            return


def converse(
    chat: "Chat",
    *,
    history: Path,
    toolbar: Callable[[], str] = str,
    before_prompt: Callable[[], None] = lambda: None,
    vi: bool = False,
) -> None:
    """Talk until the person leaves. ``history`` is the private file of earlier questions."""
    env = chat.env
    try:
        if env.interactive:
            from qabot.repl.terminal import prompt_loop

            prompt_loop(chat, history, toolbar, before_prompt, vi)
        else:
            _transcribe(chat)
    finally:
        env.abandoned = not chat.worker.close()
