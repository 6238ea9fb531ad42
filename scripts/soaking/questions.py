"""Many questions in one process: its memory stays, and so do its open files."""

import json
import os
import random
import statistics
from collections import Counter
from pathlib import Path

import psutil

from qabot.bot import Bot
from qabot.config import load
from qabot.errors import UsageError
from qabot.render import answer_record, json_line
from soaking import texts

LIMIT = 0.05
"""By how much memory may differ between the second fifth of a run and its last."""

_REFRESH = 500
"""After so many questions an article is changed, and the library refreshed."""


def questions(
    folder: Path, count: int, seed: int = 1, log: Path | None = None, limit: float = LIMIT
) -> Counter[str]:
    """Ask ``count`` questions of every kind, with the real models, of three short articles.

    ``log`` gets a line of JSON for each hundredth of the run. Memory is this process's resident
    set; of the first fifth nothing is expected, allocators and caches fill there. ``limit``: see
    LIMIT; a short run needs more.
    """
    chance, tally = random.Random(seed), Counter[str]()
    articles = folder / "articles"
    articles.mkdir()
    for name in ("ships", "envoy", "harbour"):
        _write(articles / f"{name}.txt", chance)
    process = psutil.Process()
    used: list[tuple[int, int]] = []
    bot = Bot(load(None, [f"library={folder / 'library'}", "threads=1"]), scope_paths=[articles])
    with bot:
        bot.open()
        for long in (_names(chance), *texts.HOSTILE):  # what needs most memory comes first
            _ask(bot, long, chance, tally)
        for number in range(count):
            if number % _REFRESH == _REFRESH - 1:
                _write(articles / "ships.txt", chance)
                bot.refresh()
                tally["questions: refreshes between them"] += 1
            _ask(bot, _question(chance), chance, tally)
            if (number + 1) % max(1, count // 100) == 0:
                used.append((process.memory_info().rss, process.num_fds()))
                if log is not None:
                    with log.open("a") as file:
                        print(json.dumps([number + 1, *used[-1]]), file=file)
    memory, files = zip(*used, strict=True)
    fifth = len(used) // 5
    before = statistics.median(memory[fifth : 2 * fifth])
    after = statistics.median(memory[-fifth:])
    assert after <= before * (1 + limit), f"memory grew from {before:,} to {after:,} bytes"
    assert max(files[-fifth:]) <= max(files[:fifth]), f"open files: {files[0]} to {files[-1]}"
    tally["questions: permille by which memory changed"] = round(1000 * (after / before - 1))
    tally["questions: MB of memory in the last fifth"] = round(after / 1e6)
    tally["questions: files open at the end"] = files[-1]
    return tally


def _ask(bot: Bot, question: str, chance: random.Random, tally: Counter[str]) -> None:
    history = [("Who was there?", "Stephen Biegun")] if chance.random() < 0.2 else []
    article = "envoy" if chance.random() < 0.2 else None
    try:
        answer = bot.ask(question, article=article, history=tuple(history))
    except UsageError as error:
        assert "\n" not in str(error)
        tally["questions: refused"] += 1
        return
    assert json.loads(json_line(answer_record(answer)))["answered"] == answer.answered
    tally["questions: answered" if answer.answered else "questions: abstained"] += 1


def _question(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.7:
        return f"{chance.choice(['Who', 'Where', 'When', 'Why'])} {texts.words(chance, 10)}?"
    if kind < 0.98:
        return texts.text(chance, 4)
    return _names(chance)


def _names(chance: random.Random) -> str:
    return " ".join(f"Name{chance.randrange(10**6)}" for _ in range(2000))


def _write(path: Path, chance: random.Random) -> None:
    lines = [f"{texts.words(chance, 14).capitalize()}." for _ in range(4)]
    part = path.with_suffix(".part")
    part.write_text("The ships reached Busan on Monday, said Biegun.\n\n" + " ".join(lines))
    os.replace(part, path)
