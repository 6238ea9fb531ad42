"""A model that changed in any part is another model; a folder that moved is the same."""

from pathlib import Path

import pytest

from embeddings.fingerprint import folder_fingerprint

PARTS = ["model.safetensors", "config.json", "tokenizer.json", "1_Pooling/config.json", "vocab.txt"]


def model(folder: Path) -> Path:
    for part in PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).write_text(part)
    return folder


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_a_model_counts(tmp_path: Path, part: str) -> None:
    folder = model(tmp_path / "mine")
    before = folder_fingerprint(str(folder), folder)
    (folder / "README.md").write_text("not a part")
    assert folder_fingerprint(str(folder), folder) == before
    (folder / part).write_text("changed")
    assert folder_fingerprint(str(folder), folder) != before


def test_a_folder_that_moved_holds_the_same_model(tmp_path: Path) -> None:
    one, two = model(tmp_path / "a" / "mine"), model(tmp_path / "b" / "mine")
    assert folder_fingerprint(str(one), one) == folder_fingerprint(str(two), two)
