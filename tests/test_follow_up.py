"""Follow-ups by rule: what is rewritten, and what is left alone to the letter."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.bot import Bot
from qabot.config import load
from qabot.follow_up import Conversation, PastTurn, understood
from qabot.follow_up.antecedents import FEATURES, pick
from qabot.follow_up.cast import cast_of
from qabot.follow_up.choices import choices
from qabot.follow_up.meaning import Near
from qabot.follow_up.members import Cast, Member
from qabot.follow_up.naming import names
from qabot.follow_up.referents import is_taken, topic
from qabot.follow_up.ruling import by_rule
from qabot.follow_up.understanding import resolve, understand
from qabot.lexicon import Sort
from qabot.types import Kind, Sentence

WHY = (("Why didn't Biegun meet Choe?", "Pyongyang didn't respond to the request"),)
PROPOSED = (("What did China propose?", "lifting sanctions"),)
MET = (("Did Biegun meet Choe Son-hui?", "No"),)


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (MET, "Why did he go to Seoul?", "Why did Biegun go to Seoul?"),
        (MET, "What is his job?", "What is Biegun's job?"),
        (MET, "Why?", "Why didn't Biegun meet Choe Son-hui?"),
        ((("Did Biegun meet Choe?", "Yes"),), "Why?", "Why did Biegun meet Choe?"),
        ((("Did he call?", "No one called"),), "Why?", "Why did he call?"),
        (
            (("Why did China propose lifting UNSC sanctions?", "x"),),
            "And Russia?",
            "Why did Russia propose lifting UNSC sanctions?",
        ),
        (
            (("What did MPs get in the new deal?", "x"),),
            "Who announced it?",
            "Who announced the new deal?",
        ),
        (
            (("Where is the Wolong Nature Reserve?", "Sichuan Province of southwest China"),),
            "Who works there?",
            "Who works in the Wolong Nature Reserve?",
        ),
        (
            (("Where is the mine planned?", "central Philippines"),),
            "How many workers will it employ?",
            "How many workers will the mine employ?",
        ),
        (
            (("Where was Blogger shown?", "the Rotterdam Film Festival"),),
            "Who else was there?",
            "Who else was in the Rotterdam Film Festival?",
        ),
        (
            (("Where is the Wolong Nature Reserve?", "Sichuan Province of southwest China"),),
            "What did he say?",
            "What did he say?",
        ),
        (
            (("Why are growers cutting their output?", "x"),),
            "Where did they find empty pods?",
            "Where did the growers find empty pods?",
        ),
        (
            (("Who is the president of Argentina?", ""),),
            "When will the tribunal give its verdict?",
            "When will the tribunal give its verdict?",
        ),
        (
            (("Who is the president of Argentina?", ""),),
            "Why are growers reducing their forecasts?",
            "Why are growers reducing their forecasts?",
        ),
        (
            (("Who is Yang?", "a professor"),),
            "Did Biegun agree to that?",
            "Did Biegun agree to that?",
        ),
        (MET, "and when", "When did Biegun meet Choe Son-hui?"),
        (MET, "And Kim Jong-un?", "Did Biegun meet Kim Jong-un?"),
        (MET, "What about Lee Do-hoon?", "Did Biegun meet Lee Do-hoon?"),
        (MET, "Who is Biegun to her?", "Who is Biegun to Choe Son-hui?"),
        (
            (("Who is the boss of the Bank of Japan?", "x"),),
            "Where is it?",
            "Where is the Bank of Japan?",
        ),
        ((("Who won?", "Anna Bell"),), "How old is she?", "How old is Anna Bell?"),
        ((("Where is Miami?", "x"), ("Who won?", "nobody")), "Is it big?", "Is Miami big?"),
        ((("Who are the Broncos?", "x"),), "What was their score?", "What was the Broncos' score?"),
        ((("What did Rice say?", "x"),), "Who met her there?", "Who met Rice there?"),
        (WHY, "Why?", "Why is it that Pyongyang didn't respond to the request?"),
        ((("Why did it fail?", "lack of trust"),), "Why?", "Why did it fail?"),
        (WHY, "And Japan?", "Why didn't Biegun meet Choe in Japan?"),
        ((("How did the talks go?", "badly"),), "And Moscow?", "How did the talks go in Moscow?"),
        ((("May banks pay it?", "no"),), "Why not?", "Why may not banks pay it?"),
        (
            (("How big were UK Coal's losses in 2004?", "x"),),
            "And the year before?",
            "How big were UK Coal's losses the year before 2004?",
        ),
        (
            (("Did Biegun leave?", "yes"), ("What is the capital of Australia?", "")),
            "Where did he go after that?",
            "Where did Biegun go after that?",  # what had no answer stands for nothing
        ),
        (PROPOSED, "And Russia?", "What did Russia propose?"),
        (
            (("How large was Taiwan's surplus?", "x"),),
            "And South Korea's?",
            "How large was South Korea's surplus?",
        ),
        (
            (("What did Thailand do?", "x"),),
            "Is it too early to know the cost?",
            "Is it too early to know the cost?",
        ),
        ((("What did Thailand do?", "x"),), "Was it sold to Bull?", "Was Thailand sold to Bull?"),
        (
            (("What will the U.S. impose?", "tariffs"),),
            "What else is in the article?",
            "What else is said about the U.S.?",
        ),
        (
            (("What must Serge Betsen do on Wednesday?", "attend a hearing"),),
            "Why?",
            "Why must Serge Betsen attend a hearing on Wednesday?",
        ),
        (
            (("What did Brazil suspend last month?", "interest payments"),),
            "Why?",
            "Why did Brazil suspend interest payments last month?",
        ),
        # Nobody says "it", or "they", of a man.
        (
            (("Who is Mr. Stewart Downing?", "x"),),
            "Was it a beautiful match?",
            "Was it a beautiful match?",
        ),
        (
            (("Who is Mr. Stewart Downing?", "x"),),
            "Whom will they face next?",
            "Whom will they face next?",
        ),
        (
            (("What did Mr. McClaren say?", "x"), ("Did Striker Jimmy Hasselbaink score?", "x")),
            "What did he say?",
            "What did Striker Jimmy Hasselbaink say?",
        ),
        (
            (("By how much did the economy grow in 2004?", "7.1%"),),
            "And in the fourth quarter?",
            "By how much did the economy grow in the fourth quarter?",
        ),
        ((("By how much did profits rise?", "52%"),), "And its debt?", "What is its debt?"),
        # Another is named in front.
        (
            (("Who will Chelsea battle with?", "Arsenal"),),
            "And Manchester United, when did they win the title?",
            "When did Manchester United win the title?",
        ),
        (MET, "What about Masai, what did she miss?", "What did Masai miss?"),
        (MET, "But the Broncos, what is their score?", "What is the Broncos' score?"),
        (MET, "In Seoul, what did Trump say?", "In Seoul, what did Trump say?"),
        # A name that nothing in the question before makes room for.
        ((("What did the official say?", "x"),), "And Kim?", "What did Kim say?"),
        (
            (("When does the debate begin?", ""),),
            "What about Human Rights Watch?",
            "What is said about Human Rights Watch?",
        ),
        # What the last question is about, rather than a name of one before.
        (
            (("What did Germany do?", "x"), ("Did unemployment fall?", "")),
            "By how much did it rise?",
            "By how much did unemployment rise?",
        ),
        (
            (("What did Germany do?", "x"), ("What are one-euro jobs?", "x")),
            "When do they start?",
            "When do the one-euro jobs start?",
        ),
        (
            (("What did Germany do?", "x"), ("What was unique about music?", "x")),
            "Was it sold?",
            "Was music sold?",
        ),
        (
            (("Who resigned?", "Jose Sarney"), ("How many creditors are there?", "")),
            "How will they be told?",
            "How will the creditors be told?",
        ),
        (
            (("What sanctions did Russia lift?", "x"),),
            "When did they end?",
            "When did the sanctions end?",
        ),
        (
            (("What did Andy Richards say?", "x"), ("Is the building old?", "x")),
            "When did they buy it?",
            "When did they buy the building?",
        ),
        (
            (("What are the police investigating?", "BNP mosque leaflet"),),
            "Who posted it?",
            "Who posted the BNP mosque leaflet?",
        ),
        (
            (("Who resigned?", "nobody, said rumours to Mr. Jose Sarney"),),
            "How many creditors are there?",
            "How many creditors are there?",
        ),
        (
            (("Where was the march?", "in Swansea"),),
            "How many people were there?",
            "How many people were in Swansea?",
        ),
        (
            (("Where are the Broncos?", "x"), ("How did the talks go?", "badly")),
            "Did they win?",
            "Did the Broncos win?",
        ),
        (PROPOSED, "Did Washington agree to that?", "Did Washington agree to lifting sanctions?"),
        ((("What did Rice say?", "x"),), "What is her name?", "What is Rice's name?"),
        # An article's interest is that of what was spoken of.
        (
            (("What did Glavine win?", "a prize"),),
            "Are there any other interesting aspects about this article?",
            "Are there any other interesting aspects about Glavine?",
        ),
        (MET, "Anything else of note in this article?", "Anything else of note about Biegun?"),
        # Who answered "Who?" is a person, also where nothing else tells.
        (
            (("What did Robert Keane do?", "x"), ("Who was man of the match?", "Damyen Duff")),
            "Where did he lose the ball?",
            "Where did Damyen Duff lose the ball?",
        ),
        # Why somebody is what the answer calls them; with no answer there is nothing to ask.
        ((("Who is Salam Pax?", "a blogger"),), "Why?", "Why is Salam Pax a blogger?"),
        ((("Who is Salam Pax?", ""),), "Why?", "Why?"),
        # ... but not what somebody is.
        (
            (("Who is Choe Son-hui?", "Vice Foreign Minister"),),
            "How old is she?",
            "How old is Choe Son-hui?",
        ),
        # Whom the questions call "he" all along, the answer between does not name first.
        (
            (
                ("What did Pauling write?", "x"),
                ("Who met him?", "nobody"),
                ("What came of it?", "a letter from William Rusher"),
            ),
            "Was he sued?",
            "Was Pauling sued?",
        ),
        # What a question identifies, with what is said of it.
        (
            (("What are the new domains?", "post and travel"),),
            "Who will use them?",
            "Who will use the new domains?",
        ),
        ((("Is the building old?", "yes"),), "Who owns it?", "Who owns the building?"),
        # A thing takes no person's place.
        (
            (("Who is Musharraf?", ""),),
            "And the consulates?",
            "What is said about the consulates?",
        ),
        ((("Who is Musharraf?", ""),), "And the minister?", "Who is the minister?"),
        (
            (("Does Labour want more state funding?", "x"),),
            "How much?",
            "How much more state funding does Labour want?",
        ),
        # What is counted is still asked about.
        (
            (("How many cars did Ford sell in 2003?", "3.3 million"),),
            "Why?",
            "Why did Ford sell the cars in 2003?",
        ),
        (
            (("How much of the unit does GM own now?", "90%"),),
            "Since when?",
            "Since when does GM own 90% of the unit now?",
        ),
        ((("How many planes were sold?", "two"),), "When?", "When were the planes sold?"),
        (
            (("Why was Burger sin-binned?", "killing the ball"),),
            "When was that?",
            "When was Burger sin-binned?",
        ),
        (
            (("Did Mr. Hill win?", "yes"),),
            "With which album?",
            "With which album did Mr. Hill win?",
        ),
        (
            (("Where did Mr. Biegun go next?", "Tokyo"),),
            "Why?",
            "Why did Mr. Biegun go to Tokyo next?",
        ),
        (
            (("When will Mr. Hill leave?", "The Attorney General said so"),),
            "And the third quarter?",
            "When will Mr. Hill leave in the third quarter?",
        ),
        (
            (("What did the Labour leader say?", "x"),),
            "What about Mr. Fox?",
            "What did Mr. Fox say?",
        ),
        # Whom a question was about is not a word of the answer; who has no name is meant as well.
        (
            (("Who is Michael Howard?", "Tory leader"),),
            "What did he ask?",
            "What did Michael Howard ask?",
        ),
        (
            (("What did Mr. Blair say?", "x"), ("Where is the chancellor now?", "Africa")),
            "Why is he there?",
            "Why is the chancellor in Africa?",
        ),
        (
            (("Does Mr. Conable know the IMF's director?", "x"),),
            "What is his name?",
            "What is the IMF's director's name?",
        ),
        ((("Who was jailed?", "blogger"),), "Why?", "Why was the blogger jailed?"),
        (
            (("Who else is in the top five?", "x"),),
            "And the top 10?",
            "Who is in the top 10?",
        ),
        (
            (("What does Reporters Without Borders say?", "x"),),
            "What do they want?",
            "What do Reporters Without Borders want?",
        ),
        (
            (("What does Dome owe?", "x"),),
            "How many of them are left?",
            "How many of them are left?",
        ),
        ((("Who won in Porto?", "x"),), "How many fans were there?", "How many fans were there?"),
        (
            (("Who is Mr. Howard?", "a leader"), ("What does it say about Mr. Blair?", "x")),
            "Did he promise to resign?",
            "Did Mr. Blair promise to resign?",
        ),
        # Two people, and what is one of several.
        (
            (("Who did Mr. Biegun want to meet?", "Mrs. Choe"),),
            "Did they meet?",
            "Did Mr. Biegun meet Mrs. Choe?",
        ),
        (
            (("Why did Mr. Ray leave Mrs. Ray?", "x"), ("Where is Leeds?", "England")),
            "Are they friends?",
            "Are Mr. Ray and Mrs. Ray friends?",
        ),
        (
            (("Where did the band come from?", "the US"),),
            "Who was their singer?",
            "Who was the band's singer?",
        ),
        (
            (("How many Britons are held?", "four"),),
            "Who are they?",
            "Who are the Britons?",
        ),
        # A name beside a thing that is asked about.
        (
            (("How many copies did the album sell in Japan?", "x"),),
            "When did it come out?",
            "When did the album come out?",
        ),
        (
            (("What does the resolution call for?", "North Korea to stop"),),
            "What else does it propose?",
            "What else does the resolution propose?",
        ),
        (
            (("What did the referee say?", "x"),),
            "Did anyone see it?",
            "Did anyone see it?",
        ),
        # "Why did he lose his temper?" is about somebody; "change his mind" is one expression.
        (
            (("What did Mr. Brown say?", "x"),),
            "Why did he change his mind?",
            "Why did Mr. Brown change his mind?",
        ),
        (
            (("Who did Mr. Brown meet in Leipzig?", "x"),),
            "Who will be there?",
            "Who will be in Leipzig?",
        ),
        (
            (("Did he know?", "no idea"),),
            "What did Mr. Hill say about that?",
            "What did Mr. Hill say about that?",
        ),
        (
            (("What does the bank want?", "x"), ("Where is Japan?", "Asia")),
            "Does it want countries to open their markets?",
            "Does Japan want countries to open their markets?",
        ),
        # "Else" goes with the last question of its kind.
        (
            (("Who opposed the plan?", "x"), ("How much does it cost?", "")),
            "Who else?",
            "Who else opposed the plan?",
        ),
        # What belongs to a people or a church is nobody.
        (
            (("What did Sullivan found?", "a Roman Catholic school"),),
            "Where did he live?",
            "Where did Sullivan live?",
        ),
    ],
)
def test_rewritten(history: tuple[tuple[str, str], ...], question: str, expected: str) -> None:
    assert resolve(question, history) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Where did Biegun go after Seoul?",
        "What did Trump say when he left?",
        "How did Trump lose his hat?",
        "What time is it in Seoul?",
        "How long did it take?",
        "why did the talks fail",
        "What was said?",
        "Who runs the IT department?",
        "",
    ],
)
def test_left_alone(question: str) -> None:
    assert resolve(question, MET) == question


def test_whom_a_conversation_is_about_is_told_from_around_what_was_shown() -> None:
    texts = (
        "Anna Bell made her debut in 2001.",
        "Bell won a prize for it.",
        "Critics liked Raaz, a thriller.",
        *("Nothing of this is of interest to anybody.",) * 6,
        "Mary Stone left her house in Leeds.",
        "Stone sold it.",
    )
    article = [Sentence(i, i, len(t), 1, 0, Kind.PARAGRAPH, t) for i, t in enumerate(texts)]
    turn = PastTurn("What was the debut?", "What was the debut?", "a thriller", (("a", 2),), "a")
    cast, before = cast_of(article), Conversation((turn,))
    assert understand("Did she win a prize?", before, cast).question == "Did Anna Bell win a prize?"
    assert topic(before, cast) == "Anna Bell"
    elsewhere = Conversation((replace(turn, evidence=(("a", 10),)),))
    assert topic(elsewhere, cast) == "Mary Stone"
    assert topic(Conversation(), cast) is None


def test_whom_a_person_called_he_is_not_she() -> None:
    turns = (
        PastTurn("Who is Choe?", "Who is Choe?", "a minister"),
        PastTurn("Who is Yang Moo-jin?", "Who is Yang Moo-jin?", "a professor"),
        PastTurn("What does he teach?", "What does Yang Moo-jin teach?"),
    )
    asked = "Is she a diplomat?"
    assert understand(asked, Conversation(turns)).question == "Is Choe a diplomat?"
    assert understand(asked, Conversation(turns[:2])).question == "Is Yang Moo-jin a diplomat?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("Who met Choe?", "Who else?", "Who else met Choe?"),
        (
            "Did Mr. Stephen Biegun meet Mr. Kim?",
            "Who else?",
            "Who else did Mr. Stephen Biegun meet?",
        ),
        ("What did Mr. Yang say?", "Anyone else?", "What did anyone else say?"),
        ("When did Mr. Yang go to Seoul?", "Who else?", "When did anyone else go to Seoul?"),
        ("How much did tin cost?", "Who else?", "How much did tin cost?"),
    ],
)
def test_who_else_after_any_question(before: str, question: str, expected: str) -> None:
    meant = understand(question, Conversation.of(((before, "x"),)))
    assert meant.question == expected
    assert meant.fresh


def test_after_that_is_after_what_was_asked_about_not_after_its_reason() -> None:
    said = (("Why did Markova retire?", "a leg injury"),)
    assert resolve("What did she do after that?", said) == "What did Markova do after that?"
    said = (("What ended her career?", "a leg injury"),)
    assert resolve("What came after that?", said) == "What came after a leg injury?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("And Becky Sharp, who plays her?", "Who plays Becky Sharp?"),
        ("And Becky Sharp, what is her story?", "What is Becky Sharp's story?"),
        ("And Becky Sharp, who saw her in London?", "Who saw Becky Sharp in London?"),
        ("And Congress, when did he address it?", "When did Mira Nair address Congress?"),
        ("Mira Nair, where does she live?", "Where does Mira Nair live?"),
        ("Sorry, where is it?", "Sorry, where is Vanity Fair?"),
    ],
)
def test_a_name_in_front(question: str, expected: str) -> None:
    assert resolve(question, (("Who directed Vanity Fair?", "Mira Nair"),)) == expected


def test_who_was_asked_about_by_his_role_may_be_meant() -> None:
    texts = (
        "Stephen Biegun left, and he was tired. Mr. Biegun had come for talks.",
        "It is so, said Yang Moo-jin, a professor at the University.",
    )
    article = [Sentence(i, 0, len(t), 1, 0, Kind.PARAGRAPH, t) for i, t in enumerate(texts)]
    said = Conversation.of((("What did the professor say?", "It is so"),))
    assert understand("What's his name?", said, cast_of(article)).question == (
        "What's Yang Moo-jin's name?"
    )


def test_as_many_signs_for_two_sorts_tell_nothing() -> None:
    """Not the first of them: their order is that of a set, another in each process."""
    for votes in ({Sort.SHE: 1.0, Sort.IT: 1.0}, {Sort.IT: 1.0, Sort.SHE: 1.0}, {}):
        assert Member("X", frozenset("x"), (0,), votes, frozenset()).sort is None
    votes = {Sort.SHE: 1.0, Sort.IT: 2.0}
    assert Member("X", frozenset("x"), (0,), votes, frozenset()).sort is Sort.IT


def test_a_woman_stays_a_woman() -> None:
    """Whom the person called "she" is no "it", goes on being "she", and a film is neither."""
    texts = (
        "Director Mira Nair filmed Vanity Fair.",
        "The Perez Family, her first film, was praised.",
        "Nair likes Becky Sharp.",
    )
    article = [Sentence(i, 0, len(t), 1, 0, Kind.PARAGRAPH, t) for i, t in enumerate(texts)]
    turns = (
        PastTurn("Who filmed Vanity Fair?", "Who filmed Vanity Fair?", "Mira Nair", (), "a"),
        PastTurn("Where is she from?", "Where is Mira Nair from?"),
    )
    cast = cast_of(article)
    for asked, expected in (
        ("Who stars in it?", "Who stars in Vanity Fair?"),
        ("What else has she filmed?", "What else has Mira Nair filmed?"),
    ):
        assert understand(asked, Conversation(turns), cast).question == expected
    likes = PastTurn("What did Nair say of Becky Sharp?", "What did Nair say of Becky Sharp?", "x")
    after = Conversation((*turns, likes))
    assert understand("Why did she like it?", after, cast).question.startswith("Why did Nair like")
    film = PastTurn("Who else is in the film?", "Who else is in the film?")
    after = Conversation((*turns, film))  # not the only one that the article calls a film
    assert understand("Where was it shot?", after, cast).question == "Where was the film shot?"


def test_who_answered_is_meant_though_the_answer_is_his_work() -> None:
    texts = (
        "Andrea Levy won after beating Alan Hollinghurst's The Line of Beauty.",
        "Actor Hugh Grant and Sir Trevor McDonald are judges, and he said so.",
        "Mr. John Guy won for a life of a queen. He is a fellow.",
        "John Guy has written many histories.",
    )
    article = [Sentence(i, 0, len(t), 1, 0, Kind.PARAGRAPH, t) for i, t in enumerate(texts)]
    said = Conversation.of((("Who did Levy beat?", "Alan Hollinghurst's The Line of Beauty"),))
    meant = understand("What did he write?", said, cast_of(article))
    assert meant.question == "What did Alan Hollinghurst write?"


def test_what_was_not_so_has_a_subject_too() -> None:
    said = (("Didn't unemployment fall?", "yes"),)
    assert resolve("By how much did it rise?", said) == "By how much did unemployment rise?"


def test_a_conversation_stays_with_whom_it_is_about() -> None:
    """A name in passing, nearer though it is, is not whom "she" goes on meaning."""
    texts = (
        "Patti LuPone played in Evita, and she won a prize.",
        "LuPone reunited with Kellie Martin, who played her daughter.",
        "LuPone played Lady Bird Johnson in a film.",
        "LuPone lives in Connecticut.",
    )
    article = [Sentence(i, 0, len(t), 1, 0, Kind.PARAGRAPH, t) for i, t in enumerate(texts)]
    turns = (
        PastTurn("What did LuPone play in?", "What did LuPone play in?", "Evita", (("a", 0),), "a"),
        PastTurn("What came next?", "What came next?",
                 "a series with Kellie Martin", (("a", 1),), "a"),
    )  # fmt: skip
    said, cast = Conversation(turns), cast_of(article)
    asked = "What is a leading role she had?"
    assert understand(asked, said, cast).question == "What is a leading role LuPone had?"
    alone = understand(asked, said, cast, by_rule).question
    assert alone == "What is a leading role Kellie Martin had?"


def test_which_name_is_picked() -> None:
    """The likeliest; none where none is; whom the last question named alone, if the rules agree."""
    weights = np.zeros(len(FEATURES))
    weights[FEATURES.index("near")] = 4.0
    values = np.zeros((3, len(FEATURES)))
    assert pick(values, weights) is None  # a third each
    values[1, FEATURES.index("near")] = 1.0
    assert pick(values, weights) == 1
    values[2, FEATURES.index("asked")] = values[2, FEATURES.index("rule")] = 1.0
    assert pick(values, weights) == 2
    values[0, FEATURES.index("asked")] = 1.0
    assert pick(values, weights) == 1
    values[:, FEATURES.index("asked")] = 0.0
    values[2, FEATURES.index("who")] = 1.0
    assert pick(values, weights) == 2


def test_what_surely_does_not_agree_is_no_choice() -> None:
    said = Conversation.of((("Did Mrs. Ray meet Mr. Xi in China?", "She met Reuters Group"),))
    for word, only in ((Sort.HE, ["Mr. Xi"]), (Sort.SHE, ["Mrs. Ray"])):
        assert [each.name for each in choices(word, (), Cast(), said)] == only
    assert [each.name for each in choices(Sort.IT, (), Cast(), said)] == ["China", "Reuters Group"]
    assert choices(Sort.HE, {"mr. xi"}, Cast(), said) == []


def test_where_nobody_is_a_choice_nobody_is_meant() -> None:
    kim = PastTurn("Who is Kim?", "Who is Kim?", "a clerk")
    she = PastTurn("Where is she from?", "Where is Kim from?", "")
    assert resolve("What did he say?", (("What happened at Christmas?", ""),)) == "What did he say?"
    before = Conversation((kim, she))
    assert understand("What did he say?", before).question == "What did he say?"
    assert understand("What did she say?", before).question == "What did Kim say?"


def test_a_name_is_a_part_of_another_by_whole_words() -> None:
    assert is_taken("the Broncos", {"denver broncos"})
    assert is_taken("Anna Bell", {"bell"})
    assert not is_taken("Ann", {"annapolis", "anna bell"})
    assert not is_taken("the US", {"usain bolt"})


def test_a_thing_that_no_article_has_is_not_meant_by_it() -> None:
    texts = ("The Acme Group wants a new plan.", "Its plan is cheap, the Acme Group said.")
    article = [Sentence(i, 0, len(t), 1, 0, Kind.PARAGRAPH, t) for i, t in enumerate(texts)]
    said = (("What does Acme Group want?", "a new plan"), ("What about Globex Group?", ""))
    meant = understand("What else does it suggest?", Conversation.of(said), cast_of(article))
    assert meant.question == "What else does Acme Group suggest?"


def test_signs_that_were_decoded_wrongly_are_no_names() -> None:
    assert list(names("A cap of \u00c2\u00a310,000 for Labour")) == [(22, 28)]


def test_only_sentences_of_the_article_that_is_asked_tell_who_is_meant(tmp_path: Path) -> None:
    """A conversation over two articles remembers sentences of both, by their indexes."""
    lines = [
        "Anna Bell was first.",
        "She sold the boat.",
        *["Nothing of interest happened then."] * 9,
        "Mary Stone came.",
        "She sang.",
    ]
    (tmp_path / "a.txt").write_text("\n\n".join(lines), encoding="utf-8")
    (tmp_path / "b.txt").write_text("\n\n".join(lines), encoding="utf-8")
    bot = Bot(
        load(None, (), {"library": str(tmp_path / "library")}),
        scope_paths=[tmp_path / "a.txt", tmp_path / "b.txt"],
    )
    with bot:
        shown = PastTurn("What was sold?", "What was sold?", "the boat", (("a", 1),), "a")
        other = PastTurn("Who came?", "Who came?", "", (("b", 11),))
        said = Conversation((shown, other))
        _, meant = understood("What did she do?", said, bot.library, "a")
    assert meant.question == "What did Anna Bell do?"


def test_he_is_the_person_whose_last_name_is_a_country_too() -> None:
    texts = (
        "Talks were held in Nepal and in India.",
        "Prime Minister Madhav Nepal won, and he was glad.",
        "Nepal has hills.",
    )
    article = [Sentence(i, 0, len(t), 1, 0, Kind.PARAGRAPH, t) for i, t in enumerate(texts)]
    before = Conversation.of((("What party did Nepal belong to?", "Communist"),))
    meant = understand("How old is he?", before, cast_of(article))
    assert meant.question == "How old is Madhav Nepal?"


def test_they_who_do_are_more_than_one() -> None:
    said = (("What did Mr. Stephen Biegun say?", "nothing"),)
    assert resolve("What do they want?", said) == "What do they want?"
    teams = (("Where are the Broncos?", "x"),)
    assert resolve("What do they want?", teams) == "What do the Broncos want?"
    # One name for them is followed by the verb of one.
    for asked, expected in (
        ("What do they want?", "What does Washington want?"),
        ("Are they ready?", "Is Washington ready?"),
        ("When did they agree?", "When did Washington agree?"),
    ):
        assert resolve(asked, (("Did Washington agree?", "x"),)) == expected


def test_he_is_nobody_of_the_article_before() -> None:
    first = PastTurn("Who is Bob Lee?", "Who is Bob Lee?", "a clerk", (("a", 0),), "a")
    second = PastTurn("Who is Tom Ray?", "Who is Tom Ray?", "")
    third = PastTurn("What age may one vote at?", "What age may one vote at?", "18", (), "b")
    asked = "When was he elected?"
    assert understand(asked, Conversation((first,))).question == "When was Bob Lee elected?"
    assert understand(asked, Conversation((first, third))).question == asked
    talk = Conversation((first, second, third))
    assert understand(asked, talk).question == "When was Tom Ray elected?"


def test_what_else_there_is_stands_near_what_was_shown() -> None:
    assert understand("What else?", Conversation.of(MET)).near is Near.AROUND
    assert understand("What else did Trump say?", Conversation.of(MET)).near is None
    assert understand("Where did Biegun go?", Conversation.of(MET)).near is None


def test_a_clause_never_takes_the_place_of_that() -> None:
    assert resolve("Did Washington agree to that?", WHY) == "Did Washington agree to that?"


@given(st.text(max_size=80))
def test_without_history_nothing_changes(question: str) -> None:
    assert resolve(question, ()) == question


@given(st.text(max_size=80), st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40))))
def test_any_text_can_be_asked(question: str, history: list[tuple[str, str]]) -> None:
    assert isinstance(resolve(question, tuple(history)), str)


def test_a_name_of_nothing_but_small_words_is_nobody() -> None:
    texts = ("He led the AL in hits.", "Then Young scored for Boston.", "Young was 24.")
    sentences = [Sentence(i, 0, len(t), 1, 0, Kind.PARAGRAPH, t) for i, t in enumerate(texts)]
    assert [member.name for member in cast_of(sentences).members] == ["Young", "Boston"]
