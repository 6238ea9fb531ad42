"""The library: what is indexed is what is found, and only what changed is done again."""

import errno
import io
import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qabot.articles import parse, read_file
from qabot.errors import (
    ArticleError,
    LibraryBusyError,
    LibraryError,
    LibraryFormatError,
    ModelError,
    NoArticlesError,
    UsageError,
)
from qabot.library import (
    IndexSettings,
    Library,
    Report,
    durable,
    failures,
    index,
    needs_refresh,
    stale_reason,
)
from qabot.library import build as build_module
from qabot.library.fakes import HashEncoder
from qabot.split import passages, sentences
from qabot.types import Article

SEED = Path(__file__).parents[1] / "seeds" / "000_79bf5efa9eb24955.txt"
SEED_ID = SEED.stem


@pytest.fixture(params=["anew", "carried on"])
def every_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Small libraries are written anew, large ones carried on; both must behave the same."""
    if request.param == "carried on":
        monkeypatch.setattr(build_module, "SMALL", 0)
    return str(request.param)


class Shelf:
    """A folder of articles with its library."""

    def __init__(self, folder: Path) -> None:
        self.articles = folder / "articles"
        self.articles.mkdir(parents=True)
        self.library = folder / "library"
        self.encoder = HashEncoder()

    def write(self, name: str, text: str) -> Path:
        path = self.articles / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def index(self, *roots: Path, **options: object) -> Report:
        options.setdefault("settings", self.encoder.settings())
        return index(
            self.library,
            roots or (self.articles,),
            open_encoder=lambda: self.encoder,
            **options,  # type: ignore[arg-type]
        )

    def ids(self) -> list[str]:
        with Library.open(self.library) as library:
            return [info.id for info in library.articles()]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_lines_that_did_not_change_are_not_looked_into(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def watched(source: str, **given: object) -> Article:
        looked.append(str(given["id"]))
        return parse(source, **given)  # type: ignore[arg-type]

    monkeypatch.setattr("qabot.articles.files.parse", watched)
    entries = [{"id": f"n{n}", "title": f"Title {n}", "text": f"Text {n}."} for n in range(4)]
    entries[3]["title"] = ""  # its title comes from the text: looked into every time

    def write() -> Report:
        lines = "".join(json.dumps(entry) + "\n" for entry in entries)
        shelf.write("articles.jsonl", lines)
        return shelf.index()

    assert set(write().added) == {"n0", "n1", "n2", "n3"}
    looked.clear()
    entries[0]["text"] = "Another text."
    entries[1]["title"] = "Another title"
    report = write()
    assert set(report.changed) == {"n0", "n1"}
    assert set(report.unchanged) == {"n2", "n3"}
    assert looked == ["n0", "n1", "n3"]
    with Library.open(shelf.library) as library:
        titles = [library.article(f"n{n}").title for n in range(4)]
    assert titles == ["Title 0", "Another title", "Title 2", "Text 3."]


def test_the_seed_comes_back_as_it_was_read(shelf: Shelf) -> None:
    report = shelf.index(SEED)
    assert report == Report((SEED_ID,), (), (), (), (), 1, None)
    article = read_file(SEED, id=SEED_ID)
    with Library.open(shelf.library) as library:
        assert library.article(SEED_ID) == article
        assert library.sentences(SEED_ID) == sentences(article)
        made = passages(article, sentences(article), words=60, overlap=1)
        counts = library.manifest.counts
        assert (counts.articles, counts.sentences) == (1, len(sentences(article)))
        assert counts.passages == counts.rows == len(made)
        assert tuple(library.passages(range(counts.passages))) == made
        backwards = list(reversed(range(counts.passages)))
        assert tuple(library.passages(backwards)) == made[::-1]
        (info,) = library.articles()
        assert info.title == "China, Russia propose lifting a portion of UNSC sanctions"
        assert (info.origin, info.root, info.sha256) == (str(SEED), str(SEED), article.sha256)
        assert (info.sentences, info.passages) == (counts.sentences, counts.passages)


def test_words_and_vectors_find_the_passage(shelf: Shelf) -> None:
    shelf.index(SEED)
    with Library.open(shelf.library) as library:
        question = "Did Pyongyang respond to the request at Panmunjeom?"
        (key, score), *_ = library.search_lexical(question, 50)
        assert "Pyongyang didn't respond to the request" in library.passages([key])[0].text
        assert score > 0
        for key in range(library.manifest.counts.passages):
            text = library.passages([key])[0].text
            (first, cosine), *_ = library.search_dense(shelf.encoder.encode_questions([text])[0], 3)
            assert first == key
            assert cosine == pytest.approx(1.0, abs=1e-6)


def test_dense_scores_are_the_inner_products_of_the_vectors(shelf: Shelf) -> None:
    shelf.index(SEED)
    with Library.open(shelf.library) as library:
        everything = library.passages(range(library.manifest.counts.passages))
        vectors = shelf.encoder.encode_questions([passage.text for passage in everything])
        question = shelf.encoder.encode_questions(["Biegun met Choe in Seoul"])[0]
        cosines = vectors @ question
        order = sorted(range(len(cosines)), key=lambda key: (-cosines[key], key))
        found = library.search_dense(question, 5)
        assert [key for key, _ in found] == order[:5]
        assert [score for _, score in found] == pytest.approx([cosines[k] for k in order[:5]])
        part = library.scope([SEED_ID])
        assert library.search_dense(question, 5, part) == found


def test_only_what_changed_is_read_and_encoded(shelf: Shelf, every_way: str) -> None:
    shelf.write("a.txt", "Ships sail to Busan.")
    shelf.write("b.txt", "Trains run to Daegu.")
    shelf.write("c.txt", "Planes fly to Jeju.")
    assert shelf.index().added == ("a", "b", "c")
    assert sorted(shelf.encoder.encoded) == [
        "Planes fly to Jeju.",
        "Ships sail to Busan.",
        "Trains run to Daegu.",
    ]
    shelf.encoder.encoded.clear()
    shelf.write("b.txt", "Trains no longer run.")
    (shelf.articles / "c.txt").unlink()
    shelf.write("sub/d.txt", "Ships sail to Busan.")
    assert needs_refresh(shelf.library, [shelf.articles])
    report = shelf.index()
    assert report == Report(("sub/d",), ("b",), ("c",), ("a",), (), 2, None)
    assert shelf.encoder.encoded == ["Trains no longer run."]
    assert not needs_refresh(shelf.library, [shelf.articles])
    with Library.open(shelf.library) as library:
        assert [info.id for info in library.articles()] == ["a", "b", "sub/d"]
        assert library.search_lexical("planes trains", 9)[0][0] in library.scope(["b"]).keys
        assert len(library.search_lexical("planes trains", 9)) == 1
        vector = shelf.encoder.encode_questions(["Planes fly to Jeju."])[0]
        found = library.search_dense(vector, 9)
        assert len(found) == library.manifest.counts.passages == 3
        for key, cosine in found:
            text = library.passages([key])[0].text
            other = shelf.encoder.encode_questions([text])[0]
            assert cosine == pytest.approx(float(vector @ other), abs=1e-6)


def test_nothing_is_published_when_nothing_changed(shelf: Shelf) -> None:
    shelf.write("a.txt", "Ships sail.")
    shelf.index()
    before = (shelf.library / "manifest.json").read_bytes()

    def never() -> HashEncoder:
        raise AssertionError("the encoder was opened")

    report = index(
        shelf.library,
        [shelf.articles],
        settings=shelf.encoder.settings(),
        open_encoder=never,
        wait=0,
    )
    assert report == Report((), (), (), ("a",), (), 1, None)
    assert report.is_quiet
    assert (shelf.library / "manifest.json").read_bytes() == before


def test_a_touched_file_is_not_encoded_again(shelf: Shelf, every_way: str) -> None:
    path = shelf.write("a.txt", "Ships sail.")
    shelf.index()
    shelf.encoder.encoded.clear()
    os.utime(path, ns=(1, 1))
    assert needs_refresh(shelf.library)
    assert shelf.index().unchanged == ("a",)
    assert shelf.encoder.encoded == []
    assert not needs_refresh(shelf.library)


def test_a_change_that_keeps_size_and_follows_at_once_is_seen(shelf: Shelf) -> None:
    for n in range(10):
        shelf.write("a.txt", f"Ship {n} sails.")
        assert n == 0 or needs_refresh(shelf.library)
        shelf.index()
    with Library.open(shelf.library) as library:
        assert library.article("a").source == "Ship 9 sails."


def test_other_roots_are_untouched(shelf: Shelf, tmp_path: Path, every_way: str) -> None:
    shelf.write("a.txt", "Ships sail.")
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.txt").write_text("Trains run.")
    shelf.index(shelf.articles)
    shelf.index(other)
    (other / "b.txt").unlink()
    (other / "c.txt").write_text("Planes fly.")
    shelf.write("a.txt", "Ships sink.")
    report = shelf.index(shelf.articles)
    assert (report.changed, report.removed, report.unchanged) == (("a",), (), ())
    assert shelf.ids() == ["a", "b"]
    assert needs_refresh(shelf.library, [other])
    assert not needs_refresh(shelf.library, [shelf.articles])
    report = index(
        shelf.library, settings=shelf.encoder.settings(), open_encoder=lambda: shelf.encoder
    )
    assert (report.added, report.removed, report.unchanged) == (("c",), ("b",), ("a",))


def test_a_root_can_be_removed(shelf: Shelf, tmp_path: Path, every_way: str) -> None:
    shelf.write("a.txt", "Ships sail.")
    shelf.index(shelf.articles, SEED)
    with pytest.raises(UsageError, match="is not a root of this library; its roots are"):
        index(
            shelf.library,
            settings=shelf.encoder.settings(),
            open_encoder=lambda: shelf.encoder,
            remove=[tmp_path / "nowhere"],
        )
    report = index(
        shelf.library,
        settings=shelf.encoder.settings(),
        open_encoder=lambda: shelf.encoder,
        remove=[shelf.articles],
    )
    assert (report.removed, report.unchanged) == (("a",), (SEED_ID,))
    with Library.open(shelf.library) as library:
        assert library.roots() == [SEED]
    report = index(
        shelf.library,
        settings=shelf.encoder.settings(),
        open_encoder=lambda: shelf.encoder,
        remove=[SEED],
    )
    assert report.removed == (SEED_ID,)
    assert shelf.ids() == []
    with Library.open(shelf.library) as library:
        vector = shelf.encoder.encode_questions(["Ships sail."])[0]
        assert library.search_dense(vector, 5) == library.search_lexical("ships", 5) == []
    shelf.index(shelf.articles)
    assert shelf.ids() == ["a"]


def test_common_ids_are_prefixed_by_the_roots_name(
    shelf: Shelf, tmp_path: Path, every_way: str
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("Trains run.")
    shelf.write("a.txt", "Ships sail.")
    shelf.write("b.txt", "Planes fly.")
    shelf.index()
    report = shelf.index(other)
    assert report.added == ("other/a",)
    assert shelf.ids() == ["articles/a", "b", "other/a"]
    with Library.open(shelf.library) as library:
        assert library.article("articles/a").source == "Ships sail."
        (passage,) = library.passages(library.scope(["other/a"]).keys)
        assert (passage.article, passage.text) == ("other/a", "Trains run.")
        assert len(library.scope(roots=[other])) == 1
        assert len(library.scope(["b"], [other])) == 0
    (other / "a.txt").unlink()
    (other / "c.txt").write_text("Trains run.")
    shelf.index(other)
    assert shelf.ids() == ["a", "b", "c"]


def test_a_file_reached_from_two_roots_is_one_article(shelf: Shelf, every_way: str) -> None:
    one = shelf.write("one.txt", "Ships sail.")
    shelf.write("two.txt", "Trains run.")
    shelf.index()
    shelf.index(one)
    assert shelf.ids() == ["one", "two"]
    with Library.open(shelf.library) as library:
        assert library.scope(roots=[one]).keys.tolist() == library.scope(["one"]).keys.tolist()
        assert len(library.scope(roots=[shelf.articles])) == 2
    index(
        shelf.library,
        settings=shelf.encoder.settings(),
        open_encoder=lambda: shelf.encoder,
        remove=[shelf.articles],
    )
    assert shelf.ids() == ["one"]


def test_a_scope_may_be_a_path_below_a_root(shelf: Shelf) -> None:
    path = shelf.write("x/one.txt", "Ships sail.")
    shelf.write("xy/two.txt", "Trains run.")
    shelf.index()
    with Library.open(shelf.library) as library:
        assert len(library.scope(roots=[path])) == 1
        assert len(library.scope(roots=[shelf.articles / "x"])) == 1
        with pytest.raises(UsageError, match="is not in the library: add it with `qabot index`"):
            library.scope(roots=[shelf.articles / "z"])
        with pytest.raises(UsageError, match=r"no article 'xy/twoo' .* did you mean 'xy/two'"):
            library.scope(["xy/twoo"])


def test_an_id_is_suggested_from_the_roots_that_are_asked(shelf: Shelf, every_way: str) -> None:
    roots = [shelf.write(f"r{n}/a.txt", f"Ship {n} sails.").parent for n in range(5)]
    shelf.index(*roots, keep=True)
    with Library.open(shelf.library) as library:
        with pytest.raises(UsageError) as caught:
            library.article("a")
        assert "did you mean 'r0/a', 'r1/a' or 'r2/a'?" in str(caught.value)
        with pytest.raises(UsageError) as caught:
            library.article("a", near=[roots[3]])
        assert "did you mean 'r3/a'?" in str(caught.value)
        with pytest.raises(UsageError) as caught:
            library.scope(["a"], [roots[4]])
        assert "did you mean 'r4/a'?" in str(caught.value)
        with pytest.raises(UsageError) as caught:
            library.article("4/a", near=[roots[2]])
        assert "did you mean 'r2/a'?" in str(caught.value)
        with pytest.raises(UsageError) as caught:
            library.article("unheard of", near=[shelf.articles / "r9"])
        assert "did you mean" not in str(caught.value)


def test_lines_of_a_jsonl_are_compared_one_by_one(shelf: Shelf, every_way: str) -> None:
    def lines(**texts: str) -> None:
        rows = [json.dumps({"id": key, "title": key, "text": text}) for key, text in texts.items()]
        shelf.write("articles.jsonl", "\n".join([*rows, '{"id": "bad"}']))

    lines(p="Ships sail.", q="Trains run.", r="Planes fly.")
    report = shelf.index()
    bad = (
        f"{shelf.articles / 'articles.jsonl'}:4",
        'has no "text"; expected the article as one string',
    )
    assert (report.added, report.failed) == (("p", "q", "r"), (bad,))
    shelf.encoder.encoded.clear()
    lines(q="Trains run.", p="Ships sink.", s="Cars drive.")
    report = shelf.index()
    assert report.unchanged == ("q",)
    assert (report.added, report.changed, report.removed) == (("s",), ("p",), ("r",))
    assert sorted(shelf.encoder.encoded) == ["Cars drive.", "Ships sink."]
    assert shelf.index().failed == (bad,)


def test_a_failed_file_is_reported_at_every_run_and_read_again_when_it_changes(
    shelf: Shelf, every_way: str
) -> None:
    shelf.write("a.txt", "Ships sail.")
    bad = shelf.articles / "b.txt"
    bad.write_bytes(b"%PDF-1.7 nothing")
    for _ in range(3):
        report = shelf.index()
        ((path, reason),) = report.failed
        assert path == str(bad)
        assert "is a PDF document, not text" in reason
    assert report.generation == 1
    assert not needs_refresh(shelf.library)
    bad.write_text("Trains run.")
    assert shelf.index().added == ("b",)
    bad.write_bytes(b"")
    report = shelf.index()
    assert report.removed == ("b",)
    assert "holds no text" in report.failed[0][1]


def test_a_file_that_the_system_does_not_give_is_tried_again(
    shelf: Shelf, every_way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails for a while: nothing is published meanwhile, and everything is said."""
    shelf.write("a.txt", "Ships sail.")
    path = shelf.write("b.txt", "Trains run.")
    failing = True
    opened = io.open

    def fail(file: object, *rest: Any, **options: Any) -> Any:
        if failing and str(file) == str(path):
            raise OSError(errno.EIO, "Input/output error")
        return opened(file, *rest, **options)  # type: ignore[call-overload]

    handed = os.open

    def fail_low(file: object, *rest: Any, **options: Any) -> int:
        if failing and str(file) == str(path):
            raise OSError(errno.EIO, "Input/output error")
        return handed(file, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("builtins.open", fail)
    monkeypatch.setattr("io.open", fail)
    monkeypatch.setattr("os.open", fail_low)
    for _ in range(3):
        report = shelf.index()
        assert report.failed == ((str(path), f"{path}: input/output error"),)
        assert report.generation == 1
        assert not needs_refresh(shelf.library)
        with Library.open(shelf.library) as library:
            assert failures(library) == report.failed
    failing = False
    assert needs_refresh(shelf.library)
    assert shelf.index().added == ("b",)


def test_nothing_readable_is_an_error_and_leaves_what_was_there(
    shelf: Shelf, tmp_path: Path
) -> None:
    with pytest.raises(NoArticlesError, match="holds no articles"):
        shelf.index()
    assert stale_reason(shelf.library, shelf.encoder.settings()) == "there is no library yet"
    path = shelf.write("a.txt", "Ships sail.")
    shelf.index()
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NoArticlesError, match="empty holds no articles"):
        shelf.index(empty)
    (empty / "x.txt").write_text("  \n")
    with pytest.raises(NoArticlesError, match="holds no text"):
        shelf.index(empty)
    with pytest.raises(ArticleError, match="there is no such file"):
        shelf.index(tmp_path / "nowhere")
    path.unlink()
    with pytest.raises(NoArticlesError):
        shelf.index()
    assert shelf.ids() == ["a"]
    assert sorted(path.name for path in (shelf.library / "generations").iterdir()) == ["000001"]


