"""How long it takes from the start of ``qabot`` until its prompt can be typed at.

    python benchmarks/prompt_start.py [RUNS]

Each run starts the program at a pseudo-terminal and waits for the first thing that prompt_toolkit
sends when it begins to read; beside it, importing typer and prompt_toolkit and nothing else.
"""

import os
import statistics
import subprocess
import sys
import time

import pexpect

READS = r"\x1b\[\?2004h"
IMPORTS = "import typer, prompt_toolkit"


def prompt() -> float:
    """Seconds until the prompt."""
    begun = time.monotonic()
    child = pexpect.spawn(
        sys.executable,
        ["-m", "qabot"],
        env={**os.environ, "TERM": "xterm-256color"},
        encoding="utf-8",
        dimensions=(40, 80),
    )
    try:
        child.expect(READS)
        return time.monotonic() - begun
    finally:
        child.close(force=True)


def imports() -> float:
    """Seconds for the imports alone."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    return time.monotonic() - begun


def main() -> None:
    runs = [(prompt(), imports()) for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 10)]
    for name, times in zip(("prompt", "imports"), zip(*runs, strict=True), strict=True):
        print(f"{name:<8} {statistics.median(times):.3f} s ({min(times):.3f} to {max(times):.3f})")
    print(f"ratio    {statistics.median(a / b for a, b in runs):.2f}")


if __name__ == "__main__":
    main()
