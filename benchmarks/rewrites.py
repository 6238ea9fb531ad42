"""What a person's rewrite of a follow-up has that the follow-up lacks."""

import re

_POSSESSIVE = re.compile(r"['\u2019]s?\b")
_SMALL = frozenset(("the", "of", "a"))


def words(text: str) -> set[str]:
    """The words of a question, casefolded, by which a name is told to be the right one."""
    return set(re.findall(r"\w+", _POSSESSIVE.sub("", text.casefold()))) - _SMALL
