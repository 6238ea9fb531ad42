"""Sentences partition the text, passages are runs of them, and news is split as people read it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qabot import split as split_module
from qabot.articles import clean, line_of, parse
from qabot.split import LONGEST, passages, sentences, split
from qabot.types import Article, Kind, Sentence

SEED = Path(__file__).parent.parent / "seeds" / "000_79bf5efa9eb24955.txt"


def article(text: str) -> Article:
    return parse(text, id="a", origin="/a.txt", sha256="0")


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


# Boundaries that people would draw: joined by one blank, the sentences are found again -----------

HARD = [
    ["The U.S. economy grew.", "It slowed later."],
    ["He lives in the U.S.", "The army moved on."],
    ["He met U.S. President Donald Trump on Monday.", "They talked."],
    ["The U.S. Army, the U.S. House and the U.S. Open are old.", "U.S. officials were happy."],
    ["The U.N. Security Council met.", "The U.S.' readiness is clear."],
    ["That was Kim Jong-un's plan.", "Kim Jong Il's son agreed."],
    ["Former Virginia Gov. Mark Warner spoke.", "Sen. John Kerry listened."],
    ['"This is it," said Gov. Haley Barbour.', "It was."],
    ["Mr. Smith met Mrs. Jones and Ms. Lee.", "Dr. Kim was late."],
    ["Lt. Col. James Doe and Gen. David Petraeus met.", "Sgt. Roe left."],
    ["Maj. Gen. Rick Lynch, Adm. Mike Mullen and Capt. Roe came.", "Supt. Lee did not."],
    ["Prof. Lee, Rep. Ron Paul and Rev. Al Sharpton closed it.", "All left."],
    ["The Rev. Martin Luther King Jr. was there, as was the Hon. John Doe.", "They spoke."],
    ["Richard Bowers Jr. says the group helps.", "Martin Luther King Jr. spoke."],
    ["It happened on Jan. 5 in Seoul.", "On Dec. 18, it ended."],
    ["He was born Aug. 4, 1961, in Honolulu.", "He grew up there."],
    ["The vote is at 9 a.m. Tuesday in Paris.", "It ends at 5 p.m.", "Nobody came."],
    ["The 5 a.m. train left.", "The 6 p.m. one did not."],
    ["He landed at 9:40 a.m. ET.", "She landed at 10 p.m. EST on Friday."],
    ["It cost $1.5 billion in 2.5 years.", "Prices rose 3.2 percent."],
    ["Section 3.2.1 applies.", "Version 2.0 came out."],
    ["J. K. Rowling wrote it.", "J.K. Rowling and J.G. Ballard wrote others."],
    ["George W. Bush left.", "John F. Kennedy stayed."],
    ["T.I., whose real name is Clifford Harris, was arrested.", "He left."],
    ["Alexander Litvinenko, a former K.G.B. officer, died.", "The F.B.I. asked why."],
    ["He paused ... and went on.", "Then he stopped."],
    ["I don't know... maybe.", "We will see."],
    ["There was nothing left...", "The end had come."],
    ['"We are done," he said.', '"It is over."'],
    ['"I am here."', "She turned away."],
    ['"Is it over?" he asked.', "Nobody knew."],
    ['"Is it over?" Lee asked.', "Nobody knew."],
    ['"Stop!" she cried.', "He ran."],
    ['Who wrote "Who\'s Afraid of Virginia Woolf?" in 1962?', "Albee did."],
    ['She said, "I love it!"', "He did not."],
    ['She asked, "Why?"', '"Because," he said.'],
    ["'That is all,' he said.", "'We go.'"],
    ["\u201cWe are done,\u201d he said.", "\u201cIt is over.\u201d", "She left."],
    ["He left (he was tired.) and slept.", "She stayed."],
    ["He left.", "(He was tired.)", "She stayed."],
    ["He was there (see p. 5).", "She was not."],
    ["[He] was there.", "[She] was not."],
    ["Don Draper is mysterious (and smoldering!), so I don't know.", "He does."],
    ["World No. 1 Roger Federer won.", "No. 2 lost."],
    ["This was the plan of Al Qaeda No. 2 Ayman al-Zawahiri.", "The No. 1 was hiding."],
    ["No.", "He did not."],
    ["The answer is no.", "He did not."],
    ["Apple Inc. said profits rose.", "Shares of Ford Motor Co. fell."],
    ["Sales at Wal-Mart Stores Inc. rose.", "They fell at Target Corp. in May."],
    ["WASHINGTON (CNN) -- There are no plans.", "He said so."],
    ["SEOUL, Dec. 18 (Yonhap) -- Biegun left.", "He flew to Tokyo."],
    ["See www.example.com/a.html?x=1 for more.", "It is free."],
    ["Mail john.doe@example.co.uk now.", "He answers."],
    ["CNN.com asked him.", "Amazon.com Inc. did not."],
    ["Yahoo! shares rose.", "Jeopardy! is a show."],
    ["He works at St. Mary's on Main St. near the park.", "It is old."],
    ["Mt. Everest and Ft. Lauderdale are far apart.", "So what?"],
    ["Ratified in Washington, D.C. on Monday.", "It was cold."],
    ["He moved to Washington, D.C.", "The city was cold."],
    ["He earned a Ph.D. in physics.", "She has an M.D. from Yale."],
    ["The case is Roe vs. Wade, e.g. a famous one, i.e. known.", "It is old."],
    ["He said it was fine, etc. and left.", "She agreed."],
    ["What?!", "No way!", "Really?"],
    ["It was the end of World War II.", "He came home."],
    ["It was me and I.", "He came home."],
    ["He needs vitamin C.", "The doctor said so."],
    ["1. Free laundry is offered.", "2. Free skiing is not."],
    ["\u2022 First point is made.", "\u2022 Second point follows."],
    ["At 6 ft. 2 in. he is tall.", "She is not."],
    ["About 5,000 sq. ft. were sold.", "It was approx. 3 mi. away."],
    ["Fig. 3 shows it.", "See pp. 4-5 and vol. 2."],
    ["L'Aquila, pop. 70,000, was hit.", "It is in Italy."],
    ["The attack killed 12.", "Nine were hurt."],
    ["It rose in 2009.", "In 2010 it fell."],
    ["Jeanne's movie is about breast cancer.", "And it's airing on Lifetime."],
    ["Fellow rap stars are Common, Nelly and Kanye West.", "Harris won two awards."],
    ["It moves at 25 mph.", "A bonus perk: it weighs 9 kg. at most."],
    ["It was led by [U.S.] Ambassador Zalmay Khalilzad himself.", "He left."],
    ["'You can't give that horse away.", "She is valuable.' \"", "He gave it away."],
    ["He would listen and go.", "iPhone sales rose.", "eBay fell."],
]


@pytest.mark.parametrize("expected", HARD, ids=lambda case: case[0][:40])
def test_hard_cases(expected: list[str]) -> None:
    assert texts(" ".join(expected)) == expected


def test_a_short_quotation_stays_with_who_said_it() -> None:
    text = (
        "He spoke, saying: \"It's time for us to do our jobs. Let's get this done. We are here "
        'and you know how to reach us." Nobody answered.'
    )
    assert texts(text) == [text[: text.index(" Nobody")], "Nobody answered."]


def test_sentences_of_a_long_quotation_are_their_own() -> None:
    parts = [
        "\"The situation isn't looking good.",
        "As the deadline on talks is approaching, the North didn't want to see a meeting for a "
        "meeting's sake.",
        "Chances are low for the North to return to the table if it doesn't get what it wants "
        'from Washington," said Yang.',
    ]
    assert texts(" ".join(parts)) == parts


def test_a_quotation_that_is_never_closed_is_split() -> None:
    assert texts('"We went. We saw. We left.') == ['"We went.', "We saw.", "We left."]


def test_an_article_that_is_one_endless_sentence_is_cut_at_white_space() -> None:
    pieces = texts(" ".join(["word"] * 2_000))
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert {word for piece in pieces for word in piece.split()} == {"word"}


def test_the_seed_article() -> None:
    read = article(SEED.read_bytes().decode())
    found = sentences(read)
    assert found[0].text.startswith(
        "U.S. Special Representative for North Korea Stephen Biegun, right, chats with"
    )
    assert "<strong></strong>" in read.source[found[0].start : found[0].end]
    assert [s.text for s in found if s.kind is Kind.HEADLINE] == [
        "China, Russia propose lifting a portion of UNSC sanctions"
    ]
    assert [(s.text, s.line) for s in found if s.kind is Kind.BYLINE] == [("By Kim Yoo-chul", 4)]
    jobs = [s for s in found if "It's time for us to do our jobs." in s.text]
    assert jobs[0].text.endswith('We are here and you know how to reach us."')
    assert [s.text[:20] for s in found if s.line == 26] == [
        "\"The situation isn't",
        "As the North Korea-s",
        "As U.S. President Tr",
    ]


# Laws ---------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *"aA.?!\"'()<>&;#/- \n\r\t",
        "\r\n",
        "\n\n",
        " The ",
        "U.S. ",
        "Mr. ",
        "No. 5 ",
        "<b>",
        "</b>",
        "&amp;",
        "&quot;",
        "&#8217;",
        "word ",
        "He said. ",
        "“",
        "”",
        "... ",
        "\xa0",
        "By Jane Doe\n",
        "# ",
        "===\n",
        "p.m. ",
        "<",
        "😀",
        "é",
        "x" * 150,
        "1. ",
    ]
)
SOURCES = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=80)


def check_partition(read: Article, found: tuple[Sentence, ...]) -> None:
    source = read.source
    position = {index: block.start for index, block in enumerate(read.blocks)}
    for index, sentence in enumerate(found):
        block = read.blocks[sentence.paragraph]
        assert sentence.index == index
        assert block.start <= sentence.start < sentence.end <= block.end
        assert sentence.kind is block.kind
        assert sentence.text == clean(source[sentence.start : sentence.end]) != ""
        assert sentence.line == line_of(source, sentence.start)
        assert clean(source[position[sentence.paragraph] : sentence.start]) == ""
        position[sentence.paragraph] = sentence.end
    for index, block in enumerate(read.blocks):
        assert clean(source[position[index] : block.end]) == ""
    assert [s.paragraph for s in found] == sorted(s.paragraph for s in found)


@settings(deadline=None, max_examples=400)
@given(SOURCES)
def test_sentences_partition_every_block(source: str) -> None:
    read = article(source)
    found = sentences(read)
    check_partition(read, found)
    assert found == sentences(read)


@settings(deadline=None, max_examples=200)
@given(SOURCES, st.integers(1, 30), st.integers(0, 4))
def test_passages_are_runs_that_hold_every_sentence(source: str, words: int, overlap: int) -> None:
    read = article(source)
    found = sentences(read)
    runs = passages(read, found, words=words, overlap=overlap)
    assert runs == passages(read, found, words=words, overlap=overlap)
    held = 0
    for index, run in enumerate(runs):
        assert (run.article, run.index) == ("a", index)
        assert run.first <= held < run.last
        assert held - run.first <= overlap
        assert (run.start, run.end) == (found[run.first].start, found[run.last - 1].end)
        assert run.text == " ".join(s.text for s in found[run.first : run.last])
        assert len(run.text.split()) <= words or run.last - run.first == 1
        held = run.last
    assert held == len(found)


def test_passages_overlap_by_whole_sentences() -> None:
    read = article("One two three. Four five six. Seven eight nine. Ten eleven twelve.")
    found = sentences(read)
    runs = passages(read, found, words=6, overlap=1)
    assert [(run.first, run.last) for run in runs] == [(0, 2), (1, 3), (2, 4)]
    runs = passages(read, found, words=6, overlap=0)
    assert [(run.first, run.last) for run in runs] == [(0, 2), (2, 4)]
    assert passages(read, (), words=6, overlap=1) == ()


# Cost ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit", ["word ", "x", "a.", ". ", "! ", '"', "<", "<b", "&amp;", "A. ", '" a ', "(", "x? "]
)
def test_splitting_is_linear(unit: str) -> None:
    def cost(n: int) -> float:
        read = article("Start. " + unit * (n // len(unit)) + " End.")
        runs = []
        for _ in range(3):
            began = time.process_time()
            sentences(read)
            runs.append(time.process_time() - began)
        return min(runs)

    cost(1_000)  # load the splitter
    assert cost(60_000) < 60 * max(cost(6_000), 0.003)


def test_asking_for_the_version_does_not_import_the_splitter() -> None:
    code = (
        "import sys; from qabot.split import SPLITTER, passages; print(SPLITTER);"
        "sys.exit('nupunkt' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("nupunkt ")
    assert done.stdout.strip() == split_module.SPLITTER
    assert f"rules {split_module.RULES}" in done.stdout
