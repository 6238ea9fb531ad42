"""What is wrong is said each time, in one line, at once; and `verify` finds the right source."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qabot.bot import Bot
from qabot.library import IndexSettings
from qabot.library.fakes import HashEncoder

from .conftest import ROOT, Qabot


def test_a_configured_root_that_has_gone_is_said_at_every_run(qabot: Qabot, news: Path) -> None:
    Path("fire").mkdir()
    shutil.move(str(news / "fire.txt"), "fire")
    Path("config.yaml").write_text("articles: [news, fire]\n")
    assert qabot("index").status == 0
    shutil.rmtree("fire")
    for _ in range(3):
        done = qabot("index")
        assert done.status == 2
        assert f"{Path('fire').absolute()}: there is no such file" in done.err
        done = qabot("ask", "Who voted to ban whaling?")
        assert done.status == 0
        assert done.err.count("there is no such file") == 1


def test_ask_names_unreadable_files_each_time_and_publishes_once(qabot: Qabot, news: Path) -> None:
    (news / "bad.txt").write_bytes(b"%PDF-1.7 no text")
    qabot("index", "news")
    generation = qabot("index", "news", "--json").json["generation"]
    for _ in range(2):
        assert qabot("ask", "Who voted?", "--articles", "news").err.count("bad.txt") == 1
    assert qabot("index", "news", "--json").json["generation"] == generation


class Real(Bot):
    """The real one, with the settings of the fake one's library."""

    def index_settings(self) -> IndexSettings:
        return HashEncoder().settings()


def test_the_last_root_can_be_removed(qabot: Qabot, news: Path) -> None:
    qabot("index", "news")
    done = qabot("index", "--remove", "news")
    assert (done.status, done.out) == (0, "0 added, 0 changed, 2 removed, 0 unchanged\n")
    done = qabot("ask", "Who?", "--articles", "news", "--no-refresh", open_bot=Real)
    done.fails("news is not in the library: add it with `qabot index`")
    assert qabot("doctor").status == 0
    assert qabot("index", "news").out.startswith("2 added")
    assert qabot("ask", "Who voted?").status == 0


def jsonl(path: str, *entries: tuple[str, str]) -> None:
    lines = [json.dumps({"id": id, "text": text}) for id, text in entries]
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text("\n".join(lines) + "\n")


def test_verify_finds_the_entry_whose_id_another_id_ends_with(qabot: Qabot) -> None:
    jsonl("articles.jsonl", ("a", "Ships sail to Busan."), ("x/a", "Trains run to Daegu."))
    for question in ("Where do ships sail?", "Where do trains run?"):
        saved = qabot("ask", question, "--articles", "articles.jsonl", "--json").out
        done = qabot("verify", "-", stdin=saved)
        assert done.status == 0, done.out


def test_verify_finds_the_entry_of_an_id_that_stands_twice(qabot: Qabot) -> None:
    jsonl("one/articles.jsonl", ("a", "Ships sail to Busan."), ("b", "Planes fly."))
    jsonl("one/two/articles.jsonl", ("a", "Trains run to Daegu."))
    saved = qabot("ask", "Where do trains run?", "--articles", "one", "--json").out
    assert json.loads(saved)["evidence"][0]["article"] == "a~2"
    assert qabot("verify", "-", stdin=saved).status == 0
    jsonl("one/two/articles.jsonl", ("a", "Trains stop at Daegu."))
    assert qabot("verify", "-", stdin=saved).status == 1


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "qabot", *arguments]


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


@pytest.mark.skipif(os.name != "posix", reason="a shell")
def test_a_reader_of_verify_that_leaves_is_no_error(qabot: Qabot, home: Path) -> None:
    """More findings than a pipe holds, of which one line is read."""
    record = json.loads(qabot("ask", "Where was Biegun?", "--json").out)
    for evidence in record["evidence"]:
        evidence["text"] = "This does not stand there."
    Path("saved.jsonl").write_text((json.dumps(record) + "\n") * 2000)
    with subprocess.Popen(
        program("verify", "saved.jsonl"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert b"does not stand there" in child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(60) == 0


def test_a_usage_error_does_not_wait_for_the_models(home: Path) -> None:
    code = (
        "import time, embeddings\n"
        "embeddings.open_reader = lambda *a, **k: time.sleep(60)\n"
        "from qabot.cli import main\n"
        "raise SystemExit(main(['ask', 'Who?', '--articles', 'nowhere']))"
    )
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=False
    )
    assert time.monotonic() - started < 30
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "nowhere" in done.stderr


def test_a_wrong_reader_is_said_before_anything_is_indexed(qabot: Qabot, news: Path) -> None:
    done = qabot("ask", "Who?", "--articles", "news", "--set", "reader.model=x", "--library", "lib")
    done.fails("reader.model is 'x'; there are: qabot-reader, fast, cross-encoder")
    assert not Path("lib").exists()


def test_doctor_reads_what_was_given_to_index(qabot: Qabot, news: Path) -> None:
    qabot("index", "news")
    assert "news: 2 articles readable" in qabot("doctor").out
    (news / "empty.txt").write_text("")
    done = qabot("doctor")
    assert done.status == 2
    assert "empty.txt" in done.out


def test_a_relative_encoder_in_a_file_is_relative_to_it(qabot: Qabot, home: Path) -> None:
    model = home / "models" / "mine"
    model.mkdir(parents=True)
    (model / "config.json").write_text("{}")
    (home / "models" / "config.yaml").write_text("encoder: {model: mine}\n")
    found = qabot("config", "--json", "--config", str(home / "models" / "config.yaml")).json
    assert found["values"]["encoder.model"]["value"] == str(model)
    (home / "models" / "config.yaml").write_text("encoder: {model: all-MiniLM-L6-v2}\n")
    found = qabot("config", "--json", "--config", str(home / "models" / "config.yaml")).json
    assert found["values"]["encoder.model"]["value"] == "all-MiniLM-L6-v2"


def test_a_model_that_failed_is_tried_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import embeddings
    from embeddings.errors import ModelMissingError
    from qabot.config import load
    from qabot.errors import ModelError
    from qabot.models import Models

    models = Models(load(None).config)
    opened = embeddings.open_encoder

    def missing(*_: object, **__: object) -> object:
        raise ModelMissingError("its files are not here")

    monkeypatch.setattr(embeddings, "open_encoder", missing)
    for _ in range(2):
        with pytest.raises(ModelError, match="not here"):
            _ = models.encoder
    monkeypatch.setattr(embeddings, "open_encoder", opened)
    assert models.encoder.dimension == 384
    models.close()


def test_two_slashes_before_a_library_are_no_host(qabot: Qabot, home: Path) -> None:
    done = qabot("ask", "Where was Biegun?", "--library", f"/{home}/lib % ?#é")
    assert done.status == 0, done.err
