"""Laws over any value: offsets, orderings, and what is written reads back the same."""

import io
import json
import typing
from typing import Any, Literal

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qabot import config
from qabot.articles import LineProblem, clean, decode, line_of, read_file, read_jsonl
from qabot.articles.text import without_surrogates
from qabot.cli import batch
from qabot.cli.verifying import SavedAnswer
from qabot.library import Library, index
from qabot.library.fakes import HashEncoder
from qabot.render import answer_record, json_line
from qabot.retrieve import retrieve
from qabot.split import passages, sentences
from qabot.types import Answer, AnswerText, Article, Evidence, Reason, Role

quick = settings(max_examples=60, deadline=None)
anything = st.text(max_size=60)  # lone surrogates are not among it
hostile = st.lists(
    st.sampled_from(
        [
            "Kim said. ",
            "\n\n",
            "\ud83d",
            "\x00",
            "\u2028",
            '"',
            "No. 5 ",
            "\r\n",
            "é",
            "<b>",
            "U.S. ",
        ]
    )
    | st.text(max_size=5),
    max_size=20,
).map("".join)


# Offsets and partition ----------------------------------------------------------------------------


@quick
@given(st.binary(max_size=200) | hostile.map(lambda text: text.encode("utf-8", "replace")))
def test_offsets_lead_from_what_is_shown_to_the_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """The file's text, cut where a sentence says, is the sentence; sentences fill the blocks."""
    path = tmp_path_factory.getbasetemp() / "law.txt"
    path.write_bytes(b"Ships sail to Busan. " + data)
    try:
        article = read_file(path, id="a")
    except Exception as error:
        assert "not text" in str(error) or "binary" in str(error)  # noqa: PT017
        return
    text = decode(path.read_bytes())
    assert article.source == text
    found = sentences(article)
    for sentence in found:
        assert clean(text[sentence.start : sentence.end]) == sentence.text
        assert line_of(text, sentence.start) == sentence.line
    covered = [False] * len(text)
    for sentence in found:
        assert not any(covered[sentence.start : sentence.end])
        covered[sentence.start : sentence.end] = [True] * (sentence.end - sentence.start)
    for block in article.blocks:
        rest = "".join(c for c, held in zip(text, covered, strict=True) if not held)
        assert not any(character.isalpha() for character in clean(rest)) or block
    made = passages(article, found, words=7, overlap=1)
    assert {n for p in made for n in range(p.first, p.last)} == set(range(len(found)))


# Round trips --------------------------------------------------------------------------------------


@quick
@given(st.lists(st.tuples(hostile, hostile, hostile), max_size=6), st.booleans())
def test_articles_jsonl_reads_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str, str]], ascii: bool
) -> None:
    lines = [
        json.dumps({"id": id, "title": title, "text": text}, ensure_ascii=ascii)
        for id, title, text in entries
    ]
    path = tmp_path_factory.getbasetemp() / "articles.jsonl"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass" if ascii else "replace"))
    expected: dict[str, str] = {}
    for id, _, text in entries:
        # Two halves beside each other in JSON are one character.
        id, text = (json.loads(json.dumps(value)) for value in (id, text))
        if not ascii:  # a lone half became a question mark on the way into the file
            id, text = (value.encode("utf-8", "replace").decode() for value in (id, text))
        name, source = (
            clean(without_surrogates(id)),
            without_surrogates(text).removeprefix("\ufeff"),
        )
        if name and clean(source) and clean(id):
            expected.setdefault(name, source)
    read = [entry for entry in read_jsonl(path) if isinstance(entry, Article)]
    assert {article.id: article.source for article in read} == expected
    assert len(read) + sum(isinstance(e, LineProblem) for e in read_jsonl(path)) == len(entries)


evidences = st.builds(
    lambda rank, text, confidence, spans: Evidence(
        rank=rank,
        role=Role.ANSWER,
        article=text[:9],
        title=text,
        source=f"/{text}",
        sha256="0" * 64,
        line=1,
        start=0,
        end=len(text) + 1,
        text=text,
        confidence=confidence,
        spans=tuple(spans),
        speaker=text[:4] or None,
    ),
    st.integers(1, 9),
    hostile,
    st.floats(0, 1),
    st.lists(st.tuples(st.integers(0, 9), st.integers(10, 20)), max_size=2),
)
answers = st.builds(
    lambda question, confidence, given, found: Answer(
        question=question,
        understood_as=question + "?",
        answered=given and bool(found),
        confidence=confidence,
        threshold=0.5,
        evidence=tuple(found),
        answer=AnswerText(question, "a", 3, 7) if given and found else None,
        reason=None if given and found else question,
        reason_code=None if given and found else Reason.WEAK_MATCH,
    ),
    hostile,
    st.floats(0, 1),
    st.booleans(),
    st.lists(evidences, max_size=3),
)


