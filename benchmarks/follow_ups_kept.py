"""Asked once: a reader that remembers what it read, and a log that a stopped run goes on from."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import embeddings
import qabot
from qabot.bot import Bot
from qabot.read import Candidate, Ranker, Reader
from qabot.read.signals import Reading


class _Kept:
    """A reader that reads the same sentences for the same question once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._read: dict[tuple[str, tuple[tuple[str, int], ...]], Reading] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def read(self, question: str, candidates: Sequence[Candidate]) -> Reading:
        key = (question, tuple((each.article, each.sentence.index) for each in candidates))
        if key not in self._read:
            self._read[key] = self._reader.read(question, candidates)
        return self._read[key]


class KeepingBot(Bot):
    """Reads the same sentences for the same question once: modes share most of their work."""

    _kept: Any = None

    @property
    def reader(self) -> tuple[Reader, Ranker]:
        reader, ranker = super().reader
        self._kept = self._kept or _Kept(reader)
        return self._kept, ranker


class Log:
    """What was found already, by set, question and mode: a run that was stopped goes on."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        program = hashlib.sha256()
        for package in (qabot, embeddings):
            root = Path(package.__file__ or "").parent
            for file in sorted([*root.rglob("*.py"), *root.rglob("weights/*.json")]):
                program.update(file.read_bytes())
        self._path = path.with_name(f"{path.name}-{program.hexdigest()[:12]}.jsonl")
        lines = self._path.read_text("utf-8").splitlines() if self._path.exists() else []
        self._found: dict[tuple[str, ...], Any] = {
            tuple(key): value for key, value in map(json.loads, lines)
        }

    def get(self, key: tuple[str, ...], find: Callable[[], Any]) -> Any:
        """What is known of ``key``, found now where nothing is."""
        if key not in self._found:
            self._found[key] = find()
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([key, self._found[key]]) + "\n")
        return self._found[key]
