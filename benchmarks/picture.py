"""A picture of the report of a run, for the documentation: its figures and charts, no article.

    python benchmarks/picture.py RESULTS [docs/report.png]

RESULTS is a folder that ``qabot eval --results`` wrote. Chromium, or Chrome, has to be installed.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from qabot.evaluation import load_results, write_report

OUT = Path(__file__).resolve().parent.parent / "docs" / "report.png"
SIZE = "1280,2450"
"""Down to the stages; the questions, whose texts belong to others, stand below."""
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


def main() -> None:
    if not 2 <= len(sys.argv) <= 3:
        raise SystemExit(__doc__)
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else OUT
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    browser = next(filter(None, map(shutil.which, names)), None)
    if browser is None:
        raise SystemExit(f"no browser here: one of {', '.join(names)} is needed")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        write_report(load_results(Path(sys.argv[1])), page)
        command = [browser, *FLAGS, f"--user-data-dir={folder}/profile", f"--window-size={SIZE}"]
        command += [f"--screenshot={out.absolute()}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    print(f"{out}: {out.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
