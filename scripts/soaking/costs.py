"""What the worst questions and the worst articles cost: processor seconds and memory."""

import itertools
import random
import string
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil

from qabot.bot import Bot
from qabot.config import load
from qabot.errors import UsageError
from qabot.follow_up.question import MOST_CHARACTERS
from qabot.library import IndexSettings, index
from qabot.library.fakes import HashEncoder

SECONDS = 12.0
"""Of the processor, that no question may exceed; the worst needs a quarter of it here."""
MEGABYTES = 400
"""By which memory may grow over all of the questions together."""


def long_questions(share: float = 1.0) -> dict[str, str]:
    """The worst questions, each as long as may be or, with a smaller ``share``, as much shorter."""
    chance, most = random.Random(1), round(MOST_CHARACTERS * share)
    letters = string.ascii_lowercase
    names = map(
        "".join,
        itertools.product(
            letters.upper(), letters + "éüöäñçåøíáóúêâîûôàèìòùëïœæ", letters + string.digits + "ßéü"
        ),
    )
    parts = {
        "10,000 words": " ".join(chance.choices("ships who met Oslo said in".split(), k=10_000)),
        "50,000 names": " ".join(itertools.islice(names, 50_000)),
        "40,000 words of four letters": " ".join(
            "".join(chance.choices(letters, k=4)) for _ in range(40_000)
        ),
        "one word again and again": "ships " * 40_000,
        "one long word": "x" * MOST_CHARACTERS,
        "quotes": '"' * MOST_CHARACTERS,
        "brackets": "(" * MOST_CHARACTERS,
        "apostrophes": "a'" * MOST_CHARACTERS,
        "abbreviations": "U." * MOST_CHARACTERS,
        "digits": "1," * MOST_CHARACTERS,
        "white space": "who" + " " * (MOST_CHARACTERS - 10) + "went?",
        "lines": "who\n" * MOST_CHARACTERS,
        "pronouns": "He and she and it " * MOST_CHARACTERS,
        "accents": "a" + "\u0301" * MOST_CHARACTERS,
    }
    return {name: text[:most] for name, text in parts.items()}


def question_costs(folder: Path, share: float = 1.0) -> Counter[str]:
    """Ask each of them, alone and as a follow-up to itself, with the real models."""
    tally: Counter[str] = Counter()
    process = psutil.Process()
    settings = load(None, [f"library={folder / 'library'}", "threads=1"])
    (folder / "ships.txt").write_text("The ships reached Busan on Monday, said Kim. He met Choe.")
    with Bot(settings, scope_paths=[folder / "ships.txt"]) as bot:
        bot.open()
        bot.ask("Where did the ships go?")
        before = process.memory_info().rss
        for name, question in long_questions(share).items():
            for history in ((), ((question, question),)):
                spent = _spent(lambda: bot.ask(question, history=history))  # noqa: B023
                assert spent < SECONDS, f"{name}: {spent:.1f} s"
                key = "costs: milliseconds of the dearest question"
                tally[key] = max(tally[key], round(1000 * spent))
                tally["costs: questions"] += 1
        grown = (process.memory_info().rss - before) / 1e6
        assert grown < MEGABYTES, f"{grown:.0f} MB"
        tally["costs: MB by which memory grew over the questions"] = round(grown)
        try:
            bot.ask("x" * (MOST_CHARACTERS + 1))
        except UsageError as error:
            assert "\n" not in str(error)
        else:
            raise AssertionError("a question of any length")
    return tally


class _Hashed(Bot):
    """A bot whose vectors cost nothing, with the real reader: articles can be long."""

    @property
    def encoder(self) -> HashEncoder:  # type: ignore[override]
        return HashEncoder()

    def index_settings(self) -> IndexSettings:
        return HashEncoder().settings()


def article_costs(folder: Path, sentences: int, characters: int) -> Counter[str]:
    """Index and ask an article of so many sentences, and one that is a single sentence so long."""
    tally: Counter[str] = Counter()
    chance = random.Random(1)
    words = "ships sail Busan minister vote storm Monday harbour train plane".split()
    articles = {
        "many": " ".join(
            f"Number {n} {' '.join(chance.choices(words, k=6))}." for n in range(sentences)
        ),
        "long": " ".join(chance.choices(words, k=characters // 6))[:characters],
        "unbroken": "x" * characters,
    }
    for name, text in articles.items():
        path = folder / f"{name}.txt"
        path.write_text(text)
        library = folder / name
        encoder = HashEncoder()
        made = _spent(
            lambda: index(
                library,  # noqa: B023
                [path],  # noqa: B023
                settings=encoder.settings(),  # noqa: B023
                open_encoder=lambda: encoder,  # noqa: B023
            )
        )
        settings = load(None, [f"library={library}", "threads=1"])
        with _Hashed(settings, scope_paths=[path]) as bot:
            bot.open()
            bot.ask("Where did number 17 sail?")
            spent = _spent(lambda: bot.ask("What about number 23 and the storm?"))
        assert spent < SECONDS / 3, f"{name}: {spent:.1f} s to ask"
        tally[f"costs, {name}: milliseconds to index without vectors"] = round(1000 * made)
        tally[f"costs, {name}: milliseconds to ask"] = round(1000 * spent)
    return tally


def _spent(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started
