"""Values -> styled fragments, plain text and JSON. Nothing here prints.

Fragments are ``(style, text)`` pairs as prompt_toolkit takes them; neither it nor rich is needed to
write them, which keeps one question fast.
"""

from qabot.render.answers import (
    Neighbours,
    Sources,
    answer_fragments,
    answer_text,
    confidence_figure,
    confidence_words,
    marks,
    said_by,
    worth_showing,
)
from qabot.render.layout import (
    STYLES,
    Fragment,
    Look,
    counted,
    shorten_left,
    to_text,
    width_of,
    wrap,
)
from qabot.render.listing import article_fragments, articles_fragments
from qabot.render.places import link, location
from qabot.render.records import answer_record, json_line
from qabot.render.safe import safe, safe_json

__all__ = [
    "STYLES",
    "Fragment",
    "Look",
    "Neighbours",
    "Sources",
    "answer_fragments",
    "answer_record",
    "answer_text",
    "article_fragments",
    "articles_fragments",
    "confidence_figure",
    "confidence_words",
    "counted",
    "json_line",
    "link",
    "location",
    "marks",
    "safe",
    "safe_json",
    "said_by",
    "shorten_left",
    "to_text",
    "width_of",
    "worth_showing",
    "wrap",
]
