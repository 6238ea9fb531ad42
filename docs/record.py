"""The recorded session, its picture, and the list of commands, made anew from the program.

    python docs/record.py

One command, for when the models or the layout change: the session goes between the marks of
README.md, its picture to docs/session.svg, the table of commands to docs/conversation.md. The
conversation asks the seed article in a pipe, once plain and once with styles. Nothing is written
when it no longer shows what it is there to show: see ``check``.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README, MANUAL, PICTURE = (
    ROOT / "README.md",
    ROOT / "docs" / "conversation.md",
    ROOT / "docs" / "session.svg",
)
WIDTH = 80
QUESTIONS = """\
Why didn't Biegun meet Choe?
How long did he stay in South Korea?
Where did he go?
When did he leave?
What did China and Russia propose?
What is the resolution about?
Who is Choe Son-hui?
How old is she?
Where were the working-level discussions held?
What did North Korea warn of?
What did the envoy say?
Who is Yang Moo-jin?
What is the capital of Australia?
""".splitlines()


def play(styled: bool = False) -> str:
    """What the program says to QUESTIONS, best sentences only, of a library of its own."""
    with tempfile.TemporaryDirectory() as folder:
        quiet = {"NO_COLOR", "FORCE_COLOR", "QABOT_CONFIG", "COLORTERM"}
        env = {name: value for name, value in os.environ.items() if name not in quiet}
        env |= {"COLUMNS": str(WIDTH), "TERM": "xterm-256color", "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "qabot", "--quiet", "-k", "1", "--library", folder],
            input="".join(f"{question}\n" for question in QUESTIONS),
            env=env | ({"FORCE_COLOR": "1"} if styled else {}),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        )
    return done.stdout.rstrip("\n")


def check(session: str) -> None:
    """Raise ValueError unless twelve turns, four follow-ups and two abstentions are shown."""
    for what, least, found in (
        ("turns", 12, len(re.findall(r"^> ", session, re.MULTILINE))),
        ("follow-ups", 4, len(re.findall(r"^understood as: ", session, re.MULTILINE))),
        ("unanswerable", 2, len(re.findall(r"^The article does not say\.", session, re.MULTILINE))),
    ):
        if found < least:
            raise ValueError(f"the session has {found} {what}, expected {least}: change QUESTIONS")


def commands() -> str:
    """The table of commands, as Markdown."""
    from qabot.repl.commands import COMMANDS

    rows = ["| | |", "|---|---|"]
    for command in COMMANDS.values():
        said = f"{command.help[:1].upper()}{command.help[1:]}. {command.more}".rstrip()
        rows.append(f"| `{command.usage}` | {said} |")
    return "\n".join(rows)


def between(path: Path, name: str) -> str:
    """What stands between the marks ``name`` of a Markdown file. Raises ValueError without them."""
    found = re.search(f"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", path.read_text("utf-8"), re.S)
    if found is None:
        raise ValueError(f"{path}: expected the marks <!-- {name} --> and <!-- /{name} -->")
    return found[1]


def put(path: Path, name: str, text: str) -> None:
    """Put ``text`` between the marks ``name``."""
    old = between(path, name)
    whole = path.read_text("utf-8")
    start = whole.index(f"<!-- {name} -->\n") + len(f"<!-- {name} -->\n")
    path.write_text(whole[:start] + text + whole[start + len(old) :], "utf-8")


def picture(styled: str) -> str:
    """The program's own output as an SVG, on a dark ground. No font is fetched from anywhere."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(styled), highlight=False, soft_wrap=True)
    drawn = console.export_svg(title="qabot", unique_id="session")
    drawn = re.sub(r"\s*@font-face \{.*?\}\n", "\n", drawn, flags=re.DOTALL)
    return re.sub(r"[ \t]+$", "", drawn, flags=re.MULTILINE)


def main() -> None:
    """Record everything anew."""
    session = play()
    check(session)
    put(README, "session", f"```text\n$ qabot -k 1\n{session}\n```")
    put(MANUAL, "commands", commands())
    PICTURE.write_text(picture(play(styled=True)), "utf-8")
    print(f"recorded {len(QUESTIONS)} turns: {README.name}, {MANUAL.name}, {PICTURE.name}")


if __name__ == "__main__":
    main()
