"""A model that changed in any part is another model; a folder that moved is the same."""

import json
import random
import shutil
from pathlib import Path

import pytest

from embeddings import fitted
from embeddings.errors import ModelAlteredError, ModelMissingError
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


FITTED = sorted(path.stem for path in fitted.FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", FITTED)
def test_what_is_shipped_is_what_was_fitted(name: str) -> None:
    told = json.loads(fitted.read_fitted(name))
    assert {"conversation": "onward", "antecedents": "rule"}.get(name, "rank") in told


def test_damage_to_what_was_fitted_is_told(tmp_path: Path) -> None:
    """Any change of the numbers or of their sums; a file that is not there."""
    chance = random.Random(1)
    folder = tmp_path / "weights"
    for number in range(60):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in (*(f"{each}.json" for each in FITTED), fitted.SUMS):
            shutil.copy(fitted.FOLDER / name, folder)
        path = folder / ("qabot-reader.json" if number % 2 else fitted.SUMS)
        data = bytearray(path.read_bytes())
        # The line of the sums that counts, without its end.
        line = data.index(b"qabot-reader") - 66 if path.name == fitted.SUMS else 0
        at = line + chance.randrange(80 if path.name == fitted.SUMS else len(data))
        data[at] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        with pytest.raises(ModelAlteredError, match="is not what was fitted") as caught:
            fitted.read_fitted("qabot-reader", folder)
        assert "\n" not in str(caught.value)
    path.unlink()
    with pytest.raises(ModelMissingError, match="reinstall qabot"):
        fitted.read_fitted("qabot-reader", folder)


def test_a_new_fit_is_registered(tmp_path: Path) -> None:
    for name in ("b.json", "a.json", "b.json"):
        path = tmp_path / name
        path.write_text(name + str(len(list(tmp_path.iterdir()))))
        fitted.register(path)
        assert fitted.read_fitted(path.stem, tmp_path) == path.read_bytes()
    names = [line.split()[1] for line in (tmp_path / fitted.SUMS).read_text().splitlines()]
    assert names == ["a.json", "b.json"]
