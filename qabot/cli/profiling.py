"""``--profile``: where the time of one run went, as a table on standard error.

Stages follow on one another and add up to the whole run, from the first line of the program on.
What the interpreter itself took before that is not in it.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

START, CONFIGURATION, IMPORTS, LIBRARY = "start", "configuration", "imports", "library"
MODELS, RETRIEVE, READ, SHOW, REST = "models", "retrieve", "read", "show", "rest"

_MEANS = {
    START: "the command line: imports, arguments",
    CONFIGURATION: "config.yaml and --set",
    IMPORTS: "what answers; the models load meanwhile",
    LIBRARY: "refreshed and opened",
    MODELS: "waited for until they were loaded",
    RETRIEVE: "question encoded, passages found",
    READ: "sentences read, ranked, answer made",
    SHOW: "written",
    REST: "everything else",
    "measures": "everything else around the questions",
    "survey": "files looked at, lock taken",
    "tables": "files read, split, written to SQLite",
    "vectors": "encoded, taken over, indexed",
    "sync": "files checked and synced to the disk",
    "publish": "manifest replaced, the one before removed",
}
INDEXING = {
    "drafted": "survey",
    "filled": "tables",
    "encoded": "vectors",
    "vectors written": "vectors",
    "files synced": "sync",
    "published": "publish",
    "cleaned": "publish",
}
"""Points of ``library.durable`` -> the stage that ends there."""


class Timeline:
    """Seconds by stage, in the order in which the stages were first met."""

    def __init__(self, started: float) -> None:
        """``started`` is a value of ``time.perf_counter``."""
        self._started = self._last = started
        self.stages: dict[str, float] = {}
        self.summed: dict[str, float] = {}
        """Seconds of what ran in several threads at once: more than passed."""
        self.questions = 0

    def mark(self, stage: str) -> None:
        """Everything since the last mark was ``stage``."""
        self.split({}, stage)

    def split(self, seconds: Mapping[str, float], rest: str) -> None:
        """What passed since the last mark was ``seconds`` by stage, and else ``rest``."""
        now = time.perf_counter()
        left = max(0.0, now - self._last - sum(seconds.values()))
        for stage, taken in [*seconds.items(), (rest, left)]:
            self.stages[stage] = self.stages.get(stage, 0.0) + taken
        self._last = now

    def answered(self, milliseconds: Mapping[str, float], *, alone: bool = True) -> None:
        """One question was, ``milliseconds`` as in an answer's JSON; ``alone``: in this thread."""
        self.questions += 1
        seconds = _seconds(milliseconds)
        if alone:
            self.split(seconds, REST)
            return
        for stage, taken in seconds.items():
            self.summed[stage] = self.summed.get(stage, 0.0) + taken

    def answered_all(self, milliseconds: Sequence[Mapping[str, float]]) -> None:
        """Several were, one after another, some of them perhaps in an earlier run."""
        self.questions += len(milliseconds)
        seconds = {MODELS: 0.0, RETRIEVE: 0.0, READ: 0.0}
        for each in map(_seconds, milliseconds):
            seconds = {stage: seconds[stage] + taken for stage, taken in each.items()}
        earlier = sum(seconds.values()) > time.perf_counter() - self._last
        self.split({} if earlier else seconds, "measures")

    @contextmanager
    def indexing(self) -> Iterator[None]:
        """Mark the stages of what is indexed inside."""
        from qabot.library import durable

        before = durable.step

        def step(name: str) -> None:
            if name in INDEXING:
                self.mark(INDEXING[name])
            before(name)

        durable.step = step
        try:
            yield
        finally:
            durable.step = before

    def lines(self) -> Iterator[str]:
        """The table."""
        self.mark(REST)
        total = sum(self.stages.values())
        yield f"{'stage':<14}{'seconds':>9}{'share':>7}"
        for stage, seconds in self.stages.items():
            share = f"{100 * seconds / total:.0f}%" if total else ""
            yield f"{stage:<14}{seconds:>9.3f}{share:>7}  {_MEANS.get(stage, '')}".rstrip()
        yield f"{'in all':<14}{total:>9.3f}"
        if self.questions > 1:
            seconds = total / self.questions
            yield f"{self.questions:,} questions, {1000 * seconds:.0f} ms each with everything"
        for stage, taken in self.summed.items():
            yield (
                f"{stage}: {1000 * taken / self.questions:.0f} ms a question, "
                f"{taken:.3f} s summed over the threads"
            )


def _seconds(milliseconds: Mapping[str, float]) -> dict[str, float]:
    stages = {MODELS: "load", RETRIEVE: "retrieve", READ: "read"}
    return {stage: milliseconds[name] / 1000 for stage, name in stages.items()}
