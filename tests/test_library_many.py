"""Readers beside a writer: every reader sees one whole generation, and none is ever refused."""

import subprocess
import sys
import time
from pathlib import Path

from qabot.library import Library, index
from qabot.library.fakes import HashEncoder
from qabot.library.verify import verify

REPOSITORY = Path(__file__).parents[1]
READER = """
import sys, time
from pathlib import Path
from qabot.library import Library
from qabot.library.fakes import HashEncoder

encoder = HashEncoder()
rounds, seen = 0, set()
print("ready", flush=True)
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    with Library.open(Path(sys.argv[1])) as library:
        time.sleep(0.05 * (rounds % 3))  # the generation may be gone before it is searched
        sources = {library.article(info.id).source for info in library.articles()}
        versions = {source.split()[1] for source in sources}
        assert len(versions) == 1, versions
        (version,) = versions
        for word, search in (("lexical", library.search_lexical), ("dense", None)):
            question = f"Version {version} of ship n3"
            if search is not None:
                found = search(f"n3 {version}", 1)
            else:
                found = library.search_dense(encoder.encode_questions([question + "."])[0], 1)
            text = library.passages([found[0][0]])[0].text
            assert text == f"Version {version} of ship n3.", (word, text)
        rounds += 1
        seen.add(version)
print(rounds, len(seen))
"""


def write(articles: Path, version: int) -> None:
    for n in range(6):
        (articles / f"{n}.txt").write_text(f"Version {version} of ship n{n}.")


def test_readers_beside_a_writer(tmp_path: Path) -> None:
    articles, library = tmp_path / "articles", tmp_path / "library"
    articles.mkdir()
    encoder = HashEncoder()
    seconds = 3.0

    def update(version: int) -> None:
        write(articles, version)
        index(library, [articles], settings=encoder.settings(), open_encoder=lambda: encoder)

    update(100)
    command = [sys.executable, "-c", READER, str(library), str(seconds)]
    pipe = subprocess.PIPE
    readers = [
        subprocess.Popen(command, cwd=REPOSITORY, stdout=pipe, stderr=pipe, text=True)
        for _ in range(3)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    version = 100
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        version += 1
        update(version)
    for reader in readers:
        out, err = reader.communicate(timeout=60)
        assert err == ""
        rounds, seen = map(int, out.split())
        assert rounds >= seen >= 2
    assert version > 102
    assert verify(library) == []


def test_what_a_reader_opened_stays(tmp_path: Path) -> None:
    articles, library = tmp_path / "articles", tmp_path / "library"
    articles.mkdir()
    encoder = HashEncoder()
    write(articles, 1)
    index(library, [articles], settings=encoder.settings(), open_encoder=lambda: encoder)
    with Library.open(library) as reader:
        for version in (2, 3):
            write(articles, version)
            index(library, [articles], settings=encoder.settings(), open_encoder=lambda: encoder)
        vector = encoder.encode_questions(["Version 1 of ship n3."])[0]
        ((key, cosine),) = reader.search_dense(vector, 1)
        assert reader.passages([key])[0].text == "Version 1 of ship n3."
        assert abs(cosine - 1) < 1e-6
        assert reader.manifest.generation == 1
