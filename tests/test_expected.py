"""What a question asks for, and whether words are of that kind."""

import pytest

from qabot.read.expected import Expected, expected, fits


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many days did he stay?", Expected.NUMBER),
        ("What percentage of people agreed?", Expected.NUMBER),
        ("When did Biegun arrive?", Expected.TIME),
        ("In which year was it signed?", Expected.TIME),
        ("Who met him at the airport?", Expected.PERSON),
        ("Where is the ministry?", Expected.PLACE),
        ("In what city does he live?", Expected.PLACE),
        ("Why didn't Biegun meet Choe?", None),
        ("What did Biegun say when he arrived?", None),
    ],
)
def test_what_a_question_asks_for(question: str, kind: Expected | None) -> None:
    assert expected(question) is kind


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Expected.NUMBER, "three days", 1.0),
        (Expected.NUMBER, "the envoy", -1.0),
        (Expected.TIME, "on Tuesday", 1.0),
        (Expected.TIME, "by plane", -1.0),
        (Expected.PERSON, "Choe Son-hui", 1.0),
        (Expected.PERSON, "the spokesman", 1.0),
        (Expected.PERSON, "42 percent", -1.0),
        (Expected.PLACE, "Seoul", 1.0),
        (Expected.PLACE, "yesterday", -1.0),
        (None, "anything", 0.0),
    ],
)
def test_whether_an_answer_is_of_the_kind(kind: Expected | None, text: str, value: float) -> None:
    assert fits(kind, text) == value