def test_a_root_that_is_gone_is_reported(shelf: Shelf, tmp_path: Path) -> None:
    other = tmp_path / "b.txt"
    other.write_text("Trains run.")
    shelf.write("a.txt", "Ships sail.")
    shelf.index(shelf.articles, other)
    other.unlink()
    report = shelf.index(shelf.articles, other)
    assert (report.removed, report.unchanged) == (("b",), ("a",))
    assert report.failed[0][0] == str(other)
    assert "there is no such file" in report.failed[0][1]
    assert shelf.index(shelf.articles, other).failed == report.failed


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"words": 20}, "passages.words is now 20, it was 60"),
        ({"overlap": 0}, "passages.overlap is now 0, it was 1"),
    ],
)
def test_other_settings_rebuild_with_one_line_why(
    shelf: Shelf, change: dict[str, int], reason: str
) -> None:
    shelf.index(SEED)
    settings = shelf.encoder.settings(**change)
    assert stale_reason(shelf.library, shelf.encoder.settings()) is None
    assert stale_reason(shelf.library, settings) == reason
    report = shelf.index(SEED, settings=settings)
    assert (report.unchanged, report.reason) == ((SEED_ID,), reason)
    article = read_file(SEED, id=SEED_ID)
    made = passages(article, sentences(article), words=settings.words, overlap=settings.overlap)
    with Library.open(shelf.library) as library:
        assert tuple(library.passages(range(len(made)))) == made
    assert stale_reason(shelf.library, settings) is None


