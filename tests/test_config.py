"""Configuration: the shipped file equals the defaults, and every mistake is one line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.config import Config, as_yaml, find, keys, load
from qabot.errors import ConfigError
from qabot.paths import default_config


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
        st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]))),
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
        ("answer.top=0", "answer.top is 0: expected `int` >= 1"),
        ("answer.top=x", "answer.top is 'x': expected `int`, got `str`"),
        ("answer.threshold=2", "answer.threshold is 2: expected `float` <= 1.0"),
        ("answer=3", "answer is 3: expected `object`, got `int`"),
        ("threads", "expected key=value"),
        ("=3", "expected key=value"),
        ("answer.top.x=1", "unknown key|not a section|expected `int`"),
        ("answer.top=[", "is not YAML"),
    ],
)
def test_mistakes_name_the_key_and_the_repair(override: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(None, [override])
    text = str(caught.value)
    assert any(part in text for part in message.split("|")), text
    assert "\n" not in text


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
