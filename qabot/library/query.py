"""A question as a full-text query: its words, quoted, joined by OR. Nothing else gets through."""

import re
import unicodedata

MOST_TERMS = 64
"""A question's later words are left out: the cost of a search stays bounded."""

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)+"  # 1,000.5
    r"|[^\W_]+(?:['\u2019][^\W_]+)*"  # O'Brien, didn't
)
_SUFFIX = re.compile(r"['\u2019]s$", re.IGNORECASE)

STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are aren't as at be because been
    before being below between both but by can can't cannot could couldn't did didn't do does
    doesn't doing don't down during each few for from further had hadn't has hasn't have haven't
    having he he'd he'll he's her here hers herself him himself his how i i'd i'll i'm i've if in
    into is isn't it it's its itself just let's me more most my myself no nor not of off on once
    only or other ought our ours ourselves out over own please same shall she she'd she'll she's
    should shouldn't so some such tell than that that's the their theirs them themselves then
    there there's these they they'd they'll they're they've this those through to too under until
    up upon very was wasn't we we'd we'll we're we've were weren't what what's when when's where
    where's which while who who's whom whose why why's will with won't would wouldn't you you'd
    you'll you're you've your yours yourself yourselves""".split()
)


def terms(question: str) -> list[str]:
    """The words of a question worth looking for, each once, in order.

    Stop words are left out unless nothing else remains.
    """
    words: dict[str, None] = {}
    common: dict[str, None] = {}
    for found in _WORD.finditer(unicodedata.normalize("NFC", question)):
        word = found[0].casefold().replace("\u2019", "'")
        bare = _SUFFIX.sub("", word)
        kind = common if word in STOP_WORDS or bare in STOP_WORDS else words
        kind.setdefault(bare)
        if len(words) == MOST_TERMS:
            break
    return list(words or common)[:MOST_TERMS]


def match(words: list[str]) -> str:
    """The FTS5 expression that finds a passage with any of ``words``."""
    return " OR ".join(f'"{word.replace(chr(34), " ")}"' for word in words)
