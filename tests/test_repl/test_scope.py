"""What is asked, and what becomes of it: cancelled, added to, gone back from, gone on with."""

import shutil
import time
from pathlib import Path

import pytest

from .conftest import Person, Play, Qabot


def test_a_scope_that_was_cancelled_is_not_asked(play: Play, news: Path) -> None:
    (news.parent / "slow").mkdir()
    (news.parent / "slow" / "snow.txt").write_text("Snow fell in the north.\n")

    def scene(person: Person) -> None:
        def brings(line: str, text: str) -> None:
            person.says(line)
            person.sees(text)

        for line in ("/scope slow", "/add slow"):
            brings(line, "reading|indexing")
            person.interrupts()
            person.sees("cancelled")
            brings("/scope", "asking 2 articles: news")
        brings("Who is mayor?", "Kari Hansen.*likely, 0.99")
        brings("/scope fire", "asking 1 article: fire")
        brings("/scope slow", "reading|indexing")
        person.interrupts()
        person.sees("cancelled")
        brings("/scope", "asking 1 article: fire")
        brings("/scope all", "asking 2 articles: news")
        person.ready()
        person.sees("news: 2 articles")

    assert play(scene, "--articles", "news", bot="SlowBot") == 0


def test_all_goes_back_to_what_was_asked_at_first(play: Play, news: Path) -> None:
    (news.parent / "extra.txt").write_text("The harbour froze.\n")

    def first(person: Person) -> None:
        for line, text in (
            ("Who is mayor?", "Kari Hansen"),
            ("/add extra.txt", "asking 3 articles: news, extra.txt"),
            ("/scope all", "asking 2 articles: news"),
            ("/scope fire", "asking 1 article: fire"),
            ("/add extra.txt", "asking 3 articles: news, extra.txt"),
        ):
            person.says(line)
            person.sees(text)
        person.ready()

    def second(person: Person) -> None:
        for line, text in (
            ("/scope", "asking 3 articles: news, extra.txt"),
            ("/scope fire", "asking 1 article: fire"),
            ("/scope all", "asking 3 articles: news, extra.txt"),
        ):
            person.says(line)
            person.sees(text)
        person.ready()

    def third(person: Person) -> None:
        person.says("/scope fire")
        person.sees("asking 1 article: fire")
        person.ready()

    def fourth(person: Person) -> None:
        person.says("/scope")
        person.sees("asking 1 article: fire")
        person.says("/scope all")
        person.sees("asking 3 articles: news, extra.txt")
        person.says("harbour froze?")
        person.sees("very likely, 0.99")
        person.ready()

    assert play(first, "--quiet", "--articles", "news") == 0
    for scene in (second, third, fourth):
        assert play(scene, "chat", "--resume", "--quiet") == 0


@pytest.fixture
def unreadable(news: Path) -> Path:
    """A file that is no article, beside the folder of articles."""
    path = news.parent / "bad.txt"
    path.write_bytes(bytes(range(256)) * 8)
    (news.parent / "empty.txt").write_text("")
    (news.parent / "mixed").mkdir()
    (news.parent / "mixed" / "good.txt").write_text("The harbour froze.\n")
    (news.parent / "mixed" / "bad.txt").write_bytes(path.read_bytes())
    return path


@pytest.mark.parametrize("line", ["/add bad.txt", "/scope bad.txt", "/add empty.txt"])
def test_what_cannot_be_read_is_not_asked(qabot: Qabot, unreadable: Path, line: str) -> None:
    lines = (line, "Kari Hansen?", "/scope", "Kari Hansen?", "/scope all")
    done = qabot("--quiet", "--articles", "news", stdin="\n".join(lines))
    assert done.err.count("\n") == 1
    assert line.split()[1] in done.err
    assert f"> {line}\n\n> Kari" in done.out
    assert done.out.count("asking 2 articles: news\n") == 2
    assert done.out.count("very likely, 0.99") == 2


def test_what_of_several_paths_cannot_be_read_is_left_out(qabot: Qabot, unreadable: Path) -> None:
    done = qabot("--quiet", "--articles", "news", stdin="/scope bad.txt mixed/good.txt\n/add mixed")
    assert "asking 1 article: mixed/good.txt\n" in done.out
    assert "asking 1 article: mixed/good.txt, mixed\n" in done.out
    said = [line.split(" is a ")[0] for line in done.err.splitlines()]
    assert said == [f"qabot: {unreadable}", f"qabot: {unreadable.parent}/mixed/bad.txt"]


def test_ids_may_have_commas_between_and_an_unknown_one_is_named(qabot: Qabot, news: Path) -> None:
    lines = ("fire, north/vote", "fire,north/vote", "fire,north/vota", "fire nosuch", "fire news")
    done = qabot(
        "--quiet", "--articles", "news", stdin="".join(f"/scope {line}\n" for line in lines)
    )
    assert done.out.count("asking 2 articles: fire, north/vote\n") == 2
    assert done.err.splitlines() == [
        "qabot: no article 'north/vota' in the library; did you mean 'north/vote'? "
        "(/articles lists all)",
        "qabot: no article 'nosuch' in the library (/articles lists all)",
        "qabot: /scope takes articles or paths, not both; /add PATH adds to what is asked",
    ]


def test_an_id_of_what_was_asked_at_first_is_switched_to(qabot: Qabot, news: Path) -> None:
    (news.parent / "extra.txt").write_text("The harbour froze.\n")
    lines = ("fire", "north/vote", "extra.txt", "fire", "extra", "all")
    done = qabot(
        "--quiet", "--articles", "news", stdin="".join(f"/scope {line}\n" for line in lines)
    )
    assert [line for line in done.out.splitlines() if line.startswith("asking")] == [
        "asking 1 article: fire",
        "asking 1 article: north/vote",
        "asking 1 article: extra.txt",
        "asking 1 article: fire",
        "asking 2 articles: news",
    ]
    assert done.err == ("qabot: extra is not among the articles asked; /add extra.txt adds it\n")


def test_no_article_to_ask_is_said_with_what_to_do(play: Play, news: Path) -> None:
    said = r"there is no article to ask; /scope all asks what was asked at first, /add\s+PATH adds"
    (news.parent / "solo.txt").write_text("The harbour froze.\n")

    def scene(person: Person) -> None:
        person.says("/scope solo.txt")
        person.sees("asking 1 article: solo.txt")
        (news.parent / "solo.txt").unlink()
        time.sleep(1.1)
        person.says("harbour?")
        person.sees(said)
        person.says("/articles")
        person.sees(said)
        person.ready()

    assert play(scene, "--quiet", "--articles", "news", bot="StrictBot") == 0


@pytest.mark.parametrize("line", ["/scope news", "/top 5"])
def test_a_conversation_whose_articles_are_gone_says_so(
    play: Play, qabot: Qabot, news: Path, line: str
) -> None:
    def first(person: Person) -> None:
        person.says(line)
        person.says("Kari Hansen?")
        person.sees("very likely, 0.99")
        person.ready()

    def second(person: Person) -> None:
        person.sees("extra.txt is not there, which this conversation asked; asking the rest")
        person.says("/scope")
        person.sees("asking 2 articles: news")
        person.ready()

    extra = news.parent / "extra.txt"
    extra.write_text("The harbour froze.\n")
    assert play(first, "--quiet", "--articles", "news", "--articles", "extra.txt") == 0
    extra.unlink()
    if line == "/top 5":
        assert play(second, "chat", "--resume") == 0
    shutil.rmtree(news)
    qabot("chat", "--resume", stdin="Kari Hansen?\n").fails(
        "--resume: ", "news", "not there", "name others with --articles"
    )
