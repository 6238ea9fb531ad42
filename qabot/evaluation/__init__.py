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
    from qabot.evaluation.comparison import Comparison as Comparison
    from qabot.evaluation.comparison import compare as compare
    from qabot.evaluation.comparison_report import comparison_json as comparison_json
    from qabot.evaluation.comparison_report import comparison_rich as comparison_rich
    from qabot.evaluation.comparison_report import comparison_text as comparison_text
    from qabot.evaluation.diagnosis import Explanation as Explanation
    from qabot.evaluation.diagnosis import Stage as Stage
    from qabot.evaluation.diagnosis import explain as explain
    from qabot.evaluation.diagnosis import stages as stages
    from qabot.evaluation.drafting import new_question_set as new_question_set
    from qabot.evaluation.folder import load_results as load_results
    from qabot.evaluation.html_report import write_report as write_report
    from qabot.evaluation.questions import load_question_set as load_question_set
    from qabot.evaluation.questions import remarks as remarks
    from qabot.evaluation.report import results_json as results_json
    from qabot.evaluation.report import table as table
    from qabot.evaluation.run import evaluate as evaluate
    from qabot.evaluation.together import gap_closed as gap_closed
    from qabot.evaluation.together import pairs as pairs
    from qabot.evaluation.together import pool as pool
    from qabot.evaluation.types import Measure as Measure
    from qabot.evaluation.types import Outcome as Outcome
    from qabot.evaluation.types import Question as Question
    from qabot.evaluation.types import QuestionSet as QuestionSet
    from qabot.evaluation.types import Results as Results
    from qabot.evaluation.variants import Variant as Variant
    from qabot.evaluation.variants import evaluate_variants as evaluate_variants
    from qabot.evaluation.variants import parse_variant as parse_variant

_HOME = {
    "Comparison": "comparison",
    "Explanation": "diagnosis",
    "GateReport": "acceptance",
    "Measure": "types",
    "Outcome": "types",
    "Question": "types",
    "QuestionSet": "types",
    "Results": "types",
    "Stage": "diagnosis",
    "Variant": "variants",
    "accept": "acceptance",
    "compare": "comparison",
    "comparison_json": "comparison_report",
    "comparison_rich": "comparison_report",
    "comparison_text": "comparison_report",
    "evaluate": "run",
    "evaluate_variants": "variants",
    "explain": "diagnosis",
    "gap_closed": "together",
    "gate": "acceptance",
    "load_question_set": "questions",
    "load_results": "folder",
    "new_question_set": "drafting",
    "pairs": "together",
    "parse_variant": "variants",
    "pool": "together",
    "remarks": "questions",
    "results_json": "report",
    "stages": "diagnosis",
    "table": "report",
    "write_report": "html_report",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
