"""A folder of articles that changes, its library, and what must be true of the library always."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from qabot.errors import LibraryError
from qabot.library import Library, Report, build, index
from qabot.library.fakes import HashEncoder
from qabot.library.verify import verify

Texts = dict[str, str]
"""Id of an article -> its text."""

HASH = HashEncoder()
_WORDS = (
    "ships trains planes sail run fly Busan Daegu Jeju Monday captain minister vote storm".split()
)


class Shelf:
    """Articles below ``folder``, edited at random, and the library made of them."""

    def __init__(self, folder: Path, seed: int, small: int = build.SMALL) -> None:
        """``small``: see ``qabot.library.build.SMALL``; 0 carries every generation on."""
        self.articles, self.library = folder / "articles", folder / "library"
        self.articles.mkdir(parents=True, exist_ok=True)
        self.chance = random.Random(seed)
        self.small = small

    def edit(self, most: int = 6) -> Texts:
        """Write, change and remove some files; returns what the folder holds then."""
        for _ in range(self.chance.randint(1, most)):
            path = self.articles / f"{self.chance.randrange(12):02d}.txt"
            if path.exists() and self.chance.random() < 0.3:
                path.unlink()
            else:
                path.write_text(self._text())
        if not any(self.articles.iterdir()):
            (self.articles / "00.txt").write_text(self._text())
        return {path.stem: path.read_text() for path in sorted(self.articles.iterdir())}

    def _text(self) -> str:
        words = self.chance.choices(_WORDS, k=self.chance.randint(4, 60))
        return " ".join(words).capitalize() + f". It was {self.chance.randrange(10**6)}."

    def update(self, **options: object) -> Report:
        """Bring the library up to date."""
        build.SMALL = self.small
        encoder = HashEncoder()
        return index(
            self.library,
            [self.articles],
            settings=encoder.settings(),
            open_encoder=lambda: encoder,
            **options,  # type: ignore[arg-type]
        )

    def published(self) -> Texts | None:
        """What a reader finds; None when there is no library. Raises LibraryError."""
        if not (self.library / "manifest.json").exists():
            return None
        with Library.open(self.library) as library:
            return {info.id: library.article(info.id).source for info in library.articles()}

    def check(self, *allowed: Texts | None, encoder: HashEncoder | None = HASH) -> Texts | None:
        """Fail unless the library is whole and holds one of ``allowed``; returns which.

        The vectors are compared with those of ``encoder``, if any.
        """
        found = self.published()
        assert found in allowed, f"the library holds neither what it held nor what was new: {found}"
        if found is not None:
            assert (problems := verify(self.library)) == [], problems
            self._agree(found, encoder)
        return found

    def _agree(self, texts: Texts, encoder: HashEncoder | None) -> None:
        """Every passage's vector is that of its text, and its words find it."""
        with Library.open(self.library) as library:
            seen = 0
            for id in texts:
                scope = library.scope([id])
                assert scope.keys is not None
                passages = library.passages(scope.keys.tolist())
                if not passages:
                    continue
                if encoder is not None:
                    vectors = library.vectors().vectors(scope.keys)
                    expected = encoder.encode_questions([passage.text for passage in passages])
                    assert np.allclose(vectors, expected, atol=1e-6), f"vectors of {id}"
                for key, passage in zip(scope.keys.tolist(), passages, strict=True):
                    found = library.search_lexical(passage.text, 50, scope)
                    assert key in [hit for hit, _ in found], f"words of passage {key}"
                seen += len(passages)
            assert seen == library.manifest.counts.passages

    def left_over(self) -> list[str]:
        """Files that no library needs."""
        with Library.open(self.library) as library:
            number = f"{library.manifest.generation:06d}"
        needed = {"lock", "manifest.json", "generations", f"generations/{number}"}
        needed |= {f"generations/{number}/{name}" for name in ("library.sqlite", "vectors.faiss")}
        there = {path.relative_to(self.library).as_posix() for path in self.library.rglob("*")}
        return sorted(there - needed)


@contextmanager
def told(log: Callable[[str], None], what: str) -> Iterator[None]:
    """Count an error that qabot tells in one line; anything else is a finding."""
    try:
        yield
    except LibraryError as error:
        assert "\n" not in str(error)
        log(f"{what}: {error}")
