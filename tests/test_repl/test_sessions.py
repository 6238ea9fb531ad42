"""What a person does at the prompt, each once: played in this process and at a real terminal."""

import re
import stat
import time
from pathlib import Path

import pytest

from ..test_cli.conftest import SLOW
from .conftest import Person, Play, Qabot


def written(home: Path, name: str) -> Path:
    (found,) = home.rglob(name)
    assert stat.S_IMODE(found.stat().st_mode) == 0o600
    return found


def test_asking(play: Play, home: Path) -> None:
    def scene(person: Person) -> None:
        person.says("Who is Biegun?")
        person.sees("very likely, 0.99")
        assert "\x1b[1;4mBiegun\x1b[0m" in person.raw
        person.says("/tpo 3")
        person.sees(r"did you mean /top\?")
        person.ready()
        person.types("half a question")
        person.presses("c-c")
        person.says("crash")
        person.sees(r"unexpected ZeroDivisionError: planned \(.*qabot.log\)")
        person.says("crash")
        assert "qabot.log" not in person.sees("unexpected ZeroDivisionError: planned")
        person.ready()
        person.pastes("Was it\nCanberra")
        person.presses("alt-enter")
        person.types("after all?")
        person.presses("enter")
        person.sees("does not say.*Nearest sentences")
        person.ready()
        person.sees(r"the one that comes with qabot: 1 article · bge-small-en-v1.5 · 6 ms")
        person.presses("c-d")

    assert play(scene) == 0
    asked = written(home, "history").read_text()
    assert "+Who is Biegun?\n" in asked
    assert "+Was it\n+Canberra\n+after all?\n" in asked
    assert "half a question" not in asked
    assert "ZeroDivisionError" in written(home, "qabot.log").read_text()