def test_another_encoder_encodes_everything_again(shelf: Shelf, tmp_path: Path) -> None:
    other = tmp_path / "b.txt"
    other.write_text("Trains run.")
    shelf.write("a.txt", "Ships sail.")
    shelf.index(shelf.articles, other)
    other.unlink()
    shelf.encoder = HashEncoder(version=2)
    assert shelf.index().reason == "the weights of the encoder hash have changed"
    assert sorted(shelf.encoder.encoded) == ["Ships sail.", "Trains run."]
    assert shelf.ids() == ["a", "b"]
    shelf.encoder = HashEncoder(48)
    settings = IndexSettings("other", shelf.encoder.fingerprint)
    assert shelf.index(settings=settings).reason == "the encoder is now other, it was hash"
    with Library.open(shelf.library) as library:
        assert library.manifest.dimension == 48


def test_an_encoder_that_is_not_the_described_one_is_refused(shelf: Shelf) -> None:
    shelf.write("a.txt", "Ships sail.")
    with pytest.raises(ModelError, match="is not the one that was described"):
        shelf.index(settings=IndexSettings("hash", "another"))

    class Broken(HashEncoder):
        def encode_questions(self, texts: object) -> object:  # type: ignore[override]
            return np.full((1, 32), np.nan, np.float32)

    shelf.encoder = Broken()
    with pytest.raises(ModelError, match="finite numbers"):
        shelf.index()


