"""What `sets.py` measures over several runs: pairs, pools, gaps closed, and differences."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from qabot.evaluation import gap_closed, pairs, pool, statistics
from qabot.evaluation.measures import per_question
from qabot.evaluation.report import results_json
from qabot.evaluation.types import Measure, Results, Wording

POOLED = ("newsqa", "newsqa-cut", "newsqa-offtopic", "wikiqa")
"""Sets over which the calibration error is taken together."""
FOLLOW_UPS = {
    "both follow-up sets": ("newsqa-followups", "xquad-followups"),
    "canard": ("canard",),
}
"""Sets that are also asked as typed and as a person rewrote them, for the gap closed."""
WORDINGS: tuple[Wording, ...] = ("typed", "rewritten")
_WORDED = ("", *(f", {wording}" for wording in WORDINGS))
_DIFFERENCES = ("Success@1", "RR", "F1")


def across(found: Mapping[str, Results]) -> dict[str, Any]:
    """What is measured over several sets, as far as they were asked. Keys are (set, as asked)."""
    made: dict[str, Any] = {}
    if {"newsqa", "newsqa-cut"} <= set(found):
        for name, measure in pairs(found["newsqa"], found["newsqa-cut"]).items():
            made[f"newsqa against newsqa-cut, {name}"] = plain(measure)
    if {"newsqa", "newsqa-offtopic"} <= set(found):
        both = pool([found["newsqa"], found["newsqa-offtopic"]])
        made["newsqa against newsqa-offtopic, AUROC"] = plain(both.measures["AUROC"])
    if {"xquad", "xquad-typos"} <= set(found):
        for name, measure in differences(found["xquad"], found["xquad-typos"]).items():
            made[f"xquad-typos less xquad, {name}"] = plain(measure)
    made |= gaps(found)
    if set(POOLED) <= set(found):
        together = pool([found[name] for name in POOLED])
        made[f"{', '.join(POOLED)}, ECE"] = plain(together.measures["ECE"])
        made["reliability"] = results_json(together)["reliability"]
    return made


def gaps(found: Mapping[str, Results]) -> dict[str, Any]:
    """Follow-ups as resolved, as typed and as rewritten, and the share of the gap closed."""
    made: dict[str, Any] = {}
    for title, names in FOLLOW_UPS.items():
        if any(f"{name}{how}" not in found for name in names for how in _WORDED):
            continue
        runs = [pool([found[f"{name}{how}"] for name in names]) for how in _WORDED]
        for how, run in zip(("as resolved", "as typed", "as rewritten"), runs, strict=True):
            made[f"{title}, Success@1 {how}"] = plain(run.measures["Success@1"])
        if (closed := gap_closed(*runs)) is not None:
            made[f"{title}, gap closed"] = plain(closed)
    return made


def differences(before: Results, after: Results) -> dict[str, Measure]:
    """``after`` less ``before``, in [-1, 1], over the questions that both were asked.

    Questions are paired by what stands in their ids behind the name of a set (``xquad:17``); the
    intervals are bootstrapped over articles.
    """
    places = {_number(question.id): at for at, question in enumerate(before.questions)}
    shared = [
        (places[_number(question.id)], at)
        for at, question in enumerate(after.questions)
        if _number(question.id) in places
    ]
    if not shared:
        return {}
    first, second = (list(column) for column in zip(*shared, strict=True))
    draws = statistics.draw([before.questions[at].article for at in first])
    old = per_question(before.questions, before.outcomes, before.scope)
    new = per_question(after.questions, after.outcomes, after.scope)
    made = {}
    for name in _DIFFERENCES:
        if name not in old or name not in new:
            continue
        gained = new[name][second] - old[name][first]
        if np.isnan(gained).all():
            continue
        low, high = statistics.interval(statistics.resample_means(gained, draws)) or (None, None)
        n = int((~np.isnan(gained)).sum())
        made[name] = Measure(float(np.nanmean(gained)), low, high, n)
    return made


def plain(measure: Measure) -> dict[str, Any]:
    """A measure as JSON holds it."""
    return {"value": measure.value, "low": measure.low, "high": measure.high, "n": measure.n}


def _number(id: str) -> str:
    return id.partition(":")[2] or id
