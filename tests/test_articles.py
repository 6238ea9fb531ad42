"""Articles are read as they stand: decoded, cleaned for show only, and laid out with care."""

import hashlib
import json
import os
import textwrap
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qabot.articles import (
    FoundFile,
    LineProblem,
    clean,
    decode,
    discover,
    ids,
    line_of,
    line_starts,
    no_articles,
    parse,
    qualify,
    read_file,
    read_jsonl,
    undecodable,
    visible,
)
from qabot.errors import ArticleError, NoArticlesError
from qabot.types import Article, Kind

SEED = Path(__file__).parent.parent / "seeds" / "000_79bf5efa9eb24955.txt"
BODY = [
    "The president of the company said on Monday that he would not resign. He had been asked to "
    "do so by several members of the board.",
    "The board met in Seoul. It did not say what it would do next, but Kim said that there would "
    "be another meeting on Jan. 5.",
    "Nobody else came.",
]
PROSE = "\n\n".join(BODY)


def lay(source: str, title: str | None = None) -> Article:
    return parse(source, id="the-id", origin="/a.txt", sha256="0", title=title)


def blocks(article: Article) -> list[tuple[Kind, str]]:
    return [(b.kind, clean(article.source[b.start : b.end])) for b in article.blocks]


def kinds(source: str, title: str | None = None) -> list[str]:
    return [kind.value for kind, _ in blocks(lay(source, title))]


def of(article: Article, span: tuple[int, int] | None) -> str | None:
    return None if span is None else article.source[slice(*span)]


# Decoding -----------------------------------------------------------------------------------------

TEXT = "Kim\u2019s caf\u00e9\r\nwas \U0001f600 full of people.\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"),
        b"\x00\x00\xfe\xff" + TEXT.encode("utf-32-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
    ],
    ids=["8", "8-bom", "16-le-bom", "16-be-bom", "32-le", "32-be", "16-le", "16-be"],
)
def test_every_encoding_gives_the_same_text(data: bytes) -> None:
    assert decode(data) == TEXT


def test_what_cannot_be_decoded_is_replaced_and_counted_once() -> None:
    assert decode(b"caf\xe9 ok") == "caf\ufffd ok"
    assert decode(b"\xff\xfea\x00\x00\xd8") == "a\ufffd"


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_decode_to_text_that_utf8_can_hold(data: bytes) -> None:
    decode(data).encode()


# Cleaning -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("Biegun,<strong></strong> right", "Biegun, right"),
        ("un<b>believ</b>able", "unbelievable"),
        ('<a href="x.html" target=_blank>link</a>', "link"),
        ("one<br/>two<BR>three</p><p>four", "one two three four"),
        ("a <!-- not\nthis --> b", "a b"),
        ("  many \t\r\n\u00a0 blanks ", "many blanks"),
        (
            "AT&amp;T &quot;said&quot; it&#39;s caf&eacute;&nbsp;&mdash; now",
            'AT&T "said" it\'s café — now',
        ),
        ("a < b and c > d", "a < b and c > d"),
        ("I <3 you <b>all</b>", "I <3 you all"),
        (
            "<DYNA.O>, <F>, <DD> and <CMS Advertising Inc>",
            "<DYNA.O>, <F>, <DD> and <CMS Advertising Inc>",
        ),
        ("<b unfinished", "<b unfinished"),
        ("&amp;lt;b&amp;gt; &lt;b&gt; &amp;amp;", "&amp;lt;b&amp;gt; &lt;b&gt; &amp;amp;"),
        ("<<b>b>", "<<b>b>"),
        ("", ""),
        ("<br>", ""),
    ],
)
def test_clean(source: str, shown: str) -> None:
    assert clean(source) == shown


MARKUP = st.lists(
    st.sampled_from(
        [
            *"<>&;#/!- abB1='\"\n",
            "<b>",
            "</b>",
            "<br>",
            "<!--",
            "-->",
            "&amp;",
            "amp;",
            "&quot;",
            "&#38;",
            "&#39;",
            "&#38;",
            "&lt;",
            "&gt;",
            "&nbsp;",
            "<a ",
            "x=",
            "&eacute;",
            "\xa0",
            "<B>",
        ]
    ),
    max_size=30,
).map("".join)


