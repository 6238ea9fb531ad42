"""The quality gate: floors that only rise, and accepted outcomes question by question.

A folder (``seeds/``) holds ``floors.json``, measure -> the least it may be, and
``accepted.jsonl``, one line for each question with what happened to it when it was accepted. A run
fails when a floor is broken, or when on some measure more questions fell than rose beyond chance:
the one-sided exact sign test, Holm-corrected over the measures, at 5 %.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from qabot.errors import QuestionSetError, UsageError
from qabot.evaluation.folder import fingerprint
from qabot.evaluation.measures import LOWER_IS_BETTER, per_question, right
from qabot.evaluation.statistics import fell_beyond_chance, holm
from qabot.evaluation.types import Results

FLOORS, ACCEPTED = "floors.json", "accepted.jsonl"
WATCHED = ("Success@1", "Success@3", "Correct")
"""Measures of one question, 0 or 1, that are compared with the accepted outcomes."""
FLOORED = ("Success@1", "Success@3", "RR", "nDCG@10", "AUROC", "Correct")
"""Measures whose floors `accept` can raise."""
LEVEL = 0.05
SLACK = 2
"""A raised floor lies this many questions below the accepted value: processors differ a little."""


class Accepted(msgspec.Struct, frozen=True):
    """A line of ``accepted.jsonl``. ``sha256`` is of the question: a changed one is a new one."""

    id: str
    sha256: str
    answered: bool
    right: bool
    passed: tuple[str, ...]
    """Which of the watched measures it passed."""


@dataclass(frozen=True, slots=True)
class Floor:
    """A measure below what it has to be; ``value`` None when it could not be measured."""

    measure: str
    floor: float
    value: float | None


@dataclass(frozen=True, slots=True)
class Flips:
    """The questions whose outcome on one measure changed. ``p`` is Holm-adjusted."""

    measure: str
    rose: tuple[str, ...]
    fell: tuple[str, ...]
    p: float

    @property
    def fallen(self) -> bool:
        """Whether more fell than rose beyond chance."""
        return len(self.fell) > len(self.rose) and self.p < LEVEL


@dataclass(frozen=True, slots=True)
class GateReport:
    """What the gate found. ``passed`` decides the exit status."""

    broken: tuple[Floor, ...]
    flips: tuple[Flips, ...]
    new: tuple[str, ...]
    """Questions without an accepted outcome, or whose wording or evidence changed since."""
    gone: tuple[str, ...]
    """Accepted questions that were not asked."""

    @property
    def passed(self) -> bool:
        """Whether no floor is broken and nothing fell beyond chance."""
        return not self.broken and not any(flips.fallen for flips in self.flips)

    def lines(self) -> list[str]:
        """What to tell a person: one line for each finding, the verdict first."""
        said = ["gate passed" if self.passed else "gate failed"]
        for floor in self.broken:
            value = "not measured" if floor.value is None else f"{floor.value:.4f}"
            said.append(f"floor broken: {floor.measure} is {value}, at least {floor.floor} needed")
        for flips in self.flips:
            verdict = "fell beyond chance" if flips.fallen else "changed"
            said.append(
                f"{flips.measure} {verdict} (p = {flips.p:.3f}): "
                f"{len(flips.fell)} fell: {_names(flips.fell)}; "
                f"{len(flips.rose)} rose: {_names(flips.rose)}"
            )
        if self.new:
            said.append(f"not accepted yet: {_names(self.new)}")
        if self.gone:
            said.append(f"accepted, but not asked: {_names(self.gone)}")
        return said


def gate(
    results: Results, accepted_folder: Path, floors: Mapping[str, float] | None = None
) -> GateReport:
    """Compare ``results`` with what was accepted. ``floors`` None: ``floors.json`` in the folder.

    Raises UsageError when there is nothing to compare with, QuestionSetError when a file there is
    not what it should be.
    """
    if floors is None:
        floors = read_floors(accepted_folder)
    accepted = _read_accepted(accepted_folder / ACCEPTED)
    if not floors and not accepted:
        raise UsageError(f"{accepted_folder} holds no accepted results yet; run with --accept")
    now = {line.id: line for line in _lines(results)}
    same = [id for id, line in now.items() if id in accepted and accepted[id].sha256 == line.sha256]
    found = []
    for measure in WATCHED:
        rose = [i for i in same if measure in now[i].passed and measure not in accepted[i].passed]
        fell = [i for i in same if measure not in now[i].passed and measure in accepted[i].passed]
        found.append((measure, tuple(rose), tuple(fell)))
    p_values = holm([fell_beyond_chance(len(rose), len(fell)) for _, rose, fell in found])
    flips = [
        Flips(measure, rose, fell, p)
        for (measure, rose, fell), p in zip(found, p_values, strict=True)
        if rose or fell
    ]
    return GateReport(
        broken=_broken(results, floors),
        flips=tuple(flips),
        new=tuple(id for id in now if id not in set(same)) if accepted else (),
        gone=tuple(id for id in accepted if id not in now),
    )


def accept(
    results: Results,
    folder: Path,
    floors: Mapping[str, float] | None = None,
    *,
    raise_floors: bool = False,
) -> Mapping[str, float]:
    """Make ``results`` the accepted ones and give the floors that now hold.

    ``floors`` are floors to raise to; ``raise_floors`` raises those of `FLOORED` to `SLACK`
    questions below what was measured. No floor is ever lowered: UsageError when the results break
    one that stands or that is asked for, and nothing is written.
    """
    standing = read_floors(folder)
    wanted = dict(floors or {})
    for measure, floor in wanted.items():
        if floor < standing.get(measure, -math.inf):
            raise UsageError(
                f"floor of {measure} is {standing[measure]}: it can be raised, "
                f"not lowered to {floor}"
            )
    if raise_floors:
        for measure in FLOORED:
            if measure in results.measures:
                found = results.measures[measure]
                below = math.floor((found.value - SLACK / found.n) * 1000) / 1000
                wanted[measure] = max(below, wanted.get(measure, below))
    new = standing | {
        measure: max(floor, standing.get(measure, floor)) for measure, floor in wanted.items()
    }
    if broken := _broken(results, new):
        first = broken[0]
        raise UsageError(
            f"not accepted: {first.measure} is {first.value}, below its floor {first.floor}; "
            "floors are never lowered"
        )
    lines = b"".join(msgspec.json.encode(line) + b"\n" for line in _lines(results))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ACCEPTED).write_bytes(lines)
        text = json.dumps(new, indent=2)
        (folder / FLOORS).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}") from None
    return new


def read_floors(folder: Path) -> dict[str, float]:
    """The floors that stand in ``folder``; none when it has no ``floors.json``."""
    path = folder / FLOORS
    if not path.is_file():
        return {}
    try:
        floors = msgspec.json.decode(path.read_bytes(), type=dict[str, float])
    except (OSError, msgspec.MsgspecError) as error:
        raise QuestionSetError(f"{path}: expected measure: least value, {error}") from None
    for measure in floors:
        if measure in LOWER_IS_BETTER:
            raise QuestionSetError(f"{path}: {measure} is better when lower and has no floor")
    return floors


def _broken(results: Results, floors: Mapping[str, float]) -> tuple[Floor, ...]:
    broken = []
    for measure, floor in floors.items():
        value = results.measures[measure].value if measure in results.measures else None
        if value is None or value < floor:
            broken.append(Floor(measure, floor, value))
    return tuple(broken)


def _lines(results: Results) -> list[Accepted]:
    values = per_question(results.questions, results.outcomes, results.scope)
    return [
        Accepted(
            id=question.id,
            sha256=fingerprint([question])[:16],
            answered=outcome.answered,
            right=right(question, outcome),
            passed=tuple(name for name in WATCHED if name in values and values[name][place] == 1.0),
        )
        for place, (question, outcome) in enumerate(
            zip(results.questions, results.outcomes, strict=True)
        )
    ]


def _read_accepted(path: Path) -> dict[str, Accepted]:
    if not path.is_file():
        return {}
    accepted = {}
    for number, raw in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            line = msgspec.json.decode(raw, type=Accepted)
        except msgspec.MsgspecError as error:
            raise QuestionSetError(f"{path}:{number}: {error}; --accept writes it anew") from None
        accepted[line.id] = line
    return accepted


def _names(ids: tuple[str, ...]) -> str:
    shown = ", ".join(ids[:12])
    more = f" and {len(ids) - 12} more" if len(ids) > 12 else ""
    return (shown + more) or "none"
