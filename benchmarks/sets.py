"""The table of quality: every question set of a folder, both scopes where that makes sense.

    python benchmarks/sets.py FOLDER_OF_SETS [--part report] [--sets newsqa squad2 ...]
        [--readers qabot-reader cross-encoder minilm naive] [--work DIR] [--limit N]

Asks the sets with each reader, one results folder for each in ``--work``: what is complete there is
not asked again, and what was interrupted goes on, unless the models or the settings have changed.
Writes ``benchmarks/results/sets.json``, and the tables into ``benchmarks/README.md`` between its
marks. ``--limit`` asks at most N questions of each set and writes into ``--work`` only.

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

import numpy as np
import sets_tables

from qabot.bot import Bot
from qabot.config import load
from qabot.errors import QabotError, UsageError
from qabot.evaluation import (
    calibration,
    evaluate,
    gap_closed,
    load_question_set,
    pairs,
    pool,
    statistics,
)
from qabot.evaluation.questions import choose
from qabot.evaluation.report import results_json
from qabot.evaluation.types import Measure, QuestionSet, Results, Scope, Wording
from qabot.models import Models

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parent / "seeds"
KEPT = HERE / "results" / "sets.json"
README = HERE / "README.md"
IN_LIBRARY = ("newsqa", "xquad", "wikiqa")
"""Sets whose questions stand on their own, so that all articles can be searched for them."""
POOLED = ("newsqa", "newsqa-cut", "newsqa-offtopic", "wikiqa")
"""Sets over which the calibration error is taken together."""
FOLLOW_UPS = {
    "both follow-up sets": ("newsqa-followups", "xquad-followups"),
    "canard": ("canard",),
}
"""Sets that are also asked as typed and as a person rewrote them, for the gap closed."""
WORDINGS: tuple[Wording, ...] = ("typed", "rewritten")
WORDED = ("", *(f", {wording}" for wording in WORDINGS))
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
    held = sorted(p.parent.name for p in given.folder.glob("*/questions.jsonl"))
    names = given.sets or [*held, "seeds"]
    if unknown := [name for name in names if name not in (*held, "seeds")]:
        parser.error(f"no set {unknown[0]!r} in {given.folder}: it has {', '.join(held) or 'none'}")
    try:
        for reader in set(given.readers) - {"naive"}:
            Models(load(None, overriding(reader), {}).config).check()
    except QabotError as error:
        parser.error(str(error))
    work = given.work / (f"limit-{given.limit}" if given.limit else "whole") / given.part
    kept = work / "sets.json" if given.limit else KEPT
    table = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    kept.parent.mkdir(parents=True, exist_ok=True)
    chosen = _chosen(given.folder, names, given.part, given.limit)
    for reader in given.readers:
        found: dict[str, Results] = {}
        row = table.setdefault(given.part, {}).setdefault(reader, {"sets": {}, "across": {}})
        for name, scope, questions in _runs(chosen, reader):
            key = name if scope == "article" else f"{name}, all articles"
            if reader == "naive":
                row["sets"][key] = naive(questions)
            else:
                found[key] = ask(questions, scope, reader, work)
                row["sets"][key] = _figures(found[key])
            _save(kept, table)
            print(f"{reader}, {key}: done", file=sys.stderr)
        if reader != "naive":
            for name in (each for names in FOLLOW_UPS.values() for each in names):
                for wording in WORDINGS if name in chosen else ():
                    again = ask(chosen[name], "article", reader, work, wording)
                    found[f"{name}, {wording}"] = again
        row["across"] |= _across(found)
        row["made"] = _made(given, reader)
        _save(kept, table)
    written = sets_tables.markdown(table)
    print(written)
    if not given.limit:
        sets_tables.put(README, written)


def _chosen(
    folder: Path, names: Sequence[str], part: str, limit: int | None
) -> dict[str, QuestionSet]:
    """The sets with the part and the number of questions that are wanted."""
    found: dict[str, QuestionSet] = {}
    for name in names:
        whole = load_question_set(SEEDS if name == "seeds" else folder / name)
        mine = whole if name == "seeds" or part == "all" else choose(whole, part)
        asked = mine.questions
        if limit:
            uncut = {question.id for other in found.values() for question in other.questions}
            kept = [question for question in asked if question.whole in uncut]
            asked = tuple(kept or asked[:: max(1, len(asked) // limit)])[:limit]
        found[name] = replace(mine, name=name, questions=asked)
    return found


def _runs(chosen: Mapping[str, QuestionSet], reader: str) -> list[tuple[str, Scope, QuestionSet]]:
    runs: list[tuple[str, Scope, QuestionSet]] = []
    for name, questions in chosen.items():
        runs.append((name, "article", questions))
        if name in IN_LIBRARY and reader != "naive":
            runs.append((name, "library", questions))
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


def naive(questions: QuestionSet) -> dict[str, Any]:
    """The figures of `naive.py` over a set, with the same intervals."""
    import naive as baseline

    from qabot.evaluation.questions import read_articles

    texts = {id: text for id, (_, text) in read_articles(questions.articles, []).items()}
    model = baseline.load()
    made: dict[str, Any] = {}
    first, confidence = [], []
    for question in questions.questions:
        if question.article not in made:
            spans = baseline.sentences(texts[question.article])
            shown = [texts[question.article][start:end] for start, end in spans]
            made[question.article] = spans, baseline.build(model, shown)
        spans, index = made[question.article]
        vector = model.encode(
            [question.question], normalize_embeddings=True, show_progress_bar=False
        )
        scores, order = index.search(vector, len(spans))
        right = [
            any(
                spans[place][0] < end and start < spans[place][1]
                for start, end in question.evidence
            )
            for place in order[0]
        ]
        first.append(right.index(True) + 1 if any(right) else 0)
        confidence.append(float(scores[0][0]))
    answerable = np.array([question.answerable for question in questions.questions])
    ranks = np.where(answerable, first, np.nan).astype(np.float64)
    reciprocal = np.where(ranks > 0, 1 / np.maximum(ranks, 1), ranks * 0)
    columns = {"Success@1": (ranks == 1) + ranks * 0, "RR": reciprocal}
    columns["Success@3"] = ((ranks >= 1) & (ranks <= 3)) + ranks * 0
    draws = statistics.draw([question.article for question in questions.questions])
    measures = {}
    for name in ("Success@1", "Success@3", "RR"):
        if answerable.any():
            again = statistics.resample_means(columns[name], draws)
            value = float(np.nanmean(columns[name]))
            measures[name] = _measure(value, again, int(answerable.sum()))
    if answerable.any() and not answerable.all():
        cosine = np.array(confidence)
        once = calibration.auroc(cosine, answerable, np.ones((1, len(cosine))))
        again = statistics.resample(lambda w: calibration.auroc(cosine, answerable, w), draws)
        measures["AUROC"] = _measure(float(once[0]), again, len(cosine))
    return {"questions": len(first), "measures": {n: _plain(m) for n, m in measures.items()}}


def _measure(value: float, again: Any, n: int) -> Measure:
    low, high = statistics.interval(again) or (None, None)
    return Measure(value, low, high, n)


def _across(found: Mapping[str, Results]) -> dict[str, Any]:
    """What is measured over several sets, as far as they were asked."""
    across: dict[str, Any] = {}
    if {"newsqa", "newsqa-cut"} <= set(found):
        for name, measure in pairs(found["newsqa"], found["newsqa-cut"]).items():
            across[f"newsqa against newsqa-cut, {name}"] = _plain(measure)
    if {"newsqa", "newsqa-offtopic"} <= set(found):
        both = pool([found["newsqa"], found["newsqa-offtopic"]])
        across["newsqa against newsqa-offtopic, AUROC"] = _plain(both.measures["AUROC"])
    across |= gaps(found)
    if set(POOLED) <= set(found):
        together = pool([found[name] for name in POOLED])
        across[f"{', '.join(POOLED)}, ECE"] = _plain(together.measures["ECE"])
        across["reliability"] = results_json(together)["reliability"]
    return across


def gaps(found: Mapping[str, Results]) -> dict[str, Any]:
    """Follow-ups as resolved, as typed and as rewritten, and the share of the gap closed."""
    made: dict[str, Any] = {}
    for title, names in FOLLOW_UPS.items():
        if not set(names) <= set(found):
            continue
        runs = [pool([found[f"{name}{how}"] for name in names]) for how in WORDED]
        for how, run in zip(("as resolved", "as typed", "as rewritten"), runs, strict=True):
            made[f"{title}, Success@1 {how}"] = _plain(run.measures["Success@1"])
        if (closed := gap_closed(*runs)) is not None:
            made[f"{title}, gap closed"] = _plain(closed)
    return made


def _figures(results: Results) -> dict[str, Any]:
    figures = results_json(results)
    kept = ("questions", "measures", "milliseconds", "lost", "intervals")
    return {"articles": len(results.stories), **{name: figures[name] for name in kept}}


def _plain(measure: Measure) -> dict[str, Any]:
    return {"value": measure.value, "low": measure.low, "high": measure.high, "n": measure.n}


def _made(given: argparse.Namespace, reader: str) -> dict[str, str]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    sets = f" --sets {' '.join(given.sets)}" if given.sets else ""
    command = f"python benchmarks/sets.py FOLDER --part {given.part}{sets} --readers {reader}"
    return {"commit": commit, "command": command}


def _save(path: Path, table: Mapping[str, Any]) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


if __name__ == "__main__":
    main()
