"""Kills, full and failing disks, lost locks: the last good state is what a reader finds."""

import os
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks and kills")


def test_killed_writers_leave_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    from soaking.kills import STEPS, kill_library

    tally = kill_library(tmp_path, 6 * len(STEPS))
    assert tally["step: killed"] >= len(STEPS)  # one at each named step, on either kind
    assert tally["old state"]
    assert tally["new state"]


def test_a_killed_conversation_loses_no_turn_that_was_kept(tmp_path: Path) -> None:
    from soaking.programs import kill_store

    assert kill_store(tmp_path, 4)


def test_a_full_disk(tmp_path: Path) -> None:
    from soaking.faults import full_disk

    assert full_disk(tmp_path, [0, 5_000, 60_000])["full disk: old state"]


def test_a_failing_disk(tmp_path: Path) -> None:
    """Among the operations is the sync after the manifest is renamed: it is published by then."""
    from soaking.faults import failing_disk

    tally = failing_disk(tmp_path, 70)
    assert tally["failing disk: old state"]
    assert tally["failing disk: new state"]


def test_a_library_that_may_not_be_written() -> None:
    """In a folder of its own: pytest's are closed to the other user that root becomes here."""
    from soaking.faults import read_only

    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        assert read_only(Path(folder))


def test_the_holder_of_the_lock_stops_dies_or_loses_it(tmp_path: Path) -> None:
    from soaking.faults import lost_holder

    assert lost_holder(tmp_path)


@pytest.mark.slow
def test_the_program_is_killed(tmp_path: Path) -> None:
    from soaking.programs import kill_ask, kill_eval

    from .conftest import scaled

    assert kill_ask(tmp_path, scaled(3))["ask: answers as over a new library"] == 1
    assert kill_eval(tmp_path, scaled(2))
