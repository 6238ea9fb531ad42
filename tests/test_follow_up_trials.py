"""Follow-ups as people typed them when they tried the program, each after one question."""

from pathlib import Path

import pytest

from qabot import config
from qabot.bot import Bot
from qabot.follow_up.cast import cast_of
from qabot.follow_up.conversation import REMEMBERED, Conversation
from qabot.follow_up.members import Cast
from qabot.follow_up.understanding import resolve, understand
from qabot.render import Look, answer_text
from qabot.types import Kind, Sentence


def cast(*texts: str) -> Cast:
    """Whom an article of these sentences names."""
    return cast_of([Sentence(i, 0, len(t), 1, 0, Kind.PARAGRAPH, t) for i, t in enumerate(texts)])


@pytest.mark.parametrize(
    ("asked", "said", "question", "expected"),
    [
        # "It" is what the last question is about, or what answered it.
        ("What does McEvoy use?", "acupuncture", "Does it work?", "Does acupuncture work?"),
        (
            "What is limiting Chidambaram?",
            "a new law",
            "What does it say?",
            "What does the new law say?",
        ),
        (
            "Why couldn't Mubanga go back to the UK?",
            "he had lost his British passport",
            "where was it found",
            "where was the British passport found",
        ),
        ("When was the food fight?", "October", "Who started it?", "Who started the food fight?"),
        ("Was Sir Alex hit by food?", "", "Who threw it?", "Who threw food?"),
        (
            "What did the economic survey recommend?",
            "x",
            "When was it published?",
            "When was the economic survey published?",
        ),
        ("Where was the conference held?", "x", "Who led it?", "Who led the conference?"),
        ("What share is the backlog?", "10%", "Has it grown?", "Has the backlog grown?"),
        # What is of something is not what is spoken of.
        ("What was Miami's reputation?", "", "What did it shed?", "What did Miami shed?"),
        (
            "What is the population of Los Angeles?",
            "",
            "How many teams did it have?",
            "How many teams did Los Angeles have?",
        ),
        ("What did Baran say would be a mistake?", "", "What did it say?", "What did Baran say?"),
        # "They" are those who were counted, or who did something together.
        (
            "How many people live on less than $2,000?",
            "4 billion",
            "Do they want computers?",
            "Do the people want computers?",
        ),
        (
            "Where did Iran get the missiles?",
            "x",
            "Where are they based?",
            "Where are the missiles based?",
        ),
        (
            "What have China and Russia proposed?",
            "",
            "When did they propose it?",
            "When did China and Russia propose it?",
        ),
        (
            "What has McFeeley noticed?",
            "the show's influence in dealing with the families of victims",
            "Why are they unhappy?",
            "Why are the families of victims unhappy?",
        ),
        (
            "How often does the orchestra play during the show?",
            "x",
            "When else do they play?",
            "When else does the orchestra play?",
        ),
        # The subject ends where the verb begins.
        ("What did analysts expect?", "", "Were they right?", "Were the analysts right?"),
        ("Did the government confirm that?", "", "Is it sure?", "Is the government sure?"),
        ("What does the country still owe?", "", "Can it pay?", "Can the country pay?"),
        ("How high is inflation next year?", "", "Is it rising?", "Is inflation rising?"),
        ("Is the dollar rising against gold?", "", "Can it fall?", "Can the dollar fall?"),
        (
            "What did the bankers think of the notes?",
            "",
            "Why were they worried?",
            "Why were the bankers worried?",
        ),
        (
            "What is the country offering the creditors?",
            "",
            "Have they accepted?",
            "Have the creditors accepted?",
        ),
        ("How much of the money is foreign?", "", "Where is it?", "Where is the money?"),
        ("How much debt is rescheduled?", "", "Who is it owed to?", "Who is the debt owed to?"),
        (
            "How much profit did Kodak make?",
            "",
            "Why did it fall?",
            "Why did the profit fall?",
        ),
        ("How much were the tickets worth?", "", "Where are they?", "Where are the tickets?"),
        ("What did the Senate panel decide?", "", "Who led it?", "Who led the Senate panel?"),
        (
            "When was the last Saudi bond issued?",
            "1978",
            "how big was it",
            "how big was the last Saudi bond",
        ),
        (
            "What about the Hong Kong dollar?",
            "",
            "What was it yesterday?",
            "What was the Hong Kong dollar yesterday?",
        ),
        ("What does the MPs' report say?", "", "Who wrote it?", "Who wrote the MPs' report?"),
        ("Why is sentiment positive?", "", "could it fall", "could sentiment fall"),
        # What a question leaves out.
        (
            "How did the dollar open?",
            "slightly lower",
            "Why?",
            "Why did the dollar open slightly lower?",
        ),
        (
            "How many shares has Time bought back?",
            "x",
            "at what price",
            "At what price has Time bought back the shares?",
        ),
        ("What did Taiwan do today?", "talked", "Why?", "Why did Taiwan do that today?"),
        (
            "What did Mr. Hill say about rates?",
            "they are low",
            "why",
            "Why did Mr. Hill say that about rates?",
        ),
        (
            "Where is Blair going on Thursday?",
            "Sheffield",
            "who with?",
            "With whom is Blair going on Thursday to Sheffield?",
        ),
        ("Did anyone die?", "x", "How many?", "How many people did die?"),
        (
            "What does Kodak expect for 2006?",
            "the best of years",
            "why",
            "Why does Kodak expect the best of years for 2006?",
        ),
        (
            "What happened to Costin?",
            "paralysed",
            "when was that",
            "When did that happen to Costin?",
        ),
        (
            "How far behind Chelsea are Arsenal?",
            "10 points",
            "Why?",
            "Why are Arsenal 10 points behind Chelsea?",
        ),
        (
            "What was Biegun carrying for Kim?",
            "personal messages",
            "from whom",
            "From whom was Biegun carrying personal messages for Kim?",
        ),
        ("What was Wenger fined for?", "15,000", "by whom", "By whom was Wenger fined?"),
        (
            "What other nominations did Conti get?",
            "",
            "In what year?",
            "In what year did Conti get other nominations?",
        ),
        ("What does Ford's uncle think?", "", "Why?", "Why does Ford's uncle think that?"),
        ("How many have been hit?", "300", "Since when?", "Since when have those been hit?"),
        (
            "Does CSR intend to raise its offer?",
            "no plans to raise its bid",
            "Why?",
            "Why doesn't CSR intend to raise its offer?",
        ),
        (
            "Were there any positive effects?",
            "x",
            "such as",
            "Which positive effects were there?",
        ),
        ("Did Kim see any ships?", "x", "Which ones?", "Which ships did Kim see?"),
        # The question before, about something else.
        (
            "How much will India spend on health?",
            "x",
            "and on education?",
            "How much will India spend on education?",
        ),
        (
            "How much will India spend on defence?",
            "x",
            "What about health?",
            "How much will India spend on health?",
        ),
        (
            "How long was Costin in a body cast?",
            "x",
            "and on crutches?",
            "How long was Costin on crutches?",
        ),
        (
            "Why do prosecutors worry?",
            "x",
            "And defence attorneys?",
            "Why do defence attorneys worry?",
        ),
        (
            "How many students were there in 1999?",
            "400",
            "and now?",
            "How many students were there now?",
        ),
        (
            "Did Washington agree to that?",
            "x",
            "What about the railroad project?",
            "Did Washington agree to the railroad project?",
        ),
        (
            "Has the US rejected sanctions relief?",
            "x",
            "What about Russia?",
            "Has Russia rejected sanctions relief?",
        ),
        (
            "What do Monier's directors recommend?",
            "x",
            "and the analysts?",
            "What do the analysts recommend?",
        ),
        (
            "Who plays the lead in CSI: Miami?",
            "x",
            "and in New York?",
            "Who plays the lead in New York?",
        ),
        (
            "How big is the surplus with the US?",
            "x",
            "what about 1985?",
            "How big is the surplus with the US in 1985?",
        ),
        (
            "What did Mawer say about the chancellor?",
            "x",
            "and the prime minister?",
            "What did Mawer say about the prime minister?",
        ),
        (
            "How is Aquino handling the economy?",
            "x",
            "And the insurgency?",
            "How is Aquino handling the insurgency?",
        ),
        (
            "Did Chrysler's sales go up?",
            "x",
            "and revenues?",
            "Did Chrysler's revenues go up?",
        ),
        ("How many films are downloaded?", "x", "And songs?", "How many songs are downloaded?"),
        (
            "How much did Time earn in 1986?",
            "x",
            "And without the sale?",
            "How much did Time earn in 1986 without the sale?",
        ),
        (
            "When was the news conference?",
            "x",
            "what about the professor",
            "What is said about the professor?",
        ),
        # Who else, what else.
        (
            "Which countries have permanent seats?",
            "x",
            "who else",
            "Which other countries have permanent seats?",
        ),
        ("Why did the talks fail?", "x", "what else", "Why else did the talks fail?"),
        ("What's in the budget?", "x", "What else?", "What else is in the budget?"),
        (
            "What does the Home Office say about rules?",
            "x",
            "Who else?",
            "What does anyone else say about rules?",
        ),
    ],
)
def test_what_is_meant(asked: str, said: str, question: str, expected: str) -> None:
    assert resolve(question, ((asked, said),)) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What is it like to conduct at the Oscars?",
        "Do the winners thank everyone they have ever met?",
        "Does the committee think that it is wrong to cut sentences?",
        "What does Clarke think about the claims, and does he believe them?",
        "What do observers say it means when the North talks about a gift?",
        "Who said that?",
        "Why did that happen?",
        "Will the company raise its dividend?",
        "What is Congress doing about it?",
        "Why do people still put their money in banks?",
    ],
)
def test_what_stands_for_nothing_before_is_left_alone(question: str) -> None:
    said = (("What did Kim say about the films in Asia?", "the claims in the report"),)
    assert resolve(question, said) == question


