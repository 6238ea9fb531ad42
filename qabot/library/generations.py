"""The folders of a library's generations: which there are, and which are left over."""

import re
import shutil
from contextlib import suppress
from pathlib import Path

from qabot.library import manifest, staging
from qabot.library.manifest import GENERATIONS, Manifest

_GENERATION = re.compile(r"\d{6,}")


def numbers(folder: Path) -> list[int]:
    """The generations that stand in a library, published or not."""
    with suppress(OSError):
        names = [path.name for path in (folder / GENERATIONS).iterdir()]
        return [int(name) for name in names if _GENERATION.fullmatch(name)]
    return []


def unused(folder: Path, published: Manifest | None) -> int:
    """A number above every generation that there is, or was."""
    return 1 + max([published.generation if published else 0, *numbers(folder)])


def clean(folder: Path, published: Manifest | None) -> None:
    """Remove generations that are not published, and what killed writers left.

    On Windows a generation that a reader has open stays until the next time.
    """
    if published is None:
        return
    for number in numbers(folder):
        if number != published.generation:
            shutil.rmtree(folder / GENERATIONS / f"{number:06d}", ignore_errors=True)
    for path in _halves(folder):
        with suppress(OSError):
            path.unlink()


def left_over(folder: Path, published: Manifest) -> bool:
    """Whether a killed writer left something, or another is at work."""
    there = set(numbers(folder)) - {published.generation}
    return bool(there or _halves(folder) or (folder / staging.FOLDER).exists())


def _halves(folder: Path) -> list[Path]:
    """Manifests that were not renamed."""
    with suppress(OSError):
        return list(folder.glob(f"{manifest.NAME}.*.tmp"))
    return []
