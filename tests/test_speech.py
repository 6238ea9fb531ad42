"""Who speaks in a sentence: told where it is certain, and not where it is not."""

import pytest

from qabot.articles.layout import parse
from qabot.read import Candidate
from qabot.read.speech import quoted, speaker
from qabot.split import sentences
from qabot.types import Hit, Kind, Passage, Sentence


def told(*paragraphs: str) -> list[str | None]:
    article = parse("\n\n".join(paragraphs), id="a", origin="a.txt", sha256="0" * 64)
    found = sentences(article)
    return [speaker(found, each.index) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '"There are clear signs," said Frank Weise, head of the Labour Agency.',
            "Frank Weise",
        ),
        (
            '"The situation is bad," said Yang Moo-jin, a professor at a university in Seoul.',
            "Yang Moo-jin, professor",
        ),
        (
            '"It went in vain," a senior intelligence official told The Times, Tuesday.',
            "a senior intelligence official",
        ),
        ('But Mr Ingram said it was important to "separate hype from reality".', "Mr Ingram"),
        ('And Claude Errera, editor of a site, said: "It is good."', "Claude Errera, editor"),
        ('Claude Errera, editor of a site, said: "They got it right."', None),
        ('"If you think of criminals," said Mr King, "they do just what works."', "Mr King"),
        ('"We have nothing to hide," he said.', None),
        ('It has joined "Netlink", a partnership of two firms.', None),
        ("The company said it was sold.", None),
        ('The firm was told "to leave" on Monday.', None),
        ('"Yes," said Ann Lee, and "no," said Bob Ray.', None),
    ],
)
def test_one_sentence(text: str, expected: str | None) -> None:
    assert told("A first paragraph of the article.", text)[1] == expected


def test_a_quotation_of_several_sentences_has_the_speaker_of_its_paragraph() -> None:
    first = (
        '"The talks are near the end of a year in which nobody on either side of the table has '
        "come forward with a single new thought about how the old treaty might be saved. They did "
        "not want to meet for the sake of a meeting, and they will not come back to that table "
        'until they are given what they asked for in the spring," said Ann Lee.'
    )
    assert told("A paragraph stands before.", first)[1:] == ["Ann Lee", "Ann Lee"]


def test_he_is_who_spoke_just_before() -> None:
    text = '"This is typical," said George Thompson. "Their position is better," he said.'
    assert told("A paragraph stands before.", text)[1:] == ["George Thompson"] * 2


def test_after_a_quotation_that_is_never_closed_nobody_is_named() -> None:
    text = 'Mr Ray said: "They found him dead. He appeared in seven films. He was 70.'
    assert told("A paragraph stands before.", text)[2:] == [None, None]


SAID = '"We are here and you know how to reach us," said Ann Lee, a professor of law.'
RAW_AT = 100


def said(raw: str) -> Candidate:
    sentence = Sentence(0, RAW_AT, RAW_AT + len(raw), 1, 0, Kind.PARAGRAPH, raw)
    return Candidate("a", sentence, raw, "", Hit(1, Passage("a", 0, 0, 1, 0, 9, "t"), 1.0))


def test_what_somebody_said_is_what_stands_in_quotation_marks() -> None:
    job = (RAW_AT + SAID.index("professor"), RAW_AT + SAID.index(" of law"))
    words = (RAW_AT + 1, RAW_AT + SAID.index('" said'))
    assert quoted("What did Ann Lee say?", said(SAID), (job,)) == (words, job)
    assert quoted("Who is Ann Lee?", said(SAID), (job,)) == (job,)
    inside = (RAW_AT + 4, RAW_AT + 20)
    assert quoted("What did Ann Lee say?", said(SAID), (inside,)) == (inside,)
    assert quoted("What did Ann Lee say?", said("Ann Lee said so."), (job,)) == (job,)


def test_a_quotation_that_began_in_the_sentence_before_counts_from_its_beginning() -> None:
    raw = 'You know how to reach us all," said Ann Lee.'
    job = (RAW_AT + raw.index("Ann"), RAW_AT + raw.index("."))
    found = quoted("What did she say?", said(raw), (job,))
    assert found[0] == (RAW_AT, RAW_AT + raw.index('" said'))


def test_nothing_is_told_of_a_quotation_that_opens_again_before_it_closes() -> None:
    told_of = told(
        '"To be fair to Graz, they had a plan. "In the second half we were better but one slip and '
        'they were back in it." Boro face Lisbon for a place in the last eight. And McClaren '
        'added: "Lisbon are very good. "But the journey goes on for us." Goalscorer Jimmy '
        'Hasselbaink added: "It was not a beautiful match. "We did not play well."'
    )
    assert set(told_of) == {None}