def test_a_rebuild_reads_and_encodes_everything(shelf: Shelf) -> None:
    shelf.write("a.txt", "Ships sail.")
    shelf.index()
    shelf.encoder.encoded.clear()
    report = shelf.index(rebuild=True)
    assert (report.unchanged, report.generation) == (("a",), 2)
    assert report.reason == "a rebuild was asked for"
    assert shelf.encoder.encoded == ["Ships sail."]


def test_an_older_format_is_rebuilt_from_its_roots(shelf: Shelf) -> None:
    shelf.write("a.txt", "Ships sail.")
    shelf.library.mkdir()
    old = {"format": 0, "qabot": "0.0.1", "generation": 7, "roots": [str(shelf.articles)]}
    (shelf.library / "manifest.json").write_text(json.dumps(old))
    reason = "the library has format 0, this qabot writes 2"
    assert stale_reason(shelf.library, shelf.encoder.settings()) == reason
    with pytest.raises(LibraryError, match=r"made by qabot 0\.0\.1: run `qabot index --lib"):
        Library.open(shelf.library)
    report = index(
        shelf.library, settings=shelf.encoder.settings(), open_encoder=lambda: shelf.encoder
    )
    assert (report.reason, report.generation) == (reason, 8)
    assert shelf.ids() == ["a"]


