"""Question-set folders, and the sentences of their articles."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

Span = tuple[int, int]
"""Half-open, in code points of an article's text."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question about one article. `evidence` is empty when the article does not answer."""

    id: str
    text: str
    article: str
    evidence: tuple[Span, ...]
    answers: tuple[str, ...]
    part: str
    whole: str
    """Of a question about a cut article: the id of the same question about the whole one."""

    @property
    def answerable(self) -> bool:
        """Whether its article answers it."""
        return bool(self.evidence)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """`articles` is id -> text."""

    name: str
    articles: dict[str, str]
    questions: tuple[Question, ...]


def read_set(folder: Path) -> QuestionSet:
    """The set in `folder`, Treebank quotes made plain (`` becomes " and a space: same length)."""
    articles = {}
    for line in (folder / "articles.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        articles[entry["id"]] = entry["text"].replace("``", '" ').replace("''", '" ')
    questions = []
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        questions.append(
            Question(
                id=entry["id"],
                text=entry["question"].strip(),
                article=entry["article"],
                evidence=tuple((start, end) for start, end in entry["evidence"]),
                answers=tuple(entry.get("answers") or ()),
                part=entry.get("part", ""),
                whole=entry.get("whole", ""),
            )
        )
    return QuestionSet(folder.name, articles, tuple(questions))


_BOUNDARY = re.compile(r"""\n+|[.!?]+["'\u201d\u2019)\]]*\s+(?=["'\u201c\u2018(\[$]*\s?[A-Z0-9])""")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“])(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Rev"
    r"|Jr|Sr|No|vs|Inc|Co|Corp|Ltd|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.\s+$"
)


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of `text`, in order, without the white space around them."""
    spans, start = [], 0
    ends = [match.end() for match in _BOUNDARY.finditer(text)] + [len(text)]
    for end in ends:
        piece = text[start:end]
        if end < len(text) and "\n" not in piece[-2:] and _ABBREVIATION.search(piece[-12:]):
            continue
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            spans.append((start + lead, start + len(piece.rstrip())))
        start = end
    return spans


def overlaps(a: Span, b: Span) -> bool:
    """Whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]
