"""The values that flow through qabot, in the order in which they are made.

    file -> Article -> Sentence, Passage -> Hit -> Evidence -> Answer

All offsets are half-open, in code points, into ``Article.source``. Scores live on hits and on
evidence, never on the text. Only the standard library is imported here.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
"""Half-open ``(start, end)`` in code points of the article's decoded source."""

History: TypeAlias = tuple[tuple[str, str], ...]
"""Earlier ``(question, answer)`` turns of a conversation, oldest first."""


class Kind(StrEnum):
    """What a block of an article, and so each of its sentences, is."""

    HEADLINE = "headline"
    BYLINE = "byline"
    CAPTION = "caption"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article that was printed as one piece. Blocks never overlap."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read.

    ``source`` is the decoded text: BOM removed, newlines as they stand, undecodable bytes and lone
    surrogates U+FFFD. ``title`` is what is shown as its name; ``title_span`` is None when the title
    is not part of the source (it is then shown and never evidence). ``sha256`` is the hex digest of
    the file's bytes or, for a line of ``articles.jsonl``, of its text in UTF-8.
    """

    id: str
    source: str
    origin: str
    """The file the article was read from, as an absolute path."""
    sha256: str
    title: str
    title_span: Span | None
    byline: Span | None
    dateline: Span | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one article; ``text`` is ``clean(source[start:end])``, which is shown."""

    index: int
    start: int
    end: int
    line: int
    """The line of the source, counted from 1, on which ``start`` stands."""
    paragraph: int
    """Index of the article's block that holds it."""
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences ``[first, last)`` of one article: the unit that is embedded."""

    article: str
    index: int
    first: int
    last: int
    start: int
    end: int
    text: str

    def holds(self, article: str, sentence: int) -> bool:
        """Whether it is of ``article`` and that sentence, by its index, is one of its own."""
        return self.article == article and self.first <= sentence < self.last


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, with how it was found.

    ``cosine`` is in [-1, 1] and None when only the lexical list held the passage; ranks count from
    1; ``fused`` is the reciprocal-rank-fusion score, larger is better.
    """

    key: int
    """The passage's number in the library generation that found it."""
    passage: Passage
    fused: float
    cosine: float | None = None
    dense_rank: int | None = None
    lexical_rank: int | None = None


class Role(StrEnum):
    """Why a sentence is shown."""

    ANSWER = "answer"
    JOINT = "joint"
    SUPPORT = "support"


class Reason(StrEnum):
    """Why nothing was answered."""

    NAME_UNKNOWN = "name_unknown"
    FACT_ABSENT = "fact_absent"
    WEAK_MATCH = "weak_match"
    CONFLICT = "conflict"


class Verdict(StrEnum):
    """What the evidence says to a yes/no question."""

    YES = "yes"
    NO = "no"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of an article that supports an answer, word for word.

    ``confidence`` is the calibrated probability, in [0, 1], that this sentence supports an answer
    to the question. ``spans`` are the answer's words inside it, best first, and may be empty.
    """

    rank: int
    role: Role
    article: str
    title: str
    source: str
    """The file the article was read from (``Article.origin``)."""
    sha256: str
    line: int
    start: int
    end: int
    text: str
    confidence: float
    spans: tuple[Span, ...] = ()
    speaker: str | None = None
    sentence: int = 0
    """Index of the sentence in its article."""


@dataclass(frozen=True, slots=True)
class AnswerText:
    """The answer's words: a slice of one article's source, markup stripped."""

    text: str
    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Timing:
    """Wall milliseconds by stage."""

    load: float = 0.0
    retrieve: float = 0.0
    read: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Trace:
    """How an answer was found: kept for ``/why``, the evaluation and nothing else."""

    dense: tuple[int, ...] = ()
    """Passage keys of the dense list, best first."""
    lexical: tuple[int, ...] = ()
    hits: tuple[Hit, ...] = ()
    """The fused list, best first, as far as it was read."""
    ranking: tuple[tuple[str, int, float], ...] = ()
    """Every sentence read: (article id, sentence index, ranking score).

    Best first, except that what is never shown (headings and the like) comes after all that is.
    """


@dataclass(frozen=True, slots=True)
class Answer:
    """What qabot says to one question. An answer without evidence cannot be constructed."""

    question: str
    understood_as: str
    answered: bool
    confidence: float
    threshold: float
    evidence: tuple[Evidence, ...]
    answer: AnswerText | None = None
    reason: str | None = None
    reason_code: Reason | None = None
    verdict: Verdict | None = None
    """None where the question does not ask for yes or no, and beside an abstention."""
    timing: Timing = Timing()
    trace: Trace = field(default=Trace(), repr=False)
    id: str | None = None

    def __post_init__(self) -> None:
        if self.answered and not self.evidence:
            raise ValueError("an answer needs evidence")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is not a probability")
        if self.answered == (self.reason_code is not None):
            raise ValueError("an abstention has a reason, an answer has none")


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation."""

    question: str
    answer: Answer
