"""config.yaml -> a frozen Config. Unknown keys are refused with the nearest name."""

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs
from msgspec import Meta, Struct

from qabot.errors import ConfigError

Positive = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=0)]
Probability = Annotated[float, Meta(ge=0.0, le=1.0)]


class _Section(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the sections: immutable, and strict about its keys."""


class EncoderConfig(_Section, frozen=True):
    """Which model turns text into vectors."""

    model: str = "bge-small-en-v1.5"
    device: str = "auto"


class PassagesConfig(_Section, frozen=True):
    """How sentences are put together into passages."""

    words: Positive = 60
    overlap: Count = 1


class IndexConfig(_Section, frozen=True):
    """How vectors are kept (exactly up to so many passages, compressed above); what is read."""

    flat_until: Count = 100_000
    max_megabytes: Positive = 32


class RetrievalConfig(_Section, frozen=True):
    """How passages are found: list lengths, and the constant of reciprocal rank fusion."""

    dense: Positive = 50
    lexical: Count = 50
    rrf_k: Positive = 60
    read: Positive = 12
    enough: Probability = 0.45


class ReaderConfig(_Section, frozen=True):
    """Which model ranks sentences."""

    model: str = "qabot-reader"


class AnswerConfig(_Section, frozen=True):
    """How much is shown, and when qabot is silent."""

    top: Positive = 3
    threshold: Probability = 0.35


class EndpointConfig(_Section, frozen=True):
    """An OpenAI-compatible endpoint; ``key_env`` names the variable that holds its key."""

    url: str = "http://localhost:11434/v1"
    model: str = ""
    key_env: str = ""
    timeout: Annotated[float, Meta(gt=0.0)] = 5.0


class ChatConfig(_Section, frozen=True):
    """How the conversation in the terminal behaves."""

    context: Count = 1
    keep: bool = True
    keys: Literal["emacs", "vi"] = "emacs"
    links: Literal["auto", "always", "never"] = "auto"
    rewriter: Literal["rules", "endpoint"] = "rules"
    endpoint: EndpointConfig = EndpointConfig()


class Config(_Section, frozen=True):
    """Everything that can be set. The defaults equal the shipped ``config.yaml``."""

    articles: tuple[str, ...] = ()
    library: str | None = None
    encoder: EncoderConfig = EncoderConfig()
    passages: PassagesConfig = PassagesConfig()
    index: IndexConfig = IndexConfig()
    retrieval: RetrievalConfig = RetrievalConfig()
    reader: ReaderConfig = ReaderConfig()
    answer: AnswerConfig = AnswerConfig()
    chat: ChatConfig = ChatConfig()
    threads: Count = 0


class Settings(Struct, frozen=True):
    """A Config with the file it came from; ``path`` is None when only the defaults are in use."""

    config: Config
    path: Path | None

    @property
    def articles(self) -> tuple[Path, ...]:
        """The configured articles, relative ones resolved against the configuration file."""
        return tuple(self._resolve(entry) for entry in self.config.articles)

    @property
    def library(self) -> Path:
        """Folder of the library: as set, else ``.qabot`` beside the file, else the user's data."""
        if self.config.library is not None:
            return self._resolve(self.config.library)
        if self.path is not None:
            return self.path.parent / ".qabot"
        return Path(platformdirs.user_data_dir("qabot", appauthor=False)) / "library"

    @property
    def max_bytes(self) -> int:
        """The largest article that is read."""
        return self.config.index.max_megabytes * 1_000_000

    def _resolve(self, entry: str) -> Path:
        base = self.path.parent if self.path is not None else Path.cwd()
        return Path(os.path.abspath(base / os.path.expanduser(entry)))


def find(explicit: Path | None = None) -> Path | None:
    """The configuration file in use: ``explicit``, ``$QABOT_CONFIG``, ./config.yaml, the user's.

    Raises ConfigError when a file that was named is not there.
    """
    for name, path in (
        ("--config", explicit),
        ("QABOT_CONFIG", Path(env) if (env := os.environ.get("QABOT_CONFIG")) else None),
    ):
        if path is not None:
            if not path.is_file():
                raise ConfigError(f"{name} names {path}, which is not a file; give a YAML file")
            return path.absolute()
    user = Path(platformdirs.user_config_dir("qabot", appauthor=False)) / "config.yaml"
    here = Path.cwd() / "config.yaml"
    return next((path for path in (here, user) if path.is_file()), None)


def load(
    path: Path | None, overrides: Sequence[str] = (), options: Mapping[str, Any] | None = None
) -> Settings:
    """Read ``path`` (None: defaults), then ``key=value`` overrides, then command-line options.

    ``options`` maps dotted keys to values; None values are left out. Raises ConfigError.
    """
    values: dict[str, Any] = {}
    if path is not None:
        values = _mapping(_read(path), str(path))
        _convert(values, f"{path}: ")  # so that the file is blamed for its own mistakes only
        _place_model(values, path.parent)
    for override in overrides:
        key, separator, text = override.partition("=")
        if not separator or not key.strip():
            raise ConfigError(f"--set {override!r}: expected key=value, such as answer.top=5")
        _put(values, key.strip(), _yaml(text, f"--set {key.strip()}"), "--set")
    for key, value in (options or {}).items():
        if value is not None:
            _put(values, key, value, "the command line")
    return Settings(config=_convert(values, ""), path=path)


def _place_model(values: Mapping[str, Any], base: Path) -> None:
    """Make an encoder that is a folder, named relative to the configuration file, absolute."""
    encoder = values.get("encoder")
    if isinstance(encoder, dict) and "model" in encoder:
        folder = base / os.path.expanduser(encoder["model"])
        if any((folder / name).is_file() for name in ("config.json", "modules.json")):
            encoder["model"] = os.path.abspath(folder)


def _convert(values: Mapping[str, Any], where: str) -> Config:
    try:
        # Not strict: YAML 1.1 reads 1e-3 as text.
        return msgspec.convert(values, Config, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(where + _explain(str(error), values)) from None


def _read(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read as a UTF-8 file: {error}") from None
    return _yaml(text, str(path))


def _yaml(text: str, where: str) -> Any:
    import yaml  # 20 ms that a run on the defaults does not need

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ConfigError(f"{where} is not YAML: {error}") from None


def _mapping(value: Any, where: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: expected key: value pairs, found {type(value).__name__}")
    return value


def _put(values: dict[str, Any], key: str, value: Any, where: str) -> None:
    *sections, last = key.split(".")
    for section in sections:
        inner = values.setdefault(section, {})
        if not isinstance(inner, dict):
            raise ConfigError(f"{where} {key}: {section} is not a section of the configuration")
        values = inner
    values[last] = value


def _explain(message: str, values: Mapping[str, Any]) -> str:
    """msgspec's message with the key's dotted name, and the nearest key for an unknown one."""
    problem, _, at = message.partition(" - at `")
    key = at.rstrip("`").removeprefix("$").removeprefix(".").replace("[...]", "")
    if unknown := re.search(r"unknown field `([^`]*)`", problem):
        name = f"{key}.{unknown[1]}" if key else unknown[1]
        near = difflib.get_close_matches(name, keys(), n=1, cutoff=0.0)[0]
        return f"unknown key {name!r}; did you mean {near!r}? (`qabot config` lists all)"
    found: Any = values
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    problem = problem[:1].lower() + problem[1:]
    return f"{key or 'configuration'} is {found!r}: {problem}"


def keys() -> list[str]:
    """Every key that can be set, dotted, in the order of the file."""
    return list(_keys(Config(), ""))


def _keys(section: Struct, prefix: str) -> Iterator[str]:
    for name in section.__struct_fields__:
        value = getattr(section, name)
        if isinstance(value, Struct):
            yield from _keys(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def as_yaml(config: Config) -> str:
    """``config`` as YAML that ``load`` reads back to the same value."""
    import yaml

    return yaml.safe_dump(msgspec.to_builtins(config), sort_keys=False, allow_unicode=True)