@settings(deadline=None, max_examples=1000)
@given(MARKUP | st.text(max_size=60))
@example("&&amp;amp;")
@example("&amp;#39;")
@example("&quo<b></b>t; &amp;B<b> ")
@example("<a x=&quot;y z&quot;>")
@example("<b<b>>")
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@settings(deadline=None, max_examples=500)
@given(MARKUP | st.text(max_size=60), st.integers(0, 50))
def test_what_is_visible_leads_back_to_the_source(text: str, offset: int) -> None:
    shown = visible(text, offset)
    back = shown.mapper()
    position = offset
    for at, character in enumerate(shown.text):
        start, end = back(at)
        assert position <= start < end <= offset + len(text)
        piece = text[start - offset : end - offset]
        if end - start == 1 and not character.isspace():
            assert piece == character
        position = end


@settings(deadline=None)
@given(st.text("ab\r\n", max_size=40))
def test_lines_are_counted_once(text: str) -> None:
    starts = line_starts(text)
    lines = text.replace("\r\n", "\n\0").replace("\r", "\n")
    for offset, character in enumerate(lines):
        if character != "\0":
            assert line_of(text, offset) == 1 + lines[:offset].count("\n")
            assert starts[line_of(text, offset) - 1] <= offset
    assert len(starts) == 1 + lines.count("\n")


# Layout -------------------------------------------------------------------------------------------


def test_the_seed() -> None:
    article = read_file(SEED, id="seed")
    assert article.title == "China, Russia propose lifting a portion of UNSC sanctions"
    assert of(article, article.title_span) == article.title
    assert of(article, article.byline) == "By Kim Yoo-chul"
    assert article.dateline is None
    assert [b.kind.value for b in article.blocks] == ["caption", "headline", "byline"] + [
        "paragraph"
    ] * 11
    assert article.sha256 == hashlib.sha256(SEED.read_bytes()).hexdigest()
    assert article.origin == str(SEED.resolve())


@pytest.mark.parametrize(
    "byline",
    [
        "By Kim Yoo-chul",
        "BY JANE DOE",
        "By Jane Doe and John Roe, Reuters",
        "By Jane Doe, John Roe and Ana de la Cruz",
        "By Jane Doe, CNN",
        "By Ludwig van Beethoven, The Associated Press",
        "By J.K. Rowling | Staff Writer",
        "By Sean O'Brien, special to The Korea Times",
        "By Jane Doe, Staff reporter",
        "By Jane Doe (jane.doe@example.com)",
        "Written by Jane Doe",
        "By Allen May",
        "By May Thompson",
        "*By Jane Doe*",
    ],
)
def test_a_byline_is_found(byline: str) -> None:
    article = lay(f"Board meets in Seoul\n\n{byline}\n\n{PROSE}")
    assert of(article, article.byline) == byline
    assert kinds(article.source)[:3] == ["headline", "byline", "paragraph"]


@pytest.mark.parametrize(
    "text",
    [
        "By Monday, officials had left.",
        "By Monday Night",
        "By the time he left, it was over.",
        "By comparison, Seoul is small",
        "By Kim Yoo-chul's account, nobody came to the meeting on Monday.",
        "By All Means",
    ],
)
def test_a_doubtful_byline_is_a_paragraph(text: str) -> None:
    article = lay(f"Board meets in Seoul\n\n{text}\n\n{PROSE}")
    assert article.byline is None


@pytest.mark.parametrize(
    ("lead", "dateline"),
    [
        ("WASHINGTON (CNN) -- There are", "WASHINGTON (CNN) --"),
        ("(CNN)  -- There are", "(CNN)  --"),
        ("SEOUL, Dec. 18 (Yonhap) - There are", "SEOUL, Dec. 18 (Yonhap) -"),
        ("Port-au-Prince, Haiti (CNN) -- There are", "Port-au-Prince, Haiti (CNN) --"),
        ("LONDON, England -- There are", "LONDON, England --"),
        ("PARIS \u2014 There are", "PARIS \u2014"),
        ("TOKYO, Japan (Reuters) - There are", "TOKYO, Japan (Reuters) -"),
        ("NEW DELHI, March 3, 2012 (AP) \u2014 There are", "NEW DELHI, March 3, 2012 (AP) \u2014"),
        ("There are (CNN) no plans -- none.", None),
        ("WHEAT - 12, CORN - 13", None),
        ("Evans and Sutherland Computer Corp (ESCC) - a loss", None),
        ("The U.S. (a country) -- there are", None),
    ],
)
def test_datelines(lead: str, dateline: str | None) -> None:
    article = lay(f"{lead} no plans, he said.\n\n{PROSE}")
    assert of(article, article.dateline) == dateline


