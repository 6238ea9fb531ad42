"""What is marked in a sentence, and how likely the sentences of a list are said to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.read.answering import falling
from qabot.read.marking import tidy


def shown(question: str, text: str) -> str:
    """What is marked of ``text`` where a reader gave what stands between « and »."""
    start, end = text.index("«"), text.index("»") - 1
    first, last = tidy(question, text.replace("«", "").replace("»", ""), start, end)
    return text.replace("«", "").replace("»", "")[first:last]


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What?", "Kim didn'«t respond to it,» he said", "didn't respond to it"),
        ("What?", "It «didn»'t respond.", "didn't"),
        ("Who?", "It was «O»'Brien", "O"),
        ("Who?", "It was O'«Brien»", "O'Brien"),
        ("Whose is it?", "«Biegun»'s meeting", "Biegun"),
        ("When?", "He left«, Tuesday,» for Tokyo", "Tuesday"),
        ("What?", 'We saw «"a dog» there', "a dog"),
        ("What?", 'We saw «"a dog"» there', '"a dog"'),
        ("Where?", "in Rome «(Italy» and", "Italy"),
        ("Where?", "in «Rome (Italy)» and", "Rome (Italy)"),
        ("Who?", "to <Bull> and «<NEC» Corp", "NEC Corp"),
        ("Who?", "to «<Bull> and <NEC Corp»> of Japan", "<Bull> and <NEC Corp>"),
        ("Who left?", "«Susan» Chepkemei left", "Susan Chepkemei"),
        ("Who left?", "It is «Susan» Chepkemei's seat", "Susan Chepkemei"),
        ("Who is Choe?", "met «Foreign Minister» Choe", "Foreign Minister"),
        ("Who is Choe?", "met Foreign «Minister» Choe", "Foreign Minister"),
        ("Who is Ann Choe?", "The Deputy Prime «Minister» Ann Choe", "Deputy Prime Minister"),
        ("Who is Choe?", "met Vice «Minister» Kim", "Minister Kim"),
        ("When did she leave?", "in «March» London was", "March"),
        ("What?", "he said «,» then", ","),
        ("What?", '"If so, «trade could grow," Minister» Nath said.', "trade could grow"),
        ("What?", "“If so, «trade could grow,” Minister» Nath said.", "trade could grow"),
        ("What?", 'He «said "no" and left» early', 'said "no" and left'),
        ("What?", 'The «man said: "no» way"', 'man said: "no'),
    ],
)  # fmt: skip
def test_what_is_marked(question: str, text: str, expected: str) -> None:
    assert shown(question, text) == expected


@given(
    st.text(alphabet="aB '\u2019\",.()-", min_size=1, max_size=20), st.integers(0, 19), st.data()
)
def test_marks_are_never_empty_or_outside(text: str, at: int, data: st.DataObject) -> None:
    start = min(at, len(text) - 1)
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = tidy("Who?", text, start, end)
    assert 0 <= first < last <= len(text)


def test_no_sentence_is_said_to_be_likelier_than_one_above_it() -> None:
    assert falling([0.4, 0.44, 0.3, 0.35]) == [0.4, 0.4, 0.3, 0.3]
    assert falling([]) == []
