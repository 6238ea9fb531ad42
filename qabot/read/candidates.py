"""Which sentences are read: those of the best passages, with where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from qabot.library import Library
from qabot.types import Hit, Sentence


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may hold the answer."""

    article: str
    sentence: Sentence
    raw: str
    """The sentence as it stands in the source: ``source[start:end]``."""
    before: str
    """The sentence before it in its article, as shown; empty for the first."""
    hit: Hit
    """The best hit whose passage holds it."""


def candidates(library: Library, hits: Sequence[Hit]) -> tuple[Candidate, ...]:
    """The sentences of ``hits``, each once, article by article, in the articles' own order.

    Articles come in the order of their best hit.
    """
    best: dict[str, dict[int, Hit]] = {}
    for hit in hits:
        found = best.setdefault(hit.passage.article, {})
        for index in range(hit.passage.first, hit.passage.last):
            found.setdefault(index, hit)
    result: list[Candidate] = []
    for article, found in best.items():
        source, sentences = library.article(article).source, library.sentences(article)
        for index in sorted(found):
            sentence = sentences[index]
            before = sentences[index - 1].text if index else ""
            raw = source[sentence.start : sentence.end]
            result.append(Candidate(article, sentence, raw, before, found[index]))
    return tuple(result)
