"""The figures of `sets.py` as Markdown tables, and where they stand in the README."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SENTENCES = ("Success@1", "Success@3", "RR", "nDCG@10", "EM", "F1", "F1.silent", "Set.F1")
DECISIONS = ("AUROC", "AveragePrecision", "ECE", "AURC", "Correct")
SHARES = ("Answered(answerable)", "Silent(unanswerable)")
PASSAGES = ("Success@1", "R@5", "nDCG@10")
LISTS = ("dense", "lexical", "fused")
ARTICLES = ("articles.Success@1", "articles.Success@5", "articles.RR", "articles.nDCG@10")
BEGIN, END = "<!-- sets.py -->", "<!-- end of sets.py -->"


def markdown(table: Mapping[str, Any]) -> str:
    """Every table, by part."""
    made = []
    for part, readers in table.items():
        where = "" if part == "all" else f', part "{part}"'
        made += [f"### Question sets{where}", _about(readers)]
        made += [
            _table("Evidence and answers", readers, SENTENCES),
            _table("Confidence", readers, (*DECISIONS, *SHARES)),
            *_less(readers),
            _across(readers),
            _reliability(readers),
            *(_table(f"Passages, {name}", readers, _of(name)) for name in LISTS),
            _table("Articles, in the whole library", readers, ARTICLES),
            _lost(readers),
        ]
    return "\n\n".join(text for text in made if text)


def put(readme: Path, text: str) -> None:
    """Put the tables between the marks of ``readme``; at its end when it has none."""
    before = readme.read_text(encoding="utf-8") if readme.is_file() else "# Benchmarks\n"
    head, mark, rest = before.partition(BEGIN)
    tail = rest.partition(END)[2] if mark else "\n"
    head = head if mark else f"{head.rstrip()}\n\n"
    readme.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", encoding="utf-8")


def _about(readers: Mapping[str, Any]) -> str:
    lines = [
        "Value (95 % interval, bootstrap over articles). Success@k, RR, nDCG@10 are of evidence "
        "sentences over the answerable questions; EM and F1 at threshold 0, F1.silent at the "
        "configured one; Set.F1 is the overlap of the sentences given with those needed; AUROC is "
        "answerable against unanswerable. Lower is better: ECE, AURC.",
    ]
    for reader, row in readers.items():
        by_command: dict[tuple[str, str], list[str]] = {}
        for name, found in row["sets"].items():
            if made := found.get("made"):
                by_command.setdefault((made["command"], made["commit"]), []).append(name)
        for (command, commit), names in by_command.items():
            which = f" ({'; '.join(names)})" if len(by_command) > 1 else ""
            lines.append(f"* `{reader}`: `{command}` at {commit}{which}")
    return "\n".join([lines[0], "", *lines[1:]])


def _of(name: str) -> tuple[str, ...]:
    return tuple(f"{name}.{measure}" for measure in PASSAGES)


def _table(title: str, readers: Mapping[str, Any], measures: Sequence[str]) -> str:
    rows = []
    names = dict.fromkeys(name for row in readers.values() for name in row["sets"])
    for name in names:
        for reader, row in readers.items():
            found = row["sets"].get(name)
            if found and any(measure in found["measures"] for measure in measures):
                rows.append((name, reader, found))
    columns = [m for m in measures if any(m in found["measures"] for *_, found in rows)]
    if not columns:
        return ""
    several = len(readers) > 1
    head = ["set", *(["reader"] if several else []), "questions", *columns]
    lines = [head]
    for name, reader, found in rows:
        cells = [name, *([reader] if several else []), str(found["questions"])]
        lines.append([*cells, *(cell(found["measures"].get(column)) for column in columns)])
    return f"**{title}**\n\n{_rows(lines)}"


def _less(readers: Mapping[str, Any]) -> list[str]:
    """How much more of a measure a reader has than the first, question by question."""
    made = []
    for reader, row in readers.items():
        sets = row.get("less", {}).get("sets", {})
        columns = list(dict.fromkeys(name for found in sets.values() for name in found))
        if not columns:
            continue
        lines = [["set", *columns]]
        lines += [[name, *(cell(found.get(c)) for c in columns)] for name, found in sets.items()]
        title = f"{reader} less {row['less']['reader']}, paired by question"
        made.append(f"**{title}**\n\n{_rows(lines)}")
    return made


def _across(readers: Mapping[str, Any]) -> str:
    names = dict.fromkeys(
        name for row in readers.values() for name in row["across"] if name != "reliability"
    )
    if not names:
        return ""
    kept = [reader for reader, row in readers.items() if row["across"]]
    lines = [["measure", "n", *kept]]
    for name in names:
        found = [readers[reader]["across"].get(name) for reader in kept]
        n = next(str(each["n"]) for each in found if each)
        lines.append([name, n, *map(cell, found)])
    return f"**Over several sets**\n\n{_rows(lines)}"


def _reliability(readers: Mapping[str, Any]) -> str:
    parts = []
    for reader, row in readers.items():
        if bins := row["across"].get("reliability"):
            lines = [["confidence", "n", "mean confidence", "share right"]]
            lines += [
                [
                    f"{b['low']:.1f} to {b['high']:.1f}",
                    str(b["n"]),
                    f"{b['confidence']:.3f}",
                    f"{b['right']:.3f}",
                ]
                for b in bins
            ]
            title = "Reliability over newsqa, newsqa-cut, newsqa-offtopic and wikiqa"
            parts.append(f"**{title}, {reader}**\n\n{_rows(lines)}")
    return "\n\n".join(parts)


def _lost(readers: Mapping[str, Any]) -> str:
    reader, row = next(iter(readers.items()))
    sets = {name: found for name, found in row["sets"].items() if found.get("lost") is not None}
    stages = list(dict.fromkeys(stage for found in sets.values() for stage in found["lost"]))
    if not stages:
        return ""
    lines = [["set", "questions", *stages]]
    for name, found in sets.items():
        lost = [str(found["lost"].get(stage, "")) for stage in stages]
        lines.append([name, str(found["questions"]), *lost])
    return f"**Where questions were lost, {reader}**\n\n{_rows(lines)}"


def cell(found: Mapping[str, Any] | None) -> str:
    """A measure as it is printed; empty for none."""
    if not found:
        return ""
    if found["low"] is None:
        return f"{found['value']:.3f}"
    to = "-" if found["low"] >= 0 else " to "
    return f"{found['value']:.3f} ({found['low']:.3f}{to}{found['high']:.3f})"


def _rows(lines: Sequence[Sequence[str]]) -> str:
    head, *rest = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([head, f"|{'---|' * len(lines[0])}", *rest])
