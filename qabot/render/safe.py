"""Text from articles, names and files, made harmless for a terminal.

Whatever could move the cursor, change colours, reorder or hide what is shown is replaced by
something that can be seen. Offsets are never taken from what comes out of here.
"""

import re

_CONTROL = r"\x00-\x1f\x7f-\x9f"
_INVISIBLE = (
    r"\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_JOINERS = "\u200c\u200d"
_UNSAFE = re.compile(f"[{_CONTROL}{_INVISIBLE}\u00ad]")
_UNSAFE_JSON = re.compile(f"[\x7f-\x9f{_INVISIBLE}]")


def safe(text: str) -> str:
    """``text`` as one line that a terminal shows as it stands. Idempotent.

    Control characters become their pictures (ESC is shown as U+241B), bidirectional controls,
    zero-width characters and lone surrogates U+FFFD, white space a space. Joiners stay between
    characters of scripts that need them; a soft hyphen, which is no character of a word, goes.
    """
    return _UNSAFE.sub(_replace, text)


def safe_json(document: str) -> str:
    """A JSON document with the same characters as escapes: the same value, and harmless.

    Control characters below U+0020 are escaped in any JSON already.
    """
    return _UNSAFE_JSON.sub(_escape, document)


def _replace(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if character in "\t\n\v\f\r\x85\u2028\u2029":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if character == "\u00ad":
        return ""
    if character in _JOINERS and _joins(match.string, match.start()):
        return character
    return "\ufffd"


def _joins(text: str, at: int) -> bool:
    """Does the joiner at ``at`` stand between two visible characters beyond ASCII?"""
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return len(around) == 2 and not around.isascii() and not _UNSAFE.search(around)


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
