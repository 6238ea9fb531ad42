"""Confidence under shift: fitted without a set, judged on it.

    python -m training.shift qabot-reader --cache CACHE

CACHE is what ``training.fit`` kept: the questions of the "choose" halves as they were read. For
each set, ranking weights stay those of the shipped file, and the confidence is fitted anew on the
other sets only; newsqa, newsqa-cut and newsqa-offtopic share their questions and stories, so they
are left out together. Prints, for each set, its expected calibration error and mean probability
beside the share that was right, once with the weights that saw it and once without.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from embeddings.fitted import read_fitted
from training.fit import (
    BY_HAND,
    CONFIDENCE_COMMON,
    CONFIDENCE_SETS,
    RANK,
    Asked,
    first,
    fit_confidence,
    probabilities,
    recalled,
)
from training.measures import calibration_error

TOGETHER = (("newsqa", "newsqa-cut", "newsqa-offtopic"), ("wikiqa",), ("squad2",))


def main() -> None:
    """Print one line a set."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("reader")
    parser.add_argument("--cache", type=Path, required=True)
    given = parser.parse_args()
    rank: dict[str, float] = json.loads(read_fitted(given.reader))["rank"]
    asked: list[Asked] = []
    for name in CONFIDENCE_SETS:
        asked += recalled(given.cache / f"{given.reader}-{name}.json")
    columns = (*RANK[given.reader], *CONFIDENCE_COMMON)
    for group in TOGETHER:
        held = [item for item in asked if item.set in group]
        right = np.array([bool(item.gold[first(item, rank)[0]]) for item in held])
        line = f"{'+'.join(group)}: {len(held)} questions, right {right.mean():.3f}"
        others = [item for item in asked if item.set not in group]
        for word, seen in (("seen", asked), ("unseen", others)):
            confidence, bias = fit_confidence(seen, rank, columns)
            p = probabilities(held, rank, confidence | BY_HAND["confidence"], bias)
            line += f"; {word}: mean {p.mean():.3f}, error {calibration_error(p, right):.3f}"
        print(line)


if __name__ == "__main__":
    main()