@pytest.mark.parametrize(
    ("source", "title"),
    [
        (f"Board meets in Seoul\n\n{PROSE}", "Board meets in Seoul"),
        (f"# Board meets in Seoul\n\n{PROSE}", "Board meets in Seoul"),
        (f"Board meets in Seoul\n===\n\n{PROSE}", "Board meets in Seoul"),
        (f"Is it over?\n\nBy Jane Doe\n\n{PROSE}", "Is it over?"),
        (f"Golden rule 'intact' says ex-aide\r\n\r\n{PROSE}", "Golden rule 'intact' says ex-aide"),
        (f"<h1>Board meets in Seoul</h1>\n<p>{BODY[0]}</p>", "Board meets in Seoul"),
    ],
)
def test_a_headline_is_found(source: str, title: str) -> None:
    article = lay(source)
    assert article.title == title
    assert clean(of(article, article.title_span) or "") == title
    assert article.blocks[0].kind is Kind.HEADLINE


@pytest.mark.parametrize(
    ("source", "title"),
    [
        (PROSE, "The president of the company said on Monday that he \u2026"),
        ("Just one line", "Just one line"),
        ("It was over.\n\nHe left.", "It was over."),
        ("Apples\n\nPears\n\nPlums", "Apples"),
        ("", "the-id"),
    ],
)
def test_without_a_headline_the_title_is_the_first_words(source: str, title: str) -> None:
    article = lay(source)
    assert (article.title, article.title_span) == (title, None)
    assert all(block.kind is Kind.PARAGRAPH for block in article.blocks)


def test_a_given_title_is_evidence_only_where_the_text_repeats_it() -> None:
    assert lay(PROSE, "Board meets").title == "Board meets"
    assert lay(PROSE, "Board meets").title_span is None
    assert kinds(PROSE, "Board meets") == ["paragraph"] * 3
    repeated = lay(f"Board  Meets\n\n{PROSE}", "Board meets")
    assert of(repeated, repeated.title_span) == "Board  Meets"
    assert lay("Normans were people. They sailed.", "Normans").title_span is None


@pytest.mark.parametrize(
    "caption",
    [
        "(AP Photo/John Doe)",
        "Photo: Reuters",
        "Courtesy of the museum",
        "From left to right, Jeff Potter, Stokes Nielson and Ryder Lee.",
        "Russia's Tupolev TU-160, pictured here in 2003, is a bomber.",
        "Kim speaks in Seoul, Tuesday. Korea Times photo by Hong In-kie",
    ],
)
def test_captions_are_found_among_paragraphs(caption: str) -> None:
    assert kinds(f"{BODY[0]}\n\n{caption}\n\n{BODY[1]}") == ["paragraph", "caption", "paragraph"]


@pytest.mark.parametrize(
    "credit", ["Yonhap", "AP-Yonhap", "Reuters/John Doe", "(AFP)", "Getty Images"]
)
def test_a_credited_block_above_the_headline_is_a_caption(credit: str) -> None:
    source = f"Members of the board meet, Tuesday. {credit}\nBoard meets\n\nBy Jane Doe\n\n{PROSE}"
    assert kinds(source) == ["caption", "headline", "byline"] + ["paragraph"] * 3


def test_a_credited_paragraph_elsewhere_is_a_paragraph() -> None:
    assert kinds(f"{PROSE}\n\nHe left. (Yonhap)") == ["paragraph"] * 4


def wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(text, 72, initial_indent=indent)


@pytest.mark.parametrize(
    "source",
    [
        "Board meets in Seoul\nBy Jane Doe\n" + "\n".join(BODY),
        "Board meets in Seoul\r\nBy Jane Doe\r\n\r\n" + "\r\n\r\n".join(BODY),
        "Board meets in Seoul\n\n\nBy Jane Doe\n\n \n" + "\n\n\n\n".join(BODY),
        "Board meets in Seoul\nBy Jane Doe\n\n" + "\n\n".join(map(wrap, BODY)),
        "Board meets in Seoul\nBy Jane Doe\n" + "\n".join(map(wrap, BODY)),
        "Board meets in Seoul\nBy Jane Doe\n" + "\n".join(wrap(text, "    ") for text in BODY),
    ],
    ids=[
        "line-each",
        "crlf",
        "blank-lines",
        "wrapped",
        "wrapped-without-blanks",
        "wrapped-indented",
    ],
)
def test_paragraphs_are_found_however_they_are_set(source: str) -> None:
    assert [text for _, text in blocks(lay(source))] == [
        "Board meets in Seoul",
        "By Jane Doe",
        *BODY,
    ]


