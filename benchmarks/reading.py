"""How much to read: quality against time for adaptive reading, on the "choose" halves.

    python benchmarks/reading.py SETS [--sets newsqa xquad] [--limit 430] [--near 0.95 0.93 0.9]

Each question is read whole, and once for each value of ``qabot.read.adaptive.NEAR``, first portion
and rest; what ``retrieval.enough`` would make of it follows from these. Times are medians of shares
of the time that reading everything at once takes, in the same call. Writes results/reading.json and
draws docs/reading.svg: Success@1 over the share of time, a line for each NEAR.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from qabot import config
from qabot.bot import Bot
from qabot.evaluation import load_question_set
from qabot.evaluation.judge import overlaps
from qabot.read import adaptive, candidates, signals

ENOUGH = (0.25, 0.35, 0.45, 0.55, 0.65, 1.0)
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Step:
    """Reading so far: right at 1 and at 3, probability, seconds since the question was begun."""

    first: bool
    third: bool
    confidence: float
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", default=["newsqa", "xquad"])
    parser.add_argument("--limit", type=int, default=430)
    parser.add_argument("--near", nargs="+", type=float, default=[0.95, 0.93, 0.9])
    given = parser.parse_args()
    found: dict[str, Any] = {"command": " ".join(["benchmarks/reading.py", *sys.argv[1:]])}
    for name in given.sets:
        found[name] = _judge(given.folder / name, given.limit, given.near)
        print(json.dumps({name: found[name]}, indent=1), flush=True)
    (HERE / "results" / "reading.json").write_text(json.dumps(found, indent=1) + "\n")
    picture = HERE.parent / "docs" / "reading.svg"
    picture.write_text(draw({name: found[name]["points"] for name in given.sets}))


def _judge(folder: Path, limit: int, nears: list[float]) -> dict[str, Any]:
    whole: list[Step] = []
    steps: dict[float, list[list[Step]]] = {near: [] for near in nears}
    for near, read in _readings(folder, limit, nears):
        if near is None:
            whole += read
        else:
            steps[near].append(read)
    points = [_point(near, enough, steps[near], whole) for near in nears for enough in ENOUGH]
    return {"questions": len(whole), "whole": _quality(whole), "points": points}


def _readings(
    folder: Path, limit: int, nears: list[float]
) -> Iterator[tuple[float | None, list[Step]]]:
    """The steps of every answerable question, for each NEAR; None: everything in one step."""
    questions = load_question_set(folder, None, part="choose")
    asked = [each for each in questions.questions if each.answerable]
    asked = [asked[i * len(asked) // limit] for i in range(limit)] if len(asked) > limit else asked
    with (
        tempfile.TemporaryDirectory() as library,
        Bot(config.load(None, (), {"library": library}), scope_paths=[questions.articles]) as bot,
    ):
        bot.open()
        reader, ranker = bot.reader
        most = bot.settings.config.retrieval.read
        for question in tqdm(asked, disable=not sys.stderr.isatty()):
            hits = bot.find(question.question, bot.scope(question.article))
            for near in (None, *nears):
                began, read = time.perf_counter(), []
                remembering = adaptive.Remembering(reader)
                for portion in adaptive.portions(hits, most, near=near or 0.0):
                    found = candidates(bot.library, portion)
                    ranked = ranker.apply(signals(remembering, question.question, found))
                    spent = time.perf_counter() - began
                    places = [(c.sentence.start, c.sentence.end) for c in found]
                    gold = np.array([overlaps(place, question.evidence) for place in places])
                    gold = gold[ranked.order]
                    sure = float(ranked.confidence[0])
                    read.append(Step(bool(gold[:1].any()), bool(gold[:3].any()), sure, spent))
                yield near, read


def _point(
    near: float, enough: float, steps: list[list[Step]], whole: list[Step]
) -> dict[str, Any]:
    ended = [next((s for s in read if s.confidence >= enough), read[-1]) for read in steps]
    shares = [mine.seconds / all.seconds for mine, all in zip(ended, whole, strict=True)]
    time_of = {
        "median": round(float(np.median(shares)), 3),
        "mean": round(float(np.mean(shares)), 3),
    }
    return {"near": near, "enough": enough, "time": time_of, **_quality(ended)}


def _quality(steps: list[Step]) -> dict[str, float]:
    return {
        "Success@1": round(float(np.mean([step.first for step in steps])), 4),
        "Success@3": round(float(np.mean([step.third for step in steps])), 4),
    }


WIDTH, HEIGHT, EDGE = 360, 260, 46
HUES = ("#b45309", "#0369a1", "#15803d", "#7e22ce", "#be123c")


def draw(sets: dict[str, list[dict[str, Any]]]) -> str:
    """One chart beside the other, Success@1 over the mean share of time."""
    charts = "".join(
        f'<g transform="translate({place * WIDTH},0)">{_chart(name, points)}</g>'
        for place, (name, points) in enumerate(sets.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(sets)} {HEIGHT}" '
        'font-family="sans-serif" font-size="10"><rect width="100%" height="100%" fill="white"/>'
        f"{charts}</svg>\n"
    )


def _chart(name: str, points: list[dict[str, Any]]) -> str:
    values = [point["Success@1"] for point in points]
    low, high = min(values) - 0.005, max(values) + 0.005
    last = max(1.0, *(point["time"]["mean"] for point in points)) + 0.05

    def place(point: dict[str, Any]) -> tuple[float, float]:
        across = point["time"]["mean"] / last * (WIDTH - EDGE - 16)
        up = (point["Success@1"] - low) / (high - low) * (HEIGHT - EDGE - 34)
        return round(EDGE + across, 1), round(HEIGHT - EDGE - up, 1)

    parts = [f'<text x="{EDGE}" y="16" font-size="13">{name}: Success@1 over share of time</text>']
    for value in np.linspace(low, high, 5):
        y = place({"time": {"mean": 0}, "Success@1": value})[1]
        parts.append(f'<path d="M{EDGE} {y}H{WIDTH - 16}" stroke="#ddd"/>')
        parts.append(f'<text x="{EDGE - 6}" y="{y + 3}" text-anchor="end">{value:.3f}</text>')
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = place({"time": {"mean": share}, "Success@1": low})[0]
        parts.append(
            f'<text x="{x}" y="{HEIGHT - EDGE + 14}" text-anchor="middle">{share:g}</text>'
        )
    nears = dict.fromkeys(point["near"] for point in points)
    for index, (hue, near) in enumerate(zip(HUES, nears, strict=False)):
        mine = [point for point in points if point["near"] == near]
        spots = [place(point) for point in mine]
        parts.append(
            f'<polyline points="{" ".join(f"{x},{y}" for x, y in spots)}" fill="none" '
            f'stroke="{hue}"/>'
        )
        parts += [
            f'<circle cx="{x}" cy="{y}" r="3" fill="{hue}"><title>near {near:g}, enough '
            f"{point['enough']:g}</title></circle>"
            for point, (x, y) in zip(mine, spots, strict=True)
        ]
        parts.append(
            f'<text x="{EDGE + 72 * index}" y="{HEIGHT - 10}" fill="{hue}">near {near:g}</text>'
        )
    return "".join(parts)


if __name__ == "__main__":
    main()
