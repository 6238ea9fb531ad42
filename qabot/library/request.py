"""What a run of ``index`` was asked to do, and what follows from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from embeddings.base import Encoder
from qabot.library import manifest
from qabot.library.manifest import IndexSettings, Manifest
from qabot.library.survey import Root
from qabot.library.vectors import Progress


@dataclass(frozen=True, slots=True)
class Request:
    """What ``index`` was asked to do; see there."""

    folder: Path
    roots: list[str]
    settings: IndexSettings
    open_encoder: Callable[[], Encoder]
    progress: Progress | None
    rebuild: bool
    remove: list[str]
    keep: bool
    max_bytes: int

    def kept(self, published: Manifest | None, roots: Sequence[Root]) -> tuple[str, ...]:
        """The roots that are kept from now on, of those that there are."""
        wanted = [*(published.kept if published else ()), *(self.roots if self.keep else ())]
        return tuple(dict.fromkeys(path for path in wanted if path in {r.path for r in roots}))

    def reason(self, published: Manifest | None) -> str | None:
        """Why everything must be built again."""
        if published is None:
            return None
        if self.rebuild:
            return "a rebuild was asked for"
        return manifest.why_stale(published, self.settings)
