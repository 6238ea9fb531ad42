"""A small bot whose answers are planned, for tests in which the bot is not the subject."""

import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from qabot.config import Settings, load
from qabot.library.manifest import Counts, IndexSettings, Manifest
from qabot.split import passages
from qabot.types import (
    Answer,
    AnswerText,
    Article,
    Evidence,
    Hit,
    Kind,
    Passage,
    Reason,
    Role,
    Sentence,
    Timing,
    Trace,
)

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def write_set(folder: Path, *, articles: int = 12, questions: int = 60, seed: int = 1) -> Path:
    """A question set of invented sentences; every third question has no answer."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    texts: dict[str, str] = {}
    for number in range(articles):
        sentences = [
            f"{rng.choice('ABCDEF')}{rng.randrange(1000)} met {rng.choice('UVW')}{place}."
            for place in range(rng.randrange(5, 14))
        ]
        texts[f"story {number}"] = " ".join(sentences)
    with (folder / "articles.jsonl").open("w") as file:
        for id, text in texts.items():
            file.write(json.dumps({"id": id, "title": id, "text": text}) + "\n")
    with (folder / "questions.jsonl").open("w") as file:
        for number in range(questions):
            id = f"story {number % articles}"
            text = texts[id]
            stops = [0, *(place + 2 for place, char in enumerate(text) if char == ".")]
            start = rng.choice(stops[:-1])
            end = text.index(".", start)
            answerable = number % 3 != 2
            line: dict[str, Any] = {
                "id": f"q {number}",
                "question": f"{rng.choice(['Who', 'What', 'When'])} met {number}?",
                "article": id,
                "answerable": answerable,
                "evidence": [[start, end]] if answerable else [],
                "answers": [text[start:end]] if answerable else [],
                "part": "choose" if number % 2 else "report",
            }
            file.write(json.dumps(line) + "\n")
    return folder


@dataclass
class FakeInfo:
    id: str
    origin: str


class FakeLibrary:
    """Sentences end at full stops; passages are made as the library makes them."""

    def __init__(self, articles: Path) -> None:
        self.path = articles
        counts = Counts(1, 1, 0, 0, 0, 0, 0)
        made = IndexSettings("fake", "0" * 64, words=8, overlap=1)
        self.manifest = Manifest(1, "0", 1, made, 1, 384, (), counts, ())
        self._articles: dict[str, Article] = {}
        self._sentences: dict[str, tuple[Sentence, ...]] = {}
        self._passages: list[Passage] = []
        for line in articles.read_text().splitlines():
            self._add(json.loads(line))

    def _add(self, line: dict[str, str]) -> None:
        id, text = line["id"], line["text"]
        self._articles[id] = Article(id, text, "articles.jsonl", "0", id, None, None, None, ())
        found, start = [], 0
        for piece in text.split(". "):
            end = min(len(text), start + len(piece) + 1)
            found.append(Sentence(len(found), start, end, 1, 0, Kind.PARAGRAPH, text[start:end]))
            start = end + 1
        self._sentences[id] = tuple(found)
        self._passages += passages(self._articles[id], found, words=8, overlap=1)

    def articles(self, ids: Any = None, roots: Any = None) -> list[FakeInfo]:
        return [FakeInfo(id, str(self.path)) for id in self._articles]

    def article(self, id: str) -> Article:
        return self._articles[id]

    def sentences(self, id: str) -> tuple[Sentence, ...]:
        return self._sentences[id]

    def passages(self, keys: Any) -> list[Passage]:
        return [self._passages[int(key)] for key in keys]


@dataclass
class FakeModels:
    ranking: str = "0" * 64

    def reader_digests(self) -> dict[str, str]:
        return {"model": "fake", "sha256": "0" * 64, "ranking_sha256": self.ranking}


@dataclass
class FakeBot:
    """Answers from the question's text alone, so that two runs are the same run."""

    articles: Path
    settings: Settings = field(default_factory=lambda: load(None))
    skill: float = 0.6
    asked: list[str] = field(default_factory=list)
    fail_after: int | None = None
    models: FakeModels = field(default_factory=FakeModels)

    def __post_init__(self) -> None:
        self.library = FakeLibrary(self.articles)
        self.roots = (self.articles,)

    def open(self) -> None:
        return None

    def ask(
        self, question: str, *, article: str | None = None, history: Any = (), id: str | None = None
    ) -> Answer:
        if self.fail_after is not None and len(self.asked) >= self.fail_after:
            raise KeyboardInterrupt
        self.asked.append(question)
        rng = random.Random(f"{question} {article} {history} {self.skill}")
        keys = [
            key
            for key, passage in enumerate(self.library._passages)
            if article in (None, passage.article)
        ]
        dense = rng.sample(keys, min(len(keys), 8))
        lexical = rng.sample(keys, rng.randrange(0, min(len(keys), 8) + 1))
        fused = list(dict.fromkeys([*dense[:3], *lexical[:2]]))
        if rng.random() < 0.03:
            fused = []
        hits = tuple(
            Hit(key, self.library.passages([key])[0], 1 / (60 + rank))
            for rank, key in enumerate(fused, start=1)
        )
        read = [
            (h.passage.article, i) for h in hits for i in range(h.passage.first, h.passage.last)
        ]
        read = list(dict.fromkeys(read))
        rng.shuffle(read)
        ranking = tuple((*place, 1 - rank / 100) for rank, place in enumerate(read))
        confidence = round(rng.random(), 1)
        return self._answer(
            question, ranking, confidence, Trace(tuple(dense), tuple(lexical), hits, ranking), id
        )

    def _answer(
        self, question: str, ranking: Any, confidence: float, trace: Trace, id: str | None
    ) -> Answer:
        threshold = self.settings.config.answer.threshold
        evidence = []
        for rank, (name, index, _) in enumerate(ranking[:3], start=1):
            sentence = self.library._sentences[name][index]
            evidence.append(
                Evidence(
                    rank=rank,
                    role=Role.ANSWER if rank == 1 else Role.SUPPORT,
                    article=name,
                    title=name,
                    source="articles.jsonl",
                    sha256="0",
                    line=1,
                    start=sentence.start,
                    end=sentence.end,
                    text=sentence.text,
                    confidence=confidence / rank,
                    sentence=index,
                    spans=((sentence.start, sentence.end - 1),),
                )
            )
        answered = confidence >= threshold and bool(evidence)
        text = None
        if answered:
            first = evidence[0]
            start, end = first.spans[0]
            text = AnswerText(
                self.library.article(first.article).source[start:end], first.article, start, end
            )
        return Answer(
            question=question,
            understood_as=question,
            answered=answered,
            confidence=confidence if evidence else 0.0,
            threshold=threshold,
            evidence=tuple(evidence),
            answer=text,
            reason=None if answered else "weak",
            reason_code=None if answered else Reason.WEAK_MATCH,
            timing=Timing(0.0, 1.0, 2.0, 3.0 + len(question)),
            trace=trace,
            id=id,
        )


@pytest.fixture
def make_set() -> Any:
    return write_set


@pytest.fixture
def make_bot() -> Any:
    return FakeBot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A question set of 60 questions about 12 articles."""
    return write_set(tmp_path / "set")


@pytest.fixture
def bot(folder: Path) -> FakeBot:
    return FakeBot(folder / "articles.jsonl")
