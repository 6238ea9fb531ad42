"""Questions to offer about an article: varied, short, each with the sentences that answer it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from qabot.evaluation.proposals import Proposal, propose
from qabot.types import Answer, Sentence

if TYPE_CHECKING:
    from qabot.library import ArticleInfo

_TRIED = 18
_LONGEST = 90
"""Characters of a question that one would type."""
_OF_A_KIND = 5
"""An article of many quotations would give nothing but "What did X say?"."""


def offers(sentences: Sequence[Sentence]) -> Iterator[Proposal]:
    """At most ``_TRIED`` proposals: one of each kind in turn, in the order of the article."""
    kinds: dict[str, list[Proposal]] = {}
    for proposal in propose(sentences):
        kind = kinds.setdefault(proposal.template, [])
        if len(proposal.question) <= _LONGEST and len(kind) < _OF_A_KIND:
            kind.append(proposal)
    turns = (each for turn in zip_longest(*kinds.values()) for each in turn if each is not None)
    for proposal, _ in zip(turns, range(_TRIED), strict=False):
        yield proposal


def likely(found: "Sequence[ArticleInfo]", answers: Iterable[Answer]) -> "ArticleInfo":
    """The article to speak of where none was named: that of the last question answered from one.

    ``found`` is not empty. ``answers`` are those of the conversation, newest first; the first
    article where none of them tells.
    """
    by_id = {info.id: info for info in found}
    for answer in answers:
        if answer.answered and answer.evidence[0].article in by_id:
            return by_id[answer.evidence[0].article]
    return found[0]
