"""What one command was told: the shared options, and what follows from them."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qabot.cli import profiling
from qabot.cli.progress import Progress
from qabot.cli.status import ExitStatus
from qabot.config import Settings, load
from qabot.errors import UsageError
from qabot.paths import find, shown
from qabot.repl.environment import Environment, open_bot

if TYPE_CHECKING:
    from qabot.bot import Bot
    from qabot.library import Report
    from qabot.models import Models


@dataclass(frozen=True)
class Session:
    """One run of one command. Nothing is read from disk until ``settings`` or ``bot`` is."""

    env: Environment
    articles: tuple[Path, ...] = ()
    refresh: bool = True
    json: bool = False
    profile: bool = False
    config: Path | None = None
    assignments: tuple[str, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    """Keys of the configuration that have an option of their own, where it was given."""

    @classmethod
    def of(cls, env: Environment, **given: Any) -> "Session":
        """From the parsed shared options of a command; it need not take all of them."""
        env.quiet, env.verbose = given["quiet"], given["verbose"]
        top, threshold = given.get("top"), given.get("threshold")
        if top is not None and top < 1:
            raise UsageError(f"--top {top}: expected a whole number from 1, such as --top 5")
        if threshold is not None and not 0.0 <= threshold <= 1.0:
            raise UsageError(f"--threshold {threshold:g}: expected a number from 0 to 1")
        library = given["library"]
        keys = {
            "library": str(library.absolute()) if library else None,
            "answer.top": top,
            "answer.threshold": threshold,
        }
        return cls(
            env=env,
            articles=tuple(Path(os.path.abspath(path)) for path in given.get("articles") or ()),
            refresh=not given.get("no_refresh", False),
            json=given.get("json", False),
            profile=given.get("profile", False),
            config=given["config"],
            assignments=tuple(given["assignments"] or ()),
            options=tuple((key, value) for key, value in keys.items() if value is not None),
        )

    @cached_property
    def settings(self) -> Settings:
        """The configuration in force. Raises ConfigError."""
        self.timeline.mark(profiling.START)
        found = load(find(self.config), self.assignments, dict(self.options))
        self.timeline.mark(profiling.CONFIGURATION)
        self.env.links = found.config.chat.links
        return found

    @cached_property
    def timeline(self) -> profiling.Timeline:
        """Where the time of this run goes."""
        return profiling.Timeline(self.env.started)

    def write_profile(self) -> None:
        """Show it, where ``--profile`` asked for it."""
        if self.profile:
            self.env.stderr.write("".join(f"{line}\n" for line in self.timeline.lines()))

    @property
    def scope_paths(self) -> tuple[Path, ...] | None:
        """What ``--articles`` named; None where the configuration decides."""
        return self.articles or None

    @contextmanager
    def bot(
        self, *, warm: bool = False, scope: Sequence[Path] = (), several: bool = False
    ) -> Iterator["Bot"]:
        """A bot over ``scope``, or the articles in question; its library is fresh.

        With ``warm`` its models load meanwhile. ``several``: its models will be shared by as many
        bots as there are threads (``bot.models.at_once``). Notices go to the person.
        """
        progress = Progress(self.env, "indexing")
        with (
            self.leaving_at_once(),
            self.env.open_bot(
                self.settings,
                scope_paths=scope or self.scope_paths,
                refresh=self.refresh,
                announce=progress.around(self.env.notice),
                progress=progress,
                **self._early(several if warm else None),
            ) as bot,
        ):
            _share(bot.models, several)
            if warm:
                bot.warm()
            self.timeline.mark(profiling.IMPORTS)
            with progress:
                report = bot.open()
            self.timeline.mark(profiling.LIBRARY)
            if report is not None:
                report_failures(self.env, report)
            if bot.on_seed:
                self.env.notice(SEED_NOTICE)
            yield bot

    def _early(self, several: bool | None) -> dict[str, Any]:
        """Models that load while all that asks them is imported; none where it is None."""
        if several is None or self.env.open_bot is not open_bot:
            return {}
        from qabot.models import Models

        models = Models(self.settings.config)
        _share(models, several)
        with _one_blas_thread():
            models.warm()  # checksums come first, beside the import
            import numpy  # noqa: F401
        return {"models": models}

    @contextmanager
    def leaving_at_once(self) -> Iterator[None]:
        """Whatever ends what is inside early, nobody waits for models that are still loading."""
        try:
            yield
        except KeyboardInterrupt:
            self.env.leave(ExitStatus.INTERRUPTED)
            raise
        except Exception:
            self.env.abandoned = True
            raise


@contextmanager
def _one_blas_thread() -> Iterator[None]:
    """NumPy, if it is imported inside, gets no threads of its own: they take 35 ms to make.

    Nothing here multiplies matrices with it that would need more than one. FAISS has its own.
    """
    name = "OPENBLAS_NUM_THREADS"
    if name in os.environ:
        yield
        return
    os.environ[name] = "1"
    try:
        yield
    finally:
        del os.environ[name]


def _share(models: "Models", several: bool) -> None:
    """Let as many bots as there are threads share them. Before they load."""
    if several:
        models.at_once = models.threads


SEED_NOTICE = (
    "answering from the article that comes with qabot; "
    "name your own with --articles or in config.yaml"
)


def report_failures(env: Environment, report: "Report") -> None:
    """Say which files could not be read, and why: at every run, whatever else is indexed."""
    for path, reason in report.failed:
        env.error(reason if path in reason else f"{shown(path)}: {reason}")


_SURROGATES = re.compile("[\ud800-\udfff]")


def typed(text: str) -> str:
    """Text that a person gave, with bytes that are no characters as U+FFFD."""
    return _SURROGATES.sub("\ufffd", text)
