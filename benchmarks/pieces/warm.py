"""Questions about whole news stories, one after the other in one process, and many in a batch."""

import json
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.pieces.common import (
    QABOT,
    Figure,
    Setup,
    percentile,
    spread,
)
from qabot.evaluation.judge import overlaps

TARGETS = {"qabot-reader": 100.0, "fast": 25.0}
"""Milliseconds of the median question, on two cores."""


@contextmanager
def bot(setup: Setup, stories: str = "newsqa", **given: Any) -> Iterator[Any]:
    """A warm bot over the stories of a set, with these keys of the configuration."""
    from qabot.bot import Bot
    from qabot.config import load

    options = {"library": str(setup.work / "stories"), **given}
    with Bot(load(None, (), options), scope_paths=[setup.sets(stories) / "articles.jsonl"]) as made:
        made.open()
        for question in setup.asked(stories, "report", 3):
            made.ask(question["question"], article=question["article"])
        yield made


def run(setup: Setup) -> list[Figure]:
    """The stages of a question by reader, beside the naive way of asking the same."""
    asked = setup.asked("newsqa", "report", setup.questions)
    figures = []
    for reader in setup.readers:
        with bot(setup, **{"reader.model": reader}) as made:
            answers, naive = [], []
            baseline = _naive(setup)
            for question in asked:
                answers.append(made.ask(question["question"], article=question["article"]))
                naive.append(baseline(question))
            sentences = statistics.median(
                len(made.library.sentences(question["article"])) for question in asked
            )
        right = sum(_right(a, q) for a, q in zip(answers, asked, strict=True)) / len(asked)
        stages = {
            "retrieve": [a.timing.retrieve for a in answers],
            "read": [a.timing.read for a in answers],
            "total": [a.timing.total for a in answers],
        }
        for stage, taken in stages.items():
            is_total = stage == "total"
            figures += [
                Figure(
                    f"{reader}: {stage}, p50",
                    statistics.median(taken),
                    "ms",
                    min(taken),
                    percentile(taken, 0.95),
                    f"≤ {TARGETS[reader]:g}" if is_total and reader in TARGETS else "",
                    statistics.median(taken) <= TARGETS[reader]
                    if is_total and reader in TARGETS
                    else None,
                    f"to p95; stories of {sentences:g} sentences",
                )
            ]
        shares = [a / b for a, b in zip(stages["total"], naive, strict=True)]
        figures += [
            spread(f"{reader}: a question / naive.py's, warm", shares, note="one vector each"),
            Figure(f"{reader}: Success@1 of these {len(asked)}", right),
        ]
    return figures


def follow_up(setup: Setup) -> list[Figure]:
    """A follow-up in its conversation, beside the same question in words that need none."""
    asked = setup.asked("newsqa-followups")
    figures = []
    for reader in setup.readers:
        taken, shares = [], []
        with bot(setup, "newsqa-followups", **{"reader.model": reader}) as made:
            for row in asked:
                said = tuple((question, answer) for question, answer in row["history"])
                where = {"article": row["article"]}
                alone = made.ask(row["rewrite"], **where).timing.total
                taken.append(made.ask(row["question"], history=said, **where).timing.total)
                shares.append(taken[-1] / alone)
        figures += [
            spread(
                f"{reader}: a follow-up, total", taken, "ms", note=f"{len(asked)} of both parts"
            ),
            spread(f"{reader}: a follow-up / the same in full", shares),
        ]
    return figures


def success(setup: Setup, asked: Sequence[Any], options: dict[str, Any]) -> float:
    """Success@1 with other keys of the configuration."""
    with bot(setup, **options) as made:
        answers = [made.ask(q["question"], article=q["article"]) for q in asked]
    return sum(_right(a, q) for a, q in zip(answers, asked, strict=True)) / len(asked)


def _right(answer: Any, question: dict[str, Any]) -> bool:
    first = answer.evidence[0] if answer.evidence else None
    return first is not None and overlaps((first.start, first.end), question["evidence"])


def _naive(setup: Setup) -> Any:
    """Milliseconds of one question as naive.py asks it of an article that is indexed."""
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import naive

    model = naive.load()
    lines = (setup.sets("newsqa") / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {entry["id"]: entry["text"] for entry in map(json.loads, lines)}
    indexed: dict[str, Any] = {}

    def ask(question: dict[str, Any]) -> float:
        name, text = question["article"], texts[question["article"]]
        if name not in indexed:
            spans = naive.sentences(text)[:40]
            indexed[name] = naive.build(model, [text[slice(*span)] for span in spans])
        started = time.perf_counter()
        vector = model.encode([question["question"]], normalize_embeddings=True)
        indexed[name].search(vector, 3)
        return 1000 * (time.perf_counter() - started)

    return ask


def batch(setup: Setup) -> list[Figure]:
    """Questions a second of `ask --questions` against asking them one by one."""
    reader = setup.readers[0]
    asked = setup.asked("newsqa", "report", min(60, setup.questions))
    file = setup.work / "questions.jsonl"
    keys = ("id", "question", "article")
    file.write_text("".join(json.dumps({k: q[k] for k in keys}) + "\n" for q in asked))
    gains, loops, batches, differences = [], [], [], [0.0]
    with bot(setup, **{"reader.model": reader}) as made:
        for _ in range(max(3, setup.runs // 3)):
            started = time.perf_counter()
            answers = [made.ask(q["question"], article=q["article"]) for q in asked]
            loops.append(len(asked) / (time.perf_counter() - started))
            speed, records = _streamed(setup, reader, file)
            batches.append(speed)
            gains.append(batches[-1] / loops[-1])
            differences += [
                abs(answer.confidence - record["confidence"])
                for answer, record in zip(answers, records, strict=True)
            ]
    return [
        spread(f"one by one, {reader}", loops, "questions/s"),
        spread("`ask --questions`", batches, "questions/s"),
        spread("`ask --questions` / one by one", gains, least=1.6),
        Figure("largest difference of a confidence", max(differences), "", None, None, "≤ 0.02",
               max(differences) <= 0.02),
    ]  # fmt: skip


def _streamed(setup: Setup, reader: str, file: Path) -> tuple[float, list[dict[str, Any]]]:
    """Lines a second from the first that comes out on: without the start of the program.

    When the first comes out a second is nearly finished too, so neither counts.
    """
    articles = setup.sets("newsqa") / "articles.jsonl"
    places = ["--articles", str(articles), "--library", str(setup.work / "stories")]
    command = [QABOT, "ask", "--quiet", "--questions", str(file), *places]
    command += ["--set", f"reader.model={reader}"]
    records, times = [], []
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=setup.work) as run:
        assert run.stdout is not None
        for line in run.stdout:
            times.append(time.perf_counter())
            records.append(json.loads(line))
    return (len(times) - 2) / (times[-1] - times[0]), records
