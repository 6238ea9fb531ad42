"""Ask a Bot every question of a set."""

import datetime
import platform
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from qabot.errors import QuestionSetError, UsageError
from qabot.evaluation.folder import Recorder, fingerprint, finish
from qabot.evaluation.judge import Judge
from qabot.evaluation.types import Outcome, Question, QuestionSet, Results, Scope, Wording
from qabot.types import Answer

if TYPE_CHECKING:
    from qabot.bot import Bot

KEPT = 10
"""First sentences of a ranking whose articles are kept with the results."""
_PLACES = ("articles", "library", "threads")


def evaluate(
    bot: "Bot",
    question_set: QuestionSet,
    *,
    scope: Scope = "article",
    wording: Wording = "resolved",
    results: Path | None = None,
    resume: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Results:
    """Ask every question and measure the answers.

    ``bot`` is scoped to ``question_set.articles``. ``scope`` "article" searches each question's own
    article, "library" all of them. ``wording`` says how follow-ups are asked. ``results`` is a
    folder for everything that comes out, appended question by question; with ``resume`` a run that
    was interrupted goes on there. ``progress`` gets (questions done, questions in all). Raises
    QuestionSetError when an article of the set is not in the library, or when the set judges whole
    articles and the scope is one.
    """
    from qabot.evaluation.measures import summarise

    bot.open()
    made = bot.library.manifest.settings
    judge = Judge(bot.library, _ids(bot), words=made.words, overlap=made.overlap)
    questions = question_set.questions
    for question in questions:
        if question.article:
            judge.article(question.article)
        elif scope == "article":
            raise QuestionSetError(
                f"{question_set.name} judges articles, not sentences of one: --scope library"
            )
    about = _about(bot, question_set, scope, wording)
    with Recorder(results, questions, about, resume) as recorder:
        _refuse_renamed(bot, results, recorder.done.values())
        for number, question in enumerate(questions, start=1):
            if question.id not in recorder.done:
                recorder.record(_ask(bot, judge, question, scope, wording))
            if progress is not None:
                progress(number, len(questions))
        outcomes = [recorder.done[question.id] for question in questions]
    found = summarise(
        question_set.name,
        scope,
        questions,
        outcomes,
        stories={id: judge.story(id) for id in _mentioned(judge, questions, outcomes)},
        folder=results,
        about=about,
    )
    finish(found)
    return found


def _refuse_renamed(bot: "Bot", results: Path | None, done: Collection[Outcome]) -> None:
    """Raise UsageError when the library no longer has the ids that stand in ``done``.

    An id is prefixed from when another root of the library holds the same one.
    """
    named = {article for outcome in done for article, _, _ in outcome.ranking}
    if gone := named - {info.id for info in bot.library.articles()}:
        raise UsageError(
            f"{results} cannot be resumed: article {min(gone)!r} has another id in the library now "
            "or is gone; use the library it was made with (--library), or another --results folder"
        )


def _mentioned(
    judge: Judge, questions: Sequence[Question], outcomes: Sequence[Outcome]
) -> list[str]:
    """The articles asked about and those of the first sentences found, each once."""
    asked = [judge.article(question.article) for question in questions if question.article]
    found = [id for outcome in outcomes for id, _, _ in outcome.ranking[:KEPT]]
    return list(dict.fromkeys([*asked, *found]))


def _ask(bot: "Bot", judge: Judge, question: Question, scope: Scope, wording: Wording) -> Outcome:
    rewritten = wording == "rewritten" and question.rewrite is not None
    text = question.rewrite if rewritten and question.rewrite else question.question
    answer: Answer = bot.ask(
        text,
        article=judge.article(question.article) if scope == "article" else None,
        history=question.history if wording == "resolved" else (),
        id=question.id,
    )
    return judge.outcome(question, answer)


def _ids(bot: "Bot") -> Collection[str]:
    """The articles of the library that stand below what the bot was scoped to."""
    return [info.id for info in bot.library.articles(roots=bot.roots)]


def _about(
    bot: "Bot", question_set: QuestionSet, scope: Scope, wording: Wording
) -> Mapping[str, Any]:
    from importlib.metadata import PackageNotFoundError, version

    manifest = bot.library.manifest
    versions = {"python": sys.version.split()[0]}
    for package in ("qabot", "numpy", "onnxruntime", "tokenizers", "faiss-cpu", "ir_measures"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return {
        "set": question_set.name,
        "scope": scope,
        "wording": wording,
        "date": datetime.date.today().isoformat(),
        "questions": len(question_set.questions),
        "questions_sha256": fingerprint(question_set.questions),
        "articles": str(question_set.articles),
        "settings": _settings(bot),
        "models": _models(bot),
        "config": msgspec.to_builtins(bot.settings.config),
        "library": {"folder": str(bot.settings.library), **msgspec.to_builtins(manifest.counts)},
        "versions": versions,
        "machine": f"{platform.system()} {platform.machine()}",
    }


def _settings(bot: "Bot") -> dict[str, Any]:
    """The configuration without what cannot change an answer: where things are, and threads."""
    values: dict[str, Any] = msgspec.to_builtins(bot.settings.config)
    return {key: value for key, value in values.items() if key not in _PLACES}


def _models(bot: "Bot") -> dict[str, Any]:
    """What made the index and what reads, with fingerprints; and the splitting rules."""
    manifest = bot.library.manifest
    return {
        "index": msgspec.to_builtins(manifest.settings),
        "reader": bot.models.reader_digests(),
        "text": manifest.text,
    }
