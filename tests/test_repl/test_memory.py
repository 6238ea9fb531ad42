"""What a conversation remembers, here and on disk, beside other programs and changing articles."""

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from qabot.repl.memory import Memory
from qabot.repl.store import Store
from qabot.types import Answer, AnswerText, Evidence, Role

from .conftest import Person, Play, Qabot


def answer(question: str, sha256: str = "1", article: str = "fire", sentence: int = 0) -> Answer:
    shown = Evidence(
        rank=1, role=Role.ANSWER, article=article, title="Fire", source="/fire.txt", sha256=sha256,
        line=1, start=0, end=5, text="Snow.", confidence=0.9, spans=((0, 4),), sentence=sentence,
    )  # fmt: skip
    return Answer(
        question=question, understood_as=question, answered=True, confidence=0.9, threshold=0.35,
        evidence=(shown,), answer=AnswerText("Snow", article, 0, 4),
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "conversations.sqlite")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def memory(store: Store, said: list[str]) -> Memory:
    """A conversation of two turns."""
    memory = Memory(store, said.append)
    memory.add(answer("First?"), raw=False)
    memory.add(answer("Second?"), raw=False)
    return memory


def resumed(store: Store, said: list[str]) -> Memory:
    """The last conversation, in another program."""
    store = Store(store.path)
    memory = Memory(store, said.append)
    kept = store.latest()
    assert kept is not None
    memory.resume(*store.one(kept.id))
    return memory


def kept_turns(news: Path) -> list[tuple[Evidence, ...]]:
    """What the last answers of the conversations on disk show."""
    (path,) = news.parent.parent.rglob("conversations.sqlite")
    store = Store(path)
    return [store.one(each.id)[1][-1].answer.evidence for each in store.all()]


def kept(store: Store) -> list[list[str]]:
    """The questions of each conversation on disk, the oldest conversation first."""
    reading = Store(store.path)
    ids = sorted(each.id for each in reading.all())
    return [[turn.question for turn in reading.one(id)[1]] for id in ids]


# What further sentences are added to


def test_more_never_replaces_what_was_shown_by_what_was_not(play: Play, news: Path) -> None:
    def scene(person: Person) -> None:
        person.says("/top 1")
        person.says("Who is mayor?")
        person.sees("Kari Hansen")
        (news / "north" / "vote.md").write_text("Parliament met.\n\nThe vote was close.\n")
        time.sleep(1.1)
        person.says("/more")
        person.sees(r"1 article read again.*2\. .*A fire broke out")
        (news / "fire.txt").write_text("The mayor, Ola Berg, was sworn in on Monday.\n")
        person.says("/scope news")  # looks at the files at once
        person.sees("asking 2 articles")
        person.says("/more")
        person.sees("the articles have changed since they were shown; /retry asks again")
        assert "Ola" not in person.plain
        person.says("/history")
        person.sees("mayor\n")
        person.says("/sources")
        person.sees(r"2\. line 1")
        person.says("/retry")
        person.sees("Ola Berg")
        person.ready()

    assert play(scene, "--articles", "news") == 0
    (turns,) = kept_turns(news)
    assert [each.text for each in turns] == ["The mayor, Ola Berg, was sworn in on Monday."]


# What a follow-up may refer to


def library(**sha256: str) -> Any:
    return SimpleNamespace(article=lambda id: SimpleNamespace(sha256=sha256[id]))


def test_what_an_article_showed_before_it_changed_is_left_out() -> None:
    memory = Memory(None, print)
    memory.add(answer("First?", "old", sentence=3), raw=False)
    memory.add(answer("Second?", "old", article="vote", sentence=4), raw=False)
    memory.add(answer("Third?", "new", sentence=5), raw=False)
    context = memory.context(library(fire="new", vote="old"))
    assert [turn.question for turn in context.turns] == ["First?", "Second?", "Third?"]
    assert [turn.evidence for turn in context.turns] == [(), (("vote", 4),), (("fire", 5),)]
    assert [turn.article for turn in context.turns] == [None, "vote", "fire"]


def test_a_later_turn_says_nothing_of_those_before_it() -> None:
    memory = Memory(None, print)
    memory.add(answer("First?", "now"), raw=False)
    memory.add(answer("Second?", "then"), raw=False)
    (turn,) = memory.context(library(fire="now"), 1).turns
    assert turn.evidence == (("fire", 0),)


# /raw and /retry


