"""A question set on disk -> QuestionSet. Every problem is listed at once, with its line."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from qabot.errors import QuestionSetError
from qabot.evaluation.types import Question, QuestionSet
from qabot.types import Span


class _Line(msgspec.Struct, frozen=True):
    """A line of ``questions.jsonl``; fields that are not named here are left alone."""

    id: str
    question: str
    article: str
    answerable: bool
    evidence: tuple[Span, ...] = ()
    answers: tuple[str, ...] = ()
    category: str | None = None
    part: str | None = None
    history: tuple[tuple[str, str], ...] = ()
    rewrite: str | None = None
    multi: bool = False
    whole: str | None = None
    synthetic: bool = False
    relevant: tuple[tuple[str, int], ...] = ()


class _ArticleLine(msgspec.Struct, frozen=True):
    id: str
    text: str
    title: str = ""


def load_question_set(
    path: Path,
    articles: Path | None = None,
    *,
    part: str | None = None,
    cache: Path | None = None,
) -> QuestionSet:
    """Read and validate a question set.

    ``path`` is a folder with ``questions.jsonl`` or such a file; ``articles`` is what the questions
    are about: article files, a folder of them or an ``articles.jsonl``. Left out, it is the
    ``articles.jsonl`` beside the questions or, without one, their folder. ``path`` may also be a
    SQuAD file, a BEIR folder or a folder of TREC topics and qrels: `formats` says how these are
    read; they are converted once, into ``cache`` (the user's, when left out). ``part`` keeps only
    the questions with that part; all of them are validated. Raises QuestionSetError, whose
    ``problems`` lists everything that is wrong with the set.
    """
    from qabot.evaluation import formats

    format = formats.detect(path)
    if format is not None:
        name = path.stem if path.is_file() else path.resolve().name
        folder = formats.converted(path, format, articles, cache)
        whole = load_question_set(folder)
        found = QuestionSet(name, whole.questions, whole.articles)
        return choose(found, part or formats.usual_part(found))
    file = path / "questions.jsonl" if path.is_dir() else path
    if not file.is_file():
        raise QuestionSetError(
            f"{file} is not there; give a folder with questions.jsonl, or a file of questions"
        )
    if articles is None:
        beside = file.parent / "articles.jsonl"
        articles = beside if beside.is_file() else file.parent
    problems: list[str] = []
    texts = {id: text for id, (_, text) in read_articles(articles, problems).items()}
    questions = tuple(_questions(file, texts, problems))
    refuse(file, problems)
    name = path.name if path.is_dir() else file.stem
    return choose(QuestionSet(name or path.resolve().name, questions, articles), part)


def choose(questions: QuestionSet, part: str | None) -> QuestionSet:
    """The questions of one part, such as ``report``; all of them for None."""
    if part is None:
        return questions
    kept = tuple(question for question in questions.questions if question.part == part)
    if not kept:
        parts = sorted({question.part for question in questions.questions if question.part})
        known = f"it has {', '.join(parts)}" if parts else "its questions name no part"
        raise QuestionSetError(f"{questions.name} has no question of part {part!r}: {known}")
    return QuestionSet(f"{questions.name}/{part}", kept, questions.articles)


def remarks(questions: QuestionSet) -> list[str]:
    """What is allowed in a set, and worth a look: the same question twice about one article."""
    said: list[str] = []
    seen: dict[tuple[str, str, object], str] = {}
    for question in questions.questions:
        key = question.article, " ".join(question.question.casefold().split()), question.history
        if key in seen:
            said.append(f"{question.id!r} asks what {seen[key]!r} asks of {question.article!r}")
        seen.setdefault(key, question.id)
    return said


def refuse(file: Path, problems: list[str]) -> None:
    """Raise QuestionSetError when there are problems."""
    if problems:
        more = f" (and {len(problems) - 1} more problems)" if len(problems) > 1 else ""
        raise QuestionSetError(f"{problems[0]}{more}", tuple(problems))


def read_articles(articles: Path, problems: list[str]) -> dict[str, tuple[str, str]]:
    """Article id -> (title, source), of a file, a folder or an ``articles.jsonl``.

    The title is empty where none is given beside the text.
    """
    if articles.suffix == ".jsonl":
        return _jsonl_articles(articles, problems)
    from qabot.articles import decode, discover, ids

    found = discover(articles)
    names = ids(articles, found)
    read: dict[str, tuple[str, str]] = {}
    for file in found:
        if file.is_jsonl:
            read |= _jsonl_articles(file.path, problems)
            continue
        try:
            read[names[file.path]] = "", decode(file.path.read_bytes())
        except OSError as error:
            problems.append(f"{file.path}: cannot be read: {error.strerror or error}")
    return read


def _jsonl_articles(path: Path, problems: list[str]) -> dict[str, tuple[str, str]]:
    read: dict[str, tuple[str, str]] = {}
    for number, raw in _lines(path):
        try:
            line = msgspec.json.decode(raw, type=_ArticleLine)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}:{number}: {_say(error)}")
            continue
        if line.id in read:
            problems.append(f"{path.name}:{number}: article id {line.id!r} stands here twice")
        read[line.id] = line.title, line.text
    return read


def _questions(file: Path, texts: Mapping[str, str], problems: list[str]) -> Iterator[Question]:
    seen: dict[str, int] = {}
    count = 0
    for number, raw in _lines(file):
        count += 1
        try:
            line = msgspec.json.decode(raw, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            problems.append(f"{file.name}:{number}: {_say(error)}")
            continue
        question = Question(**{name: getattr(line, name) for name in line.__struct_fields__})
        found = list(check(question, texts))
        if question.id in seen:
            found.append(f"id {question.id!r} stands on line {seen[question.id]} already")
        seen.setdefault(question.id, number)
        problems += [f"{file.name}:{number}: {problem}" for problem in found]
        yield question
    if not count:
        problems.append(f"{file.name}: holds no question")


def check(question: Question, texts: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with one question, in words."""
    if not question.id.strip():
        yield "id is empty"
    if not question.question.strip():
        yield "question is empty"
    if question.answerable and not (question.evidence or question.relevant):
        yield "answerable, but no evidence span is given"
    if not question.answerable and (question.evidence or question.relevant):
        yield "not answerable, but evidence is given"
    for article, grade in question.relevant:
        if article not in texts:
            yield f"relevant article {article!r} is not among the {len(texts)} articles"
        if grade < 1:
            yield f"relevant article {article!r} has grade {grade}; expected 1 or more"
    if question.relevant and not question.article and not question.evidence:
        return
    text = texts.get(question.article)
    if text is None:
        yield f"article {question.article!r} is not among the {len(texts)} articles"
        return
    for start, end in question.evidence:
        if not 0 <= start < end <= len(text):
            yield (
                f"evidence [{start}, {end}] is not inside article {question.article!r} "
                f"of {len(text)} characters"
            )
        elif not text[start:end].strip():
            yield f"evidence [{start}, {end}] holds only white space"


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers from 1."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise QuestionSetError(f"{path} cannot be read: {error.strerror or error}") from None
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _say(error: Exception) -> Any:
    if isinstance(error, msgspec.ValidationError):
        return str(error)
    return f"not a JSON object: {error}"