def test_a_newer_format_is_refused_and_not_touched(shelf: Shelf) -> None:
    shelf.write("a.txt", "Ships sail.")
    shelf.index()
    path = shelf.library / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99, "qabot": "9.1"}))
    before = {path: path.read_bytes() for path in shelf.library.rglob("*") if path.is_file()}
    for action in (
        lambda: Library.open(shelf.library),
        lambda: stale_reason(shelf.library, shelf.encoder.settings()),
        shelf.index,
        lambda: shelf.index(rebuild=True),
    ):
        with pytest.raises(LibraryFormatError, match=r"newer qabot \(9\.1, format 99"):
            action()
    after = {path: path.read_bytes() for path in shelf.library.rglob("*") if path.is_file()}
    assert after == before


def test_a_foreign_manifest_is_left_alone(shelf: Shelf) -> None:
    shelf.write("a.txt", "Ships sail.")
    shelf.library.mkdir()
    (shelf.library / "manifest.json").write_text('{"name": "a web page"}')
    with pytest.raises(LibraryError, match="is not the manifest of a qabot library"):
        shelf.index(rebuild=True)


def test_opening_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"there is no library in .*: make one with"):
        Library.open(tmp_path)
    assert needs_refresh(tmp_path, [])


def test_it_is_private(shelf: Shelf) -> None:
    if os.name != "posix":
        pytest.skip("rights are those of the folder on Windows")
    previous = os.umask(0)
    try:
        shelf.write("a.txt", "Ships sail.")
        shelf.index()
    finally:
        os.umask(previous)
    for path in [shelf.library, *shelf.library.rglob("*")]:
        rights = stat.S_IMODE(path.stat().st_mode)
        assert rights == (0o700 if path.is_dir() else 0o600), path


