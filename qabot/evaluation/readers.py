"""SQuAD, BEIR and TREC files -> lines of the project's format, with every problem found.

Each reader appends to ``problems`` and goes on, so that all of them are listed at once.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote

import msgspec

from qabot.errors import QuestionSetError
from qabot.types import Span

Lines: TypeAlias = tuple[list[dict[str, str]], list[dict[str, Any]]]
"""The lines of ``articles.jsonl`` and of ``questions.jsonl``."""


class _SquadAnswer(msgspec.Struct):
    text: str
    answer_start: int


class _SquadQuestion(msgspec.Struct):
    id: str
    question: str
    answers: list[_SquadAnswer] = []
    is_impossible: bool = False


class _SquadParagraph(msgspec.Struct):
    context: str
    qas: list[_SquadQuestion]


class _SquadArticle(msgspec.Struct):
    paragraphs: list[_SquadParagraph]
    title: str = "untitled"


class _Squad(msgspec.Struct):
    data: list[_SquadArticle]


class _BeirDocument(msgspec.Struct, rename={"id": "_id"}):
    id: str
    text: str
    title: str = ""


class _BeirQuery(msgspec.Struct, rename={"id": "_id"}):
    id: str
    text: str


def read_squad(path: Path, problems: list[str]) -> Lines:
    """A SQuAD 1.1 or 2.0 file (Rajpurkar et al., 2016 and 2018).

    A question of 2.0 with ``is_impossible``, or without answers, is not answerable.
    """
    try:
        squad = msgspec.json.decode(path.read_bytes(), type=_Squad)
    except (OSError, msgspec.MsgspecError) as error:
        raise QuestionSetError(f"{path} is not a SQuAD file: {error}") from None
    texts: list[dict[str, str]] = []
    questions: list[dict[str, Any]] = []
    for article, group in enumerate(squad.data):
        for number, paragraph in enumerate(group.paragraphs):
            id = f"{article}-{number}"
            texts.append({"id": id, "title": group.title, "text": paragraph.context})
            for place, asked in enumerate(paragraph.qas):
                where = f"{path.name}: data[{article}].paragraphs[{number}].qas[{place}]"
                answerable = bool(asked.answers) and not asked.is_impossible
                spans = list(_squad_spans(asked, paragraph.context, where, problems))
                questions.append(
                    {
                        "id": asked.id,
                        "question": asked.question,
                        "article": id,
                        "answerable": answerable,
                        "evidence": list(dict.fromkeys(spans)) if answerable else [],
                        "answers": list(dict.fromkeys(a.text for a in asked.answers))
                        if answerable
                        else [],
                    }
                )
                if not asked.question.strip():
                    problems.append(f"{where}: question is empty")
    _refuse_twice(path, [line["id"] for line in questions], problems)
    return texts, questions


def _squad_spans(
    asked: _SquadQuestion, context: str, where: str, problems: list[str]
) -> Iterator[Span]:
    for answer in asked.answers:
        start, end = answer.answer_start, answer.answer_start + len(answer.text)
        if start < 0 or context[start:end] != answer.text or not answer.text.strip():
            problems.append(f"{where}: answer {answer.text!r} does not stand at {start}")
        yield start, end


def read_beir(path: Path, problems: list[str]) -> Lines:
    """A BEIR folder (Thakur et al., 2021). A title is put in front of its text, as is usual."""
    texts: dict[str, dict[str, str]] = {}
    for number, document in _decoded(path / "corpus.jsonl", _BeirDocument, problems):
        if document.id in texts:
            problems.append(f"corpus.jsonl:{number}: document {document.id!r} stands here twice")
        text = f"{document.title}\n\n{document.text}" if document.title else document.text
        texts[document.id] = {"id": document.id, "title": document.title, "text": text}
    asked: dict[str, str] = {}
    for number, query in _decoded(path / "queries.jsonl", _BeirQuery, problems):
        if query.id in asked:
            problems.append(f"queries.jsonl:{number}: query {query.id!r} stands here twice")
        if not query.text.strip():
            problems.append(f"queries.jsonl:{number}: query is empty")
        asked[query.id] = query.text
    questions: dict[str, dict[str, Any]] = {}
    order = {"test": 0, "dev": 1, "train": 2}
    files = sorted((path / "qrels").glob("*.tsv"), key=lambda file: order.get(file.stem, 3))
    if not files:
        problems.append(f"{path}: holds no qrels/*.tsv")
    for file in files:
        for where, query_id, document_id, grade in _beir_qrels(file, problems):
            if query_id not in asked or document_id not in texts:
                missing = query_id if query_id not in asked else document_id
                problems.append(f"{where}: {missing!r} is not in the corpus or the queries")
                continue
            line = questions.setdefault(query_id, _judged(query_id, asked[query_id], file.stem))
            if grade > 0 and line["part"] == file.stem:
                line["relevant"].append([document_id, grade])
    return list(texts.values()), _answerable(questions)


def read_trec(
    topics: Path, qrels: Path, texts: Mapping[str, tuple[str, str]], problems: list[str]
) -> Lines:
    """TREC topics with qrels over articles (``id``) or sentences (``id#index``).

    ``texts`` are titles and sources by id. Sentences are counted as this version splits them.
    """
    asked = dict(_topics(topics, problems))
    questions: dict[str, dict[str, Any]] = {}
    sentences: dict[str, list[Span]] = {}
    for number, line in _numbered(qrels):
        fields = line.split()
        where = f"{qrels.name}:{number}"
        if len(fields) != 4 or not fields[3].lstrip("-").isdigit():
            problems.append(f"{where}: expected query, 0, document, grade")
            continue
        query, document, grade = unquote(fields[0]), fields[2], int(fields[3])
        if query not in asked:
            problems.append(f"{where}: query {query!r} is not among the topics")
            continue
        name, mark, index = document.rpartition("#")
        article = unquote(name if mark else document)
        if article not in texts:
            problems.append(f"{where}: article {article!r} is not among the {len(texts)} articles")
            continue
        judged = questions.setdefault(query, _judged(query, asked[query], None))
        if grade < 1:
            continue
        if not mark:
            judged["relevant"].append([article, grade])
            continue
        spans = sentences.get(article) or _split(article, *texts[article])
        sentences[article] = spans
        if not index.isdigit() or int(index) >= len(spans):
            problems.append(f"{where}: article {article!r} has {len(spans)} sentences")
        elif judged["article"] not in ("", article):
            problems.append(f"{where}: the relevant sentences of {query!r} stand in two articles")
        else:
            judged["article"] = article
            judged["evidence"].append(spans[int(index)])
    lines = [{"id": id, "title": title, "text": text} for id, (title, text) in texts.items()]
    return lines, _answerable(questions)


def _judged(id: str, question: str, part: str | None) -> dict[str, Any]:
    return {
        "id": id, "question": question, "article": "", "evidence": [], "relevant": [], "part": part
    }  # fmt: skip


def _answerable(questions: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The questions with something relevant: one that was judged and has nothing says nothing."""
    found = [line for line in questions.values() if line["evidence"] or line["relevant"]]
    return [{**line, "answerable": True} for line in found]


def _split(id: str, title: str, text: str) -> list[Span]:
    from qabot.articles import parse
    from qabot.split import sentences

    article = parse(text, id=id, origin="", sha256="", title=title)
    return [(sentence.start, sentence.end) for sentence in sentences(article)]


_TOPIC = re.compile(r"<top>(.*?)</top>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"<num>\s*(?:Number:)?\s*([^\s<]+)", re.IGNORECASE)
_TITLE = re.compile(r"<title>\s*(?:Topic:)?\s*([^<]*)", re.IGNORECASE)


def _topics(path: Path, problems: list[str]) -> Iterator[tuple[str, str]]:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    for place, topic in enumerate(_TOPIC.findall(text), start=1):
        number, title = _NUMBER.search(topic), _TITLE.search(topic)
        if number is None or title is None or not title[1].strip():
            problems.append(f"{path.name}: topic {place} lacks its <num> or <title>")
            continue
        yield number[1], " ".join(title[1].split())
    if _TOPIC.search(text):
        return
    for number_, line in _numbered(path):
        id, tab, question = line.partition("\t")
        if not tab or not question.strip():
            problems.append(f"{path.name}:{number_}: expected id, tab, question")
            continue
        yield id.strip(), question.strip()


def _beir_qrels(file: Path, problems: list[str]) -> Iterator[tuple[str, str, str, int]]:
    for number, line in _numbered(file):
        where = f"qrels/{file.name}:{number}"
        fields = line.split("\t")
        if number == 1 and fields[-1] == "score":
            continue
        if len(fields) != 3 or not fields[2].strip().lstrip("-").isdigit():
            problems.append(f"{where}: expected query-id, corpus-id, score")
            continue
        yield where, fields[0], fields[1], int(fields[2])


def _decoded(path: Path, type: Any, problems: list[str]) -> Iterator[tuple[int, Any]]:
    for number, line in _numbered(path):
        try:
            yield number, msgspec.json.decode(line, type=type)
        except msgspec.MsgspecError as error:
            problems.append(f"{path.name}:{number}: {error}")


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise QuestionSetError(f"{path} cannot be read: {error.strerror or error}") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.rstrip("\r")


def _refuse_twice(path: Path, ids: list[str], problems: list[str]) -> None:
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            problems.append(f"{path.name}: question id {id!r} stands here twice")
        seen.add(id)