def test_lists_keep_their_lines() -> None:
    assert len(blocks(lay("# Title here\n\n- one item\n- two item\n\n---\n\n* * *\n\nEnd."))) == 4


@settings(deadline=None, max_examples=400)
@given(
    st.lists(
        st.sampled_from(
            [
                "\n",
                "\r\n",
                "\r",
                "\n\n",
                " ",
                "# ",
                "===",
                "---",
                "By Jane Doe",
                "Word word",
                "he ",
                "said. ",
                "WASHINGTON (CNN) -- ",
                "<p>",
                "</p>",
                "Photo: AP",
                "\ufeff",
                "\u2028",
                "x",
            ]
        ),
        max_size=40,
    ).map("".join),
    st.sampled_from([None, "", "Word word", "x"]),
)
def test_blocks_are_in_order_and_hold_the_text(source: str, title: str | None) -> None:
    article = lay(source, title)
    position = 0
    for block in article.blocks:
        assert position <= block.start < block.end <= len(source)
        assert clean(source[block.start : block.end])
        assert not any(c.isalpha() for c in clean(source[position : block.start]))
        position = block.end
    assert not any(c.isalpha() for c in clean(source[position:]))
    assert article == lay(source, title)
    spans = {(block.start, block.end) for block in article.blocks}
    assert {article.title_span, article.byline} - {None} <= spans


# Files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "holds no text"),
        (b" \n\r\n\t", "holds no text"),
        (b"\xef\xbb\xbf\n", "holds no text"),
        (b"%PDF-1.7 ...", "is a PDF document"),
        (b"PK\x03\x04abc", "is a zip archive"),
        (b"text\x00\x01\x02 more", "is a binary file"),
        (bytes(range(128, 256)) * 4, "is not text in UTF-8"),
        (b"x" * 2000, "is larger than 1,000 bytes"),
    ],
)
def test_a_file_that_is_no_article_says_what_it_is(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(ArticleError) as caught:
        read_file(path, id="a", max_bytes=1_000)
    assert str(caught.value).startswith(str(path))
    assert says in str(caught.value)
    assert ";" in str(caught.value)


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="no such file"):
        read_file(tmp_path / "none.txt", id="a")
    with pytest.raises(ArticleError, match="is a folder"):
        read_file(tmp_path, id="a")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ArticleError, match="is a pipe"):
            read_file(tmp_path / "pipe", id="a")
        with pytest.raises(ArticleError, match="is a pipe"):
            discover(tmp_path / "pipe")
        assert discover(tmp_path) == []
    with pytest.raises(ArticleError, match="no such file"):
        read_jsonl(tmp_path / "none.jsonl")
    with pytest.raises(ArticleError, match="no such file"):
        discover(tmp_path / "none")


