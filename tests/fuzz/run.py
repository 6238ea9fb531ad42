"""Fuzz one target under atheris: ``python tests/fuzz/run.py NAME FOLDER [libFuzzer options]``."""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent))


def main() -> None:
    """Import the target with every branch of qabot counted, and fuzz it."""
    with atheris.instrument_imports(include=["qabot"]):
        from targets import TARGETS
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
