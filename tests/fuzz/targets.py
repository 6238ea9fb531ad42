"""What is fuzzed: each takes bytes, whatever they are, and fails when a law does not hold.

``scripts/soak fuzz`` runs them under atheris, guided by coverage; ``test_corpus.py`` runs what is
kept in ``corpus/``, one folder for each target.
"""

import io
import json
import re
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from qabot.articles import clean, decode, line_of, parse, read_file, read_jsonl
from qabot.articles.files import LineProblem
from qabot.cli import batch
from qabot.errors import ArticleError, UsageError
from qabot.library.query import MOST_TERMS, match, terms
from qabot.render import Look, answer_fragments, answer_record, json_line, safe, safe_json, to_text
from qabot.split import passages, sentences
from qabot.types import Answer, AnswerText, Article, Evidence, Role

_FOLDER = tempfile.TemporaryDirectory(prefix="qabot-fuzz-")
_HARMFUL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def _article(article: Article) -> None:
    """Blocks in order and apart, spans inside, no lone surrogates."""
    source, end = article.source, 0
    for block in article.blocks:
        assert end <= block.start < block.end <= len(source)
        end = block.end
    for span in (article.title_span, article.byline, article.dateline):
        assert span is None or 0 <= span[0] < span[1] <= len(source)
    source.encode("utf-8")


def _one_line(error: Exception) -> None:
    assert "\n" not in str(error)


def articles(data: bytes) -> None:
    """A file, and the same bytes as an articles.jsonl."""
    path = Path(_FOLDER.name, "a.txt")
    path.write_bytes(data)
    try:
        article = read_file(path, id="a")
    except ArticleError as error:
        _one_line(error)
    else:
        assert article.source == decode(data)
        _article(article)
    path = Path(_FOLDER.name, "articles.jsonl")
    path.write_bytes(data)
    for entry in read_jsonl(path):
        if isinstance(entry, LineProblem):
            assert entry.line >= 1
            assert "\n" not in entry.reason
        else:
            _article(entry)
    text = decode(data)
    assert clean(clean(text)) == clean(text)


def splitting(data: bytes) -> None:
    """Sentences and passages of any text."""
    source = data.decode("utf-8", "replace")
    if not clean(source):
        return
    article = parse(source, id="a", origin="/a", sha256="0")
    _article(article)
    found, end = sentences(article), 0
    for index, sentence in enumerate(found):
        assert sentence.index == index
        assert end <= sentence.start < sentence.end <= len(source)
        assert sentence.text == clean(source[sentence.start : sentence.end]) != ""
        assert sentence.line == line_of(source, sentence.start)
        end = sentence.end
    words, overlap = 1 + len(data) % 70, len(data) % 3
    made = passages(article, found, words=words, overlap=overlap)
    held = [False] * len(found)
    for index, passage in enumerate(made):
        assert passage.index == index
        assert 0 <= passage.first < passage.last <= len(found)
        held[passage.first : passage.last] = [True] * (passage.last - passage.first)
        assert passage.start == found[passage.first].start
        assert passage.end == found[passage.last - 1].end
    assert all(held)


def questions(data: bytes) -> None:
    """A file of questions: every line becomes a question, or a refusal of one line."""
    for number, line in batch._lines(io.BytesIO(data)):
        assert number >= 1
        if line is None:
            continue
        try:
            asked = batch._parse(line)
        except UsageError as error:
            _one_line(error)
            json_line({"id": batch._id_of(line), "error": str(error)}).encode()
        else:
            assert asked.question
            msgspec.json.encode(asked)


_DATABASE = sqlite3.connect(":memory:", check_same_thread=False)
_DATABASE.execute(
    "CREATE VIRTUAL TABLE lexicon USING fts5(text, tokenize='porter unicode61 remove_diacritics 2')"
)
_DATABASE.execute("INSERT INTO lexicon VALUES ('Ships sail to Busan. O''Brien paid 1,000.50.')")


def query(data: bytes) -> None:
    """Any question is words, and SQLite takes them as words."""
    found = terms(_text(data))
    assert len(found) == len(set(found)) <= MOST_TERMS
    if found:
        sql = "SELECT rowid FROM lexicon WHERE lexicon MATCH ? LIMIT 5"
        rows = _DATABASE.execute(sql, (match(found),)).fetchall()
        assert rows in ([], [(1,)])
        for word in found[:3]:
            _DATABASE.execute(sql, (match([word]),)).fetchall()


def rendering(data: bytes) -> None:
    """What is shown of any text holds nothing that a terminal acts on."""
    text = _text(data)
    shown = safe(text)
    assert not _HARMFUL.search(shown)
    assert "\n" not in shown
    assert safe(shown) == shown
    document = json.dumps(text, ensure_ascii=False)
    # In JSON two surrogates beside each other are one character.
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert json.loads(safe_json(document)) == joined
    assert not _HARMFUL.search(safe_json(document))
    source = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not clean(source):
        return
    third = len(source) // 3
    spans = ((third, 2 * third),) if third and clean(source[third : 2 * third]) else ()
    evidence = Evidence(
        rank=1,
        role=Role.ANSWER,
        article=text[:20],
        title=text,
        source="/" + text[:40],
        sha256="0",
        line=1,
        start=0,
        end=len(source),
        text=clean(source),
        confidence=0.9,
        spans=spans,
        speaker=text[:10] or None,
    )
    given = AnswerText(clean(source[third : 2 * third]), text[:20], *spans[0]) if spans else None
    answer = Answer(
        question=text,
        understood_as=text,
        answered=True,
        confidence=0.9,
        threshold=0.5,
        evidence=(evidence,),
        answer=given,
    )
    look = Look(width=20 + len(data) % 80, colour=False, unicode=len(data) % 5 > 0)
    out = to_text(answer_fragments(answer, look, sources=lambda _: source, several=True), look)
    assert not _HARMFUL.search(out.replace("\n", ""))
    line = json_line(answer_record(answer))
    assert line.count("\n") == 1
    assert not _HARMFUL.search(line[:-1])
    json.loads(line)


def _text(data: bytes) -> str:
    """Any bytes as text, lone surrogates among it where the bytes spell them."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1" if len(data) % 2 else "utf-8", "replace")


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (articles, splitting, questions, query, rendering)
}
