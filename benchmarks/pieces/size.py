"""Search over a million vectors and words: exact and compressed, what is lost, what it costs."""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.pieces import million
from benchmarks.pieces.common import QABOT, Figure, Setup, measured, percentile, spread
from embeddings.base import Vectors
from embeddings.compressed_index import CompressedIndex
from embeddings.faiss_index import open_index

K = 50


@contextmanager
def one_thread() -> Iterator[None]:
    """FAISS on one thread: that of one question."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def asked(setup: Setup, n: int) -> tuple[list[str], Vectors]:
    """Real questions and their vectors."""
    import embeddings

    texts = [q["question"] for name in ("newsqa", "xquad") for q in setup.asked(name)]
    chosen = [texts[i] for i in np.random.default_rng(0).permutation(len(texts))[:n]]
    return chosen, embeddings.open_encoder("bge-small-en-v1.5").encode_questions(chosen)


def compressed(setup: Setup, rows: Vectors) -> Path:
    """The compressed index of ``rows``, and beside it how long it took to make."""
    path = setup.work / f"compressed-{len(rows)}.faiss"
    note = path.with_suffix(".json")
    if not path.exists() or not note.exists():
        started = time.perf_counter()
        index = CompressedIndex.of(np.arange(len(rows)), lambda keys: np.asarray(rows[keys]))
        index.save(path)
        note.write_text(json.dumps({"seconds": time.perf_counter() - started}))
    return path


def _side_by_side(
    asking: Vectors, exact: Any, approximate: Any
) -> tuple[dict[str, list[float]], list[float]]:
    """Milliseconds of each, and the share of the exact answer that the other finds."""
    taken: dict[str, list[float]] = {"exact": [], "approximate": []}
    recalls = []
    with one_thread():
        for index in (exact, approximate):  # what is mapped is in memory then
            index.search(asking[:1], K)
        for row in asking:
            found = {}
            for name, index in (("exact", exact), ("approximate", approximate)):
                started = time.perf_counter()
                found[name] = set(index.search(row[None], K)[1][0].tolist())
                taken[name].append(1000 * (time.perf_counter() - started))
            recalls.append(len(found["exact"] & found["approximate"]) / K)
    return taken, recalls


def run(setup: Setup) -> list[Figure]:
    """Speed, recall, size, opening and memory."""
    _, asking = asked(setup, setup.questions)
    rows = million.vectors(setup)
    flat_file, file = million.flat(setup), compressed(setup, rows)
    made = json.loads(file.with_suffix(".json").read_text())["seconds"]
    opened = []
    for _ in range(5):
        started = time.perf_counter()
        approximate = open_index(file)
        opened.append(1000 * (time.perf_counter() - started))
    taken, recalls = _side_by_side(asking, open_index(flat_file), approximate)
    real = million.originals(setup)
    exact = type(open_index(flat_file)).build(real.shape[1])
    exact.add(real)
    real_taken, real_recalls = _side_by_side(asking, exact, open_index(compressed(setup, real)))
    ratio = statistics.median(taken["approximate"]) / statistics.median(taken["exact"])
    few = statistics.median(real_taken["approximate"]) / statistics.median(real_taken["exact"])
    recall, real_recall = statistics.fmean(recalls), statistics.fmean(real_recalls)
    size = file.stat().st_size / len(rows)
    n, m = f"{len(rows):,}", f"{len(real):,} real"
    return [
        _times(f"exact search, {n} vectors", taken["exact"]),
        _times(f"compressed search, {n} vectors", taken["approximate"]),
        Figure(f"compressed / exact, {n}", ratio, "", None, None, "≤ 0.1", ratio <= 0.1),
        Figure(f"recall@50, {n}", recall, "", min(recalls), max(recalls), "≥ 0.98",
               recall >= 0.98),
        Figure(f"compressed / exact, {m}", few),
        Figure(f"recall@50, {m}", real_recall, "", min(real_recalls), max(real_recalls), "≥ 0.98",
               real_recall >= 0.98),
        Figure("vector index a passage", size, "bytes", None, None, "≤ 450", size <= 450),
        spread("opening it", opened, "ms", most=100),
        Figure("making it", made, "s", note="training, adding and writing, all threads"),
    ]  # fmt: skip


def _times(name: str, taken: list[float]) -> Figure:
    return Figure(name, statistics.median(taken), "ms", min(taken), percentile(taken, 0.95),
                  note="to p95")  # fmt: skip


def lexical(setup: Setup) -> list[Figure]:
    """Word search in a library of that size, a cold question, and what bounding the cost loses."""
    import qabot.library.lexical as words
    from qabot.library import Library

    texts, vectors = asked(setup, setup.questions)
    folder = million.library(setup, compressed(setup, million.vectors(setup)))
    longest = sorted(texts, key=len)[-20:]
    long = [" and ".join(longest[i : i + 8]) for i in range(0, min(16, len(longest)), 4)]
    common = ["Who is it that they said would do this, and why was it so?", "What is the time?"]
    with Library.open(folder) as library:
        plain = [_milliseconds(lambda t=t: library.search_lexical(t, K)) for t in texts]
        lengthy = [_milliseconds(lambda t=t: library.search_lexical(t, K)) for t in long]
        stopped = [_milliseconds(lambda t=t: library.search_lexical(t, K)) for t in common]
        dense = [_milliseconds(lambda v=v: library.search_dense(v, K)) for v in vectors[:K]]
    file = next((folder / "generations").glob("*/library.sqlite")).stat().st_size
    with Library.open(million.whole(setup)) as library:
        bounded = [_keys(library.search_lexical(t, K)) for t in texts]
        most, words.MOST_POSTINGS = words.MOST_POSTINGS, 10**12
        try:
            whole = [_keys(library.search_lexical(t, K)) for t in texts]
        finally:
            words.MOST_POSTINGS = most
    same = [len(a & b) / max(1, len(b)) for a, b in zip(bounded, whole, strict=True)]
    question = [QABOT, "ask", "--quiet", "--no-refresh", "--library", str(folder)]
    cold = [measured([*question, text], setup.work) for text in texts[: max(3, setup.runs // 2)]]
    peak = statistics.median(memory for _, memory in cold)
    p50 = statistics.median(plain)
    n = f"{setup.vectors:,}"
    return [
        Figure(f"lexical search, {n} passages, p50", p50, "ms", min(plain),
               percentile(plain, 0.95), "≤ 30", p50 <= 30, "to p95"),
        _times("of eight long questions in one", lengthy),
        _times("of nothing but common words", stopped),
        _times("dense search through the library", dense),
        Figure("found all the same, common words left out", statistics.fmean(same),
               note="share of the 50 passages that all words find; the corpus"),
        Figure("SQLite a passage", file / setup.vectors, "bytes"),
        Figure(f"cold ask, {n} passages: memory", peak, "MiB",
               min(m for _, m in cold), max(m for _, m in cold), "≤ 700", peak <= 700),
        spread(f"cold ask, {n} passages", [taken for taken, _ in cold], "s"),
    ]  # fmt: skip


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def _keys(found: list[tuple[int, float]]) -> set[int]:
    return {key for key, _ in found}
