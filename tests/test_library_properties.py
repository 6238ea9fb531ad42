"""Laws of the library, whatever is written into it and in whatever order."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qabot.articles import read_file
from qabot.errors import NoArticlesError
from qabot.library import Library, index, needs_refresh
from qabot.library import build as build_module
from qabot.library.fakes import HashEncoder
from qabot.library.scope import merged
from qabot.library.verify import verify
from qabot.split import passages, sentences

WORDS = "ship train sails runs flies Busan Daegu Mr. Kim U.S. caf\u00e9 \u201cno\u201d 3.5".split()
sentence = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(
    lambda words: " ".join(words).capitalize() + "."
)
text = st.lists(sentence, min_size=1, max_size=6).flatmap(
    lambda parts: st.sampled_from([" ", "\n\n", "\r\n\r\n"]).map(lambda gap: gap.join(parts))
)
name = st.sampled_from(["a.txt", "b.txt", "sub/a.txt", "sub/a.md", "c"])
edit = st.one_of(
    st.tuples(st.just("write"), name, text),
    st.tuples(st.just("delete"), name, st.none()),
    st.tuples(
        st.just("lines"),
        st.just("articles.jsonl"),
        st.dictionaries(st.sampled_from("apqr"), text, max_size=3),
    ),
    st.tuples(st.just("bytes"), name, st.sampled_from([b"", b"%PDF-1", b"\xff\xfea\x00."])),
    st.tuples(st.just("index"), st.just(""), st.none()),
)


@contextmanager
def carried_on() -> Iterator[None]:
    before, build_module.SMALL = build_module.SMALL, 0
    try:
        yield
    finally:
        build_module.SMALL = before


def update(library: Path, articles: Path) -> bool:
    encoder = HashEncoder()
    try:
        index(library, [articles], settings=encoder.settings(20), open_encoder=lambda: encoder)
    except NoArticlesError:
        return False
    return True


def apply(articles: Path, kind: str, name: str, value: Any) -> None:
    path = articles / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "write":
        path.write_text(value, encoding="utf-8", newline="")
    elif kind == "bytes":
        path.write_bytes(value)
    elif kind == "lines":
        rows = [json.dumps({"id": key, "title": "", "text": value[key]}) for key in value]
        path.write_text("\n".join([*rows, "not JSON"]))
    else:
        path.unlink(missing_ok=True)


def content(folder: Path) -> dict[str, Any]:
    """Everything that a reader can see, without the keys."""
    with Library.open(folder) as library:
        result: dict[str, Any] = {}
        owner = {}
        for info in library.articles():
            keys = library.scope([info.id]).keys
            assert keys is not None
            result[info.id] = (
                info,
                library.article(info.id),
                library.sentences(info.id),
                library.passages(keys.tolist()),
            )
            owner |= {key: (info.id, n) for n, key in enumerate(keys.tolist())}
        counts = library.manifest.counts
        assert len(owner) == counts.passages
        for question in ("ship Busan", "Kim 3.5"):
            found = library.search_lexical(question, counts.passages)
            result[f"words of {question}"] = {owner[k]: round(s, 9) for k, s in found}
            vector = HashEncoder().encode_questions([question])[0]
            nearest = library.search_dense(vector, counts.passages)
            assert len(nearest) == counts.passages
            result[f"vector of {question}"] = {owner[k]: round(s, 5) for k, s in nearest}
        return result


@settings(max_examples=20, deadline=None)
@given(st.lists(edit, min_size=1, max_size=9))
def test_what_was_edited_step_by_step_equals_what_is_made_at_once(edits: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder, carried_on():
        articles, library = Path(folder, "articles"), Path(folder, "library")
        articles.mkdir()
        for edit in [*edits, ("write", "z.txt", "The end."), ("index", "", None)]:
            if edit[0] == "index":
                if update(library, articles):
                    assert not needs_refresh(library, [articles])
            else:
                apply(articles, *edit)
        assert verify(library) == []
        again = Path(folder, "again")
        assert update(again, articles)
        assert content(library) == content(again)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), text, min_size=1, max_size=4))
def test_what_is_indexed_is_what_is_read_back(texts: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        articles, library = Path(folder, "articles"), Path(folder, "library")
        articles.mkdir()
        for id, source in texts.items():
            (articles / f"{id}.txt").write_text(source, encoding="utf-8", newline="")
        assert update(library, articles)
        with Library.open(library) as opened:
            assert [info.id for info in opened.articles()] == sorted(texts)
            end = 0
            for id in sorted(texts):
                article = read_file(articles / f"{id}.txt", id=id)
                assert opened.article(id) == article
                assert opened.sentences(id) == sentences(article)
                made = passages(article, sentences(article), words=20, overlap=1)
                keys = range(end, end := end + len(made))
                assert opened.scope([id]).ranges == (((keys.start, keys.stop),) if made else ())
                assert tuple(opened.passages(keys)) == made
            assert end == opened.manifest.counts.passages
            assert opened.scope(texts).ranges == ((0, end),)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_merged_ranges_cover_the_same_keys(ranges: list[tuple[int, int]]) -> None:
    made = merged(ranges)
    covered = [key for first, last in made for key in range(first, last)]
    assert covered == sorted({key for first, last in ranges for key in range(first, last)})
    assert all(a[1] < b[0] for a, b in pairwise(made))


@pytest.mark.parametrize("small", [0, 2000])
def test_many_edits_leave_no_dead_rows_for_long(
    tmp_path: Path, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_module, "SMALL", small)
    articles, library = tmp_path / "articles", tmp_path / "library"
    articles.mkdir()
    for n in range(12):
        for m in range(4):
            (articles / f"{m}.txt").write_text(f"Ship {n if m == 0 else 0} sails to port{m}.")
        update(library, articles)
        with Library.open(library) as opened:
            counts = opened.manifest.counts
            assert counts.passages == 4
            assert counts.rows <= (6 if small == 0 else 4)
            vector = HashEncoder().encode_questions([f"Ship {n} sails to port0."])[0]
            found = opened.search_dense(vector, 4)
            assert opened.passages([found[0][0]])[0].text == f"Ship {n} sails to port0."
            assert len(found) == 4
    assert verify(library) == []
