"""Eight processes asking while one writes in a loop: every answer is that of one generation."""

import os
import re
import time
from collections import Counter
from pathlib import Path

from qabot.bot import Bot
from qabot.config import load
from qabot.library.verify import verify
from soaking.kills import ended, in_child

_VERSION = re.compile(r"Version (\d+) of ship n(\d) reached port \d+\.")


def _write(articles: Path, version: int) -> None:
    for n in range(6):
        (articles / f"{n}.txt").write_text(
            f"Version {version} of ship n{n} reached port {version * 7 + n}."
        )


def _read(folder: Path, number: int, seconds: float) -> None:
    """Ask in a loop, each time of a library opened anew, with the real models."""
    settings = load(None, [f"library={folder / 'library'}", "threads=1"])
    first = Bot(settings, scope_paths=[folder / "articles"], refresh=False)
    rounds, versions, end = 0, set[str](), time.monotonic() + seconds
    while time.monotonic() < end:
        bot = Bot(settings, scope_paths=[folder / "articles"], refresh=False)
        bot.models = first.models
        bot.open()
        oldest = int((folder / "published").read_text())
        answer = bot.ask(f"Which port did ship n{rounds % 6} reach?", threshold=0.0)
        found = [_VERSION.fullmatch(evidence.text) for evidence in answer.evidence]
        assert all(found), answer.evidence
        seen = {match[1] for match in found if match}
        assert len(seen) == 1, f"an answer of several generations: {seen}"
        # One generation may have been published, and not yet written down.
        newest = int((folder / "published").read_text()) + 1
        assert oldest - 1 <= int(min(seen)) <= newest, (oldest, seen, newest)
        for evidence in answer.evidence:
            source = bot.library.article(evidence.article).source
            assert source[evidence.start : evidence.end] == evidence.text
        versions |= seen
        rounds += 1
        if bot._library is not None:
            bot._library.close()
    (folder / f"reader{number}").write_text(f"{rounds} {len(versions)}")


def many(folder: Path, readers: int, seconds: float) -> Counter[str]:
    """``readers`` processes and one writer for some seconds."""
    articles = folder / "articles"
    articles.mkdir()
    settings = load(None, [f"library={folder / 'library'}", "threads=1"])

    def write(until: float) -> None:
        version, end = 1, time.monotonic() + until
        writer = Bot(settings, scope_paths=[articles])
        while True:
            _write(articles, version)
            if version == 1:
                writer.open()
            else:
                writer.refresh()
            part = folder / "published.part"
            part.write_text(str(version))
            os.replace(part, folder / "published")
            if time.monotonic() >= end:
                break
            version += 1

    assert ended(in_child(lambda: write(0)))
    children = [
        in_child(lambda n=n: _read(folder, n, seconds))  # type: ignore[misc]
        for n in range(readers)
    ]
    assert ended(in_child(lambda: write(seconds)))
    assert all(list(map(ended, children)))
    assert verify(folder / "library") == []
    counts = [tuple(map(int, p.read_text().split())) for p in folder.glob("reader*")]
    return Counter(
        {
            "generations": int((folder / "published").read_text()),
            "answers": sum(rounds for rounds, _ in counts),
            "generations seen by the busiest reader": max(seen for _, seen in counts),
            "readers": len(counts),
        }
    )
