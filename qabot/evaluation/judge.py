"""Answer and Question -> Outcome: which sentences and passages are right, as the library splits.

A sentence is right when it overlaps any gold span, a passage when it holds a right sentence.
"""

from collections.abc import Collection, Sequence
from typing import Protocol

from qabot import split
from qabot.articles import clean
from qabot.errors import QuestionSetError
from qabot.evaluation.types import Outcome, PassageId, Question, SentenceId, Shown, Story
from qabot.types import Answer, Article, Passage, Sentence, Span


class Texts(Protocol):
    """What judging needs of a library."""

    def article(self, id: str, /) -> Article:
        """The article as it was read."""

    def sentences(self, id: str, /) -> tuple[Sentence, ...]:
        """Its sentences, in order."""

    def passages(self, keys: Sequence[int], /) -> list[Passage]:
        """The passages with these keys, in that order."""


class Judge:
    """Judges the answers of one run; remembers what it read from the library."""

    def __init__(self, library: Texts, ids: Collection[str], *, words: int, overlap: int) -> None:
        """``ids`` are the articles in question; ``words`` and ``overlap`` made the passages."""
        self._size = {"words": words, "overlap": overlap}
        self._library = library
        self._ids = frozenset(ids)
        self._names: dict[str, str] = {}
        self._sentences: dict[str, tuple[Sentence, ...]] = {}
        self._own: dict[str, tuple[PassageId, ...]] = {}
        self._keys: dict[int, PassageId] = {}

    def article(self, id: str) -> str:
        """The library's id of a question set's article.

        They differ where another root holds the same id, which the library then prefixes. Raises
        QuestionSetError when the library holds no such article.
        """
        if id not in self._names:
            prefixed = [known for known in self._ids if known.endswith(f"/{id}")]
            if id not in self._ids and len(prefixed) != 1:
                raise QuestionSetError(
                    f"article {id!r} of the question set is not in the library "
                    f"({len(self._ids)} articles): it could not be read, or --articles is another"
                )
            self._names[id] = id if id in self._ids else prefixed[0]
        return self._names[id]

    def sentences(self, id: str) -> tuple[Sentence, ...]:
        """The sentences of a library article."""
        if id not in self._sentences:
            self._sentences[id] = tuple(self._library.sentences(id))
        return self._sentences[id]

    def story(self, id: str) -> Story:
        """A library article with its sentences."""
        article = self._library.article(id)
        spans = tuple((sentence.start, sentence.end) for sentence in self.sentences(id))
        return Story(id, article.title, article.source, spans)

    def gold(self, question: Question) -> tuple[SentenceId, ...]:
        """The sentences that overlap one of the question's gold spans."""
        if not question.evidence:
            return ()
        id = self.article(question.article)
        return tuple(
            (id, sentence.index)
            for sentence in self.sentences(id)
            if overlaps((sentence.start, sentence.end), question.evidence)
        )

    def outcome(self, question: Question, answer: Answer) -> Outcome:
        """What happened to ``question``."""
        gold = self.gold(question)
        trace = answer.trace
        return Outcome(
            id=question.id,
            understood_as=answer.understood_as,
            answered=answer.answered,
            confidence=answer.confidence,
            threshold=answer.threshold,
            reason=answer.reason_code.value if answer.reason_code else None,
            answer=self._span(answer),
            gold=gold,
            gold_passages=self._holding(gold),
            ranking=trace.ranking,
            dense=self._passages(trace.dense),
            lexical=self._passages(trace.lexical),
            fused=tuple(_name(hit.passage) for hit in trace.hits),
            shown=tuple(
                Shown(item.article, item.sentence, item.confidence, item.role.value)
                for item in answer.evidence
            ),
            milliseconds=answer.timing,
        )

    def _span(self, answer: Answer) -> str | None:
        """The best answer span in words, also when the threshold kept it from being shown.

        None when the reader marks no words: the whole sentence is then shown as the answer.
        """
        if not answer.evidence or not answer.evidence[0].spans:
            return None
        if answer.answer is not None:
            return answer.answer.text
        first = answer.evidence[0]
        start, end = first.spans[0]
        return clean(self._library.article(first.article).source[start:end])

    def _holding(self, gold: tuple[SentenceId, ...]) -> tuple[PassageId, ...]:
        if not gold:
            return ()
        id = gold[0][0]
        if id not in self._own:
            article = self._library.article(id)
            passages = split.passages(article, self.sentences(id), **self._size)
            self._own[id] = tuple(_name(passage) for passage in passages)
        return tuple(
            passage
            for passage in self._own[id]
            if any(passage[1] <= index < passage[2] for _, index in gold)
        )

    def _passages(self, keys: Sequence[int]) -> tuple[PassageId, ...]:
        unknown = [key for key in keys if key not in self._keys]
        for key, passage in zip(unknown, self._library.passages(unknown), strict=True):
            self._keys[key] = _name(passage)
        return tuple(self._keys[key] for key in keys)


def overlaps(span: Span, others: Collection[Span]) -> bool:
    """Whether half-open ``span`` shares a code point with any of ``others``."""
    return any(start < span[1] and span[0] < end for start, end in others)


def _name(passage: Passage) -> PassageId:
    return passage.article, passage.first, passage.last