@pytest.mark.parametrize(
    ("asked", "question", "expected"),
    [
        # Whom a question is about, by a role, before whom else it names.
        (
            "What does the professor think about Trump?",
            "where does he teach",
            "where does Yang Moo-jin teach",
        ),
        (
            "Which party is the lawmaker from?",
            "What did he say about Trump?",
            "What did the lawmaker say about Trump?",
        ),
        (
            "What could a farmer do with the webcam?",
            "Who would he call?",
            "Who would the farmer call?",
        ),
        # Who was called something, and not who called him so.
        ("What did Trump call Biden?", "how did he react", "how did Biden react"),
        # As they are typed.
        ("what did trump call biden?", "how did he react", "how did Biden react"),
        ("What did trump say?", "When?", "When did Trump say that?"),
        # A place is nobody, and no thing after a question about something else.
        ("What is the road like in Oslo?", "Who is he?", "Who is Trump?"),
    ],
)
def test_who_is_meant(asked: str, question: str, expected: str) -> None:
    people = cast(
        "Yang Moo-jin, a professor at the University, said that he was not sure.",
        "Mr. Trump was angry with Mr. Biden in Oslo, and he said so to Mr. Biden.",
        "The road in Oslo is good.",
    )
    meant = understand(question, Conversation.of(((asked, ""),)), people)
    assert meant.question == expected


