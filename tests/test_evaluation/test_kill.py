"""A run that is killed loses at most the question it was at."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from qabot.evaluation import evaluate, load_question_set, load_results

CHILD = """
import importlib.util, sys, time
from pathlib import Path
spec = importlib.util.spec_from_file_location("fakes", sys.argv[1])
fakes = importlib.util.module_from_spec(spec)
sys.modules["fakes"] = fakes
spec.loader.exec_module(fakes)
from qabot.evaluation import evaluate, load_question_set
folder = Path(sys.argv[2])
evaluate(
    fakes.FakeBot(folder / "articles.jsonl"), load_question_set(folder), results=Path(sys.argv[3]),
    progress=lambda done, total: time.sleep(0.05),
)
"""


def test_a_killed_run_is_resumed(make_bot: Any, folder: Path, tmp_path: Path) -> None:
    whole = evaluate(make_bot(folder / "articles.jsonl"), load_question_set(folder))
    out = tmp_path / "out"
    fakes = Path(__file__).with_name("conftest.py")
    arguments = [sys.executable, "-c", CHILD, str(fakes), str(folder), str(out)]
    child = subprocess.Popen(arguments)
    try:
        deadline = time.monotonic() + 60
        while _lines(out) < 7:
            assert child.poll() is None, "the run ended before it could be killed"
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        child.kill()
        child.wait()
    done = _lines(out)
    assert 7 <= done < 60
    bot = make_bot(folder / "articles.jsonl")
    results = evaluate(bot, load_question_set(folder), results=out, resume=True)
    assert len(bot.asked) == 60 - done
    assert results.outcomes == whole.outcomes
    assert load_results(out).measures == whole.measures


def _lines(out: Path) -> int:
    path = out / "outcomes.jsonl"
    return path.read_bytes().count(b"\n") if path.is_file() else 0
