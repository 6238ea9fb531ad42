"""From a cold start: one question against `naive.py`, help and errors against typer alone.

Everything runs in a process of its own, alternately, with another question each time.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.pieces.common import (
    BENCHMARKS,
    QABOT,
    Figure,
    Setup,
    alternately,
    measured,
    process,
    ratios,
    spread,
)

QUESTIONS = [
    "Why didn't Biegun meet Choe?",
    "Where did Biegun go after Seoul?",
    "Who wrote the article?",
    "What did the professor say?",
    "How long did Biegun stay in Seoul?",
    "What does the draft resolution call for?",
    "Which countries proposed lifting sanctions?",
    "What is the capital of Australia?",
    "What is the Christmas gift thought to be?",
    "Where were the working-level talks broken off?",
]


def run(setup: Setup) -> list[Figure]:
    """Seconds and ratios of a first answer, a first answer ever, the help and a wrong usage."""
    naive = [sys.executable, str(BENCHMARKS / "naive.py")]
    with tempfile.TemporaryDirectory() as folder:
        cwd = Path(folder)

        def ask(run: int, library: str) -> list[str]:
            question = QUESTIONS[run % len(QUESTIONS)]
            return [QABOT, "ask", "--quiet", question, "--library", str(cwd / library)]

        process(ask(0, "library"), cwd)  # makes the library; what is read stays in memory
        process([*naive, QUESTIONS[0]], cwd)
        taken = alternately(
            setup.runs,
            naive=lambda n: process([*naive, QUESTIONS[n % len(QUESTIONS)]], cwd),
            ask=lambda n: process(ask(n, "library"), cwd),
            first=lambda n: process(ask(n, f"library-{n}"), cwd),
            typer=lambda n: process([sys.executable, "-c", "import typer"], cwd),
            help=lambda n: process([QABOT, "--help"], cwd),
            wrong=lambda n: process([QABOT, "ask"], cwd, most=2),
        )
        memory = [measured(ask(n, "library"), cwd)[1] for n in range(min(3, setup.runs))]
    of_naive = {name: ratios(taken[name], taken["naive"]) for name in ("ask", "first")}
    of_typer = {name: ratios(taken[name], taken["typer"]) for name in ("help", "wrong")}
    return [
        spread("naive.py, one question", taken["naive"], "s"),
        spread('`python -c "import typer"`', taken["typer"], "s"),
        spread("`qabot ask`, library there", taken["ask"], "s"),
        spread("`qabot ask`, library there / naive.py", of_naive["ask"], most=0.1),
        spread("first `qabot ask` ever / naive.py", of_naive["first"], target="≤ 1/6", most=1 / 6),
        spread("`qabot --help` / typer", of_typer["help"], most=2),
        spread("wrong usage / typer", of_typer["wrong"], most=2),
        spread("`qabot ask`, peak memory", memory, "MiB"),
    ]
