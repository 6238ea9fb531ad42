"""The text around evidence, shown with it so that it can be understood."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from qabot.types import Answer, Evidence, Kind, Role, Sentence

if TYPE_CHECKING:
    from qabot.library import Library

Around: TypeAlias = dict[int, tuple[str, str]]
"""Rank of a sentence -> the text before and after it."""


def around(answer: Answer, library: "Library", number: int) -> Around:
    """Up to ``number`` sentences on both sides of each sentence of an answer.

    What supports an answer from beside it gets those of its own paragraph. A sentence that is
    shown as evidence is not shown a second time, nor are headlines, bylines, captions and other
    lines that stand alone.
    """
    if not number or not answer.answered:
        return {}
    taken = {(each.article, each.sentence) for each in answer.evidence}
    result: Around = {}
    for evidence in answer.evidence:
        sentences = library.sentences(evidence.article)
        steps = (range(evidence.sentence - 1, -1, -1), range(evidence.sentence + 1, len(sentences)))
        before, after = (_side(evidence, sentences, step[:number], taken) for step in steps)
        result[evidence.rank] = (" ".join(reversed(before)), " ".join(after))
    return result


def _side(
    evidence: Evidence,
    sentences: Sequence[Sentence],
    places: range,
    taken: set[tuple[str, int]],
) -> list[str]:
    found = []
    own = sentences[evidence.sentence]
    for place in places:
        sentence = sentences[place]
        beside = evidence.role is Role.SUPPORT and sentence.paragraph != own.paragraph
        if beside or not _is_running(sentences, place) or not _is_running(sentences, own.index):
            break
        if (evidence.article, place) in taken:
            break
        taken.add((evidence.article, place))
        found.append(sentence.text)
    return found


def _is_running(sentences: Sequence[Sentence], place: int) -> bool:
    """Whether a sentence is of running text.

    A line alone in its paragraph that ends without any mark is not: the rest of a headline, or a
    crosshead, which the article's layout does not tell.
    """
    own = sentences[place]
    beside = (*sentences[max(0, place - 1) : place], *sentences[place + 1 : place + 2])
    alone = all(each.paragraph != own.paragraph for each in beside)
    return own.kind is Kind.PARAGRAPH and not (alone and own.text[-1:].isalnum())
