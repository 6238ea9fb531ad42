"""Searching the words of the passages: SQLite FTS5, with a bound on what a question costs."""

import sqlite3

from qabot.library import query
from qabot.library.scope import Scope

MOST_POSTINGS = 40_000
"""Passages that the words of one question may stand in together, roughly. Scoring one costs half a
microsecond; the commonest words above this are left out, the rarest alone may cost ``_RAREST``."""
_MOST_WORDS = 16
"""Words of one question that are looked for where there are many passages, the rarest: each costs
in every passage that is scored."""
_RAREST = 4
"""Times ``MOST_POSTINGS``. Where even the rarest word stands in more passages, it ranks nothing:
then the words find nothing, and the vectors alone decide."""

_FEW_RANGES = 16


class Lexicon:
    """The full-text index of one generation. Used by one thread at a time."""

    def __init__(self, database: sqlite3.Connection, passages: int) -> None:
        """``passages``: how many there are."""
        self._database = database
        self._passages = passages
        self._filled: Scope | None = None
        self._frequencies: dict[str, int] | None = None

    def search(self, question: str, k: int, scope: Scope) -> list[tuple[int, float]]:
        """See ``Library.search_lexical``."""
        words = query.terms(question)
        found: list[tuple[int, float]] = []
        if words and k > 0:
            size = self._passages if scope.everything else len(scope)
            if size > MOST_POSTINGS:
                words = self._rarest(words)
            for within, ends in self._within(scope) if words else ():
                found += self._database.execute(
                    "SELECT rowid, -bm25(lexicon) AS score FROM lexicon "
                    f"WHERE lexicon MATCH ? {within} ORDER BY score DESC, rowid LIMIT ?",
                    (query.match(words), *ends, k),
                )
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def contains(self, word: str, scope: Scope) -> bool:
        """See ``Library.contains_word``."""
        words = query.terms(word)
        parts = self._within(scope)
        return bool(words) and all(
            any(
                self._database.execute(
                    f"SELECT 1 FROM lexicon WHERE lexicon MATCH ? {within} LIMIT 1",
                    (query.match([term]), *ends),
                ).fetchone()
                for within, ends in parts
            )
            for term in words
        )

    def _within(self, scope: Scope) -> list[tuple[str, tuple[int, ...]]]:
        """What restricts a search to a scope: conditions to try one after another."""
        if scope.ranges is None:
            return [("", ())]
        if len(scope.ranges) <= _FEW_RANGES:
            return [("AND rowid BETWEEN ? AND ?", (a, b - 1)) for a, b in scope.ranges]
        self._fill(scope)
        ends = (scope.ranges[0][0], scope.ranges[-1][1] - 1)
        within = "AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT key FROM temp.asked)"
        return [(within, ends)]

    def _fill(self, scope: Scope) -> None:
        """Put the keys of a scope of many pieces into a table, once while it is asked."""
        if self._filled is scope:
            return
        database = self._database
        database.execute("PRAGMA temp_store = MEMORY")
        database.execute("DROP TABLE IF EXISTS temp.asked")
        database.execute("CREATE TEMP TABLE asked (key INTEGER PRIMARY KEY)")
        database.execute("BEGIN")
        keys = ((key,) for first, last in scope.ranges or () for key in range(first, last))
        database.executemany("INSERT INTO temp.asked VALUES (?)", keys)
        database.execute("COMMIT")
        self._filled = scope

    # Common words

    def _rarest(self, words: list[str]) -> list[str]:
        """The words of a question that it can afford, rarest first; none where all are common."""
        counted: list[tuple[int, int, str]] = []
        for word, stems in zip(words, self._stems(words), strict=True):
            costs = [self._frequency(stem) for stem in stems]
            # A word of several tokens, such as U.S., is as rare as its rarest and costs them all.
            if min(costs, default=0):
                counted.append((min(costs), sum(costs), word))
        chosen: list[str] = []
        spent = 0
        for _, cost, word in sorted(counted)[:_MOST_WORDS]:
            if spent + cost > MOST_POSTINGS * (1 if chosen else _RAREST):
                break
            chosen.append(word)
            spent += cost
        return chosen

    def _stems(self, words: list[str]) -> list[list[str]]:
        """Each word as the full-text index has it: only SQLite's own tokenizer knows."""
        if self._frequencies is None:
            self._frequencies = {}
            for table in (
                "stemmed USING fts5(text, tokenize='porter unicode61 remove_diacritics 2')",
                "stems USING fts5vocab(temp, stemmed, instance)",
                "vocabulary USING fts5vocab(main, lexicon, row)",
            ):
                self._database.execute(f"CREATE VIRTUAL TABLE temp.{table}")
        self._database.execute("DELETE FROM temp.stemmed")
        self._database.executemany(
            "INSERT INTO temp.stemmed (rowid, text) VALUES (?, ?)", enumerate(words)
        )
        stems: list[list[str]] = [[] for _ in words]
        for row, stem in self._database.execute(
            'SELECT doc, term FROM temp.stems ORDER BY "offset"'
        ):
            stems[row].append(stem)
        return stems

    def _frequency(self, stem: str) -> int:
        """How many passages a stem stands in."""
        assert self._frequencies is not None
        if stem not in self._frequencies:
            count = "SELECT doc FROM temp.vocabulary WHERE term = ?"
            found = self._database.execute(count, (stem,)).fetchone()
            self._frequencies[stem] = found[0] if found else 0
        return self._frequencies[stem]
