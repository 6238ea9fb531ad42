"""Making vectors and a library: speed, memory, and what a change costs.

The texts are those of ``--corpus``.
"""

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.pieces import minilm as small
from benchmarks.pieces.common import (
    QABOT,
    Figure,
    Setup,
    alternately,
    load,
    measured,
    minilm,
    ratios,
    seconds,
    spread,
)
from benchmarks.pieces.warm import success

NOTE = "indexing.json"
"""Beside the library of the whole corpus: what making it took."""


def passages(entries: Sequence[dict[str, str]]) -> list[str]:
    """Their passages' texts, as they are indexed."""
    from qabot import split
    from qabot.articles import parse

    texts = []
    for entry in entries:
        article = parse(entry["text"], id=entry["id"], origin="", sha256="", title=entry["title"])
        sentences = split.sentences(article)
        texts += [p.text for p in split.passages(article, sentences, words=60, overlap=1)]
    return texts


def encoder(setup: Setup) -> list[Figure]:
    """Passages a second, on all cores: the default encoder and MiniLM in 8 bits, beside MiniLM."""
    from sentence_transformers import SentenceTransformer

    import embeddings

    entries = setup.entries()
    texts = passages(entries[:: max(1, len(entries) // 150)])
    size = min(256, len(texts) // 2)
    folder = small.export(setup.work / "minilm-int8")
    theirs = SentenceTransformer(str(minilm()), device="cpu")
    ours = embeddings.open_encoder("bge-small-en-v1.5")
    eight = embeddings.open_encoder(str(folder))

    def part(run: int) -> list[str]:
        start = (run * size) % max(1, len(texts) - size)
        return texts[start : start + size]

    for encode in (theirs.encode, ours.encode_passages, eight.encode_passages):
        encode(texts[:16])
    taken = alternately(
        max(3, setup.runs // 2),
        theirs=lambda n: seconds(lambda: theirs.encode(part(n), normalize_embeddings=True)),
        ours=lambda n: seconds(lambda: ours.encode_passages(part(n))),
        eight=lambda n: seconds(lambda: eight.encode_passages(part(n))),
    )
    speeds = {name: [size / each for each in taken[name]] for name in taken}
    figures = [
        spread("SentenceTransformer, all-MiniLM-L6-v2, fp32", speeds["theirs"], "passages/s"),
        spread("bge-small-en-v1.5, int8 (default)", speeds["ours"], "passages/s"),
        spread("all-MiniLM-L6-v2, int8", speeds["eight"], "passages/s"),
        spread("default / SentenceTransformer", ratios(speeds["ours"], speeds["theirs"]),
               least=1.5),
        spread("MiniLM int8 / SentenceTransformer", ratios(speeds["eight"], speeds["theirs"]),
               least=2.2),
    ]  # fmt: skip
    if setup.eval is not None:
        asked = setup.asked("newsqa", "report", setup.questions)
        for name, model in (("default", "bge-small-en-v1.5"), ("MiniLM int8", str(folder))):
            options = {"encoder.model": model, "library": str(setup.work / f"stories {name}")}
            right = success(setup, asked, options)
            figures.append(Figure(f"Success@1, {len(asked)} questions, {name}", right))
    return figures


def whole(setup: Setup) -> Path:
    """The library of the whole corpus, made by `qabot index` where it is not there."""
    library, note = setup.work / "library", setup.work / NOTE
    if not (library / "manifest.json").exists() or not note.exists():
        articles = setup.work / "articles.jsonl"
        if not articles.exists():
            articles.write_text("".join(json.dumps(entry) + "\n" for entry in setup.entries()))
        shutil.rmtree(library, ignore_errors=True)
        command = [QABOT, "index", "--quiet", str(articles), "--library", str(library)]
        taken, peak = measured(command, setup.work)
        note.write_text(json.dumps({"seconds": taken, "MiB": peak, "load": load()}))
    return library


def memory(setup: Setup) -> list[Figure]:
    """The most memory that indexing the whole corpus takes, and how long."""
    from qabot.library import Library

    library = whole(setup)
    note = json.loads((setup.work / NOTE).read_text())
    with Library.open(library) as held:
        counts = held.manifest.counts
    kept = f"one run, kept in --work; load at its end: {note['load'] or 'unknown'}"
    size = sum(f.stat().st_size for f in library.rglob("*") if f.is_file())
    return [
        Figure(f"peak memory, {counts.articles:,} articles", note["MiB"], "MiB", None, None,
               "≤ 1536", note["MiB"] <= 1536, kept),
        Figure("time", note["seconds"], "s", note=kept),
        Figure("passages a second", counts.passages / note["seconds"], "passages/s", note=kept),
        Figure("on disk", size / 2**20, "MiB", note=f"{counts.passages:,} passages"),
    ]  # fmt: skip


def change(setup: Setup) -> list[Figure]:
    """Re-indexing with one in a hundred articles changed, as files and as lines of one file."""
    entries = setup.entries()
    entries = entries[:: max(1, len(entries) // setup.articles)][: setup.articles]
    figures = []
    for kind in ("files", "lines"):
        with tempfile.TemporaryDirectory(dir=setup.work) as folder:
            place = Path(folder)
            _write(place, kind, entries)
            command = [QABOT, "index", "--quiet", str(place / "news"), "--library",
                       str(place / "library")]  # fmt: skip
            full, _ = measured(command, place)
            again = []
            for run in range(max(2, setup.runs // 4)):
                changed = [dict(entry) for entry in entries]
                for entry in changed[run::100]:
                    entry["text"] += f"\n\nThis was added in run number {run} of the editors."
                entries, before = changed, entries
                _write(place, kind, entries, before)
                again.append(measured(command, place)[0])
        n = f"{len(entries):,} {kind}"
        figures += [
            Figure(f"indexing {n}", full, "s"),
            spread(f"again, 1% of them changed, {kind}", again, "s"),
            spread(f"again / full, {kind}", [each / full for each in again], most=0.03),
        ]
    return figures


def _write(place: Path, kind: str, entries: Sequence[Any], before: Sequence[Any] = ()) -> None:
    news = place / "news"
    news.mkdir(exist_ok=True)
    if kind == "lines":
        lines = "".join(json.dumps(entry) + "\n" for entry in entries)
        (news / "articles.jsonl").write_text(lines)
        return
    for n, entry in enumerate(entries):
        if not before or before[n] != entry:
            (news / f"{n:05}.txt").write_text(f"{entry['title']}\n\n{entry['text']}\n")
