"""Other question sets -> the project's own folder format.

SQuAD      a ``.json`` file of version 1.1 or 2.0; every paragraph becomes an article
BEIR       a folder of ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/*.tsv``; a split is a part
TREC       a folder of ``topics.*`` (SGML or id, tab, question) and ``qrels.*``, with articles

BEIR and TREC judge documents: a document is an article (``id``), and for TREC also a sentence
(``id#index``, as this package writes its own runs). Where articles are judged, a set is asked with
the library scope and has measures of articles only.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from qabot.errors import QuestionSetError
from qabot.evaluation.types import QuestionSet

VERSION = 1
"""Raised when a conversion changes, so that what was converted before is converted again."""


class Format(StrEnum):
    """What a path holds when it is not the project's own format."""

    SQUAD = "SQuAD"
    BEIR = "BEIR"
    TREC = "TREC"


def detect(path: Path) -> Format | None:
    """The format of ``path``; None for the project's own or anything unknown."""
    if path.is_file():
        return Format.SQUAD if path.suffix == ".json" else None
    if not path.is_dir() or (path / "questions.jsonl").is_file():
        return None
    if (path / "corpus.jsonl").is_file() and (path / "queries.jsonl").is_file():
        return Format.BEIR
    return Format.TREC if _one(path, "topics") and _one(path, "qrels") else None


def converted(path: Path, format: Format, articles: Path | None, cache: Path | None) -> Path:
    """The folder that ``path`` was converted to; made when it is not there yet.

    Its name is a hash of every file that went in, so a changed source is a new folder. Raises
    QuestionSetError with all problems.
    """
    if cache is None:
        import platformdirs

        cache = Path(platformdirs.user_cache_dir("qabot", appauthor=False)) / "question-sets"
    sources = sorted(_sources(path, format, articles))
    digest = hashlib.sha256(f"{VERSION} {format}".encode())
    for source in sources:
        digest.update(source.name.encode() + b"\0")
        digest.update(hashlib.sha256(_read(source)).digest())
    folder = cache / f"{path.stem}-{digest.hexdigest()[:16]}"
    if not (folder / "questions.jsonl").is_file():
        texts, questions = convert(path, format, articles)
        try:
            _publish(folder, texts, questions)
        except OSError as error:
            raise QuestionSetError(
                f"{path} cannot be converted into {cache}: {error.strerror or error}"
            ) from None
    return folder


def convert(
    path: Path, format: Format, articles: Path | None
) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """The lines of ``articles.jsonl`` and of ``questions.jsonl``. Raises QuestionSetError."""
    from qabot.evaluation import questions as own
    from qabot.evaluation.readers import read_beir, read_squad, read_trec

    problems: list[str] = []
    if format is Format.SQUAD:
        found = read_squad(path, problems)
    elif format is Format.BEIR:
        found = read_beir(path, problems)
    else:
        place = articles or _articles_of(path)
        found = read_trec(
            _one(path, "topics") or path,
            _one(path, "qrels") or path,
            own.read_articles(place, problems),
            problems,
        )
    own.refuse(path, problems)
    return found


def usual_part(questions: QuestionSet) -> str | None:
    """The split that figures are quoted from: BEIR's ``test``, when there is one."""
    return "test" if any(question.part == "test" for question in questions.questions) else None


def _articles_of(path: Path) -> Path:
    beside = path / "articles.jsonl"
    if beside.is_file():
        return beside
    if (path / "articles").is_dir():
        return path / "articles"
    raise QuestionSetError(
        f"{path} holds topics and qrels, but no articles.jsonl or articles folder; give --articles"
    )


def _sources(path: Path, format: Format, articles: Path | None) -> Iterator[Path]:
    if format is Format.SQUAD:
        yield path
    elif format is Format.BEIR:
        yield from (path / "corpus.jsonl", path / "queries.jsonl")
        yield from (path / "qrels").glob("*.tsv")
    else:
        yield from (found for name in ("topics", "qrels") if (found := _one(path, name)))
        place = articles or _articles_of(path)
        if place.is_file():
            yield place
        else:
            yield from (file for file in place.rglob("*") if file.is_file())


def _one(path: Path, stem: str) -> Path | None:
    found = sorted(file for file in path.glob(f"{stem}*") if file.is_file())
    return found[0] if found else None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise QuestionSetError(f"{path} cannot be read: {error.strerror or error}") from None


def _publish(
    folder: Path, texts: list[dict[str, str]], questions: list[Mapping[str, Any]] | Any
) -> None:
    """Write both files beside the place and move them there: whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=folder.parent))
    try:
        for name, lines in (("articles.jsonl", texts), ("questions.jsonl", questions)):
            with (part / name).open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        os.replace(part, folder)
    except OSError:
        if not (folder / "questions.jsonl").is_file():  # else another process was first
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
