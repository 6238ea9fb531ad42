"""Sentences judged by a generic cross-encoder: no spans, and no notion of "no answer"."""

from collections.abc import Sequence

import numpy as np

from embeddings.base import PairScorer
from qabot.read.candidates import Candidate
from qabot.read.signals import Reading


class CrossEncoderReader:
    """Scores each sentence alone, and behind the one before it. See ``signals.Reader``.

    ``after`` is the score of the pair in which this sentence introduces the next: a sentence that
    makes its successor relevant is often the one that answers.
    """

    name = "cross-encoder"
    columns = ("alone", "behind", "after")

    def __init__(self, scorer: PairScorer) -> None:
        self._scorer = scorer

    def read(self, question: str, candidates: Sequence[Candidate]) -> Reading:
        """Two pairs for each sentence, in one call."""
        texts = [item.sentence.text for item in candidates]
        pairs = [f"{item.before} {item.sentence.text}".strip() for item in candidates]
        scores = self._scorer.score(question, texts + pairs)
        alone, behind = scores[: len(texts)], scores[len(texts) :]
        place = {(item.article, item.sentence.index): i for i, item in enumerate(candidates)}
        following = [
            place.get((item.article, item.sentence.index + 1), i)
            for i, item in enumerate(candidates)
        ]
        values = np.stack([alone, behind, behind[following]], axis=1)
        return Reading(values, ((),) * len(candidates))

    def knows(self, word: str) -> bool:
        """Whether the model's vocabulary has ``word`` as a whole."""
        return self._scorer.knows(word)
