"""What is said when something is wrong: about the right file, in plain words, with a repair."""

import shlex
import shutil
from pathlib import Path

import pytest

from qabot.render import width_of

from .conftest import Qabot

BINARY = bytes(range(256)) * 8
LATIN = "Caf\xe9 Ol\xe9 burnt down in Oslo on Monday. Nobody was hurt in the fire.\n".encode(
    "latin-1"
)


@pytest.fixture
def known_bad(qabot: Qabot, news: Path) -> Path:
    """The working folder, with a library that knows of a file that is no text."""
    work = news.parent
    (work / "bin.txt").write_bytes(BINARY)
    assert qabot("index", "--library", "lib", "news", "bin.txt").status == 2
    return work


def test_the_error_is_about_the_file_that_was_named(qabot: Qabot, known_bad: Path) -> None:
    (known_bad / "empty.txt").write_text("")
    for command in (["index", "empty.txt"], ["ask", "Who?", "--articles", "empty.txt"]):
        done = qabot(*command, "--library", "lib")
        done.fails("empty.txt holds no text")
        assert "bin.txt" not in done.err
        assert "more" not in done.err


def test_bad_lines_are_named_with_their_file(qabot: Qabot, known_bad: Path) -> None:
    (known_bad / "dd").mkdir()
    (known_bad / "dd" / "articles.jsonl").write_text('\n{"text": "x"}\n{"id": "b", "text": 5}\n')
    for command in (
        ["index", "dd/articles.jsonl", "--library", "lib"],
        ["ask", "Who?", "--articles", "dd/articles.jsonl", "--library", "lib"],
        ["index", "dd/articles.jsonl", "--library", "new"],
    ):
        done = qabot(*command)
        done.fails('qabot: dd/articles.jsonl:2: has no "id"', "(1 more could not be read either)")
        assert "bin.txt" not in done.err


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("index", "news", "--library", ""), "--library"),
        (("ask", "Who?", "--library", ""), "--library"),
        (("ask", "Who?", "--articles", ""), "--articles"),
        (("ask", "Who?", "--config", ""), "--config"),
        (("index", ""), "PATH"),
        (("index", "--remove", ""), "--remove"),
    ],
)
def test_an_empty_path_is_refused(
    qabot: Qabot, news: Path, arguments: tuple[str, ...], name: str
) -> None:
    qabot(*arguments).fails(name, "the path is empty")
    assert [path.name for path in news.parent.iterdir()] == ["news"]


def test_bytes_that_are_not_utf8_are_told_once(qabot: Qabot, news: Path) -> None:
    (news / "latin.txt").write_bytes(LATIN)
    (news / "utf8.txt").write_text("Café Olé stands. A \ufffd is a character.\n", encoding="utf-8")
    told = "qabot: news/latin.txt: 2 bytes could not be decoded and stand as U+FFFD"
    done = qabot("index", "news")
    assert done.status == 0
    assert done.out.startswith("4 added")
    assert done.err.count("\n") == 1
    assert done.err.startswith(told)
    assert "UTF-8" in done.err
    assert qabot("index", "news").err == ""
    assert "U+FFFD" not in qabot("ask", "Who?", "--articles", "news").err
    (news / "latin.txt").write_bytes(LATIN.replace(b"Ol\xe9", b"Ole"))
    done = qabot("ask", "Nobody hurt fire", "--articles", "news")
    assert done.err == told.replace("2 bytes", "1 byte").replace(" stand ", " stands ") + (
        ": save it as UTF-8\n"
    )
    assert qabot("index", "news", "--rebuild", "--json").json["undecoded"] == [
        {"path": str(news / "latin.txt"), "bytes": 1}
    ]
    assert qabot("index", "news", "--rebuild", "--quiet").err == ""


def test_lines_that_are_not_utf8_are_told(qabot: Qabot, news: Path) -> None:
    (news / "articles.jsonl").write_bytes(b'{"id": "l", "text": "' + LATIN.strip() + b'"}\n')
    done = qabot("index", "news")
    assert done.status == 0
    assert "news/articles.jsonl: 2 bytes could not be decoded" in done.err


