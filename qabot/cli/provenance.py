"""Where each value of the configuration in force came from."""

from collections.abc import Iterator
from typing import Any

import msgspec

from qabot.cli.session import Session
from qabot.config import keys
from qabot.paths import shown

_OPTIONS = {"library": "--library", "answer.top": "--top", "answer.threshold": "--threshold"}


def origins(session: Session) -> dict[str, tuple[Any, str]]:
    """Every key, in the order of the file, with its value and what gave it.

    Raises ConfigError.
    """
    settings = session.settings
    values = msgspec.to_builtins(settings.config)
    in_file = _keys_of(settings.path)
    assigned = {text.partition("=")[0].strip() for text in session.assignments}
    given = {key for key, _ in session.options}
    found: dict[str, tuple[Any, str]] = {}
    for key in keys():
        origin = "default"
        if _covers(in_file, key) and settings.path is not None:
            origin = shown(settings.path)
        if _covers(assigned, key):
            origin = "--set"
        if key in given:
            origin = _OPTIONS[key]
        found[key] = (_value(values, key), origin)
    return found


def _value(values: Any, key: str) -> Any:
    for part in key.split("."):
        values = values[part]
    return values


def _covers(given: set[str], key: str) -> bool:
    """Whether ``key`` or a section that it stands in was given a value as a whole."""
    parts = key.split(".")
    return any(".".join(parts[:depth]) in given for depth in range(1, len(parts) + 1))


def _keys_of(path: Any) -> set[str]:
    """The dotted keys that a configuration file, read and found right before, sets."""
    if path is None:
        return set()
    import yaml

    tree = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    return set(_leaves(tree))


def _leaves(tree: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, inner in tree.items():
        if isinstance(inner, dict):
            yield from _leaves(inner, f"{above}{key}.")
        else:
            yield f"{above}{key}"
