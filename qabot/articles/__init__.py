"""Files to articles: decoding, cleaning, and finding headline, byline, captions and paragraphs.

bytes -> decode -> parse -> Article          discover, ids: which files there are, and their names
"""

from qabot.articles.discovery import (
    ENDINGS,
    JSONL,
    FoundFile,
    discover,
    ids,
    look_at,
    no_articles,
    qualify,
)
from qabot.articles.files import (
    JSONL_TIMES,
    MAX_BYTES,
    LineProblem,
    SameArticle,
    read_file,
    read_jsonl,
    reread_jsonl,
    undecodable,
)
from qabot.articles.layout import parse
from qabot.articles.text import clean, decode, line_of, line_starts, visible, without_surrogates

__all__ = [
    "ENDINGS",
    "JSONL",
    "JSONL_TIMES",
    "MAX_BYTES",
    "FoundFile",
    "LineProblem",
    "SameArticle",
    "clean",
    "decode",
    "discover",
    "ids",
    "line_of",
    "line_starts",
    "look_at",
    "no_articles",
    "parse",
    "qualify",
    "read_file",
    "read_jsonl",
    "reread_jsonl",
    "undecodable",
    "visible",
    "without_surrogates",
]
