"""What is asked, and what becomes of it: cancelled, added to, gone back from, gone on with."""

from pathlib import Path

from .conftest import Person, Play


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