@quick
@given(answers)
def test_an_answer_in_json_is_the_answer(answer: Answer) -> None:
    record = answer_record(answer)
    line = json_line(record)
    assert line.count("\n") == 1
    again = json.loads(line)
    joined = json.loads(json.dumps(record))  # as JSON puts surrogates together
    assert again == joined
    line.encode("utf-8")
    if not any("\ud800" <= c <= "\udfff" for c in json.dumps(joined, ensure_ascii=False)):
        saved = msgspec.json.decode(line, type=SavedAnswer)
        assert [e.text for e in saved.evidence] == [e.text for e in answer.evidence]
        assert [e.spans for e in saved.evidence] == [e.spans for e in answer.evidence]


@quick
@given(
    st.lists(
        st.builds(
            batch.QuestionLine,
            st.text(min_size=1),
            st.none() | st.integers(-(2**63), 2**63) | anything,
            st.none() | anything,
            st.lists(st.tuples(anything, anything), max_size=2).map(tuple),
        ),
        max_size=5,
    )
)
def test_a_questions_file_reads_back_what_was_written(asked: list[batch.QuestionLine]) -> None:
    file = io.BytesIO(b"\xef\xbb\xbf" + b"\r\n\n".join(map(msgspec.json.encode, asked)))
    assert [batch._parse(line or b"") for _, line in batch._lines(file)] == asked


def _values(kind: Any) -> st.SearchStrategy[Any]:
    """Values that a key of the configuration can have, by its type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(_values(arguments[0]), max_size=3).map(tuple)
    if origin is typing.Annotated:
        meta = arguments[1]
        if meta.pattern is not None:
            return st.from_regex(meta.pattern)
        if arguments[0] is str:
            return _values(str).filter(lambda text: len(text) >= meta.min_length)
        if typing.get_origin(arguments[0]) is tuple:
            return _values(arguments[0])
        if arguments[0] is int:
            return st.integers(meta.ge, 10**9)
        low = meta.ge if meta.ge is not None else 0.001
        return st.floats(low, meta.le if meta.le is not None else 1e6)
    if arguments:  # a union
        return st.one_of(*map(_values, arguments))
    if kind is type(None):
        return st.none()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = typing.get_type_hints(kind, include_extras=True)
        return st.builds(kind, **{name: _values(hint) for name, hint in hints.items()})
    return {
        bool: st.booleans(),
        float: st.floats(0, 1e6),
        int: st.integers(0, 10**9),
        str: st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12),
    }[kind]


@quick
@given(_values(config.Config))
def test_any_configuration_is_written_and_read_back(
    tmp_path_factory: pytest.TempPathFactory, value: config.Config
) -> None:
    path = tmp_path_factory.getbasetemp() / "law.yaml"
    path.write_text(config.as_yaml(value), encoding="utf-8")
    read = config.load(path)
    assert read.config == value
    assert all(each.is_absolute() for each in (*read.articles, read.library))
    assert len(config.keys()) == len(set(config.keys()))


# Orderings ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("orderings")
    articles = folder / "news"
    articles.mkdir()
    words = "ships trains planes sail run fly Busan Daegu Jeju minister vote storm".split()
    for n in range(30):
        text = ". ".join(
            " ".join(words[(n * k) % 12] for k in range(1, 8)) for _ in range(n % 4 + 1)
        )
        (articles / f"{n}.txt").write_text(f"{text}. Number {n} ended.")
    encoder = HashEncoder()
    index(
        folder / "library", [articles], settings=encoder.settings(9), open_encoder=lambda: encoder
    )
    return Library.open(folder / "library")


question = st.lists(st.sampled_from("ships vote Busan Number 7 storm who nobody".split())).map(
    " ".join
)


@quick
@given(question, st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(0, 60))
def test_hits_are_ordered_and_a_shorter_list_is_the_beginning_of_a_longer(
    library: Library, asked: str, seed: int, dense: int, lexical: int
) -> None:
    vector = np.random.default_rng(seed).normal(size=HashEncoder().dimension).astype(np.float32)
    vector /= np.linalg.norm(vector)
    for search in (
        lambda n: library.search_dense(vector, n),
        lambda n: library.search_lexical(asked, n),
    ):
        full = search(1000)
        assert full == sorted(full, key=lambda hit: (-hit[1], hit[0]))
        assert len({key for key, _ in full}) == len(full)
        few = search(dense)
        assert [score for _, score in few] == [score for _, score in full[:dense]]
        # Which of several equally near vectors are the last, the index may choose.
        last = few[-1][1] if few else 0.0
        assert [hit for hit in few if hit[1] > last] == [hit for hit in full if hit[1] > last]
    used = config.RetrievalConfig(dense=dense, lexical=lexical)
    hits = retrieve(library, asked, vector, library.scope(), used)
    assert [hit.key for hit in hits] == [
        hit.key for hit in sorted(hits, key=lambda hit: (-hit.fused, hit.key))
    ]
    assert hits == retrieve(library, asked, vector, library.scope(), used)
    by_dense = {key: n for n, (key, _) in enumerate(library.search_dense(vector, dense), 1)}
    by_words = {key: n for n, (key, _) in enumerate(library.search_lexical(asked, lexical), 1)}
    assert {hit.key for hit in hits} == {*by_dense, *by_words}
    for hit in hits:
        ranks = [ranks[hit.key] for ranks in (by_dense, by_words) if hit.key in ranks]
        assert hit.fused == pytest.approx(sum(1 / (used.rrf_k + rank) for rank in ranks))
