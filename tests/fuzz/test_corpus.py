"""Every input that is kept, and a few of Hypothesis's, through the target it is for."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"


def test_every_target_has_its_inputs() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_kept(name: str) -> None:
    inputs = sorted((CORPUS / name).iterdir())
    assert inputs
    for path in inputs:
        TARGETS[name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes(name: str) -> None:
    @settings(max_examples=30, deadline=None)
    @given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8")))
    def run(data: bytes) -> None:
        TARGETS[name](data)

    run()