def test_a_folder_that_cannot_be_made_is_one_line(shelf: Shelf, tmp_path: Path) -> None:
    shelf.write("a.txt", "Ships sail.")
    (tmp_path / "file").write_text("")
    shelf.library = tmp_path / "file" / "library"
    with pytest.raises(LibraryError, match=r"file is a file, not a folder, .* name a folder with"):
        shelf.index()
    with pytest.raises(LibraryError, match=r"file is a file, not a folder, .* name a folder with"):
        stale_reason(shelf.library, shelf.encoder.settings())


@pytest.mark.parametrize(
    ("number", "repair"),
    [
        (errno.ENOSPC, "free some space and run `qabot index"),
        (errno.EACCES, "make it writable, or name another with --library"),
        (errno.EROFS, "make it writable, or name another with --library"),
        (errno.ENOENT, "name another folder with --library; what was there before is unharmed"),
    ],
)
def test_what_cannot_be_written_is_told_the_fitting_repair(
    shelf: Shelf, number: int, repair: str
) -> None:
    with pytest.raises(LibraryError) as caught, durable.writing(shelf.library):
        raise OSError(number, os.strerror(number))
    assert repair in str(caught.value)
    assert os.strerror(number) in str(caught.value)


def test_a_second_writer_waits_or_gives_up(shelf: Shelf) -> None:
    shelf.write("a.txt", "Ships sail.")
    code = (
        "import sys, time; from pathlib import Path; from qabot.library import lock\n"
        "with lock.writer(Path(sys.argv[1]), None, None): print('locked', flush=True); "
        "time.sleep(1)"
    )
    command = [sys.executable, "-c", code, str(shelf.library)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=SEED.parents[1]) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"locked\n"
        with pytest.raises(LibraryBusyError, match="another qabot is writing the library in"):
            shelf.index(wait=0)
        said: list[str] = []
        started = time.monotonic()
        with pytest.raises(LibraryBusyError):
            shelf.index(wait=0.1, message=said.append)
        assert 0.1 <= time.monotonic() - started < 0.9
        assert shelf.index(message=said.append).added == ("a",)
    assert said == [f"another qabot is writing the library in {shelf.library}: waiting"] * 2


