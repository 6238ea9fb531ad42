"""The conversation: a prompt on a terminal, a plain transcript in a pipe."""

from collections.abc import Callable
from pathlib import Path

from qabot.render import wrap
from qabot.repl.conversation import Conversation

__all__ = ["Conversation", "converse"]


def _transcribe(conversation: Conversation) -> None:
    """Read a line at a time from standard input, and write it with what it brought."""
    env = conversation.env
    first = True
    for raw in env.stdin_bytes:
        line = raw.decode("utf-8", "replace").removeprefix("\ufeff").strip()
        if not line:
            continue
        header = wrap([("class:prompt", f"> {line}")], env.columns)
        env.write(header if first else [("", "\n"), *header])
        first = False
        if not conversation.handle(line):
            return


def converse(
    conversation: Conversation,
    *,
    history: Path,
    toolbar: Callable[[], str] = str,
    before_prompt: Callable[[], None] = lambda: None,
) -> None:
    """Talk until the person leaves. ``history`` is the private file of earlier questions."""
    env = conversation.env
    try:
        if env.interactive:
            from qabot.repl.terminal import prompt_loop

            prompt_loop(conversation, history, toolbar, before_prompt)
        else:
            _transcribe(conversation)
    finally:
        env.abandoned = not conversation.worker.close()
