"""The articles of a collection that questions of the project's own were written over."""

import gzip
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def taken(corpus: Path, rows: Sequence[dict[str, Any]]) -> list[str]:
    """The lines of ``corpus`` with the articles of ``rows``; ends the run where one is another."""
    wanted = {row["article"]: row["sha256"] for row in rows}
    opened: Any = gzip.open if corpus.suffix == ".gz" else open
    with opened(corpus, "rt", encoding="utf-8") as file:
        found = [
            line
            for line in file
            if (article := json.loads(line))["id"] in wanted
            and hashlib.sha256(article["text"].encode()).hexdigest() == wanted[article["id"]]
        ]
    if len(found) != len(wanted):
        sys.exit(
            f"{corpus} has {len(found)} of the {len(wanted)} articles that own.jsonl asks about, "
            "with the text it was written for; give the collection that it was written over"
        )
    return found
