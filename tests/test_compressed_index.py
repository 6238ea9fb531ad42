"""Vectors of a large library: the compressed index, and how a library comes to it and leaves it."""

from pathlib import Path

import numpy as np
import pytest

import qabot.library.verify as verifying
from embeddings.base import Vectors
from embeddings.compressed_index import CompressedIndex
from embeddings.errors import IndexFileError
from embeddings.faiss_index import FlatIndex, open_index
from qabot.library import Library, index
from qabot.library.fakes import HashEncoder

ROWS, DIMENSION = 6_000, 48


def unit(vectors: Vectors) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Rows in 40 clusters, as texts have topics."""
    random = np.random.default_rng(1)
    centres = random.standard_normal((40, DIMENSION))
    noise = random.standard_normal((ROWS, DIMENSION))
    return unit(centres[random.integers(0, 40, ROWS)] + 0.5 * noise)


@pytest.fixture(scope="module")
def compressed(vectors: Vectors) -> CompressedIndex:
    built = CompressedIndex.train(vectors[::2])
    built.add(vectors)
    return built


def test_compressed_search_finds_what_exact_search_does(
    vectors: Vectors, compressed: CompressedIndex, tmp_path: Path
) -> None:
    questions = unit(vectors[:50] + np.random.default_rng(2).normal(0, 0.1, (50, DIMENSION)))
    exact = questions @ vectors.T
    best = np.argsort(-exact, axis=1)[:, :10]
    compressed.save(tmp_path / "index")
    for held in (compressed, open_index(tmp_path / "index")):
        scores, keys = held.search(questions, 10)
        recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(keys, best, strict=True)])
        assert recall > 0.98, recall
        assert (np.diff(scores, axis=1) <= 0).all()
        np.testing.assert_allclose(scores, np.take_along_axis(exact, keys, 1), atol=0.01)
        assert (len(held), held.dimension) == (ROWS, DIMENSION)


def test_compressed_within_ranges_is_exact_but_for_rounding(
    vectors: Vectors, compressed: CompressedIndex
) -> None:
    for within in ([(100, 160)], [(3, 20), (500, 540)]):
        allowed = np.concatenate([np.arange(*ends) for ends in within])
        scores, keys = compressed.search(vectors[:3], len(allowed) + 5, within)
        assert (keys[:, len(allowed) :] == -1).all()
        assert np.isneginf(scores[:, len(allowed) :]).all()
        for row in range(3):
            found = keys[row, : len(allowed)]
            assert sorted(found) == allowed.tolist()
            np.testing.assert_allclose(
                scores[row, : len(allowed)], vectors[found] @ vectors[row], atol=0.01
            )
    _, keys = compressed.search(vectors[:2], 3, [])
    assert (keys == -1).all()


def test_codes_have_a_range(vectors: Vectors, compressed: CompressedIndex) -> None:
    assert compressed.can_hold(vectors[:100])
    assert not compressed.can_hold(np.eye(3, DIMENSION, dtype=np.float32))


def test_all_of_it_can_be_asked_for(compressed: CompressedIndex) -> None:
    _, keys = compressed.search(np.eye(1, DIMENSION, dtype=np.float32), ROWS)
    assert sorted(keys[0]) == list(range(ROWS))


def test_compressed_size_and_decoding(
    vectors: Vectors, compressed: CompressedIndex, tmp_path: Path
) -> None:
    compressed.save(tmp_path / "index")
    centres = 16 * DIMENSION * 4
    codes = DIMENSION + DIMENSION // 3 // 2
    assert (tmp_path / "index").stat().st_size - centres < ROWS * codes + 20_000
    keys = np.array([5, 4_321, 0])
    decoded = compressed.vectors(keys)
    assert np.sum(decoded * vectors[keys], axis=1).min() > 0.995
    again = CompressedIndex.of(np.arange(3), lambda rows: decoded[rows], compressed)
    np.testing.assert_array_equal(again.vectors(np.arange(3)), decoded)


def test_what_is_not_kept_is_gone(vectors: Vectors, tmp_path: Path) -> None:
    built = CompressedIndex.train(vectors[:900])
    built.add(vectors[:900])
    built.save(tmp_path / "index")
    held = CompressedIndex.open(tmp_path / "index", mapped=False)
    held.keep(np.arange(100, 900))
    assert len(held) == 900
    scores, keys = held.search(vectors[:5], 50)
    assert keys.min() >= 100
    assert scores[:, 0].min() > 0.3
    assert (held.vectors(np.array([0, 99])) == 0).all()
    assert np.linalg.norm(held.vectors(np.array([100]))) == pytest.approx(1, abs=0.01)


def test_rows_without_a_vector_are_found_last(vectors: Vectors) -> None:
    rows = np.concatenate([vectors[:600], np.zeros((200, DIMENSION), np.float32)])
    held = CompressedIndex.of(np.arange(600), lambda keys: rows[keys])
    assert len(held) == 600  # up to the last that has one
    held.add(rows[600:])
    assert (held.vectors(np.arange(600, 800)) == 0).all()
    scores, keys = held.search(vectors[:3], 100)
    assert keys.max() < 600
    assert (scores > 0).all()


def test_codes_serve_what_they_were_made_for(vectors: Vectors, compressed: CompressedIndex) -> None:
    assert compressed.serves(vectors[1::2])
    random = np.random.default_rng(3).standard_normal((500, DIMENSION))
    assert not compressed.serves(unit(np.sign(random) * (np.abs(random) > 1.5) + 1e-3))


@pytest.mark.parametrize("dimension", [1, 2, 10, 100, 128, 768])
def test_vectors_of_any_length(dimension: int) -> None:
    rows = unit(np.random.default_rng(4).standard_normal((60, dimension)))
    held = CompressedIndex.of(np.arange(60), lambda keys: rows[keys])
    _, keys = held.search(rows[:5], 60)
    if dimension > 2:
        assert keys[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert sorted(keys[0]) == list(range(60))


def test_the_other_kind_of_file_is_refused(vectors: Vectors, tmp_path: Path) -> None:
    flat = FlatIndex.build(DIMENSION)
    flat.add(vectors[:10])
    flat.save(tmp_path / "index")
    with pytest.raises(IndexFileError, match="expected IndexRefine"):
        CompressedIndex.open(tmp_path / "index")


def words(n: int) -> str:
    return ". ".join(f"Word{n} meets word{n * 7 % 600} and thing{k} there" for k in range(6)) + "."


class Shelf:
    """A folder of articles and its library, compressed from ``flat_until`` passages on."""

    def __init__(self, tmp_path: Path, flat_until: int) -> None:
        self.articles, self.library = tmp_path / "articles", tmp_path / "library"
        self.articles.mkdir()
        self.encoder = HashEncoder(256)
        made = self.encoder.settings(words=12, overlap=0)
        self.settings = type(made)(made.encoder, made.fingerprint, 12, 0, flat_until)

    def write(self, numbers: range) -> None:
        for n in numbers:
            (self.articles / f"{n:04}.txt").write_text(words(n))

    def index(self) -> Library:
        report = index(
            self.library,
            [self.articles],
            settings=self.settings,
            open_encoder=lambda: self.encoder,
        )
        assert not report.failed
        assert verifying.verify(self.library) == []
        return Library.open(self.library)


def found(library: Library, encoder: HashEncoder, n: int) -> str:
    question = f"word{n} meets word{n * 7 % 600}, thing3"
    (key, cosine), *_ = library.search_dense(encoder.encode_questions([question])[0], 5)
    assert -1 <= cosine <= 1
    (passage,) = library.passages([key])
    return passage.article


def test_a_library_grows_into_a_compressed_index_and_is_carried_on(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, flat_until=600)
    shelf.write(range(180))
    with shelf.index() as library:
        assert isinstance(library.vectors(), FlatIndex)
    shelf.write(range(180, 800))
    with shelf.index() as library:
        held = library.vectors()
        assert isinstance(held, CompressedIndex)
        assert len(held) == library.manifest.counts.passages
        ends = held.ends
    # Above 2,000 rows: the tables and the index are carried on, what left is taken out.
    for n in range(100):
        (shelf.articles / f"{n:04}.txt").unlink()
    shelf.write(range(800, 860))
    encoded = len(shelf.encoder.encoded)
    with shelf.index() as library:
        counts, held = library.manifest.counts, library.vectors()
        assert isinstance(held, CompressedIndex)
        assert len(held) == counts.rows > counts.passages
        np.testing.assert_array_equal(held.ends, ends)
        assert found(library, shelf.encoder, 850) == "0850"
        assert found(library, shelf.encoder, 400) == "0400"
    assert 0 < len(shelf.encoder.encoded) - encoded <= 60 * 6
    # More than a fifth of the rows are gone: all rows anew, and no vector encoded again.
    for n in range(100, 500):
        (shelf.articles / f"{n:04}.txt").unlink()
    shelf.write(range(860, 900))
    encoded = len(shelf.encoder.encoded)
    shelf.index().close()
    shelf.write(range(900, 1000))
    with shelf.index() as library:
        counts, held = library.manifest.counts, library.vectors()
        assert isinstance(held, CompressedIndex)
        assert len(held) == counts.rows == counts.passages
        assert found(library, shelf.encoder, 950) == "0950"
        assert found(library, shelf.encoder, 600) == "0600"
    assert len(shelf.encoder.encoded) - encoded <= 140 * 6
    # And back.
    for n in range(500, 950):
        (shelf.articles / f"{n:04}.txt").unlink()
    with shelf.index() as library:
        assert isinstance(library.vectors(), FlatIndex)
        assert found(library, shelf.encoder, 960) == "0960"
