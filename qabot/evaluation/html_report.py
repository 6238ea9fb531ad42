"""Results as one HTML page that needs nothing else: no network, no other file."""

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
from qabot.evaluation import calibration, charts, report
from qabot.evaluation.diagnosis import Explanation, explain, stages
from qabot.evaluation.measures import category, confidences
from qabot.evaluation.types import Results

_SLOT = re.compile(r"\{\{(\w+)\}\}")
FOUND = 3
"""Found sentences that are marked in an article."""


def write_report(results: Results, path: Path) -> None:
    """Write the page to ``path``. Raises UsageError when that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(results), encoding="utf-8", newline="\n")
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
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"{path} cannot be written: permission denied")


def page(results: Results) -> str:
    """The page as text."""
    frame = resources.files("qabot.evaluation").joinpath("report_page.html")
    parts = {
        "title": escape(report.title(results)),
        "subtitle": escape(_subtitle(results.about)),
        "measures": _measures(results),
        "footnote": escape(report.footnote(results)),
        "charts": _charts(results),
        "stages": _stages(results),
        "categories": _table("By category", report.category_table(results)),
        "run": _run(results.about),
        "data": _data(results),
    }
    return _SLOT.sub(lambda slot: parts[slot[1]], frame.read_text(encoding="utf-8"))


def _subtitle(about: Mapping[str, Any]) -> str:
    settings = about.get("settings", {})
    encoder = settings.get("encoder", {}).get("model", "unknown encoder")
    reader = settings.get("reader", {}).get("model", "unknown reader")
    return f"Encoder {encoder}, reader {reader}, follow-ups {about.get('wording', 'resolved')}"


def _measures(results: Results) -> str:
    rows = []
    for name, measure in results.measures.items():
        _, value, between, n = report.table_row(name, measure)
        bar = charts.interval_bar(measure.value, measure.low, measure.high)
        cells = "".join(f"<td>{cell}</td>" for cell in (value, bar, escape(between), n))
        rows.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
    head = _head(("measure", "value", "0 to 1", "95 % interval", "n"))
    return _wide("Measures", f"<table>{head}<tbody>{''.join(rows)}</tbody></table>")


def _charts(results: Results) -> str:
    confidence, _, right = confidences(results.questions, results.outcomes)
    bins = calibration.reliability(confidence, right)
    points = calibration.risk_coverage(confidence, right)
    times = [outcome.milliseconds.total for outcome in results.outcomes]
    return "".join(
        (
            _figure(
                "Reliability", charts.reliability_diagram(bins), report.reliability_table(results)
            ),
            _figure(
                "Risk and coverage",
                charts.risk_coverage_diagram(points),
                report.threshold_table(results),
            ),
            _figure("Time to answer", charts.histogram(times), report.latency_table(results)),
        )
    )


def _stages(results: Results) -> str:
    lost = [(stage.value, len(ids)) for stage, ids in stages(results).items()]
    drawn = charts.stage_diagram(len(results.questions), lost)
    rows = [("stage", "questions lost"), *((name, str(count)) for name, count in lost)]
    return f'<div class="broad">{_figure("", drawn, rows)}</div>'


def _run(about: Mapping[str, Any]) -> str:
    rows = [("what", "value"), *_flat(about, "")]
    return (
        f"<details><summary>Configuration, models, versions</summary>{_table('', rows)}</details>"
    )


def _flat(values: Mapping[str, Any], before: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            rows += _flat(value, f"{before}{name}.")
        else:
            rows.append((f"{before}{name}", str(value)))
    return rows


def _figure(title: str, drawing: str, rows: Sequence[Sequence[str]]) -> str:
    caption = f"<figcaption>{escape(title)}</figcaption>" if title else ""
    table = f"<details><summary>As a table</summary>{_table('', rows)}</details>"
    return f"<figure>{caption}{drawing}{table}</figure>"


def _table(title: str, rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    caption = f"<caption>{escape(title)}</caption>" if title else ""
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows[1:]
    )
    inner = f"<table>{caption}{_head(rows[0])}<tbody>{body}</tbody></table>"
    return _wide(title or "Table", inner)


def _head(cells: Sequence[str]) -> str:
    return f"<thead><tr>{''.join(f'<th scope=col>{escape(c)}</th>' for c in cells)}</tr></thead>"


def _wide(label: str, table: str) -> str:
    """A table that scrolls inside a narrow window, also by keyboard."""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(label)}">{table}</div>'
    )


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
        "question": asked.question,
        "understood": outcome.understood_as,
        "history": asked.history,
        "category": category(asked),
        "answerable": asked.answerable,
        "answers": asked.answers,
        "answer": outcome.answer,
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
