"""Results as files, and as the table in README.md."""

import json
from pathlib import Path
from typing import Any

from benchmarks.pieces.common import BENCHMARKS, Figure

RESULTS = BENCHMARKS / "results"
README = BENCHMARKS / "README.md"
ORDER = "cold warm follow-up batch floor encoder memory change size lexical library".split()
BEGIN, END = "<!-- run -->", "<!-- end of run -->"


def read(commit: str) -> dict[str, Any]:
    """What is known of a commit."""
    path = _path(commit)
    if path.exists():
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found
    return {"commit": commit, "machine": {}, "pieces": {}}


def write(commit: str, results: dict[str, Any]) -> None:
    """Keep it."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    _path(commit).write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _path(commit: str) -> Path:
    return RESULTS / f"{commit}.json"


def line(figure: Figure) -> str:
    """A figure in one line."""
    target = "" if figure.met is None else f"  [{figure.target}: {_met(figure.met)}]"
    return f"{figure.name}: {number(figure.value)} {figure.unit}{_between(figure)}{target}"


def number(value: float) -> str:
    """Three digits, and no more than whole numbers need."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _between(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f" ({number(figure.low)} to {number(figure.high)})"


def _met(met: bool) -> str:
    return "met" if met else "missed"


def put() -> None:
    """Write the newest figures of every piece into README.md, between its marks."""
    newest: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    for path in RESULTS.glob("*.json"):
        results = json.loads(path.read_text(encoding="utf-8"))
        for name, piece in results.get("pieces", {}).items():  # others are of other programs
            if name not in newest or newest[name][1]["at"] < piece["at"]:
                newest[name] = results, piece
    newest = {name: newest[name] for name in ORDER if name in newest}
    text = README.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    README.write_text(f"{head}{BEGIN}\n\n{_tables(newest)}\n{END}{tail}", encoding="utf-8")


def _tables(newest: dict[str, tuple[dict[str, Any], dict[str, Any]]]) -> str:
    if not newest:
        return "Not run yet."
    lines = ["| piece | figure | median (spread) | target | |", "|---|---|---|---|---|"]
    for name, (_, piece) in newest.items():
        for each in piece["figures"]:
            figure = Figure(**each)
            met = "" if figure.met is None else f"**{_met(figure.met)}**"
            what = f"{figure.name} ({figure.note})" if figure.note else figure.name
            value = f"{number(figure.value)} {figure.unit}".strip()
            row = (name, what, value + _between(figure), figure.target, met)
            lines.append(f"| {' | '.join(row)} |")
    lines.append("")
    for name, (results, piece) in newest.items():
        before, after = piece["load before and after"]
        dirty = " with changes not in it" if piece["changed since the commit"] else ""
        lines.append(
            f"* {name}: `{piece['command']}` at {results['commit']}{dirty}, {piece['at'][:16]}, "
            f"{piece['seconds']:.0f} s; processes that wanted to run before and after: "
            f"{before}, {after}."
        )
    results, _ = max(newest.values(), key=lambda pair: str(pair[1]["at"]))
    about = results["machine"]
    versions = ", ".join(f"{name} {held}" for name, held in about["versions"].items())
    lines += ["", f"{about['processor']}, {about['cores']} cores; {about['system']}; "
              f"{versions}."]  # fmt: skip
    return "\n".join(lines)