def test_many_files_that_are_not_utf8_are_not_a_flood(qabot: Qabot, news: Path) -> None:
    for number in range(14):
        (news / f"{number}.txt").write_bytes(LATIN)
    lines = qabot("index", "news").err.splitlines()
    assert len(lines) == 11
    assert lines[-1].startswith("qabot: 4 more files hold bytes that could not be decoded")


def test_a_repair_names_the_library(qabot: Qabot, news: Path) -> None:
    Path("config.yaml").write_text("articles: [news]\n")
    for options, place in ((("--library", "a b"), "a b"), ((), ".qabot")):
        whole = shlex.quote(str(Path(place).absolute()))
        repair = f"`qabot index --rebuild --library {whole}`"
        qabot("index", *options)
        library = Path(options[1] if options else ".qabot")
        (library / "manifest.json").write_text("{")
        qabot("ask", "Who?", *options).fails("is damaged", repair)
        assert repair in qabot("doctor", *options).out
        assert qabot("index", *options, "--rebuild").status == 0
        database = next(library.rglob("library.sqlite"))
        database.write_bytes(database.read_bytes()[:-100])
        qabot("show", "fire", *options).fails("is damaged", repair)
    shutil.rmtree("a b")
    qabot("show", "fire", "--library", "a b", "--no-refresh").fails(
        "there is no library", f"`qabot index --library {shlex.quote(str(Path('a b').absolute()))}`"
    )


def test_a_file_is_no_library(qabot: Qabot, news: Path) -> None:
    Path("file").write_text("x")
    for library in ("file", "file/x"):
        for command in (["index", "news"], ["ask", "Who?"], ["show", "fire", "--no-refresh"]):
            done = qabot(*command, "--library", library)
            done.fails("file is a file, not a folder", "name a folder with --library")
        (line,) = [
            line for line in qabot("doctor", "--library", library).lines if " library " in line
        ]
        assert line.startswith("problem")
        assert "file is a file, not a folder" in line
        assert "make one" not in line


def test_a_place_where_nothing_can_be_made_needs_no_space(qabot: Qabot, news: Path) -> None:
    if not Path("/proc/self").exists():
        pytest.skip("no /proc here")
    done = qabot("index", "news", "--library", "/proc/foo")
    done.fails("/proc/foo", "name another folder with --library")
    assert "free some space" not in done.err


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("conversations", "give list, search, show, export or delete"),
        ("models", "give list, check or pull"),
    ],
)
def test_a_group_without_a_command(qabot: Qabot, name: str, expected: str) -> None:
    done = qabot(name)
    done.fails()
    assert done.err == f"qabot: {expected} (see `qabot {name} --help`)\n"


def test_an_id_that_another_root_changed_is_suggested_from_what_is_asked(
    qabot: Qabot, home: Path
) -> None:
    for root in ("n1", "n2"):
        Path(root).mkdir()
        Path(root, "reuters-28.txt").write_text(f"Ships of {root} sail.\n")
    qabot("index", "n1")
    assert qabot("show", "reuters-28").status == 0
    qabot("ask", "Ships sail?", "--articles", "n2")
    done = qabot("show", "reuters-28")
    done.fails("did you mean 'n1/reuters-28'?")
    assert "n2" not in done.err
    done = qabot("show", "reuters-28", "--articles", "n2")
    done.fails("did you mean 'n2/reuters-28'?")
    assert "n1" not in done.err


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(
    "command", [("doctor",), ("config",), ("models", "list"), ("models", "check")]
)
def test_lists_keep_the_width_of_a_terminal(
    qabot: Qabot, home: Path, command: tuple[str, ...], columns: int
) -> None:
    Path("config.yaml").write_text("answer: {top: 4}\n")
    done = qabot(*command, terminal=True, width=columns, plain=True)
    long = [line for line in done.lines if width_of(line) > columns]
    assert [line for line in long if " " in line.strip()] == []
    piped = qabot(*command, width=columns)
    squeeze = ["".join(text.split()) for text in (done.out, piped.out)]
    if command != ("doctor",):  # which says what output is
        assert squeeze[0] == squeeze[1]


def test_help_says_what_a_line_of_questions_holds(qabot: Qabot) -> None:
    out = qabot("ask", "--help").out
    assert '{"question": "Where is he?", "id": 7, "article": "news/a",' in out
    assert '"history": [["Who is Choe?", "A diplomat."]]}' in out
    assert "only question is needed" in " ".join(out.split())