def write(path: Path, text: str = "Some text.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_discovery_takes_text_files_in_a_stable_order(tmp_path: Path) -> None:
    for name in ["b.txt", "a.md", "sub/c", "sub/deep/d.TXT", "articles.jsonl"]:
        write(tmp_path / name)
    for name in ["e.pdf", ".hidden.txt", ".qabot/x.txt", "questions.jsonl", "sub/f.py"]:
        write(tmp_path / name)
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere.txt")
    found = discover(tmp_path)
    names = [f.path.relative_to(tmp_path).as_posix() for f in found]
    assert names == ["a.md", "articles.jsonl", "b.txt", "sub/c", "sub/deep/d.TXT"]
    assert [f.is_jsonl for f in found] == [False, True, False, False, False]
    info = (tmp_path / "a.md").stat()
    assert found[0] == FoundFile(
        tmp_path / "a.md", info.st_size, info.st_mtime_ns, info.st_ino, False
    )
    assert ids(tmp_path, found) == {
        tmp_path / "a.md": "a",
        tmp_path / "b.txt": "b",
        tmp_path / "sub/c": "sub/c",
        tmp_path / "sub/deep/d.TXT": "sub/deep/d",
    }


def test_a_single_file_is_its_stem_whatever_its_ending(tmp_path: Path) -> None:
    path = write(tmp_path / "story.log")
    assert ids(path, discover(path)) == {path: "story"}
    path = write(tmp_path / "more.jsonl", "{}")
    assert discover(path)[0].is_jsonl
    assert ids(path, discover(path)) == {}


def test_ids_keep_the_ending_where_two_would_be_the_same(tmp_path: Path) -> None:
    for name in ["a.txt", "a.md", "b.txt", "c", "c.txt", "a.txt.md"]:
        write(tmp_path / name)
    found = ids(tmp_path, discover(tmp_path))
    assert {path.name: name for path, name in found.items()} == {
        "a.txt": "a.txt",
        "a.md": "a.md",
        "b.txt": "b",
        "c": "c",
        "c.txt": "c.txt",
        "a.txt.md": "a.txt.md",
    }
    assert no_articles(tmp_path).args[0].startswith(str(tmp_path))
    assert isinstance(no_articles(tmp_path), NoArticlesError)


def test_ids_shared_by_roots_carry_the_name_of_their_root() -> None:
    one, two, other = Path("/x/one"), Path("/x/two"), Path("/y/two")
    assert qualify({one: ["a", "b"], two: ["a"]}) == {
        (one, "a"): "one/a",
        (one, "b"): "b",
        (two, "a"): "two/a",
    }
    assert qualify({two: ["a"], other: ["a"]}) == {(two, "a"): "x/two/a", (other, "a"): "y/two/a"}


def test_jsonl_reads_what_it_can_and_names_every_other_line(tmp_path: Path) -> None:
    good = {"id": "n1", "title": "A title", "text": "Some text.\r\nMore \ud83d."}
    lines = [
        json.dumps(good),
        "not json",
        "[]",
        json.dumps({"text": "x"}),
        json.dumps({"id": "n2", "text": 5}),
        json.dumps({"id": "n3", "text": " \n"}),
        "",
        json.dumps({"id": "n1", "text": "again"}),
        json.dumps(
            {"id": "n4", "title": None, "text": "Line \u2028 separator."}, ensure_ascii=False
        ),
        '{"id":' * 100_000,
        json.dumps({"id": "n5", "title": 3, "text": "x"}),
    ]
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    result = list(read_jsonl(path))
    first, last = (item for item in result if isinstance(item, Article))
    assert (first.id, first.title, first.source) == ("n1", "A title", "Some text.\r\nMore \ufffd.")
    assert first.sha256 == hashlib.sha256(first.source.encode()).hexdigest()
    assert (last.id, last.title) == ("n4", "Line separator.")
    problems = [item for item in result if isinstance(item, LineProblem)]
    assert [problem.line for problem in problems] == [2, 3, 4, 5, 6, 8, 10, 11]
    assert "line 1" in problems[5].reason
    assert problems[2].reason == 'has no "id"; expected a string that is not empty'
    assert problems[3].reason == '"text" is a number, not a string; expected the whole article'
    assert problems[7].reason == '"title" is a number, not a string'


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"id": 7, "text": "x"}, '"id" is a number, not a string; expected one that is not empty'),
        ({"id": " ", "text": "x"}, '"id" is empty'),
        ({"id": "a"}, 'has no "text"; expected the article as one string'),
        ({"id": "a", "text": ["x"]}, '"text" is a list, not a string; expected the whole article'),
        ({"id": "a", "text": {}}, '"text" is an object, not a string; expected the whole article'),
        ({"id": "a", "text": None}, '"text" is null, not a string; expected the whole article'),
        ({"id": "a", "text": True}, '"text" is true, not a string; expected the whole article'),
        ({"id": "a", "text": "x", "title": []}, '"title" is a list, not a string'),
    ],
)
def test_what_is_no_string_is_not_said_to_be_missing(
    tmp_path: Path, value: dict[str, object], problem: str
) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps(value), encoding="utf-8")
    assert list(read_jsonl(path)) == [LineProblem(1, problem)]


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ("Café \ufffd, all of it UTF-8.".encode(), 0),
        ("Café Olé".encode("latin-1"), 2),
        ("Café".encode()[:-1], 1),
        ("Café Olé".encode("utf-8-sig") + b"\xff", 1),
        ("Café".encode("utf-16"), 0),
        ("Café".encode("utf-16") + b"\x00\xd8x\x00", 2),
        (b"\xff\xfeodd", 1),
        (b"x" * 4095 + "é".encode() + b"\xe9" * 3 + b"y" * (1 << 21) + b"\xe9", 4),
        (b"", 0),
    ],
)
def test_bytes_that_cannot_be_decoded_are_counted(tmp_path: Path, data: bytes, count: int) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert undecodable(path) == count
    assert undecodable(tmp_path / "gone.txt") == 0


def test_a_line_that_is_too_long_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    rest = json.dumps({"id": "b", "text": "Short."})
    path.write_text(json.dumps({"id": "a", "text": "x" * 500}) + "\n" + rest + "\n")
    long, short = read_jsonl(path, max_bytes=100)
    assert isinstance(long, LineProblem)
    assert isinstance(short, Article)
