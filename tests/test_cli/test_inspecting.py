"""``models``, ``config``, ``doctor``."""

from pathlib import Path

import pytest

from .conftest import Qabot


def test_config_shows_every_key_and_where_it_came_from(qabot: Qabot) -> None:
    from qabot.config import keys

    Path("config.yaml").write_text("answer:\n  top: 4\n  threshold: 0.4\nthreads: 2\n")
    done = qabot(
        "config", "--json", "--set", "threads=1", "--set", "retrieval.read=5", "--threshold", "0.6"
    )
    assert done.status == 2  # config does not answer: it has no --threshold
    done = qabot("config", "--json", "--set", "threads=1", "--set", "retrieval.read=5")
    record = done.json
    assert list(record["values"]) == keys()
    assert record["file"] == str(Path("config.yaml").absolute())
    assert record["library"] == str(Path(".qabot").absolute())
    came = {key: (each["value"], each["from"]) for key, each in record["values"].items()}
    assert came["answer.top"] == (4, "config.yaml")
    assert came["threads"] == (1, "--set")
    assert came["retrieval.read"] == (5, "--set")
    assert came["retrieval.rrf_k"] == (60, "default")
    assert came["library"] == (None, "default")


def test_a_section_within_a_section_has_its_source_too(qabot: Qabot) -> None:
    Path("config.yaml").write_text("chat:\n  endpoint:\n    url: http://localhost:1/v1\n")
    record = qabot("config", "--json", "--set", "chat.endpoint.model=small").json
    came = {key: (each["value"], each["from"]) for key, each in record["values"].items()}
    assert came["chat.endpoint.url"] == ("http://localhost:1/v1", "config.yaml")
    assert came["chat.endpoint.model"] == ("small", "--set")
    assert came["chat.keep"] == (True, "default")


def test_config_as_a_table(qabot: Qabot) -> None:
    done = qabot("config", "--library", "lib")
    assert done.status == 0
    rows = {line.split()[0]: line.split()[1:] for line in done.lines}
    assert rows["answer.top"] == ["3", "default"]
    assert rows["library"][1] == "--library"
    assert rows["encoder.model"] == ['"bge-small-en-v1.5"', "default"]
    assert "none, the defaults" in done.err


def test_a_whole_section_can_be_set(qabot: Qabot) -> None:
    record = qabot("config", "--json", "--set", "answer={top: 5}").json
    assert record["values"]["answer.top"] == {"value": 5, "from": "--set"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("answer: [", ("config.yaml", "YAML")),
        ("answr:\n  top: 3\n", ("config.yaml", "answr")),
        ("answer:\n  top: three\n", ("answer.top", "three")),
        ("- a\n", ("config.yaml", "list")),
        ("articles: news\n", ("articles", "news")),
    ],
)
def test_a_bad_configuration_is_one_line_in_every_command(
    qabot: Qabot, text: str, parts: tuple[str, ...]
) -> None:
    Path("config.yaml").write_text(text)
    for command in (["config"], ["ask", "Who?"], ["articles"], ["chat"], ["models", "list"]):
        qabot(*command).fails(*parts)


def test_models_list_names_what_is_in_use(qabot: Qabot) -> None:
    done = qabot("models", "list", "--json")
    used = {each["name"]: each["in_use"] for each in done.jsonl}
    assert used["bge-small-en-v1.5"]
    assert not used["all-MiniLM-L6-v2"]
    assert all(len(each["sha256"]) == 64 for each in done.jsonl)
    table = qabot("models", "list", "--set", "encoder.model=all-MiniLM-L6-v2")
    assert any(line.startswith("* all-MiniLM-L6-v2") for line in table.lines)


def test_models_check_finds_an_altered_file(
    qabot: Qabot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from embeddings import MODELS

    model = MODELS["bge-small-en-v1.5"]
    folder = tmp_path / "models" / model.name
    for name in model.files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"not it")
    monkeypatch.setenv("QABOT_MODELS", str(tmp_path / "models"))
    done = qabot("models", "check")
    assert done.status == 2
    assert any(line.startswith(f"problem  {model.name}: ") for line in done.lines)
    assert any(line.startswith("ok ") for line in done.lines)
    records = {each["name"]: each for each in qabot("models", "check", "--json").jsonl}
    assert records[model.name]["ok"] is False
    assert "SHA-256" in records[model.name]["problem"]
    doctor = {each["check"]: each for each in qabot("doctor", "--json").jsonl if not each["ok"]}
    assert "SHA-256" in doctor["model"]["problem"]


def test_models_pull_of_an_unknown_name(qabot: Qabot) -> None:
    done = qabot("models", "pull", "nonsense", "--quiet")
    done.fails("nonsense")


def test_doctor_finds_nothing_wrong(qabot: Qabot) -> None:
    done = qabot("doctor")
    assert done.status == 0, done.out
    names = [line.split()[1] for line in done.lines]
    assert names == ["python", "config", "model", "model", "articles", "library", "terminal"]
    assert all(line.startswith("ok ") for line in done.lines)
    assert "not made yet" in done.out
    qabot("ask", "Who?")
    assert "1 article, " in qabot("doctor").out


def test_doctor_names_what_is_wrong_and_goes_on(qabot: Qabot, news: Path) -> None:
    (news / "empty.txt").write_text("")
    Path("lib").mkdir()
    Path("lib/manifest.json").write_text("{")
    done = qabot(
        "doctor", "--articles", "news", "--articles", "nowhere", "--library", "lib", "--json"
    )
    assert done.status == 2
    found = {(each["check"], each["ok"]) for each in done.jsonl}
    assert ("terminal", True) in found
    problems = [each["problem"] for each in done.jsonl if not each["ok"]]
    assert any("empty.txt" in problem for problem in problems)
    assert any("nowhere" in problem for problem in problems)
    assert any("lib" in problem for problem in problems)


def test_doctor_with_a_bad_configuration(qabot: Qabot) -> None:
    Path("config.yaml").write_text("answr: 1\n")
    done = qabot("doctor")
    assert done.status == 2
    assert any(line.startswith("problem  config ") for line in done.lines)
