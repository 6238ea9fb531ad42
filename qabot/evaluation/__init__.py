"""Judging retrieval and answers on a question set.

    questions -> run -> judge -> measures -> compare, explain, gate -> report

`evaluate` asks a Bot every question of a `QuestionSet` and gives `Results`; everything else works
on those, or on the folder they were written to. The names below are imported when they are first
used, so that ``import qabot.evaluation`` loads neither numpy nor ir_measures nor rich.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qabot.evaluation.acceptance import GateReport as GateReport
    from qabot.evaluation.acceptance import accept as accept
    from qabot.evaluation.acceptance import gate as gate
    from qabot.evaluation.folder import load_results as load_results
    from qabot.evaluation.questions import load_question_set as load_question_set
    from qabot.evaluation.report import results_json as results_json
    from qabot.evaluation.report import table as table
    from qabot.evaluation.run import evaluate as evaluate
    from qabot.evaluation.types import Measure as Measure
    from qabot.evaluation.types import Outcome as Outcome
    from qabot.evaluation.types import Question as Question
    from qabot.evaluation.types import QuestionSet as QuestionSet
    from qabot.evaluation.types import Results as Results

_HOME = {
    "GateReport": "acceptance",
    "Measure": "types",
    "Outcome": "types",
    "Question": "types",
    "QuestionSet": "types",
    "Results": "types",
    "accept": "acceptance",
    "evaluate": "run",
    "gate": "acceptance",
    "load_question_set": "questions",
    "load_results": "folder",
    "results_json": "report",
    "table": "report",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