def test_editing(play: Play, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = home / "editor"
    editor.write_text('#!/bin/sh\nprintf "Who is Choe?" > "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)

    def scene(person: Person) -> None:
        person.says("Who wrote of Panmunjeom?")
        person.sees("Panmunjeom")
        person.ready()
        person.types("Who w")
        person.sees("rote of Panmunjeom")  # a suggestion from what was asked before
        person.presses("right", "enter")
        person.sees("6 ms|likely")
        person.ready()
        person.presses("c-r")
        person.types("Panmun")
        person.sees("search")
        person.presses("enter", "enter")
        person.sees("doubtful")
        person.ready()
        person.types("/thr")
        person.sees("the probability below which")
        person.presses("tab", "enter")
        person.types(" 0.25")
        person.presses("enter")
        person.sees("silent below a probability of 0.25")
        person.ready()
        person.presses("c-x c-e")
        person.sees(r"Who is Choe\?.*likely, 0.99")
        person.ready()
        editor.write_text("#!/bin/sh\n")
        person.types("Who is Bieg")
        person.presses("c-x c-e")
        time.sleep(0.5)
        person.types("un?")
        person.presses("enter")
        person.sees("Biegun.*very likely, 0.99")
        person.ready()

    assert play(scene, "--quiet") == 0
    asked = re.findall(r"^\+(.*)$", written(home, "history").read_text(), re.MULTILINE)
    assert asked == [
        "Who wrote of Panmunjeom?", "/threshold 0.25", "Who is Choe?", "Who is Biegun?"
    ]  # fmt: skip


def test_vi_keys(play: Play, home: Path) -> None:
    def scene(person: Person) -> None:
        person.ready()
        person.types("Who is Biegun?")
        person.presses("escape")
        time.sleep(0.6)  # Escape alone, not the beginning of another key
        person.types("bcwChoe")
        person.presses("enter")
        person.sees("Choe.*likely, 0.99")
        person.ready()
        person.types("Who is Biegun?")
        person.presses("escape", "enter")  # at once, as Alt-Enter comes
        person.sees("Biegun.*very likely, 0.99")
        person.ready()
        person.types("Was it")
        person.presses("escape")
        time.sleep(0.6)
        person.types("oCanberra?")
        person.presses("enter")
        person.sees("Canberra.*doubtful")
        person.ready()

    assert play(scene, "--quiet", "--set", "chat.keys=vi") == 0
    asked = re.findall(r"^\+(.*)$", written(home, "history").read_text(), re.MULTILINE)
    assert asked == ["Who is Choe?", "Who is Biegun?", "Was it", "Canberra?"]


def test_ctrl_c_cancels_the_question_and_never_leaves(play: Play) -> None:
    took: list[float] = []

    def scene(person: Person) -> None:
        for _ in range(2):
            person.ready()
            person.presses("c-c")
        for _ in range(2):
            person.says("slow")
            person.sees(r"(reading|loading) \.\.\.")
            begun = time.monotonic()
            person.interrupts()
            person.sees("cancelled")
            took.append(time.monotonic() - begun)
        person.says("Who is Biegun?")
        person.sees("very likely, 0.99")
        person.says("/history")
        assert "slow" not in person.sees("Who is Biegun.*>").split("\n", 2)[2]
        person.presses("c-d")

    assert play(scene) == 0
    assert min(took) < 0.2 < SLOW


def test_resizing(play: Play) -> None:
    def scene(person: Person) -> None:
        person.says("Who is Biegun?")
        assert max(map(len, person.sees("very likely, 0.99").splitlines())) > 60
        person.ready()
        person.resizes(44)
        person.resizes(43)
        person.types("Who is")
        person.resizes(42)
        person.types(" Choe?")
        person.presses("enter")
        time.sleep(0.1)
        answer = person.sees(r"Choe.*likely, 0\.99.*likely, 0\.99")
        assert 30 < max(map(len, answer[answer.index("\n1. Bie") :].splitlines())) <= 42

    assert play(scene, "--quiet") == 0


def test_the_articles_may_change_meanwhile(play: Play, news: Path) -> None:
    def scene(person: Person) -> None:
        person.says("Who is mayor?")
        person.sees("Kari Hansen")
        (news / "fire.txt").write_text("The mayor, Ola Berg, was sworn in on Monday.\n")
        (news / "new.txt").write_text("Snow fell.\n")
        time.sleep(1.1)
        person.says("Who is mayor?")
        person.sees("1 article added, 1 article read again.*Ola Berg")
        person.says("/scope")
        person.sees("asking 3 articles: news")
        person.ready()
        person.sees("news: 3 articles")
        person.presses("c-d")

    assert play(scene, "--articles", "news") == 0


def test_commands(play: Play, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pager, paged = news.parent / "pager", news.parent / "paged"
    pager.write_text(f'#!/bin/sh\ncat > "{paged}"\n')
    pager.chmod(0o700)
    monkeypatch.setenv("PAGER", str(pager))
    monkeypatch.setenv("HOME", str(news.parent))
    (news / "north" / "vote.md").write_text(
        "Parliament voted on Tuesday to ban whaling.\n\nThe vote was 88 to 81. The mayor was glad."
        "\n\nAnna Bell, a lawyer, spoke. Whales stayed away. Boats came.\n"
    )

    def scene(person: Person) -> None:
        def brings(line: str, *texts: str) -> None:
            person.says(line)
            if texts:
                person.sees(".*".join(texts))

        brings("/top 1", "shown: 1")
        brings("/articles vote", "north/vote +6  Parliament")
        brings("Parliament whaling?", r"1\. .*Parliament", "very likely, 0.99")
        brings("/more", r"2\. ", r"unlikely")
        brings("/more", r"3\. ")
        brings("/sources", "SHA-256", r"3\. line")
        brings("/context 1", "before and after each: 1")
        brings("And the mayor?", "understood as: Parliament whaling. And the mayor")
        brings("/why", "understood as: Parliament whaling", "in all 6 ms")
        brings("/undo", r"forgotten: And the mayor\?")
        brings("/raw And the mayor?", "very likely, 0.99")
        assert "understood" not in person.plain
        brings("/scope north/vote", "asking 1 article: north/vote")
        brings("/retry", "The mayor was glad")
        brings("/scope north/vota", "no article 'north/vota' in the library; did you mean")
        brings("/scope nonsense", r"no article 'nonsense' in the library \(/articles lists all")
        brings("/undo 3", "/undo takes nothing after it")
        brings("/scope all", "asking 2 articles: news")
        brings("/open 1")
        brings("/open 1")
        assert "3  The vote was 88 to 81. \x1b[1;4mThe mayor was glad." in paged.read_text()
        brings("/open fire")
        brings("/help open")
        assert "Nobody was hurt" in paged.read_text()
        brings("/open 9", "the last answer has 1 sentence; type /open 1 for the")
        brings("/suggest north/vote", r"Who is Anna Bell\?")
        brings("/history", "1  Parliament", "2  And the mayor")
        brings("/save talk.txt", "expected a file ending in .md, .json or .jsonl")
        brings("/save talk.md", "saved talk.md: 2 turns")
        brings("/save talk.md", "there already; the same command again replaces it")
        brings("/save talk.md", "replaced talk.md: 2 turns")
        brings("/save ../work/~.jsonl", r"saved ~\.jsonl: 2 turns")
        brings("/add extra.txt", "extra.txt is not there")
        (news.parent / "extra one.txt").write_text("The harbour froze.\n")
        brings("/add extra one.txt", "asking 3 articles: news, extra one.txt")
        brings("harbour froze?", "very likely, 0.99")
        brings("/clear", "3 turns forgotten here")
        brings("/why", "nothing has been asked yet")
        brings("/quit")

    assert play(scene, "--quiet", "--articles", "news") == 0
    saved = (news.parent / "talk.md").read_text()
    assert "## 1. Parliament whaling?\n\n> **Parliament** voted on Tuesday" in saved
    assert (news.parent / "~.jsonl").read_text().count("\n") == 2


def test_a_conversation_is_kept_and_gone_on_with(play: Play, qabot: Qabot, home: Path) -> None:
    def first(person: Person) -> None:
        person.says("Who is Biegun?")
        person.sees("very likely, 0.99")
        person.says("Canberra?")
        person.sees("does not say")
        person.presses("c-d")

    def second(person: Person) -> None:
        person.sees("going on with the conversation of .*, 2 turns.*last asked: Canberra")
        person.says("/undo")
        person.sees("forgotten: Canberra")
        person.says("And Choe?")
        person.sees(r"understood as: Who is Biegun\? And Choe\?")
        person.ready()

    assert play(first, "--quiet") == 0
    kept = written(home, "conversations.sqlite")
    assert qabot("conversations", "list").lines[0].endswith("2  Who is Biegun?")
    assert play(second, "chat", "--resume") == 0
    (one,) = qabot("conversations", "list", "--json").jsonl
    assert (one["conversation"], one["turns"], one["first"]) == (1, 2, "Who is Biegun?")
    assert play(first, "--quiet") == 0
    shown = qabot("conversations", "show", "1")
    assert "> And Choe?\nunderstood as: Who is Biegun? And Choe?\n1. " in shown.out
    found = qabot("conversations", "search", "CHOE", "biegun")
    assert "1.2" in found.out
    assert qabot("conversations", "search", "zebra").status == 1
    assert qabot("conversations", "export", "1", "talk.jsonl").status == 0
    assert qabot("verify", "talk.jsonl").status == 0
    qabot("conversations", "export", "1", "talk.jsonl").fails("--force replaces it")
    assert qabot("conversations", "export", "1", "talk.jsonl", "--force").status == 0
    qabot("conversations", "delete", "1", "7").fails("there is no conversation 7")
    assert qabot("conversations", "delete", "1").status == 0
    assert qabot("conversations", "list", "--json").jsonl[0]["conversation"] == 2
    assert qabot("conversations", "delete", "--all").status == 0
    assert b"Canberra" not in kept.read_bytes()
    assert qabot("conversations", "list").status == 1
    qabot("chat", "--resume").fails("there is no earlier conversation")


def test_keeping_can_be_switched_off(play: Play, qabot: Qabot, home: Path) -> None:
    def scene(person: Person) -> None:
        person.says("Who is Biegun?")
        person.sees("very likely, 0.99")
        person.ready()

    assert play(scene, "--quiet", "--set", "chat.keep=false") == 0
    assert not list(home.rglob("conversations.sqlite"))
    qabot("chat", "--resume", "--set", "chat.keep=false").fails("set chat.keep to true")


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"NO_COLOR": "1"}])
def test_a_terminal_without_colours(
    play: Play, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    def scene(person: Person) -> None:
        person.sees(">")
        time.sleep(0.5)
        person.types("Who is Biegun?")
        person.presses("enter")
        person.sees("«Biegun».*very likely, 0.99.*>")
        assert "\x1b[1;4m" not in person.raw
        assert "\x1b[2m" not in person.raw
        time.sleep(0.5)
        person.types("/quit")
        person.presses("enter")

    assert play(scene, "--quiet") == 0
