"""Results as one HTML page that needs nothing else: no network, no other file."""

import base64
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from qabot.errors import UsageError
from qabot.evaluation import calibration, charts, html_parts, report
from qabot.evaluation.diagnosis import Explanation, explain, stages
from qabot.evaluation.measures import ARTICLES, SENTENCES, category, confidences
from qabot.evaluation.types import Measure, Results

_SLOT = re.compile(r"\{\{(\w+)\}\}")
CARDS = ("Success@1", "Success@3", "RR", "F1", "AUROC", "ECE", "Correct")
LISTS = ("dense", "lexical", "fused")
ANSWERS = ("EM", "F1", "EM.silent", "F1.silent", "Set.F1")
FOUND = 3
"""Found sentences that are marked in an article."""


def write_report(results: Results, path: Path) -> None:
    """Write the page to ``path``. Raises UsageError when that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_text(page(results), encoding="utf-8", newline="\n")
        os.replace(part, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def refuse_path(path: Path) -> None:
    """Raise UsageError when nothing could be written to ``path``; the folder is made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None
    if path.is_dir():
        raise UsageError(f"--report {path} is a folder; expected a file, such as report.html")
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"{path} cannot be written: permission denied")


def page(results: Results) -> str:
    """The page as text."""
    style, script = _file("report_page.css"), _file("report_page.js")
    data = _data(results)
    parts = {
        "policy": f"style-src {_hash(style)}; script-src {_hash(script)}",
        "style": style,
        "script": script,
        "title": escape(report.title(results)),
        "set": escape(results.set),
        "lead": escape(report.title(results).removeprefix(f"{results.set}: ")),
        "subtitle": _subtitle(results.about),
        "cards": html_parts.cards(results.measures, CARDS, _median(results)),
        "measures": _measures(results),
        "footnote": re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(report.footnote(results))),
        "confidence": _confidence(results),
        "time": _time(results),
        "stages": _stages(results),
        "categories": _categories(results),
        "run": _run(results.about),
        "data": data,
    }
    return _SLOT.sub(lambda slot: parts[slot[1]], _file("report_page.html"))


def _file(name: str) -> str:
    return resources.files("qabot.evaluation").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What a content security policy names an inline element by."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _subtitle(about: Mapping[str, Any]) -> str:
    settings = about.get("settings", {})
    said = {
        "encoder": settings.get("encoder", {}).get("model"),
        "reader": settings.get("reader", {}).get("model"),
        "threshold": settings.get("answer", {}).get("threshold"),
        "follow-ups": about.get("wording"),
        "asked on": about.get("date"),
    }
    return "".join(
        f"<li>{escape(name)} <b>{escape(str(value))}</b></li>"
        for name, value in said.items()
        if value is not None
    )


def _median(results: Results) -> float | None:
    return results.milliseconds.get("total", {}).get("p50")


def _measures(results: Results) -> str:
    """Every measure of the run, in a table of its kind."""
    left = dict(results.measures)
    sentences = _take(left, SENTENCES)
    lists = {
        name: {key.removeprefix(f"{name}."): left.pop(key) for key in _with(left, f"{name}.")}
        for name in LISTS
    }
    articles = _take(left, [f"articles.{name}" for name in ARTICLES])
    answered = _take(left, ANSWERS)
    tables = (
        html_parts.measure_table("Evidence sentences", sentences),
        html_parts.measure_table("Answer words", answered),
        html_parts.measure_table("Confidence and decisions", left),
        html_parts.stage_columns("Passages, by the list they are in", lists),
        html_parts.measure_table("Articles", articles, "articles."),
    )
    return "".join(f"<div>{made}</div>" for made in tables if made)


def _take(measures: dict[str, Measure], names: Sequence[str]) -> dict[str, Measure]:
    return {name: measures.pop(name) for name in names if name in measures}


def _with(measures: Mapping[str, Measure], prefix: str) -> list[str]:
    return [name for name in measures if name.startswith(prefix)]


def _confidence(results: Results) -> str:
    confidence, _, right = confidences(results.questions, results.outcomes)
    bins = calibration.reliability(confidence, right)
    points = calibration.risk_coverage(confidence, right)
    threshold = results.outcomes[0].threshold if results.outcomes else None
    return html_parts.figure(
        "Reliability", charts.reliability_diagram(bins), report.reliability_table(results)
    ) + html_parts.figure(
        "Risk and coverage",
        charts.risk_coverage_diagram(points, threshold),
        report.threshold_table(results),
        opened=True,
    )


def _time(results: Results) -> str:
    times = [outcome.milliseconds.total for outcome in results.outcomes]
    return html_parts.figure(
        "Time to answer", charts.histogram(times), report.latency_table(results), opened=True
    )


def _stages(results: Results) -> str:
    lost = [(stage.value, len(ids)) for stage, ids in stages(results).items()]
    return html_parts.stage_flow(len(results.questions), lost)


def _categories(results: Results) -> str:
    head, *rows = report.category_table(results)
    rows.sort(key=lambda row: -int(row[1]))
    return html_parts.table("", [head, *rows], label="Measures by category")


def _run(about: Mapping[str, Any]) -> str:
    rows = [("what", "value"), *_flat(about, "")]
    inner = html_parts.table("", rows, label="Configuration, models and versions")
    return f"<details><summary>Configuration, models, versions</summary>{inner}</details>"


def _flat(values: Mapping[str, Any], before: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            rows += _flat(value, f"{before}{name}.")
        elif isinstance(value, list | tuple):
            rows.append((f"{before}{name}", ", ".join(map(str, value)) or "none"))
        else:
            rows.append((f"{before}{name}", str(value)))
    return rows


def _data(results: Results) -> str:
    """What the list of questions is made of; nothing in it can end the script element."""
    questions = [_question(explain(results, question.id)) for question in results.questions]
    stories = {
        id: {"title": story.title, "text": story.text, "sentences": story.sentences}
        for id, story in results.stories.items()
    }
    plain = msgspec.to_builtins({"questions": questions, "stories": stories})
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _question(told: Explanation) -> dict[str, Any]:
    asked, outcome = told.question, told.outcome
    gold = set(outcome.gold)
    ranks = {
        "sentence": _first([(a, i) in gold for a, i, _ in outcome.ranking]),
        "dense": _first([p in outcome.gold_passages for p in outcome.dense]),
        "lexical": _first([p in outcome.gold_passages for p in outcome.lexical]),
        "fused": _first([p in outcome.gold_passages for p in outcome.fused]),
    }
    return {
        "id": asked.id,
        "question": " ".join(asked.question.split()),  # as it was asked
        "understood": outcome.understood_as,
        "history": asked.history,
        "category": category(asked),
        "answerable": asked.answerable,
        "answers": asked.answers,
        "answer": outcome.answer,
        "answered": outcome.answered,
        "confidence": outcome.confidence,
        "threshold": outcome.threshold,
        "stage": told.stage.value if told.stage is not None else None,
        "story": outcome.gold[0][0] if outcome.gold else asked.article,
        "gold": asked.evidence,
        "found": [
            (article, index, rank, score)
            for rank, (article, index, score) in enumerate(outcome.ranking[:FOUND], start=1)
        ],
        "ranks": ranks,
        "milliseconds": outcome.milliseconds.total,
    }


def _first(hits: Sequence[bool]) -> int | None:
    return next((rank for rank, hit in enumerate(hits, start=1) if hit), None)
