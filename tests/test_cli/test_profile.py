"""``--profile``: the stages of a run, on standard error."""

import json
from pathlib import Path

import pytest

from qabot.cli.profiling import Timeline

from .conftest import Qabot


def stages(err: str) -> dict[str, float]:
    """Stage -> seconds, of the table's lines."""
    _, _, table = err.partition("stage ")
    rows = [line.split() for line in table.splitlines()[1:]]
    return {row[0]: float(row[1]) for row in rows if len(row) > 2 and row[2].endswith("%")}


def in_all(err: str) -> float:
    return float(next(line for line in err.splitlines() if line.startswith("in all")).split()[2])


def test_ask_shows_its_stages_apart_from_the_answer(qabot: Qabot, news: Path) -> None:
    plain = qabot("ask", "--articles", "news", "Who is Biegun?", "--quiet", "--json")
    done = qabot("ask", "--articles", "news", "Who is Biegun?", "--quiet", "--json", "--profile")
    kept = {"answered", "confidence", "evidence"}
    one, other = ({key: json.loads(d.out)[key] for key in kept} for d in (plain, done))
    assert (one, plain.err) == (other, "")
    found = stages(done.err)
    assert {"start", "configuration", "imports", "library", "read", "show"} <= set(found)
    assert sum(found.values()) == pytest.approx(in_all(done.err), abs=0.02)


def test_index_and_a_batch_show_theirs(qabot: Qabot, news: Path, tmp_path: Path) -> None:
    found = stages(qabot("index", "news", "--profile").err)
    assert {"survey", "tables", "vectors", "sync", "publish"} <= set(found)
    (tmp_path / "q.jsonl").write_text('{"question": "Who is Biegun?"}\n' * 3)
    done = qabot("ask", "--questions", str(tmp_path / "q.jsonl"), "--profile")
    assert "3 questions, " in done.err


def test_stages_add_up_and_what_ran_together_is_summed_apart() -> None:
    timeline = Timeline(0.0)
    timeline.split({"read": 2.0}, "rest")
    timeline.answered({"load": 0.0, "retrieve": 10.0, "read": 90.0, "total": 100.0}, alone=False)
    timeline.answered({"load": 0.0, "retrieve": 30.0, "read": 110.0, "total": 140.0}, alone=False)
    lines = list(timeline.lines())
    total = sum(timeline.stages.values())
    assert f"{'in all':<14}{total:>9.3f}" in lines
    assert "read: 100 ms a question, 0.200 s summed over the threads" in lines


def test_outcomes_of_an_earlier_run_are_not_part_of_this_one() -> None:
    import time

    timeline = Timeline(time.perf_counter())
    timeline.answered_all([{"load": 0.0, "retrieve": 5e6, "read": 5e6, "total": 1e7}])
    assert set(timeline.stages) == {"measures"}
    assert timeline.questions == 1
