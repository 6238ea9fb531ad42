"""A question is words to look for, whatever else it holds."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qabot.library import Library, index, lexical
from qabot.library.fakes import HashEncoder
from qabot.library.query import MOST_TERMS, match, terms


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Why didn't Biegun meet Choe?", ["biegun", "meet", "choe"]),
        ("Who is he?", ["who", "is", "he"]),
        ("What did the U.S. say?", ["u.s.", "say"]),
        ("Biegun's and Biegun\u2019s", ["biegun"]),
        ("O'Brien paid $1,000.50 in 2019", ["o'brien", "paid", "1,000.50", "2019"]),
        ("Jong-un", ["jong", "un"]),
        ("cafe\u0301s", ["caf\u00e9s"]),
        ("AND OR NOT NEAR", ["near"]),
        ('"quoted" col:umn a* (b) ^c', ["quoted", "col", "umn", "b", "c"]),
        ("", []),
        ("?!\x00\ud800 \u200b", []),
    ],
)
def test_terms(question: str, words: list[str]) -> None:
    assert terms(question) == words


def test_a_long_question_is_cut() -> None:
    assert len(terms(" ".join(f"word{n}" for n in range(50_000)))) == MOST_TERMS


def test_match_quotes_every_word() -> None:
    assert match(["o'brien", 'a"b']) == '"o\'brien" OR "a b"'


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("query")
    for n in range(40):
        (folder / f"{n:02d}.txt").write_text(f"Ship {n} sails. The captain O'Brien, {n} years old.")
    (folder / "x.txt").write_text(
        "U.S. caf\u00e9s were selling 1,000 cakes. Na\u00efve sailors sank."
    )
    encoder = HashEncoder()
    index(
        folder / "library",
        sorted(folder.glob("*.txt")),
        settings=encoder.settings(),
        open_encoder=lambda: encoder,
    )
    with Library.open(folder / "library") as opened:
        yield opened


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("sail", True),
        ("sells", True),
        ("CAFE", True),
        ("naive", True),
        ("U.S.", True),
        ("S.U.", False),
        ("1,000", True),
        ("1,001", False),
        ("O'Brien's", True),
        ("Biegun", False),
        ("sails OR x", False),
        ("*", False),
    ],
)
def test_contains_word(library: Library, word: str, known: bool) -> None:
    assert library.contains_word(word) is known


def test_contains_word_in_a_scope(library: Library) -> None:
    assert library.contains_word("cakes", library.scope(["x"]))
    assert not library.contains_word("cakes", library.scope(["01", "02"]))
    assert not library.contains_word("cakes", library.scope([]))


def test_a_scope_of_many_pieces_finds_what_a_scope_of_few_finds(library: Library) -> None:
    ids = [f"{n:02d}" for n in range(0, 40, 2)]
    scope = library.scope(ids)
    assert scope.ranges is not None
    assert len(scope.ranges) == 20
    wanted = set(scope.keys.tolist())
    everything = library.search_lexical("captain 4 ship cakes", 100)
    expected = [hit for hit in everything if hit[0] in wanted]
    assert library.search_lexical("captain 4 ship cakes", 100, scope) == expected
    few = library.scope(ids[:3])
    expected = [hit for hit in everything if hit[0] in set(few.keys.tolist())]
    assert library.search_lexical("captain 4 ship cakes", 100, few) == expected
    assert library.search_lexical("captain 4 ship cakes", 100, scope)  # the other one again
    assert len(expected) == 3


def test_scores_are_positive_best_first_then_by_key(library: Library) -> None:
    found = library.search_lexical("captain sails", 100)
    assert len(found) == 40
    assert all(score > 0 for _, score in found)
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))
    assert library.search_lexical("captain sails", 7) == found[:7]
    assert library.search_lexical("captain", 0) == []
    assert library.search_lexical("the unknown Zzyzx", 5) == []


HOSTILE = [
    '" OR "captain',
    "captain) OR (",
    "NEAR(captain, sails)",
    "text:captain",
    "'; DROP TABLE passages; --",
    "captain\x00",
    "\ud800",
    "-captain +sails ^x",
    '""""',
    "{captain}",
    "a" * 100_000,
    "captain " * 10_000,
    "\u0301\u0301 \u4e2d\u6587 \U0001f6a2",
]


@pytest.mark.parametrize("question", HOSTILE)
def test_query_syntax_is_data(library: Library, question: str) -> None:
    for scope in (library.scope(), library.scope(["x"]), library.scope([])):
        for key, score in library.search_lexical(question, 3, scope):
            assert 0 <= key < library.manifest.counts.passages
            assert score > 0
        library.contains_word(question, scope)
    assert library.manifest.counts.passages == len(library.passages(range(41)))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=60))
def test_any_text_is_a_question(library: Library, question: str) -> None:
    assert len(library.search_lexical(question, 5)) <= 5
    assert all(word == word.casefold() for word in terms(question))


def test_the_commonest_words_are_left_out_where_they_would_cost_too_much(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Which captain sails ship 7, years and cafés sold?"
    everything = library.search_lexical(question, 50)
    assert len(everything) == 41
    monkeypatch.setattr(lexical, "MOST_POSTINGS", 30)
    few = library.search_lexical(question, 50)
    assert [key for key, _ in few] == [key for key, _ in everything[:2]]
    # The rarest word that is there at all is always looked for, and a small scope costs little.
    assert library.search_lexical("captain ships", 50)
    assert library.search_lexical("captain zebra", 50)
    assert library.search_lexical("zebra U.S.", 5)[0] == library.search_lexical("U.S.", 5)[0]
    assert library.search_lexical("captain", 9, library.scope(["07"]))
    assert library.search_lexical("xyzzy plugh", 5) == []
    # Where even the rarest is all over the place, words rank nothing.
    monkeypatch.setattr(lexical, "MOST_POSTINGS", 9)
    assert library.search_lexical("captain ships", 50) == []
    assert library.search_lexical("captain cafés", 5) == library.search_lexical("cafés", 5)


def test_of_a_long_question_the_rarest_words_are_looked_for(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "MOST_POSTINGS", 40)
    monkeypatch.setattr(lexical, "_MOST_WORDS", 1)
    alone = library.search_lexical("cafés", 5)
    assert alone
    assert library.search_lexical("Which captain sails to cafés?", 5) == alone
