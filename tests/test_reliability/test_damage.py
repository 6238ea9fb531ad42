"""Random damage is harmless, or told in one line with the repair; many processes at once."""

import os
from pathlib import Path

import pytest

from .conftest import scaled

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")


@pytest.mark.parametrize("large", [False, True])
def test_damage_of_a_library(tmp_path: Path, large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from soaking.damage import library_damage

    from qabot.library import durable

    monkeypatch.setattr(durable, "_WHOLE", durable._WHOLE)  # restored afterwards
    monkeypatch.setattr(durable, "_ENDS", durable._ENDS)
    tally = library_damage(tmp_path, 30, large)
    assert tally[f"library{', large' if large else ''}: told"] > 15


def test_damage_of_models_and_configurations(tmp_path: Path) -> None:
    from soaking.damage import config_damage, model_damage

    assert model_damage(tmp_path, 4)["model: told"] >= 3
    assert config_damage(tmp_path, 60)["configuration: told"] > 10


def test_a_newer_library_is_refused_and_not_touched(tmp_path: Path) -> None:
    from soaking.damage import newer_format

    assert newer_format(tmp_path)


@pytest.mark.slow
def test_eight_readers_beside_a_writer(tmp_path: Path) -> None:
    from soaking.many import many

    tally = many(tmp_path, 8, scaled(8))
    assert tally["readers"] == 8
    assert tally["answers"] >= 8
