"""Files that are no files, that are endless, that change, or whose names mean mischief."""

import json
import os
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from qabot.articles import LineProblem, discover, read_file, read_jsonl
from qabot.articles import files as reading
from qabot.errors import ArticleError, NoArticlesError, TooLargeError
from qabot.library import Library, Report, failures, index, needs_refresh
from qabot.library.fakes import HashEncoder
from qabot.library.verify import verify
from qabot.repl.saving import save

posix = pytest.mark.skipif(os.name != "posix", reason="files of Unix")
proc = pytest.mark.skipif(not Path("/proc/version").is_file(), reason="/proc")
MB = 1_000_000


def build(tmp_path: Path, *roots: Path, **options: object) -> Report:
    encoder = HashEncoder()
    return index(
        tmp_path / "library",
        list(roots) or [tmp_path / "news"],
        settings=encoder.settings(),
        open_encoder=lambda: encoder,
        **options,  # type: ignore[arg-type]
    )


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "ships.txt").write_text("The ships reached Busan.")
    return folder


@posix
def test_what_is_no_file_is_left_out_of_a_folder(tmp_path: Path, news: Path) -> None:
    (news / "loop.txt").symlink_to(news / "loop.txt")
    (news / "ring1").symlink_to(news / "ring2")
    (news / "ring2").symlink_to(news / "ring1")
    (news / "up").symlink_to(news.parent, target_is_directory=True)
    (news / "null.txt").symlink_to("/dev/null")
    (news / "zero").symlink_to("/dev/zero")
    os.mkfifo(news / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(news)  # the name of a socket may not be long
        try:
            server.bind("socket.txt")
        finally:
            os.chdir(here)
        report = build(tmp_path)
    assert (report.added, report.failed) == (("ships",), ())


@posix
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("loop.txt", "symbolic links"),
        ("/dev/zero", "is a device"),
        ("/dev/null", "is a device"),
        ("pipe", "is a pipe"),
    ],
)
def test_what_is_no_file_is_refused_at_once_when_named(
    tmp_path: Path, name: str, says: str
) -> None:
    path = tmp_path / name
    if name == "loop.txt":
        path.symlink_to(path)
    if name == "pipe":
        os.mkfifo(path)
    for look in (lambda: read_file(path, id="a"), lambda: discover(path)):
        with pytest.raises(ArticleError, match=says) as caught:
            look()
        assert "\n" not in str(caught.value)


@posix
def test_a_file_that_becomes_a_pipe_before_it_is_opened_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Text.")
    opened = os.open

    def late(name: object, *rest: int) -> int:
        if name == path and path.is_file():
            path.unlink()
            os.mkfifo(path)
        return opened(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reading.os, "open", late)
    with pytest.raises(ArticleError, match="is a pipe"):
        read_file(path, id="a")


@proc
def test_files_that_the_system_makes_while_they_are_read_are_not_read(tmp_path: Path) -> None:
    """To read /proc/kmsg is to wait, and to take the messages from whoever wants them."""
    for name in ("version", "kmsg", "self/mem", "self/pagemap"):
        if Path("/proc", name).is_file():
            with pytest.raises(ArticleError, match="holds no text"):
                read_file(Path("/proc", name), id="a")
    with pytest.raises(NoArticlesError, match="holds no text"):
        build(tmp_path, Path("/proc/version"))


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def test_huge_files_cost_nothing(tmp_path: Path, news: Path) -> None:
    """Four terabytes that are not there, as an article and as an articles.jsonl."""
    try:
        sparse(news / "huge.txt", 1 << 42)
        sparse(news / "articles.jsonl", 1 << 42)
    except OSError:
        pytest.skip("a file system without sparse files")
    started = time.monotonic()
    report = build(tmp_path)
    assert time.monotonic() - started < 20
    assert report.added == ("ships",)
    reasons = dict(report.failed)
    assert "larger than 32,000,000 bytes" in reasons[str(news / "huge.txt")]
    assert "larger than 3,200,000,000 bytes" in reasons[str(news / "articles.jsonl")]
    assert all("raise index.max_megabytes" in reason for reason in reasons.values())
    assert not needs_refresh(tmp_path / "library")


def test_a_file_over_the_limit_is_read_when_the_limit_is_raised(tmp_path: Path, news: Path) -> None:
    (news / "long.txt").write_text("The train left. " * 70_000)
    line = json.dumps({"id": "line", "text": "A plane landed. " * 70_000})
    (news / "articles.jsonl").write_text(line + "\n" + json.dumps({"id": "b", "text": "It flew."}))
    report = build(tmp_path, max_bytes=MB)
    assert report.added == ("b", "ships")
    assert [
        reason for _, reason in report.failed if "raise index.max_megabytes" not in reason
    ] == []
    assert len(report.failed) == 2
    again = build(tmp_path, max_bytes=MB)
    assert (again.is_quiet, again.failed, again.generation) == (True, report.failed, 1)
    assert not needs_refresh(tmp_path / "library", max_bytes=MB)
    assert needs_refresh(tmp_path / "library", max_bytes=2 * MB)
    with Library.open(tmp_path / "library") as library:
        assert failures(library, [news], MB) == report.failed
        assert failures(library, [news], 2 * MB) is None
    report = build(tmp_path, max_bytes=2 * MB)
    assert (report.added, report.failed) == (("line", "long"), ())
    assert build(tmp_path, max_bytes=MB).is_quiet  # what was read stays