def test_what_was_asked_as_typed_is_asked_so_again(play: Play, home: Path) -> None:
    def first(person: Person) -> None:
        person.says("Who is Biegun?")
        person.sees("very likely, 0.99")
        person.says("/raw And Choe?")
        person.sees("likely, 0.99")
        person.ready()

    def second(person: Person) -> None:
        person.says("/retry")
        person.sees("likely, 0.99")
        person.ready()
        assert "understood as" not in person.raw
        person.presses("c-d")

    assert play(first, "--quiet") == 0
    for _ in range(2):
        assert play(second, "chat", "--resume", "--quiet") == 0


def test_each_turn_keeps_how_it_was_asked(memory: Memory, store: Store) -> None:
    memory.add(answer("Third?"), raw=True)
    memory.replace(answer("Third?"))
    assert [each.raw for each in resumed(store, []).turns] == [False, False, True]


def test_a_retry_takes_nothing_out_before_it_puts_something_in(
    qabot: Qabot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(home / "home" / "data" / "qabot" / "conversations.sqlite")
    Memory(store, print).add(answer("Who is Biegun?"), raw=False)
    seen: list[list[list[str]]] = []

    def watch(name: str) -> None:
        write = getattr(Store, name)

        def watched(*arguments: Any) -> None:
            write(*arguments)
            seen.append(kept(store))

        monkeypatch.setattr(Store, name, watched)

    watch("put")
    watch("drop")
    done = qabot("chat", "--resume", stdin="/retry\n/history\n")
    assert done.lines[-2].strip() == "1  Who is Biegun?"
    assert seen == [[["Who is Biegun?"]]]


# Two programs


def test_two_programs_that_go_on_with_one_conversation_lose_nothing(
    memory: Memory, store: Store, said: list[str]
) -> None:
    other = resumed(store, said)
    memory.add(answer("Mine?"), raw=False)
    assert said == []
    other.add(answer("Theirs?"), raw=True)
    assert said == ["the conversation was gone on with elsewhere; this one is kept beside it"]
    memory.add(answer("Mine too?"), raw=False)
    other.add(answer("Theirs too?"), raw=False)
    assert kept(store) == [
        ["First?", "Second?", "Mine?", "Mine too?"],
        ["First?", "Second?", "Theirs?", "Theirs too?"],
    ]
    assert [each.raw for each in resumed(store, []).turns] == [False, False, True, False]
    assert len(said) == 1


@pytest.mark.parametrize("act", ["undo", "replace", "about"])
def test_what_one_program_takes_back_the_other_keeps(
    memory: Memory, store: Store, said: list[str], act: str
) -> None:
    other = resumed(store, said)
    acts = {
        "undo": other.undo,
        "replace": lambda: other.replace(answer("Again?")),
        "about": lambda: other.about(["/news"], None),
    }
    acts[act]()
    memory.add(answer("Third?"), raw=False)
    left = {"undo": ["First?"], "replace": ["First?", "Again?"], "about": ["First?", "Second?"]}
    assert kept(store) == [left[act], ["First?", "Second?", "Third?"]]
    assert [each.roots for each in Store(store.path).all()][-1] is None


def test_a_conversation_deleted_elsewhere_stays_deleted_and_a_new_one_begins(
    memory: Memory, store: Store, said: list[str]
) -> None:
    memory.about(["/news"], None)
    Store(store.path).delete(None)
    memory.add(answer("Third?"), raw=False)
    assert said == ["the conversation was deleted elsewhere; what follows is kept anew"]
    memory.add(answer("Fourth?"), raw=True)
    memory.replace(answer("Fourth again?"))
    assert kept(store) == [["Third?", "Fourth again?"]]
    assert [each.roots for each in store.all()] == [("/news",)]
    assert [each.turn.question for each in memory.turns][:2] == ["First?", "Second?"]
    for _ in range(3):
        memory.undo()
    assert kept(store) == []
    memory.replace(answer("First again?"))
    assert kept(store) == [["First again?"]]
    assert len(said) == 1


@pytest.mark.parametrize("act", ["undo", "about"])
def test_a_deleted_conversation_is_not_brought_back_by_a_command(
    memory: Memory, store: Store, said: list[str], act: str
) -> None:
    Store(store.path).delete(None)
    acts = {"undo": memory.undo, "about": lambda: memory.about(["/news"], ["fire"])}
    acts[act]()
    assert kept(store) == []
    memory.add(answer("Third?"), raw=False)
    assert kept(store) == [["Third?"]]
    assert len(said) == 1
