"""What the terminal at the other end can do, as far as its environment tells."""

from collections.abc import Mapping

_LINK_PROGRAMS = frozenset(
    "iterm.app wezterm vscode ghostty hyper rio tabby mintty contour warpterminal zed".split()
)
"""Values of TERM_PROGRAM whose terminals open OSC 8 links."""
_LINK_TERMS = ("xterm-kitty", "alacritty", "foot", "contour", "wezterm", "xterm-ghostty", "rio")
_LINK_VARIABLES = ("KITTY_WINDOW_ID", "WT_SESSION", "DOMTERM", "KONSOLE_VERSION")
_FIRST_VTE = 5000
"""GNOME Terminal and its relatives have them from VTE 0.50 on."""
_MULTIPLEXERS = ("screen", "tmux")
"""They may swallow the links of the terminal around them, whose variables they pass on."""
_PALETTE_TERMS = ("256color", "direct", *_LINK_TERMS)


def has_links(variables: Mapping[str, str]) -> bool:
    """Whether the terminal is one of those known to open OSC 8 links."""
    term = variables.get("TERM", "")
    if term == "dumb" or term.startswith(_MULTIPLEXERS) or "TMUX" in variables:
        return False
    if variables.get("TERM_PROGRAM", "").lower() in _LINK_PROGRAMS:
        return True
    if term.startswith(_LINK_TERMS) or any(name in variables for name in _LINK_VARIABLES):
        return True
    version = variables.get("VTE_VERSION", "")
    return version.isdecimal() and int(version) >= _FIRST_VTE


def has_palette(variables: Mapping[str, str], windows: bool = False) -> bool:
    """Whether the terminal knows 256 colours."""
    term = variables.get("TERM", "")
    return windows or "COLORTERM" in variables or any(name in term for name in _PALETTE_TERMS)
