"""Figures of follow-ups with their intervals, and the table of them in a README."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEED = 5
RESAMPLES = 2000
BEGIN, END = "<!-- follow_ups: begin -->", "<!-- follow_ups: end -->"
Row = dict[str, Any]


def figures(right: dict[str, NDArray[np.float64]], articles: Sequence[str]) -> Row:
    found: Row = {"n": len(articles)}
    for mode, column in right.items():
        found[mode] = interval(lambda pick, c=column: float(c[pick].mean()), articles)
    return found


def interval(
    figure: Callable[[NDArray[np.intp]], float], articles: Sequence[str]
) -> dict[str, float | None]:
    """A figure of picked questions, over all of them, and the interval over articles.

    All are None where there is no question: one of few questions may have none of a part.
    """
    if not articles:
        return {"value": None, "low": None, "high": None}
    groups: dict[str, list[int]] = {}
    for place, article in enumerate(articles):
        groups.setdefault(article, []).append(place)
    places = [np.array(group, dtype=np.intp) for group in groups.values()]
    chance = np.random.default_rng(SEED)
    drawn = [
        figure(np.concatenate([places[i] for i in chance.integers(0, len(places), len(places))]))
        for _ in range(RESAMPLES)
    ]
    low, high = np.nanpercentile(drawn, [2.5, 97.5]) if not np.isnan(drawn).all() else (np.nan,) * 2
    value = figure(np.arange(len(articles)))
    return {
        key: None if np.isnan(number) else round(float(number), 4)
        for key, number in (("value", value), ("low", low), ("high", high))
    }


_TITLES = {
    "pronouns": "newsqa-followups and xquad-followups",
    "own": "own questions, over corpus articles",
    "alone": "newsqa and xquad behind an earlier question",
    "shown": "canard, this part",
    "shown, all": "canard, all",
}


def markdown(found: Row) -> str:
    """The figures as a table."""
    lines = [
        f'Part "{found["part"]}". Success@1 with 95% intervals over articles; "moved": what '
        "the course of the conversation says counts too.",
        "",
        "| sets | n | measure | value | interval |",
        "|---|---|---|---|---|",
    ]
    for section, title in _TITLES.items():
        for mode, each in found.get(section, {}).items():
            if isinstance(each, dict) and "value" in each:
                value, low, high = (
                    "-" if each[key] is None else f"{each[key]:.3f}"
                    for key in ("value", "low", "high")
                )
                n = found[section]["n"]
                lines.append(f"| {title} | {n} | {mode} | {value} | {low} to {high} |")
    if own := found.get("own"):
        kinds = ", ".join(
            f"{kind} {'/'.join(f'{each[way]:.2f}' for way in ('typed', 'resolved', 'rewritten'))}"
            f" ({each['n']})"
            for kind, each in own["kinds"].items()
        )
        lines += ["", f"Own questions by kind, typed/resolved/rewritten (n): {kinds}."]
    if names := found.get("names"):
        lines += ["", "Names for pronouns, right/wrong/none:", ""]
        lines += ["| set | questions with a pronoun | rules alone | fitted |", "|---|---|---|---|"]
        for name, each in names.items():
            counts = (
                "/".join(str(each[way].get(kind, 0)) for kind in ("right", "wrong", "none"))
                for way in ("rules", "fitted")
            )
            lines.append(f"| {name} | {each['n']} | {' | '.join(counts)} |")
    lines += ["", f"Reworded though they need no context: {found['alone']['reworded']}."]
    return "\n".join(lines)


def put(path: Path, table: str) -> None:
    """Put the table between the marks of a file, or, with them, at its end."""
    text = path.read_text(encoding="utf-8")
    block = f"{BEGIN}\n{table}\n{END}"
    if BEGIN in text:
        text = re.sub(rf"{BEGIN}.*?{END}", lambda _: block, text, flags=re.DOTALL)
    else:
        heading = "## Follow-ups\n\n`python benchmarks/follow_ups.py FOLDER --corpus FILE`"
        text = f"{text.rstrip()}\n\n{heading}\n\n{block}\n"
    path.write_text(text, encoding="utf-8")
