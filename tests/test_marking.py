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
        (
            "Who is Heller?",
            "«Federal Reserve Board Governor Robert» Heller said",
            "Federal Reserve Board Governor",
        ),
        ("Who is Heller?", "«Reserve Governor Robert J.» Heller said", "Reserve Governor"),
        ("Who is Heller?", "said «Robert» Heller, a banker", "Robert Heller"),
        ("Who is Heller?", "as «said Robert» Heller, a banker", "said Robert Heller"),
        ("Who is Robert Heller?", "«Governor Robert» Heller", "Governor"),
        ("Who is Sella?", "«Former France centre Philippe» Sella", "Former France centre"),
        ("Who is Zidane?", "«Former captain Zinedine» Zidane", "Former captain"),
        ("Who is Cruz?", "«Former striker Juan de la» Cruz", "Former striker"),
        (
            "Who is Biegun?",
            "U.S. «Special Representative for North Korea Stephen» Biegun",
            "Special Representative for North Korea",
        ),
        ("Who is Biegun?", "met «American» Biegun", "American"),
        ("Who said so?", "«Governor Robert» Heller said", "Governor Robert Heller"),
        ("Who said so?", "said Robert «Heller»", "Robert Heller"),
        ("Who met?", "Kim «Jong-un, the» North's leader", "Kim Jong-un, the"),
        ("Who met?", "«Kim» Jong-un met him", "Kim Jong-un"),
        ("Who said so?", "«Minister John» Major said", "Minister John Major"),
        ("What is planned?", "«talks with Robert» Heller", "talks with Robert Heller"),
        ("When?", "In «April» Robert Heller left", "April"),
        ("Where?", "«San Francisco» Giants", "San Francisco"),
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


@given(st.integers(0, 40), st.data())
def test_no_mark_ends_or_begins_inside_a_name(at: int, data: st.DataObject) -> None:
    text = "Former Bank Governor Robert J. Heller met Kim Jong-un in Rome"
    start = min(at, len(text) - 1)
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = tidy(
        data.draw(st.sampled_from(["Who is Heller?", "Who?", "Why?"])), text, start, end
    )
    if any(map(str.isalnum, text[start:end])):
        for name in ("Robert J. Heller", "Kim Jong-un"):
            begins = text.index(name)
            ends = begins + len(name)
            assert not begins < first < ends
            assert not begins < last < ends


def test_no_sentence_is_said_to_be_likelier_than_one_above_it() -> None:
    assert falling([0.4, 0.44, 0.3, 0.35]) == [0.4, 0.4, 0.3, 0.3]
    assert falling([]) == []
