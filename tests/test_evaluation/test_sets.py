"""benchmarks/sets.py: which questions it takes, what it makes of follow-ups, where tables go."""

import dataclasses
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from qabot.evaluation import evaluate, load_question_set

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
MEASURE = {"value": 0.5, "low": 0.4, "high": 0.625, "n": 20}


@pytest.fixture
def sets(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("sets")


@pytest.fixture
def tables(sets: Any) -> Any:
    return sets.sets_tables


@pytest.fixture
def across(sets: Any) -> Any:
    return importlib.import_module("sets_across")


def _set_of(folder: Path, lines: list[dict[str, Any]]) -> None:
    folder.mkdir(parents=True)
    article = {"id": "a", "title": "A", "text": "One. Two."}
    (folder / "articles.jsonl").write_text(json.dumps(article), encoding="utf-8")
    text = "".join(json.dumps({"article": "a", **line}) + "\n" for line in lines)
    (folder / "questions.jsonl").write_text(text, encoding="utf-8")


def test_a_trial_takes_questions_that_stand_as_pairs(sets: Any, tmp_path: Path) -> None:
    asked = [
        {"id": f"q{n}", "question": f"What {n}?", "answerable": True, "evidence": [[0, 4]]}
        for n in range(12)
    ]
    parts = [{**line, "part": "report" if n % 2 else "choose"} for n, line in enumerate(asked)]
    _set_of(tmp_path / "whole", parts)
    cut = [
        {"id": f"{line['id']}-cut", "question": "What?", "answerable": False, "whole": line["id"]}
        for line in asked
    ]
    _set_of(tmp_path / "zcut", [{**line, "part": "report"} for line in cut])
    taken = sets._chosen(tmp_path, ["whole", "zcut"], "report", 3)
    assert [q.id for q in taken["whole"].questions] == ["q1", "q5", "q9"]
    assert [q.whole for q in taken["zcut"].questions] == ["q1", "q5", "q9"]
    left = sets._chosen(tmp_path, ["whole", "zcut"], "choose", None, wanted=False)
    assert list(left) == ["whole"]  # the other has no question of that part
    everything = sets._chosen(tmp_path, ["whole"], "all", None)["whole"]
    assert len(everything.questions) == 12


def test_the_gap_is_closed_over_both_follow_up_sets(across: Any, bot: Any, folder: Path) -> None:
    results = evaluate(bot, load_question_set(folder))
    lost = [dataclasses.replace(outcome, ranking=()) for outcome in results.outcomes]
    found = {}
    for name in ("newsqa-followups", "xquad-followups"):
        named = dataclasses.replace(results, set=name)
        found[name] = found[f"{name}, rewritten"] = named
        found[f"{name}, typed"] = dataclasses.replace(named, outcomes=tuple(lost))
    made = across.gaps(found)
    first = results.measures["Success@1"]
    assert made["both follow-up sets, Success@1 as typed"]["value"] == 0.0
    assert made["both follow-up sets, Success@1 as rewritten"]["value"] == first.value
    assert made["both follow-up sets, gap closed"]["value"] == 1.0
    assert made["both follow-up sets, gap closed"]["n"] == 2 * first.n
    assert across.gaps({"newsqa-followups": results}) == {}


def test_what_typos_cost_is_paired_by_question(across: Any, bot: Any, folder: Path) -> None:
    clean = evaluate(bot, load_question_set(folder))
    asked = [dataclasses.replace(q, id=f"clean:{q.id}") for q in clean.questions]
    mistyped = [dataclasses.replace(q, id=f"typos:{q.id}") for q in reversed(clean.questions)]
    clean = dataclasses.replace(clean, questions=tuple(asked))
    lost = [dataclasses.replace(outcome, ranking=()) for outcome in reversed(clean.outcomes)]
    typos = dataclasses.replace(clean, questions=tuple(mistyped), outcomes=tuple(lost))
    first = clean.measures["Success@1"]
    less = across.differences(clean, typos)["Success@1"]
    assert less.value == pytest.approx(-first.value)
    assert less.n == first.n
    assert less.low < less.value < less.high <= 0
    assert across.differences(clean, clean)["RR"].value == 0.0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere is not there; expected a folder with a folder for each set"),
        (["."], "holds no set"),
        (["held", "--sets", "other"], "no set 'other' in held: it has news"),
        (["held", "--part", "choose", "--sets", "news"], "has no question of part 'choose'"),
        (["held", "--readers", "seeds,naiv"], "reader.model is"),
    ],
)
def test_nothing_is_asked_where_something_is_missing(
    sets: Any,
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = {"id": "q", "question": "What?", "answerable": True, "evidence": [[0, 4]]}
    _set_of(tmp_path / "held" / "news", [asked])
    monkeypatch.setattr("sys.argv", ["sets.py", *arguments, "--work", "work"])
    with pytest.raises(SystemExit) as ended:
        sets.main()
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "work").exists()


def test_tables_stand_between_their_marks(tables: Any, tmp_path: Path) -> None:
    row = {"questions": 20, "measures": {"Success@1": MEASURE}}
    made = {"command": "python benchmarks/sets.py FOLDER", "commit": "abc1234"}
    row["made"] = made
    table = {"report": {"qabot-reader": {"sets": {"news": row}, "across": {}}}}
    text = tables.markdown(table)
    assert '### Question sets, part "report"' in text
    assert "* `qabot-reader`: `python benchmarks/sets.py FOLDER` at abc1234" in text
    assert "| set | questions | Success@1 |" in text
    assert "| news | 20 | 0.500 (0.400-0.625) |" in text
    readme = tmp_path / "README.md"
    readme.write_text(f"# B\n\n{tables.BEGIN}\n\nold\n\n{tables.END}\n\n## After\n", "utf-8")
    for _ in range(2):
        tables.put(readme, text)
    kept = f"# B\n\n{tables.BEGIN}\n\n{text}\n\n{tables.END}\n\n## After\n"
    assert readme.read_text(encoding="utf-8") == kept


def test_readers_stand_side_by_side(tables: Any) -> None:
    def of(value: float) -> dict[str, Any]:
        measure = {**MEASURE, "value": value, "low": None, "high": None}
        return {"sets": {"news": {"questions": 20, "measures": {"RR": measure}}}, "across": {}}

    gained = {"news": {"RR": {"value": -0.125, "low": -0.25, "high": 0.0, "n": 20}}}
    less = {"less": {"reader": "fast", "sets": gained}}
    text = tables.markdown({"all": {"fast": of(0.25), "naive": of(0.125) | less}})
    assert "**naive less fast, paired by question**" in text
    assert "| news | -0.125 (-0.250 to 0.000) |" in text
    assert "| news | fast | 20 | 0.250 |" in text
    assert "| news | naive | 20 | 0.125 |" in text
