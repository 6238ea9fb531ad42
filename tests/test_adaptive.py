"""What is read first, when the rest is, and that nothing is read twice."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from qabot.bot import Bot
from qabot.config import load
from qabot.read.adaptive import FEW, LEAST, NEAR, Remembering, portions
from qabot.read.candidates import Candidate, candidates
from qabot.read.signals import Reading
from qabot.types import Hit, Passage

EASY = "Where did Biegun leave for?"
HARD = "What is the capital of Australia?"


def hit(number: int, fused: float) -> Hit:
    passage = Passage("a", number, 2 * number, 2 * number + 2, 0, 1, "a")
    return Hit(number, passage, fused, cosine=None, dense_rank=None, lexical_rank=None)


def test_the_first_portion_is_near_the_best() -> None:
    hits = [hit(i, 1.0 - 0.02 * i) for i in range(10)]
    first, every = portions(hits, 8)
    assert [each.key for each in first] == [
        i for i in range(10) if 1 - 0.02 * i >= NEAR or i < LEAST
    ]
    assert list(every) == hits[:8]


def test_the_first_portion_has_a_least_size_and_what_was_shown() -> None:
    hits = [hit(i, 1.0 / (1 + i)) for i in range(12)]
    first, every = portions(hits, 8, [("a", 20)])
    assert [each.key for each in first] == [*range(LEAST), 10]
    assert [each.key for each in every] == [*range(8), 10]


def test_where_all_is_near_or_there_is_little_there_is_one_portion() -> None:
    for hits in ([hit(i, 1.0) for i in range(9)], [hit(i, 1.0 / (1 + i)) for i in range(FEW)]):
        assert [list(portion) for portion in portions(hits, 12)] == [hits]


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    with Bot(load(None, (), {"library": str(tmp_path_factory.mktemp("a") / "library")})) as bot:
        bot.open()
        yield bot


class Counting:
    """Counts what the bot's own reader is given."""

    def __init__(self, bot: Bot) -> None:
        self._reader = bot.reader[0]
        self.name, self.columns, self.knows = "c", self._reader.columns, self._reader.knows
        self.seen: list[tuple[str, int]] = []

    def read(self, question: str, candidates: Sequence[Candidate]) -> Reading:
        self.seen += [(item.article, item.sentence.index) for item in candidates]
        return self._reader.read(question, candidates)


def test_no_sentence_is_read_twice(bot: Bot) -> None:
    counting = Counting(bot)
    remembering = Remembering(counting)
    hits = bot.find(EASY, bot.scope())
    part = remembering.read(EASY, candidates(bot.library, hits[:4]))
    whole = candidates(bot.library, hits)
    reading = remembering.read(EASY, whole)
    assert len(counting.seen) == len(set(counting.seen)) == len(whole)
    again = remembering.read(EASY, candidates(bot.library, hits[:4]))
    np.testing.assert_array_equal(again.values, part.values)
    assert len(reading.spans) == len(whole)


def test_a_sure_answer_ends_the_reading_and_no_answer_does_not(bot: Bot, tmp_path: Path) -> None:
    assert bot.settings.config.retrieval.enough == 0.45
    read = {
        question: len(bot.read(question, bot.find(question, bot.scope()))[0])
        for question in (EASY, HARD)
    }
    everything = load(None, (), {"library": str(tmp_path / "l"), "retrieval.enough": "1"})
    with Bot(everything) as other:
        assert len(other.ask(EASY).trace.ranking) > read[EASY]
        assert len(other.ask(HARD).trace.ranking) == read[HARD]
