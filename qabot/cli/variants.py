"""``eval --variant``: several configurations over one question set, and what differs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from qabot.cli.judging import run, write_report
from qabot.cli.printing import print_tables
from qabot.cli.session import Session
from qabot.cli.status import ExitStatus
from qabot.errors import ConfigError

if TYPE_CHECKING:
    from qabot.config import Config
    from qabot.evaluation import QuestionSet, Results, Variant

BASE = "base"
"""The configuration as it is, which every variant is compared with."""


def try_variants(
    session: Session,
    questions: "QuestionSet",
    texts: Sequence[str],
    report: Path | None,
    how: Mapping[str, Any],
) -> int:
    """Run the configuration as it is and each variant of it, and print what differs."""
    from qabot import evaluation
    from qabot.evaluation.variants import with_base

    variants = with_base([evaluation.parse_variant(text) for text in texts], BASE)
    sessions = {variant.name: _session(session, variant) for variant in variants}
    found: dict[str, Results] = {}
    for variant in variants:
        folder = how["results"] / variant.name if how["results"] else None
        label = f"questions, {variant.name}"
        own = sessions[variant.name]
        found[variant.name] = run(own, questions, {**how, "results": folder}, label)
    _write(session, found)
    for name, results in found.items():
        if report is not None:
            write_report(session, results, report.with_name(f"{report.stem}-{name}{report.suffix}"))
    if how["results"]:
        session.env.notice(f"results: {how['results']}")
    return ExitStatus.ANSWERED


def _session(session: Session, variant: "Variant") -> Session:
    """The session with the variant's settings, which are checked before anything is asked."""
    own = replace(session, assignments=(*session.assignments, *variant.overrides))
    try:
        base, wanted = session.settings.config, own.settings.config
    except ConfigError as error:
        raise ConfigError(f"--variant {variant.name}: {error}") from None
    if wanted.library == base.library and _indexed(wanted) != _indexed(base):
        return replace(own, options=(*own.options, ("library", str(_library(wanted)))))
    return own


def _indexed(config: "Config") -> tuple[object, ...]:
    """What an index depends on."""
    return config.encoder.model, config.passages


def _library(config: "Config") -> Path:
    """A library of its own for an index that differs: the person's is not made anew for a trial."""
    cache = Path(platformdirs.user_cache_dir("qabot", appauthor=False)) / "variants"
    return cache / hashlib.sha256(repr(_indexed(config)).encode()).hexdigest()[:16]


def _write(session: Session, found: Mapping[str, "Results"]) -> None:
    from qabot import evaluation
    from qabot.evaluation import comparison_report as reports
    from qabot.evaluation import report

    compared = evaluation.compare(list(found.values()), names=list(found))
    if session.json:
        runs = {name: report.results_json(results) for name, results in found.items()}
        record = {"runs": runs, "comparison": evaluation.comparison_json(compared)}
        session.env.write_json(record)
        return
    print_tables(
        session.env,
        f"{next(iter(found.values())).set}: {reports.headline(compared)}",
        lambda width: (
            reports.side_by_side_rich(found, width) + reports.comparison_rich(compared, width)
        ),
        reports.footnote(),
        lambda: f"{reports.side_by_side_text(found)}\n\n{evaluation.comparison_text(compared)}",
    )
