"""What every test starts from."""

import os
import signal
import sys
from pathlib import Path

# The long runs, of which some tests are shortened forms.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

# A run that was started in the background may have inherited "ignore", and its children would.
signal.signal(signal.SIGINT, signal.default_int_handler)

# QABOT_SEALED=1: the kernel ends these tests, or what they start, at the first network socket.
if os.environ.get("QABOT_SEALED"):
    from qabot.cli.sealing import seal

    assert seal(), "QABOT_SEALED: this system has no seccomp filters; leave it out"
