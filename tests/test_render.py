"""How answers look: wrapped, marked, and harmless whatever the article holds."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from qabot.render import (
    Look,
    answer_record,
    answer_text,
    article_fragments,
    articles_fragments,
    confidence_figure,
    confidence_words,
    json_line,
    marks,
    safe,
    safe_json,
    shorten_left,
    to_text,
    width_of,
    worth_showing,
    wrap,
)
from qabot.repl.commands.keeping import in_short
from qabot.types import (
    Answer,
    AnswerText,
    Article,
    Evidence,
    Kind,
    Reason,
    Role,
    Sentence,
    Verdict,
)

SOURCE = (
    "Whales are safe\n\nParliament voted on Tuesday to ban whaling, <b>after</b> ten years of "
    "talks, said Yang Moo-jin, a professor.\n"
    "日本の捕鯨委員会は火曜日、捕鯨を禁止する「歴史的な」決定を下しました。\n"
)
ENGLISH = (SOURCE.index("Parliament"), SOURCE.index("\n日"))
JAPANESE = (SOURCE.index("日"), len(SOURCE) - 1)
SENTENCES = (
    (*ENGLISH, SOURCE[slice(*ENGLISH)].replace("<b>", "").replace("</b>", "")),
    (*JAPANESE, SOURCE[slice(*JAPANESE)]),
)


def evidence(
    rank: int = 1,
    which: int = 0,
    confidence: float = 0.93,
    role: Role = Role.ANSWER,
    **more: object,
) -> Evidence:
    start, end, text = SENTENCES[which]
    values: dict[str, object] = {
        "rank": rank, "role": role, "article": "whales", "title": "Whales are safe",
        "source": "/far/away/news/whales.txt", "sha256": "ab" * 32, "line": 3 + which,
        "start": start, "end": end, "text": text, "confidence": confidence,
    }  # fmt: skip
    return Evidence(**{**values, **more})  # type: ignore[arg-type]


def answer(*shown: Evidence, answered: bool = True, **more: object) -> Answer:
    values: dict[str, object] = {
        "question": "When?", "understood_as": "When?", "answered": answered,
        "confidence": shown[0].confidence if shown else 0.0, "threshold": 0.5, "evidence": shown,
    }  # fmt: skip
    if not answered:
        values |= {"reason": "nothing is said about “Oslo”", "reason_code": Reason.NAME_UNKNOWN}
    return Answer(**{**values, **more})  # type: ignore[arg-type]


SOURCES = {"whales": SOURCE}.get
DAY = (SOURCE.index("Tuesday"), SOURCE.index(" to ban"))
AFTER = (SOURCE.index("after"), SOURCE.index(" years"))


def test_the_source_of_these_tests_is_what_it_says() -> None:
    assert SOURCE[slice(*DAY)] == "Tuesday"
    assert SOURCE[slice(*AFTER)] == "after</b> ten"


def test_an_answer_in_plain_text() -> None:
    shown = answer(
        evidence(spans=(DAY,)),
        evidence(
            2,
            1,
            0.31,
            Role.SUPPORT,
            speaker="Yang Moo-jin",
            spans=((JAPANESE[0], JAPANESE[0] + 2),),
        ),
    )
    assert answer_text(shown, Look(width=70), sources=SOURCES) == (
        "1. Parliament voted on «Tuesday» to ban whaling, after ten years of\n"
        "   talks, said Yang Moo-jin, a professor.\n"
        "   Whales are safe\n"
        "   /far/away/news/whales.txt:3 · very likely, 0.93\n"
        "\n"
        "2. Yang Moo-jin: 日本の捕鯨委員会は火曜日、捕鯨を禁止する「歴史的な」\n"
        "   決定を下しました。\n"
        "   /far/away/news/whales.txt:4 · doubtful, 0.31\n"
    )


def test_an_answer_on_a_terminal_is_marked_by_style() -> None:
    text = answer_text(answer(evidence(spans=(DAY,))), Look(width=70, colour=True), sources=SOURCES)
    assert "voted on \x1b[1;4mTuesday\x1b[0m to ban" in text
    assert "\x1b[38;5;28mvery likely, 0.93\x1b[0m" in text
    assert "«" not in text


def test_a_sentence_without_an_answer_span_is_bold_as_a_whole() -> None:
    text = answer_text(answer(evidence()), Look(width=200, colour=True))
    assert "\x1b[1mParliament voted on Tuesday" in text
    assert "«" not in answer_text(answer(evidence()), Look())


def test_support_is_dimmed_and_an_abstention_has_no_answer() -> None:
    shown = answer(
        evidence(1, 0, 0.31, spans=(DAY,)),
        evidence(2, 1, 0.02, Role.SUPPORT),
        evidence(3, 1, 0.001, Role.SUPPORT),
        answered=False,
    )
    assert answer_text(worth_showing(shown), Look(width=90)) == (
        "The article does not say.\n"
        "Nothing is said about “Oslo”.\n"
        "\n"
        "Nearest sentences (not an answer):\n"
        "1. Parliament voted on Tuesday to ban whaling, after ten years of talks, said Yang\n"
        "   Moo-jin, a professor.\n"
        "   Whales are safe\n"
        "   /far/away/news/whales.txt:3 · doubtful, 0.31\n"
        "2. 日本の捕鯨委員会は火曜日、捕鯨を禁止する「歴史的な」決定を下しました。\n"
        "   /far/away/news/whales.txt:4 · unlikely, 0.02\n"
    )
    assert answer_text(shown, Look(), several=True).startswith("The articles do not say.\n")


def test_what_is_hardly_likely_supports_no_answer() -> None:
    shown = answer(
        evidence(1, 0, 0.4), evidence(2, 1, 0.05, Role.SUPPORT), evidence(3, 1, 0.04, Role.SUPPORT)
    )
    assert [each.rank for each in worth_showing(shown).evidence] == [1, 2]


def test_the_first_sentence_stands_beside_an_abstention_however_improbable() -> None:
    shown = answer(
        evidence(1, 0, 0.004, spans=(DAY,)), evidence(2, 1, 0.012, Role.SUPPORT), answered=False
    )
    assert worth_showing(shown) == shown
    text = answer_text(shown, Look(width=90))
    assert text.index("1. Parliament voted") < text.index("2. 日本の")
    coloured = answer_text(shown, Look(colour=True))
    assert coloured.startswith("\x1b[1mThe article does not say.\x1b[0m\n")
    assert "\x1b[2m1. Parliament" in coloured
    assert "\x1b[1;4m" not in coloured


def test_a_rewritten_question_is_shown() -> None:
    shown = answer(evidence(), understood_as="When did Parliament vote?")
    assert answer_text(shown, Look()).startswith("understood as: When did Parliament vote?\n1. ")


def test_an_answer_is_marked_where_markup_was_left_out() -> None:
    plain = evidence(spans=(AFTER,))
    assert marks(plain) == []
    (span,) = marks(plain, SOURCE)
    assert plain.text[slice(*span)] == "after ten"
    text = answer_text(answer(plain), Look(width=200), sources=SOURCES)
    assert "whaling, «after ten» years" in text


def test_spans_that_lie_outside_are_not_shown() -> None:
    assert marks(evidence(spans=((0, 5),))) == []
    assert marks(evidence(1, 1, spans=((JAPANESE[0], 900),))) == []


def test_a_line_of_articles_jsonl_names_its_article() -> None:
    text = answer_text(answer(evidence(source="/far/away/articles.jsonl")), Look(width=120))
    assert "/far/away/articles.jsonl, whales, line 3 · very likely" in text


def test_files_below_this_folder_are_shown_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.getcwd", lambda: "/far/away")
    assert "   news/whales.txt:3 · " in answer_text(answer(evidence()), Look())


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(1.0, "very likely"), (0.9, "very likely"), (0.89, "likely"), (0.75, "likely"),
     (0.6, "probably"), (0.5, "probably"), (0.49, "doubtful"), (0.25, "doubtful"),
     (0.24, "unlikely"), (0.0, "unlikely")],
)  # fmt: skip
def test_confidence_in_words(confidence: float, words: str) -> None:
    assert confidence_words(confidence) == words


@pytest.mark.parametrize(
    ("confidence", "threshold", "figure"),
    [
        (0.349, 0.35, "0.34"),
        (0.35, 0.35, "0.35"),
        (0.351, 0.35, "0.35"),
        (0.346, 0.345, "0.35"),
        (0.344, 0.345, "0.34"),
        (0.999, 1.0, "0.99"),
        (1.0, 1.0, "1.00"),
        (0.999, 0.35, "1.00"),
    ],
)
def test_a_figure_never_says_that_a_threshold_was_reached_where_it_was_not(
    confidence: float, threshold: float, figure: str
) -> None:
    assert confidence_figure(confidence, threshold) == figure


@pytest.mark.parametrize("width", [40, 80, 120, 160, 200])
@pytest.mark.parametrize("colour", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, colour: bool) -> None:
    shown = answer(
        evidence(spans=(DAY,)), evidence(2, 1, 0.3, Role.SUPPORT), understood_as="When? " * 20
    )
    for line in answer_text(shown, Look(width, colour)).splitlines():
        assert wcswidth(line.replace("\x1b[0m", "").split("\x1b[")[0]) <= width
        bare = to_text([("", line)], Look())
        for code in ("1;4", "38;5;28", "38;5;130", "38;5;160", "1", "2", "3", "0"):
            bare = bare.replace(f"\x1b[{code}m", "")
        assert "\x1b" not in bare
        assert wcswidth(bare) <= width


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


@given(text=TEXTS, width=st.integers(10, 60), indent=st.integers(0, 2))
def test_wrapping_keeps_every_word_and_the_width(text: str, width: int, indent: int) -> None:
    lines = to_text(wrap([("class:a", text)], width, " " * indent), Look()).splitlines()
    assert "".join("".join(lines).split(" ")) == safe(text).replace(" ", "")
    for line in lines:
        assert width_of(line) <= width or len(line.strip()) == 1


@given(
    words=st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, max_size=30),
    width=st.integers(12, 60),
)
def test_words_that_fit_are_never_broken(words: list[str], width: int) -> None:
    lines = to_text(wrap([("", " ".join(words))], width), Look()).splitlines()
    assert [word for line in lines for word in line.split()] == words
    for line, following in pairwise(lines):
        assert len(line) + 1 + len(following.split()[0]) > width


@given(pieces=st.lists(st.tuples(st.sampled_from(["", "class:a"]), TEXTS), max_size=6))
def test_style_does_not_change_where_lines_break(pieces: list[tuple[str, str]]) -> None:
    whole = "".join(text for _, text in pieces)
    if not whole.isascii():
        return
    styled = to_text(wrap(pieces, 30), Look())
    assert styled == to_text(wrap([("", whole)], 30), Look())


def test_wide_characters_are_whole_and_punctuation_does_not_begin_a_line() -> None:
    text = "「核実験」を停止すると約束した。" * 4
    lines = to_text(wrap([("", text)], 21), Look()).splitlines()
    assert "".join(lines) == text
    assert max(map(width_of, lines)) <= 21
    assert not any(line.startswith(("。", "」")) for line in lines)
    assert not any(line.endswith("「") for line in lines)


def test_a_path_loses_its_beginning() -> None:
    assert shorten_left("/far/away/news/whales.txt:3", 20, Look()) == "…y/news/whales.txt:3"
    assert shorten_left("whales.txt", 20, Look()) == "whales.txt"
    assert width_of(shorten_left("捕鯨" * 20, 11, Look())) <= 11
    assert shorten_left("/far/away/whales.txt", 13, Look(unicode=False)) == "...whales.txt"


HOSTILE = {
    "\x1b[31mred\x1b[0m": "␛[31mred␛[0m",
    "\x1b]8;;http://evil\x07link": "␛]8;;http://evil␇link",
    "\x1b]52;c;ZXZpbA==\x1b\\": "␛]52;c;ZXZpbA==␛\\",
    "a\x9b2Jb": "a�2Jb",
    "abc\b\b\bxyz": "abc␈␈␈xyz",
    "a\x00b\x7fc": "a␀b␡c",
    "\u202eevil\u202c": "�evil�",
    "\u2066x\u2069\u200e\u061c": "�x���",
    "in\u200bvis\u2060ible\ufeff": "in�vis�ible�",
    "lone \ud800 half": "lone � half",
    "line\nbreak\r\ntab\tnel\x85ls\u2028": "line break  tab nel ls ",
    "tag\U000e0041": "tag�",
    "soft\u00adhyphen": "softhyphen",
    "नमस्ते क्\u200dष": "नमस्ते क्\u200dष",
    "👩\u200d👧": "👩\u200d👧",
    "a\u200db": "a�b",
    "\u200d\u200d": "��",
    "é e\u0301 ñ — “q”": "é e\u0301 ñ — “q”",
}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_harmlessly(text: str) -> None:
    assert safe(text) == HOSTILE[text]


@given(st.text(max_size=60))
def test_safe_text_is_safe_and_stays_so(text: str) -> None:
    once = safe(text)
    assert safe(once) == once
    assert once.isprintable() or all(
        char.isprintable() or char == " " or ord(char) >= 0xA0 for char in once
    )
    once.encode("utf-8")


@given(st.text(max_size=60))
def test_json_is_safe_and_means_the_same(text: str) -> None:
    line = json_line({"text": text})
    assert json.loads(line) == {"text": text}
    assert line.count("\n") == 1
    assert safe(line.rstrip("\n").replace("\u00ad", "").replace("\u200d", "").replace("\u200c", ""))
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in line[:-1])
    assert safe_json(line) == line
    line.encode("utf-8")


@given(text=st.text(min_size=1, max_size=80), title=st.text(max_size=20))
def test_whatever_an_article_holds_its_rendering_is_harmless(text: str, title: str) -> None:
    shown = answer(
        evidence(
            text=text, title=title, source=f"/{title}.txt", article=title, speaker=f"X {text}",
            start=0, end=len(text), spans=((0, len(text)), (0, 1)),
        ),
        understood_as=text,
    )  # fmt: skip
    out = answer_text(shown, Look(width=40))
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in out.replace("\n", ""))
    assert not {"\u202e", "\u2066", "\u200b", "\ufeff"} & set(out)
    assert out.isascii() or max(map(width_of, out.splitlines())) <= 42


@pytest.mark.parametrize(
    ("speaker", "shown"),
    [
        ("Yang Moo-jin, professor", "Yang Moo-jin, professor: Parliament"),
        ("a lawyer", "A lawyer: Parliament"),
        ("a professor", "1. Parliament"),  # word for word in the sentence
        ("parliament", "1. Parliament"),  # at its beginning
        ("Parliament", "1. Parliament"),
        (None, "1. Parliament"),
    ],
)
def test_a_speaker_stands_in_front_where_that_says_something(
    speaker: str | None, shown: str
) -> None:
    assert shown in answer_text(answer(evidence(speaker=speaker)), Look())


def test_a_speech_that_begins_the_sentence_has_its_speaker_in_front() -> None:
    said = '"Whales are safe," said Kari Hansen.'
    shown = answer(evidence(text=said, speaker="Kari Hansen"))
    assert '1. Kari Hansen: "Whales' in answer_text(shown, Look())


def test_marks_that_touch_are_one() -> None:
    at = SOURCE.index("Tuesday")
    spans = ((at, at + 7), (at + 7, at + 10), (at + 11, at + 14))
    text = answer_text(answer(evidence(spans=spans)), Look(), sources=SOURCES)
    assert f"«{SOURCE[at : at + 14]}»" in text


def test_a_title_that_is_the_sentence_is_not_said_twice() -> None:
    text = answer_text(answer(evidence(title="Parliament voted on …")), Look())
    assert "…" not in text


def test_the_record_is_that_of_the_design() -> None:
    shown = answer(evidence(spans=(DAY,)), answer=AnswerText("Tuesday", "whales", *DAY), id="q1")
    record = answer_record(shown)
    assert record["answer"] == {
        "text": "Tuesday",
        "article": "whales",
        "start": DAY[0],
        "end": DAY[1],
    }
    assert record["evidence"][0]["spans"] == [list(DAY)]
    assert record["evidence"][0]["role"] == "answer"
    assert record["id"] == "q1"
    silent = answer_record(answer(evidence(confidence=0.1), answered=False))
    assert silent["answer"] is None
    assert silent["reason_code"] == "name_unknown"


def sentence(index: int, start: int, end: int, line: int, paragraph: int, kind: Kind) -> Sentence:
    return Sentence(index, start, end, line, paragraph, kind, SOURCE[start:end])


def test_an_article_is_shown_by_paragraphs_with_its_lines() -> None:
    article = Article(
        "whales", SOURCE, "/far/whales.txt", "ab", "Whales are safe", (0, 15), None, None, ()
    )
    sentences = [
        sentence(0, 0, 15, 1, 0, Kind.HEADLINE),
        sentence(1, 17, DAY[0] - 1, 3, 1, Kind.PARAGRAPH),
        sentence(2, DAY[0], DAY[0] + 22, 3, 1, Kind.PARAGRAPH),
    ]
    assert to_text(article_fragments(article, sentences, Look(), {2}), Look()) == (
        "Whales are safe\nwhales, /far/whales.txt\n\n1  Whales are safe\n\n"
        "3  Parliament voted on «Tuesday to ban whaling»\n"
    )
    coloured = Look(colour=True)
    shown = to_text(article_fragments(article, sentences, coloured, {2}), coloured)
    assert "\x1b[1;4mTuesday to ban whaling\x1b[0m" in shown


def test_a_list_of_articles_stands_in_columns(tmp_path: Path) -> None:
    class Info:
        def __init__(self, id: str, title: str, sentences: int) -> None:
            self.id, self.title, self.sentences = id, title, sentences
            self.origin = f"/far/{id}.txt"

    infos = [Info("a", "Whales are safe", 3), Info("north/捕鯨", "", 1200)]
    assert to_text(articles_fragments(infos, Look()), Look()) == (
        "a              3  Whales are safe\n"
        "                  /far/a.txt\n"
        "north/捕鯨  1200  (no title)\n"
        "                  /far/north/捕鯨.txt\n"
    )
    assert articles_fragments([], Look()) == []


def test_western_text_is_one_column_a_character_as_wcwidth_has_it() -> None:
    from wcwidth import iter_graphemes, wcswidth

    from qabot.render.layout import _WESTERN

    held = [chr(code) for code in range(0x20, 0x3000) if _WESTERN.fullmatch(chr(code))]
    assert {"a", "é", "«", "·", "\u2019", "…", "—"} <= set(held)
    assert not {"\u0301", "\u00ad", "\u200b", "\u2028", "中"} & set(held)
    assert all(wcswidth(each) == 1 for each in held)
    assert list(iter_graphemes("".join(held))) == held


def test_no_word_is_marked_in_what_says_yes_or_no() -> None:
    start = SOURCE.index("Tuesday")
    said = evidence(spans=((start, start + 7),))
    look, sources = Look(width=100), {"whales": SOURCE}.get
    assert "«Tuesday»" in answer_text(answer(said), look, sources=sources)
    settled = answer(said, verdict=Verdict.YES)
    text = answer_text(settled, look, sources=sources)
    assert text.startswith("The evidence says yes.\n1. Parliament voted on Tuesday")
    assert in_short(settled) == "yes"
    assert in_short(answer(said, verdict=Verdict.UNSETTLED)) == "not settled"
