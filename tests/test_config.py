"""Configuration: the shipped file equals the defaults, and every mistake is one line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.config import Config, as_yaml, keys, load
from qabot.errors import ConfigError
from qabot.paths import default_config, find


def test_the_shipped_file_holds_the_defaults() -> None:
    assert load(default_config()).config == Config()


def test_every_key_is_in_the_shipped_file() -> None:
    text = default_config().read_text(encoding="utf-8")
    for key in keys():
        assert f"{key.rpartition('.')[2]}:" in text, key


@given(
    st.builds(
        lambda top, threshold, words, articles: (
            load(
                None,
                [f"answer.top={top}", f"answer.threshold={threshold}", f"passages.words={words}"],
                {"articles": articles},
            ).config
        ),
        st.integers(1, 99),
        st.floats(0, 1),
        st.integers(1, 500),
        st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1)),
    )
)
def test_written_as_yaml_it_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, config: Config
) -> None:
    path = tmp_path_factory.mktemp("config") / "config.yaml"
    path.write_text(as_yaml(config), encoding="utf-8")
    assert load(path).config == config


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("reader.modle=x", "unknown key 'reader.modle'; did you mean 'reader.model'?"),
        ("encodr=3", "did you mean 'encoder.model'?"),
        ("top=5", "unknown key 'top'; did you mean 'answer.top'?"),
        ("chat.endpoint.modle=x", "did you mean 'chat.endpoint.model'?"),
        ("model=x", "did you mean 'encoder.model', 'reader.model' or 'chat.endpoint.model'?"),
        ("answer.top=0", "answer.top is 0: expected a whole number, 1 or more"),
        ("answer.top=x", "answer.top is 'x': expected a whole number, 1 or more"),
        ("answer.top=", "answer.top is empty: expected a whole number, 1 or more"),
        ("threads=-1", "threads is -1: expected a whole number, 0 or more"),
        ("answer.threshold=2", "answer.threshold is 2: expected a number from 0 to 1"),
        ("chat.endpoint.timeout=0", "timeout is 0: expected a number above 0"),
        ("chat.keep=perhaps", "chat.keep is 'perhaps': expected true or false"),
        ("encoder.model=[a]", "encoder.model is ['a']: expected text that is not empty"),
        ("chat.endpoint.key_env=[a]", "chat.endpoint.key_env is ['a']: expected text"),
        ("articles=news", "articles is 'news': expected a list of paths, such as [news/]"),
        ("articles=[3]", "articles is [3]: expected a list of paths, such as [news/]"),
        ("articles=['']", "articles is ['']: expected a list of paths, such as [news/]"),
        ("library=''", "library is '': expected text that is not empty"),
        ("answer=3", "answer is 3: expected a section, key: value pairs"),
        ("chat.keys=foo", "chat.keys is 'foo': expected emacs or vi"),
        ("chat.links=foo", "chat.links is 'foo': expected auto, always or never"),
        ("chat.rewriter=foo", "chat.rewriter is 'foo': expected rules or endpoint"),
        ("encoder.device=foo", "encoder.device is 'foo': expected auto, cpu, cuda or mps"),
        ("encoder.device=cuda:x", "encoder.device is 'cuda:x': expected auto, cpu, cuda or mps"),
        ("answer={top: 1, top: 2}", "--set answer: 'top' stands there twice; keep one of them"),
        ("answer={1: 2}", "a key is not text: expected the names that `qabot config` lists"),
        ("threads", "expected key=value"),
        ("=3", "expected key=value"),
        ("answer.top.x=1", "unknown key|not a section|expected a whole number"),
        ("answer.top=[", "is not YAML"),
    ],
)
def test_mistakes_name_the_key_and_the_repair(override: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(None, [override])
    text = str(caught.value)
    assert any(part in text for part in message.split("|")), text
    assert "\n" not in text


def test_only_near_names_are_suggested() -> None:
    with pytest.raises(ConfigError) as caught:
        load(None, ["foo=1"])
    assert str(caught.value) == "unknown key 'foo' (`qabot config` lists all)"


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda", "mps", "cuda:0", "mps:0"])
def test_devices(device: str) -> None:
    assert load(None, [f"encoder.device={device}"]).config.encoder.device == device


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("threads: 1\nanswer:\n  top: 3\n  threshold: 0.5\n  top: 4\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == f"{path}:5: 'top' stands there twice; keep one of them"
    path.write_text("answer: &a {top: 4}\nchat: {context: 2}\n", "utf-8")
    assert load(path).config.answer.top == 4


@pytest.mark.parametrize("text", ["- a list", "answer: [", "a: b: c", "\x00", "answer:\n  tpo: 3"])
def test_files_that_are_no_configuration(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=str(path)):
        load(path)


def test_the_file_is_not_blamed_for_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("answer: {top: 4}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path, ["answer.topp=5"])
    assert str(caught.value).startswith("unknown key 'answer.topp'; did you mean 'answer.top'?")
    assert load(path, ["answer.top=5"]).config.answer.top == 5


def test_an_empty_file_is_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("# nothing\n", encoding="utf-8")
    assert load(tmp_path / "config.yaml").config == Config()


def test_relative_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("articles: [news, /abs/a.txt]\nlibrary: lib\n", encoding="utf-8")
    settings = load(path)
    assert settings.articles == (tmp_path / "news", Path("/abs/a.txt"))
    assert settings.library == tmp_path / "lib"
    assert load(path, [], {"library": None}).library == tmp_path / "lib"


def test_the_library_stands_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("", encoding="utf-8")
    assert load(tmp_path / "config.yaml").library == tmp_path / ".qabot"


def test_where_it_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    monkeypatch.delenv("QABOT_CONFIG", raising=False)
    assert find() is None
    (tmp_path / "config.yaml").touch()
    assert find() == tmp_path / "config.yaml"
    (tmp_path / "other.yaml").touch()
    monkeypatch.setenv("QABOT_CONFIG", str(tmp_path / "other.yaml"))
    assert find() == tmp_path / "other.yaml"
    assert find(tmp_path / "config.yaml") == tmp_path / "config.yaml"
    with pytest.raises(ConfigError, match=r"--config names .*missing\.yaml"):
        find(tmp_path / "missing.yaml")
