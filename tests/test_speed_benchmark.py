"""`benchmarks/run`: figures against bounds, results that are gone on with, the table."""

import json
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.pieces import common, library, table  # noqa: E402
from benchmarks.pieces.common import Figure, Setup, Skipped  # noqa: E402


def test_pieces_take_turns_and_are_compared_pair_by_pair() -> None:
    order: list[str] = []

    def piece(name: str, seconds: float) -> object:
        def run(n: int) -> float:
            order.append(f"{name}{n}")
            return seconds * (n + 1)

        return run

    taken = common.alternately(2, a=piece("a", 4.0), b=piece("b", 1.0))  # type: ignore[arg-type]
    assert order == ["a0", "b0", "a1", "b1"]
    assert common.ratios(taken["a"], taken["b"]) == [4.0, 4.0]


def test_a_figure_is_the_median_against_its_bound() -> None:
    figure = common.spread("x", [0.3, 0.1, 0.2], most=0.2)
    assert (figure.value, figure.low, figure.high, figure.met) == (0.2, 0.1, 0.3, True)
    assert figure.target == "≤ 0.2"
    assert common.spread("x", [1.0, 2.0], least=1.6).met is False
    assert common.spread("x", [1.0]).met is None
    assert common.percentile([5.0, 1.0, 3.0], 0.95) == 5.0


def test_what_a_piece_needs_is_said(tmp_path: Path) -> None:
    with pytest.raises(Skipped, match="needs --eval FOLDER with the set newsqa"):
        Setup(tmp_path).sets("newsqa")
    with pytest.raises(Skipped, match="needs --corpus FILE"):
        Setup(tmp_path, corpus=tmp_path / "none.jsonl").entries()


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("Who won the Oscar for best film?", True),
        ("What happened in 2004?", True),
        ("What did he say in Paris?", False),
        ("Where were they broken off?", False),
        ("When was this written?", False),
    ],
)
def test_questions_that_stand_alone(question: str, alone: bool) -> None:
    assert library.stands_alone(question) is alone


def test_a_program_that_fails_is_not_a_figure(tmp_path: Path) -> None:
    seconds, _ = common.measured([sys.executable, "-c", "raise SystemExit(1)"], tmp_path)
    assert 0 < seconds < 60
    code = "import sys; sys.stderr.write('bad news'); sys.exit(3)"
    with pytest.raises(RuntimeError, match="failed: bad news"):
        common.process([sys.executable, "-c", code], tmp_path)


def test_results_are_kept_by_commit_and_not_made_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(table, "RESULTS", tmp_path)
    monkeypatch.setattr(table, "README", tmp_path / "README.md")
    (tmp_path / "README.md").write_text("before\n<!-- run -->\nold\n<!-- end of run -->\nafter\n")
    (tmp_path / "sets.json").write_text('{"of": "another program"}')
    program = runpy.run_path(str(ROOT / "benchmarks" / "run"))
    asked: list[Setup] = []

    def cold(setup: Setup) -> list[Figure]:
        asked.append(setup)
        return [Figure("ask / naive.py", 0.09, "", 0.08, 0.1, "≤ 0.1", True)]

    def broken(setup: Setup) -> list[Figure]:
        raise ValueError("no disk")

    program["PIECES"].update(cold=cold, batch=broken)
    program["main"].__globals__["commit"] = lambda: ("abc1234", False)
    monkeypatch.setattr(
        sys,
        "argv",
        ["run", "cold", "memory", "batch", "--work", str(tmp_path / "w"), "--runs", "2"],
    )
    assert program["main"]() == 1
    out, err = capsys.readouterr()
    assert "cold: ask / naive.py: 0.09  (0.08 to 0.1)  [≤ 0.1: met]" in out
    assert "memory: left out; needs --corpus FILE" in out
    assert "batch: failed: ValueError: no disk" in err
    kept = json.loads((tmp_path / "abc1234.json").read_text())
    assert set(kept["pieces"]) == {"cold"}
    assert kept["pieces"]["cold"]["command"] == "benchmarks/run cold --runs 2"
    assert kept["machine"]["versions"]["qabot"]
    text = (tmp_path / "README.md").read_text()
    assert text.startswith("before\n<!-- run -->")
    assert text.endswith("<!-- end of run -->\nafter\n")
    assert "| cold | ask / naive.py | 0.09 (0.08 to 0.1) | ≤ 0.1 | **met** |" in text
    assert "\nold\n" not in text
    program["main"]()
    assert len(asked) == 1
    assert asked[0].runs == 2
    assert "cold: there already, of abc1234" in capsys.readouterr().out
