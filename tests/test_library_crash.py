"""A writer that is killed anywhere leaves a library that opens, whole, old or new."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from soaking.kills import STEPS

from qabot.library import Library, index
from qabot.library import build as build_module
from qabot.library.fakes import HashEncoder
from qabot.library.verify import verify

REPOSITORY = Path(__file__).parents[1]
WRITER = """
import os, signal, sys
from pathlib import Path
from qabot.library import build, durable, index
from qabot.library.fakes import HashEncoder

def step(name):
    if name == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

durable.step = step
build.SMALL = int(sys.argv[4])
encoder = HashEncoder()
index(Path(sys.argv[1]), [Path(sys.argv[2])], settings=encoder.settings(),
      open_encoder=lambda: encoder)
"""


def bring_up_to_date(library: Path, articles: Path) -> list[str]:
    encoder = HashEncoder()
    index(library, [articles], settings=encoder.settings(), open_encoder=lambda: encoder)
    return encoder.encoded


def texts(library: Path) -> dict[str, str]:
    with Library.open(library) as opened:
        return {info.id: opened.article(info.id).source for info in opened.articles()}


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
@pytest.mark.parametrize("small", [0, 2000], ids=["carried on", "anew"])
@pytest.mark.parametrize("step", STEPS)
def test_a_writer_killed_at_a_step(
    tmp_path: Path, step: str, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_module, "SMALL", small)
    articles, library = tmp_path / "articles", tmp_path / "library"
    articles.mkdir()
    old = {"a": "Ships sail to Busan.", "b": "Trains run to Daegu."}
    for name, text in old.items():
        (articles / f"{name}.txt").write_text(text)
    bring_up_to_date(library, articles)
    new = {"a": "Ships sank off Busan.", "c": "Planes fly to Jeju."}
    (articles / "b.txt").unlink()
    for name, text in new.items():
        (articles / f"{name}.txt").write_text(text)
    command = [sys.executable, "-c", WRITER, str(library), str(articles), step, str(small)]
    done = subprocess.run(command, cwd=REPOSITORY, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert texts(library) == (new if STEPS[step] else old)
    assert verify(library) == []
    encoded = bring_up_to_date(library, articles)
    reused = step not in ("drafted", "filled")
    assert encoded == ([] if reused else list(new.values()))
    assert texts(library) == new
    assert verify(library) == []
    if not STEPS[step]:
        left = sorted(str(path.relative_to(library)) for path in library.rglob("*"))
        (generation,) = (library / "generations").iterdir()
        inside = [
            f"generations/{generation.name}/{name}" for name in ("library.sqlite", "vectors.faiss")
        ]
        assert left == [
            "generations",
            f"generations/{generation.name}",
            *inside,
            "lock",
            "manifest.json",
        ]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_first_writer_killed_leaves_no_library(tmp_path: Path) -> None:
    articles, library = tmp_path / "articles", tmp_path / "library"
    articles.mkdir()
    (articles / "a.txt").write_text("Ships sail.")
    command = [sys.executable, "-c", WRITER, str(library), str(articles), "files synced", "0"]
    done = subprocess.run(command, cwd=REPOSITORY, check=False)
    assert done.returncode == -signal.SIGKILL
    assert bring_up_to_date(library, articles) == []
    assert texts(library) == {"a": "Ships sail."}
    assert [path.name for path in (library / "generations").iterdir()] == ["000002"]


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_FSIZE")
@pytest.mark.parametrize("limit", [0, 1_000, 40_000, 100_000])
def test_a_full_disk_is_one_line_and_nothing_is_lost(tmp_path: Path, limit: int) -> None:
    articles, library = tmp_path / "articles", tmp_path / "library"
    articles.mkdir()
    (articles / "a.txt").write_text("Ships sail.")
    bring_up_to_date(library, articles)
    for n in range(40):
        (articles / f"{n}.txt").write_text(
            "\n\n".join(f"Ship {n} sails to {m}." for m in range(40))
        )
    code = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "from qabot.errors import LibraryError\n"
        "try:\n"
        + "".join(f"    {line}\n" for line in WRITER.splitlines())
        + "except LibraryError as error: print(error)"
    )
    command = [sys.executable, "-c", code, str(library), str(articles), "none", "2000"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    assert f"the library in {library} could not be written" in done.stdout
    assert "free some space" in done.stdout
    assert texts(library) == {"a": "Ships sail."}
    assert verify(library) == []