def test_a_line_of_a_hundred_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    with path.open("wb") as file:
        file.write(b'{"id": "a", "text": "')
        for _ in range(100):
            file.write(b"x" * MB)
        file.write(b'"}\n{"id": "b", "text": "Short."}\n')
    long, short = read_jsonl(path)
    assert isinstance(long, LineProblem)
    assert "longer than 32,000,000 bytes" in long.reason
    assert not isinstance(short, LineProblem)


def test_an_articles_jsonl_in_utf16_is_not_read_without_end(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "x" * 600}), encoding="utf-16")
    with pytest.raises(TooLargeError, match="larger than 1,000 bytes"):
        list(read_jsonl(path, max_bytes=1_000))
    assert len(list(read_jsonl(path, max_bytes=2_000))) == 1


MISCHIEF = [
    "../../etc/passwd",
    "/etc/passwd",
    "..",
    "C:\\Windows\\win.ini",
    "a/../../b",
    "~/.ssh/id_rsa",
    "$(id)",
    "a\x00b",
    "\x1b]52;c;aGk=\x07",
    "'; DROP TABLE articles; --",
    "\ud800",
    "CON",
    "x" * 5000,
]


def test_ids_are_names_and_no_paths(tmp_path: Path) -> None:
    """Nothing is written or read where an id points to; each article is found by its id."""
    news = tmp_path / "deep" / "er" / "news"
    news.mkdir(parents=True)
    lines = [json.dumps({"id": id, "text": f"Ship {n} sank."}) for n, id in enumerate(MISCHIEF)]
    (news / "articles.jsonl").write_text("\n".join(lines))
    before = set(tmp_path.rglob("*"))
    report = build(tmp_path, news)
    made = set(tmp_path.rglob("*")) - before
    assert all(path.is_relative_to(tmp_path / "library") for path in made)
    assert (len(report.added), report.failed) == (len(MISCHIEF), ())
    with Library.open(tmp_path / "library") as library:
        for id in report.added:
            assert library.article(id).source.startswith("Ship")
    assert verify(tmp_path / "library") == []


@posix
def test_names_of_files_are_data(tmp_path: Path, news: Path) -> None:
    for name in (b"\xff\xfe.txt", b"a\nb.txt", b"-rf.txt", b"\x1b[2J.txt", b"q' OR 1=1.txt"):
        Path(os.fsdecode(os.fsencode(news) + b"/" + name)).write_text("The ship sank.")
    report = build(tmp_path)
    assert (len(report.added), report.failed) == (6, ())
    assert build(tmp_path).is_quiet


@posix
def test_a_conversation_is_saved_to_ordinary_files_only(tmp_path: Path) -> None:
    from qabot.errors import UsageError

    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "null.md").symlink_to("/dev/null")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    (tmp_path / "away.md").symlink_to(tmp_path / "target.md")
    for name in ("pipe.md", "folder.md", "null.md", "loop.md", "away.md", ".md", "no/such/a.md"):
        with pytest.raises(UsageError) as caught:
            save(str(tmp_path / name), [], True)
        assert "\n" not in str(caught.value)
    for name in ("a\x00.md", "x" * 300 + ".md", "passwd", "a.py"):
        with pytest.raises(UsageError):
            save(str(tmp_path / name), [], True)
    assert not (tmp_path / "target.md").exists()
    (tmp_path / "kept.md").write_text("before")
    (tmp_path / "link.md").symlink_to(tmp_path / "kept.md")
    save(str(tmp_path / "link.md"), [], True)  # a link to an ordinary file stays one
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "kept.md").read_text().startswith("# A conversation")


def test_files_that_change_while_they_are_read(tmp_path: Path, news: Path) -> None:
    """Whatever is published is one version of each file, and is what its digest says."""
    stop = threading.Event()
    path = news / "moving.txt"

    def write() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            path.write_text(f"Version {n} of the ship sank. " * (n % 50 + 1))
            if n % 7 == 0:
                path.unlink()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(15):
            build(tmp_path)
    finally:
        stop.set()
        writer.join()
    path.write_text("The last version.")
    build(tmp_path)
    assert verify(tmp_path / "library") == []
    with Library.open(tmp_path / "library") as library:
        assert library.article("moving").source == "The last version."


@posix
def test_the_program_is_not_held_up_by_a_pipe(tmp_path: Path) -> None:
    from soaking.programs import program

    os.mkfifo(tmp_path / "pipe.txt")
    child = program(tmp_path, "ask", "Who?", "--articles", str(tmp_path / "pipe.txt"))
    try:
        out, err = child.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        child.kill()
        raise
    assert (child.returncode, out) == (2, b"")
    assert b"pipe.txt is a pipe" in err
    assert err.count(b"\n") == 1