def test_progress_counts_the_passages_to_encode(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qabot.library.vectors.BATCH", 2)
    for n in range(5):
        shelf.write(f"{n}.txt", f"Ship {n} sails.")
    seen: list[tuple[int, int]] = []
    shelf.index(progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 5)
    assert seen[-1] == (5, 5)
    assert seen == sorted(seen)


def test_an_interrupted_run_goes_on_where_it_was(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qabot.library.vectors.BATCH", 2)
    for n in range(5):
        shelf.write(f"{n}.txt", f"Ship {n} sails.")
    encode = shelf.encoder.encode_passages

    def interrupted(texts: list[str], progress: object = None) -> object:
        if len(shelf.encoder.encoded) == 4:
            raise KeyboardInterrupt
        return encode(texts)

    monkeypatch.setattr(shelf.encoder, "encode_passages", interrupted)
    with pytest.raises(KeyboardInterrupt):
        shelf.index()
    assert not list((shelf.library / "generations").iterdir())
    (staged,) = (shelf.library / "staging").iterdir()
    with open(staged, "ab") as file:  # a torn record
        file.write(b"x" * 100)
    shelf.encoder.encoded.clear()
    monkeypatch.setattr(shelf.encoder, "encode_passages", encode)
    shelf.index()
    assert len(shelf.encoder.encoded) == 1
    assert not (shelf.library / "staging").exists()
    with Library.open(shelf.library) as library:
        for key in range(5):
            vector = shelf.encoder.encode_questions([library.passages([key])[0].text])[0]
            assert library.search_dense(vector, 1)[0][1] == pytest.approx(1.0)


def test_reading_loads_nothing_that_only_writing_needs() -> None:
    code = (
        "import sys, qabot.library; "
        "print([m for m in ('numpy', 'faiss', 'filelock', 'qabot.split', 'embeddings') "
        "if m in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=SEED.parents[1], check=True)
    assert done.stdout == "[]\n"
