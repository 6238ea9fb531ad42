"""An Answer as JSON: one object on one line, its keys in the order that the design lists."""

import json
from typing import Any

from qabot.render.safe import safe_json
from qabot.types import Answer, Evidence


def answer_record(answer: Answer) -> dict[str, Any]:
    """``answer`` as plain values. Probabilities are rounded to six digits, times to a whole."""
    given, timing = answer.answer, answer.timing
    return {
        "id": answer.id,
        "question": answer.question,
        "understood_as": answer.understood_as,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 6),
        "threshold": answer.threshold,
        "reason": answer.reason,
        "reason_code": answer.reason_code.value if answer.reason_code else None,
        "answer": given
        and {
            "text": given.text,
            "article": given.article,
            "start": given.start,
            "end": given.end,
        },
        "evidence": [_evidence_record(evidence) for evidence in answer.evidence],
        "milliseconds": {
            "load": round(timing.load),
            "retrieve": round(timing.retrieve),
            "read": round(timing.read),
            "total": round(timing.total),
        },
    }


def _evidence_record(evidence: Evidence) -> dict[str, Any]:
    return {
        "rank": evidence.rank,
        "role": evidence.role.value,
        "article": evidence.article,
        "title": evidence.title,
        "source": evidence.source,
        "sha256": evidence.sha256,
        "line": evidence.line,
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
        "confidence": round(evidence.confidence, 6),
        "spans": [list(span) for span in evidence.spans],
        "speaker": evidence.speaker,
    }


def json_line(record: Any) -> str:
    """``record`` on one line, safe to print: what a terminal could act on is escaped."""
    return safe_json(json.dumps(record, ensure_ascii=False, allow_nan=False)) + "\n"
