"""Where a sentence stands: in words, and as a link that a terminal can open."""

import os
from pathlib import Path
from urllib.parse import quote

from qabot.paths import shown
from qabot.render.layout import Look, shorten_left
from qabot.types import Evidence


def location(evidence: Evidence, look: Look, width: int) -> str:
    """Where a sentence stands, as ``file:line``; inside a JSONL file its article is named too."""
    if evidence.source.endswith(".jsonl"):
        return shorten_left(
            f"{shown(evidence.source)}, {evidence.article}, line {evidence.line}", width, look
        )
    line = f":{evidence.line}"
    path = shown(evidence.source)
    if path.startswith(os.sep) and len(path) + len(line) > width // 2:
        path = Path(path).name
    return shorten_left(path + line, width, look)


def link(path: str) -> str:
    """``path`` as a file URL in ASCII; it names this machine, so that a terminal at the other end
    of an ssh session does not look for the file on its own."""
    host = os.uname().nodename if hasattr(os, "uname") else ""
    named = Path(path).as_posix()
    quoted = quote(named.encode("utf-8", "surrogateescape"), safe="/:")
    return f"file://{quote(host)}{'' if named.startswith('/') else '/'}{quoted}"
