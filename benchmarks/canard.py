"""The two parts of canard, which comes without."""

import hashlib


def part_of_canard(article: str) -> str:
    """Even articles, by the first byte of the id's SHA-256, are "choose", the others "report"."""
    return "report" if hashlib.sha256(article.encode()).digest()[0] % 2 else "choose"
