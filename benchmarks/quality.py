"""The table of quality: qabot's configurations and the naive baseline on question sets.

    python benchmarks/quality.py FOLDER_OF_SETS [--sets newsqa xquad] [--part report]

Runs ``qabot eval`` once for each set and configuration, keeps every result in
benchmarks/results/quality.json as soon as it is there, and prints the table as Markdown. With
``--print`` nothing is run and the kept results are printed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = HERE / "results" / "quality.json"
SEEDS = HERE.parent / "seeds"

CONFIGURATIONS = {
    "qabot": [],
    "MiniLM encoder": ["--set", "encoder.model=all-MiniLM-L6-v2"],
    "cross-encoder": ["--set", "reader.model=cross-encoder"],
    "naive": None,
}
COLUMNS = ("Success@1", "Success@3", "RR", "nDCG@10", "F1", "AUROC", "ECE")
PASSAGES = ("dense.R@5", "lexical.R@5", "fused.R@5", "fused.nDCG@10")


def run(
    folder: Path, part: str | None, options: list[str] | None, cache: Path
) -> dict[str, object]:
    if options is None:
        command = [sys.executable, str(HERE / "naive.py"), "--eval", str(folder)]
        command += [part] if part else []
        shown = ["python benchmarks/naive.py --eval", folder.name, part or ""]
    else:
        qabot = str(Path(sys.executable).parent / "qabot")
        chosen = ["--part", part] if part else []
        command = [qabot, "eval", str(folder), "--json", "--quiet", *chosen, *options]
        shown = ["qabot eval", folder.name, *chosen, *options]
        command += ["--library", str(cache / folder.name / "-".join(["default", *options[1:]]))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr}")
    return {"command": " ".join(filter(None, shown)), **json.loads(done.stdout.splitlines()[-1])}


def cell(result: dict[str, object], name: str) -> str:
    measures = result.get("measures", result)
    assert isinstance(measures, dict)
    value = measures.get(name)
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    low, high = value["low"], value["high"]
    return (
        f"{value['value']:.3f} ({low:.3f}-{high:.3f})"
        if low is not None
        else f"{value['value']:.3f}"
    )


def table(results: dict[str, dict[str, dict[str, object]]]) -> str:
    lines = []
    for name, by_configuration in results.items():
        first = next(iter(by_configuration.values()))
        lines += [f"\n**{name}** ({first.get('questions', first.get('n'))} questions)\n"]
        columns = [
            column
            for column in (*COLUMNS, *PASSAGES)
            if any(cell(result, column) for result in by_configuration.values())
        ]
        lines += ["| | " + " | ".join([*columns, "p50 ms"]) + " |"]
        lines += ["|---|" + "---|" * (len(columns) + 1)]
        for configuration, result in by_configuration.items():
            times = result.get("milliseconds")
            p50 = f"{times['p50']:.0f}" if isinstance(times, dict) else ""
            cells = [cell(result, column) for column in columns]
            lines += [f"| {configuration} | " + " | ".join([*cells, p50]) + " |"]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", help="the folder that holds the sets")
    parser.add_argument("--sets", nargs="*", default=["newsqa", "xquad"])
    parser.add_argument("--part", default="report")
    parser.add_argument("--only", nargs="*", default=list(CONFIGURATIONS))
    parser.add_argument("--print", action="store_true")
    given = parser.parse_args()
    KEPT.parent.mkdir(exist_ok=True)
    results = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    if not given.print:
        with tempfile.TemporaryDirectory() as cache:
            for name in [*given.sets, "seeds"]:
                folder = SEEDS if name == "seeds" else given.folder / name
                part = None if name == "seeds" else given.part
                held = results.setdefault(f"{name}{f', {part}' if part else ''}", {})
                for configuration in given.only:
                    options = CONFIGURATIONS[configuration]
                    held[configuration] = run(folder, part, options, Path(cache))
                    KEPT.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
                    print(f"{name}, {configuration}: done", file=sys.stderr)
    print(table(results))


if __name__ == "__main__":
    main()
