"""Questions to offer about an article: varied, short, each with the sentences that answer it."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from qabot.evaluation.proposals import Proposal, propose
from qabot.types import Sentence

_TRIED = 18
_LONGEST = 90
"""Characters of a question that one would type."""


def offers(sentences: Sequence[Sentence]) -> Iterator[Proposal]:
    """At most ``_TRIED`` proposals: one of each kind in turn, in the order of the article."""
    kinds: dict[str, list[Proposal]] = {}
    for proposal in propose(sentences):
        if len(proposal.question) <= _LONGEST:
            kinds.setdefault(proposal.template, []).append(proposal)
    turns = (each for turn in zip_longest(*kinds.values()) for each in turn if each is not None)
    for proposal, _ in zip(turns, range(_TRIED), strict=False):
        yield proposal
