"""Imports go one way, and only where a backend is named is it known. docs/architecture.md."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import embeddings
import qabot

PACKAGES = {"qabot": Path(qabot.__file__).parent, "embeddings": Path(embeddings.__file__).parent}

# Each module may import those of its own row's level and of the rows below it.
LEVELS = [
    {"cli", "__main__"},
    {"repl"},
    {"evaluation", "render"},
    {"bot"},
    {"models"},
    {"follow_up", "library", "read", "retrieve", "spelling"},
    {"articles", "split"},
    {"config", "environment", "paths"},
    {"errors", "first_names", "lexicon", "types"},
]
LEVEL = {module: level for level, modules in enumerate(LEVELS) for module in modules}
BACKENDS = {"faiss", "onnxruntime", "torch", "sentence_transformers", "transformers", "tokenizers"}


def imports(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it, as dotted names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def sources() -> list[tuple[str, str, Path]]:
    """(package, module, file) of everything that is shipped."""
    return [
        (package, file.relative_to(folder).parts[0].removesuffix(".py"), file)
        for package, folder in PACKAGES.items()
        for file in sorted(folder.rglob("*.py"))
    ]


@pytest.mark.parametrize(
    ("package", "module", "file"), sources(), ids=lambda v: getattr(v, "name", v)
)
def test_imports_go_one_way(package: str, module: str, file: Path) -> None:
    for name in imports(file):
        parts = name.split(".")
        if package == "embeddings":
            assert parts[0] != "qabot", f"embeddings is a leaf; {file} imports {name}"
        elif parts[0] in BACKENDS:
            pytest.fail(f"{file} imports {name}; only embeddings may")
        elif parts[0] == "qabot" and len(parts) > 1 and module != "__init__" and parts[1] in LEVEL:
            assert LEVEL[module] <= LEVEL[parts[1]], f"{file} imports {name}, which stands above it"
        elif parts[0] == "embeddings":
            allowed = {"cli", "bot", "models", "library", "read", "retrieve", "follow_up"}
            assert module in allowed, f"{file} imports {name}"


def test_every_module_has_a_level() -> None:
    modules = {module for package, module, _ in sources() if package == "qabot"}
    assert modules - {"__init__"} - set(LEVEL) == set()


@pytest.mark.parametrize("module", ["types", "errors"])
def test_types_and_errors_need_the_standard_library_only(module: str) -> None:
    names = imports(PACKAGES["qabot"] / f"{module}.py")
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_no_module_grows_without_end() -> None:
    long = {
        str(file): lines
        for _, _, file in sources()
        if (lines := file.read_text(encoding="utf-8").count("\n")) > 300
    }
    assert long == {}


FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}


@pytest.mark.parametrize(
    ("package", "module", "file"), sources(), ids=lambda v: getattr(v, "name", v)
)
def test_nothing_runs_what_it_reads(package: str, module: str, file: Path) -> None:
    """No pickle, no eval, no yaml.load, no remote code."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for name in imports(file):
        assert name.split(".")[0] not in {"pickle", "marshal", "shelve", "dill"}, file
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                assert node.func.id not in FORBIDDEN_CALLS, f"{file}:{node.lineno}"
            if isinstance(node.func, ast.Attribute):
                called = ast.unparse(node.func)
                assert called not in {"yaml.load", "torch.load", "yaml.unsafe_load"}, file
        if isinstance(node, ast.keyword) and node.arg == "trust_remote_code":
            assert ast.unparse(node.value) == "False", f"{file}:{node.lineno}"


HEAVY = ("torch", "transformers", "sentence_transformers")


def loaded_by(code: str, tmp_path: Path) -> set[str]:
    """Top-level modules loaded after running ``code`` in a fresh interpreter."""
    script = (
        f"{code}\nimport sys; print('MODULES', *sorted({{m.split('.')[0] for m in sys.modules}}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    return set(run.stdout.rpartition("MODULES ")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["ask"], ["nonsense"]])
def test_help_and_wrong_usage_are_light(arguments: list[str], tmp_path: Path) -> None:
    loaded = loaded_by(f"from qabot.cli import main; main({arguments})", tmp_path)
    assert loaded.isdisjoint({*HEAVY, "onnxruntime", "faiss", "numpy", "prompt_toolkit", "sqlite3"})


def test_asking_loads_no_torch(tmp_path: Path) -> None:
    ask = (
        "from qabot.cli import main\n"
        "code = main(['ask', 'Where were the talks broken off?', '--quiet',"
        f" '--library', {str(tmp_path / 'library')!r}])\n"
        "assert code == 0, code"
    )
    loaded = loaded_by(ask, tmp_path)
    assert "onnxruntime" in loaded
    # faiss: so few vectors need none.
    assert loaded.isdisjoint({*HEAVY, "sklearn", "scipy", "pandas", "ir_measures", "faiss"})
