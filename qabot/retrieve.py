"""Question -> passages: a dense list (FAISS) and a lexical list (FTS5), fused by rank."""

from typing import TYPE_CHECKING

from qabot.config import RetrievalConfig
from qabot.library import Library, Scope
from qabot.types import Hit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def retrieve(
    library: Library,
    question: str,
    vector: "NDArray[np.float32]",
    scope: Scope,
    config: RetrievalConfig,
) -> tuple[Hit, ...]:
    """The passages found for a question, best first, each with its rank in both lists.

    ``vector`` is the question's unit vector, shape (dimension,). Fusion is reciprocal rank fusion
    (Cormack, Clarke and Büttcher, SIGIR 2009): a passage scores the sum of 1 / (k + rank) over the
    lists that hold it. Equal scores are ordered by key, so that the order is always the same.
    """
    dense = dict(library.search_dense(vector, config.dense, scope))
    lexical = [key for key, _ in library.search_lexical(question, config.lexical, scope)]
    dense_rank = {key: rank for rank, key in enumerate(dense, start=1)}
    lexical_rank = {key: rank for rank, key in enumerate(lexical, start=1)}
    fused: dict[int, float] = {}
    for ranks in (dense_rank, lexical_rank):
        for key, rank in ranks.items():
            fused[key] = fused.get(key, 0.0) + 1.0 / (config.rrf_k + rank)
    keys = sorted(fused, key=lambda key: (-fused[key], key))
    return tuple(
        Hit(
            key=key,
            passage=passage,
            fused=fused[key],
            cosine=dense.get(key),
            dense_rank=dense_rank.get(key),
            lexical_rank=lexical_rank.get(key),
        )
        for key, passage in zip(keys, library.passages(keys), strict=True)
    )