def test_what_follows_a_why_goes_with_the_question_before_it() -> None:
    said = (
        ("What will the tax rate be in 1987?", "just under 50 pct"),
        ("why", ""),
    )
    assert resolve("And in 1988?", said) == "What will the tax rate be in 1988?"


def test_what_was_named_long_before_is_not_come_back_to() -> None:
    """A place, or what only an answer named, stuck to every "it" that followed."""
    people = cast("Mr. Ford left London.", "Ford told the BBC News website a lie.")
    said = (
        ("Why did Mr. Ford leave London?", "Ford told the BBC News website a lie about it all"),
        ("Did Ford say sorry?", ""),
    )
    asked = "Who criticised it?"
    assert understand(asked, Conversation.of(said), people).question == asked


def test_a_name_in_lower_case_that_needs_no_context_stays_as_it_was_typed() -> None:
    said = Conversation.of((("Who left?", "Mr. Trump"),))
    question = "what did trump say to biden"
    people = cast("Mr. Trump spoke to Mr. Biden.")
    assert understand(question, said, people).question == question
    assert not understand(question, said, people).leans


def test_a_word_that_is_no_name_keeps_its_letters() -> None:
    """The article has it in lower case too, or as a part of a name only."""
    people = cast("The Council met Mr. March.", "It will march.", "The Labour Party left.")
    said = Conversation.of((("Did the council and the party march?", ""),))
    assert understand("Why?", said, people).question == "Why did the council and the party march?"


def test_what_else_shows_no_sentence_twice_and_ends(tmp_path: Path) -> None:
    """However long one asks: the last turns are remembered with their words, all with what they
    showed."""
    said, seen = Conversation(), set[tuple[str, int]]()
    settings = config.load(None, (), {"library": str(tmp_path)})
    with Bot(settings) as bot:
        answer = bot.ask("What did the envoy say?", conversation=said)
        for _ in range(40):
            shown = {(each.article, each.sentence) for each in answer.evidence}
            assert not shown & seen
            seen |= shown
            said = said.after(answer)
            if not shown:
                break
            answer = bot.ask("What else?", conversation=said)
    assert len(said.turns) == REMEMBERED
    assert not answer.answered
    assert answer.reason == "all that bears on it was shown"
    assert answer.understood_as == "What else did the envoy say?"
    assert "The article says no more." in answer_text(answer, Look(width=60))
