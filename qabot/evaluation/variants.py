"""Several configurations over one question set in one go."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.errors import UsageError
from qabot.evaluation.run import evaluate
from qabot.evaluation.types import QuestionSet, Results, Scope, Wording

if TYPE_CHECKING:
    from qabot.bot import Bot

_NAME = re.compile(r"\w[\w.+-]*")
_NEXT = re.compile(r",(?=\s*[a-z_]+(?:\.[a-z_]+)*\s*=)")


@dataclass(frozen=True, slots=True)
class Variant:
    """A configuration with a name. ``overrides`` are ``key=value``, as ``--set`` takes them."""

    name: str
    overrides: tuple[str, ...] = ()


def parse_variant(text: str) -> Variant:
    """``name:key=value,key=value`` -> Variant; a name alone is the configuration as it is.

    A comma stands between overrides only where a ``key=`` follows, so that a value may hold one.
    """
    name, _, rest = text.partition(":")
    overrides = tuple(part.strip() for part in _NEXT.split(rest) if part.strip())
    if not _NAME.fullmatch(name) or any("=" not in override for override in overrides):
        raise UsageError(
            f"--variant {text!r}: expected name:key=value,key=value, such as "
            "wide:retrieval.read=24,answer.top=5"
        )
    return Variant(name, overrides)


def with_base(variants: Sequence[Variant], base: str) -> list[Variant]:
    """The variants behind the configuration as it is, named ``base``.

    A variant without overrides is the configuration as it is already, under the name it has.
    Raises UsageError when two have one name.
    """
    found = list(variants)
    if all(variant.overrides for variant in found):
        found.insert(0, Variant(base))
    names = [variant.name for variant in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise UsageError(f"two variants are named {min(twice)!r}; each needs a name of its own")
    return found


def evaluate_variants(
    open_bot: Callable[[Sequence[str]], "AbstractContextManager[Bot]"],
    question_set: QuestionSet,
    variants: Sequence[Variant],
    *,
    scope: Scope = "article",
    wording: Wording = "resolved",
    results: Path | None = None,
    resume: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Mapping[str, Results]:
    """Evaluate each variant in turn; ``open_bot`` makes a Bot from its overrides.

    ``results`` holds one folder for each variant, by its name. ``progress`` gets (variant,
    questions done, questions in all). `compare` takes the values, in this order.
    """
    names = [variant.name for variant in variants]
    if twice := {name for name in names if names.count(name) > 1}:
        raise UsageError(f"two variants are named {min(twice)!r}; each needs a name of its own")
    found = {}
    for variant in variants:
        with open_bot(variant.overrides) as bot:
            found[variant.name] = evaluate(
                bot,
                question_set,
                scope=scope,
                wording=wording,
                results=results / variant.name if results is not None else None,
                resume=resume,
                progress=_named(variant.name, progress),
            )
    return found


def _named(
    name: str, progress: Callable[[str, int, int], None] | None
) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    tell = progress
    return lambda done, total: tell(name, done, total)
