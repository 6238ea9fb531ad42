"""The table of quality: every question set of a folder, both scopes where that makes sense.

    python benchmarks/sets.py FOLDER_OF_SETS [--part report] [--sets newsqa squad2 ...]
        [--readers qabot-reader cross-encoder minilm naive] [--work DIR] [--limit N]

Asks the sets with each reader, one results folder for each in ``--work``: what is complete there is
not asked again, and what was interrupted goes on, unless the models or the settings have changed.
After a change of the program itself give another ``--work``. ``benchmarks/results/sets.json`` is
written after every set, the tables in ``benchmarks/README.md``, between its marks, at the end. A
set that fails is named and left out, and the exit status is 1. ``--limit`` asks at most N questions
of each set and writes into ``--work`` only. Names may be parted by commas too.

A reader is a value of ``reader.model``; ``minilm`` is the default reader behind the encoder
all-MiniLM-L6-v2, ``naive`` is `naive.py`. The folder is laid out as its README says; nothing of its
texts is kept but in ``--work``.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import sets_tables
from sets_across import FOLLOW_UPS, WORDINGS, across, differences, plain
from sets_naive import naive

from qabot.bot import Bot
from qabot.config import load
from qabot.errors import QabotError, UsageError
from qabot.evaluation import evaluate, load_question_set
from qabot.evaluation.questions import choose
from qabot.evaluation.report import results_json
from qabot.evaluation.types import QuestionSet, Results, Scope, Wording
from qabot.models import Models

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parent / "seeds"
KEPT = HERE / "results" / "sets.json"
README = HERE / "README.md"
IN_LIBRARY = ("newsqa", "xquad", "wikiqa")
"""Sets whose questions stand on their own, so that all articles can be searched for them."""
OVERRIDES = {"minilm": ("encoder.model=all-MiniLM-L6-v2",)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, help="the folder that holds the sets")
    parser.add_argument("--part", default="report", help="choose, report, or all")
    parser.add_argument("--sets", nargs="+", help="only these; seeds is the project's own")
    parser.add_argument("--readers", nargs="+", default=["qabot-reader"])
    parser.add_argument("--work", type=Path, default=Path("benchmarks-work"))
    parser.add_argument("--limit", type=int, help="at most so many questions of each set")
    given = parser.parse_args()
    given.sets, given.readers = _split(given.sets), _split(given.readers)
    names = _names(parser, given.folder, given.sets)
    work = given.work / (f"limit-{given.limit}" if given.limit else "whole") / given.part
    kept = work / "sets.json" if given.limit else KEPT
    try:
        for reader in set(given.readers) - {"naive"}:
            Models(load(None, overriding(reader), {}).config).check()
        chosen = _chosen(given.folder, names, given.part, given.limit, bool(given.sets))
    except QabotError as error:
        parser.error(str(error))
    table = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    kept.parent.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    first: tuple[str, dict[str, Results]] | None = None
    for reader in given.readers:
        row = table.setdefault(given.part, {}).setdefault(reader, {"sets": {}, "across": {}})
        made = {"made": _made(given, reader)}
        found: dict[str, Results] = {}
        for key, scope, wording, questions in _runs(chosen, reader):
            print(f"{reader}, {key}: {len(questions.questions)} questions", file=sys.stderr)
            try:
                if reader == "naive":
                    figures = naive(questions)
                else:
                    found[key] = ask(questions, scope, reader, work, wording)
                    figures = _figures(found[key])
            except QabotError as error:
                failed.append(f"{reader}, {key}: {error}")
                print(f"failed: {failed[-1]}", file=sys.stderr)
                continue
            if wording == "resolved":
                row["sets"][key] = figures | made
            _save(kept, table)
        row["across"] |= across(found)
        if found and first is not None:
            row["less"] = {"reader": first[0], "sets": _less(*first[1:], found)}
        elif found:
            first = reader, found
        _save(kept, table)
    written = sets_tables.markdown(table)
    print(written)
    if not given.limit:
        sets_tables.put(README, written)
    if failed:
        raise SystemExit("\n".join(["not measured:", *failed]))


def _split(words: Sequence[str] | None) -> list[str] | None:
    """``a,b c`` -> a, b, c."""
    return [each for word in words for each in word.split(",") if each] if words else None


def _names(
    parser: argparse.ArgumentParser, folder: Path, wanted: Sequence[str] | None
) -> list[str]:
    """The sets to ask. Ends the program when one that is wanted is not there, or none at all."""
    if wanted == ["seeds"]:
        return ["seeds"]
    if not folder.is_dir():
        parser.error(f"{folder} is not there; expected a folder with a folder for each set")
    within = sorted(path for path in folder.iterdir() if path.is_dir())
    held = [path.name for path in within if (path / "questions.jsonl").is_file()]
    if not held:
        parser.error(f"{folder} holds no set: no folder in it has a questions.jsonl")
    if unknown := [name for name in wanted or () if name not in (*held, "seeds")]:
        parser.error(f"no set {unknown[0]!r} in {folder}: it has {', '.join(held)}")
    for path in within:
        if path.name not in held:
            print(f"left out: {path}, no questions.jsonl in it", file=sys.stderr)
    return list(wanted or [*held, "seeds"])


def _less(first: Mapping[str, Results], found: Mapping[str, Results]) -> dict[str, Any]:
    """Set -> measure -> how much more ``found`` has of it than ``first``."""
    shared = [key for key in found if key in first]
    gained = {key: differences(first[key], found[key]) for key in shared}
    return {
        key: {name: plain(measure) for name, measure in measures.items()}
        for key, measures in gained.items()
    }


def _chosen(
    folder: Path, names: Sequence[str], part: str, limit: int | None, wanted: bool = True
) -> dict[str, QuestionSet]:
    """The part and the number of questions of each set; one without the part is left out
    unless it was asked for by name (``wanted``)."""
    found: dict[str, QuestionSet] = {}
    for name in names:
        whole = load_question_set(SEEDS if name == "seeds" else folder / name)
        has = {question.part for question in whole.questions}
        if name != "seeds" and part != "all" and part not in has and not wanted:
            print(f"left out: {name}, no question of part {part!r}", file=sys.stderr)
            continue
        mine = whole if name == "seeds" or part == "all" else choose(whole, part)
        asked = mine.questions
        if limit:
            uncut = {question.id for other in found.values() for question in other.questions}
            kept = [question for question in asked if question.whole in uncut]
            asked = tuple(kept or asked[:: max(1, len(asked) // limit)])[:limit]
        found[name] = replace(mine, name=name, questions=asked)
    return found


def _runs(
    chosen: Mapping[str, QuestionSet], reader: str
) -> list[tuple[str, Scope, Wording, QuestionSet]]:
    """What is asked: (name in the tables, scope, wording, questions)."""
    runs: list[tuple[str, Scope, Wording, QuestionSet]] = []
    worded = {name for names in FOLLOW_UPS.values() for name in names}
    for name, questions in chosen.items():
        runs.append((name, "article", "resolved", questions))
        if reader == "naive":
            continue
        if name in IN_LIBRARY:
            runs.append((f"{name}, all articles", "library", "resolved", questions))
        if name in worded:
            runs += [(f"{name}, {how}", "article", how, questions) for how in WORDINGS]
    return runs


def ask(
    questions: QuestionSet, scope: Scope, reader: str, work: Path, wording: Wording = "resolved"
) -> Results:
    """The results of one set, from the work folder as far as they stand there."""
    # One library for each set: several sets are about the same articles, by the same ids.
    encoder = reader if reader in OVERRIDES else "default"
    library = work / "libraries" / encoder / questions.name
    settings = load(None, overriding(reader), {"library": str(library.absolute())})
    how = scope if wording == "resolved" else f"{scope}-{wording}"
    results = (work / reader / f"{questions.name}-{how}").absolute()
    with Bot(settings, scope_paths=[questions.articles.absolute()]) as bot:
        for again in (False, True):
            try:
                return evaluate(
                    bot,
                    questions,
                    scope=scope,
                    wording=wording,
                    results=results,
                    resume=True,
                    progress=_progress(f"{reader}, {questions.name}, {how}"),
                )
            except UsageError as error:
                if again or not results.is_dir():
                    raise
                print(f"asked anew: {error}", file=sys.stderr)
                shutil.rmtree(results)
    raise AssertionError("unreachable")


def overriding(reader: str) -> tuple[str, ...]:
    """The settings that make a reader, as ``--set`` takes them."""
    return OVERRIDES.get(reader, (f"reader.model={reader}",))


def _progress(label: str) -> Any:
    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty() or done % 100 == 0 or done == total:
            end = "\n" if done == total else "\r" if sys.stderr.isatty() else "\n"
            print(f"{label}: {done}/{total}", end=end, file=sys.stderr, flush=True)

    return tell


def _figures(results: Results) -> dict[str, Any]:
    figures = results_json(results)
    kept = ("questions", "measures", "lost", "intervals")
    return {"articles": len(results.stories), **{name: figures[name] for name in kept}}


def _made(given: argparse.Namespace, reader: str) -> dict[str, str]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    limit = f" --limit {given.limit}" if given.limit else ""
    command = f"python benchmarks/sets.py FOLDER --part {given.part}{limit} --readers {reader}"
    return {"commit": commit, "command": command}


def _save(path: Path, table: Mapping[str, Any]) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


if __name__ == "__main__":
    main()
