"""How long one `qabot ask` takes from a cold start, against benchmarks/naive.py.

Both run alternately, in this environment, with another question each time:

    python benchmarks/cold_start.py [RUNS]

Prints medians and the ratio of each pair, and writes benchmarks/results/cold_start.json.
"""

import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
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


def seconds(command: list[str], cwd: Path) -> float:
    started = time.perf_counter()
    run = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - started
    if run.returncode > 1:
        raise SystemExit(f"{command[:3]} failed: {run.stderr}")
    return taken


def summary(values: list[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else len(QUESTIONS)
    naive = [sys.executable, str(HERE / "naive.py")]
    ours = [str(Path(sys.executable).parent / "qabot"), "ask", "--quiet"]
    figures: dict[str, list[float]] = {"naive": [], "ask": [], "first ask": [], "help": []}
    with tempfile.TemporaryDirectory() as folder:
        cwd = Path(folder)
        library = ["--library", str(cwd / "library")]
        seconds([*ours, QUESTIONS[0], *library], cwd)  # make the library, warm the disk
        seconds([*naive, QUESTIONS[0]], cwd)
        for run in range(runs):
            question = QUESTIONS[run % len(QUESTIONS)]
            figures["naive"].append(seconds([*naive, question], cwd))
            figures["ask"].append(seconds([*ours, question, *library], cwd))
            first = ["--library", str(cwd / f"library-{run}")]
            figures["first ask"].append(seconds([*ours, question, *first], cwd))
            figures["help"].append(seconds([ours[0], "--help"], cwd))
    result = {
        "command": "python benchmarks/cold_start.py",
        "runs": runs,
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "versions": {name: version(name) for name in ("qabot", "torch", "onnxruntime")},
        "seconds": {name: summary(values) for name, values in figures.items()},
        "ratio to naive": {
            name: summary(
                [ours / base for ours, base in zip(values, figures["naive"], strict=True)]
            )
            for name, values in figures.items()
            if name != "naive"
        },
    }
    (HERE / "results").mkdir(exist_ok=True)
    path = HERE / "results" / "cold_start.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
