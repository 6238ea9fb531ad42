"""Coverage-guided fuzzing with atheris (libFuzzer), of every target in ``tests/fuzz``."""

import importlib.util
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

FUZZ = Path(__file__).resolve().parents[2] / "tests" / "fuzz"
CORPUS = FUZZ / "corpus"
_MOST_BYTES = 4096
_SECONDS = 60
"""An input that takes longer is a finding."""


def targets() -> list[str]:
    """Names of the targets: each has a folder of inputs."""
    return sorted(folder.name for folder in CORPUS.iterdir() if folder.is_dir())


def fuzz(
    folder: Path, minutes: float, only: list[str] | None = None, keep: Path | None = None
) -> Counter[str]:
    """Fuzz each target for some minutes, beginning with what is kept of it.

    Fails with the input (kept in the working folder) at the first finding. Raises SystemExit
    where atheris is not installed.
    """
    if importlib.util.find_spec("atheris") is None:
        raise SystemExit("atheris is not installed; pip install -c constraints.txt atheris")
    tally: Counter[str] = Counter()
    for name in only or targets():
        work = folder / name
        shutil.copytree(CORPUS / name, work)
        done = subprocess.run(
            [
                *(sys.executable, str(FUZZ / "run.py"), name, str(work)),
                f"-max_total_time={round(minutes * 60)}",
                f"-max_len={_MOST_BYTES}",
                f"-timeout={_SECONDS}",
                "-rss_limit_mb=2048",
                "-print_final_stats=1",
                f"-artifact_prefix={name}-",
            ],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"{name}:\n{done.stdout[-3000:]}{done.stderr[-5000:]}")
        runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
        edges = re.findall(r"\bcov: (\d+)", done.stderr)
        assert runs is not None, done.stderr[-2000:]
        tally[f"fuzz, {name}: inputs"] = int(runs[1])
        tally[f"fuzz, {name}: branches reached"] = int(edges[-1])
        tally[f"fuzz, {name}: inputs that reached something new"] = len(list(work.iterdir()))
        if keep is not None:
            shutil.copytree(work, keep / name, dirs_exist_ok=True)
    return tally
