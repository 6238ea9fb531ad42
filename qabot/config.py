"""config.yaml -> a frozen Config. Unknown keys are refused with the nearest name."""

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from qabot.errors import ConfigError, did_you_mean, either
from qabot.paths import user_library

# A description is what a wrong value is told to be instead.
Positive = Annotated[int, Meta(ge=1, description="a whole number, 1 or more")]
Count = Annotated[int, Meta(ge=0, description="a whole number, 0 or more")]
Probability = Annotated[float, Meta(ge=0.0, le=1.0, description="a number from 0 to 1")]
Seconds = Annotated[float, Meta(gt=0.0, description="a number above 0")]
Name = Annotated[str, Meta(min_length=1, description="text that is not empty")]
Paths = Annotated[tuple[Name, ...], Meta(description="a list of paths, such as [news/]")]
Device = Annotated[
    str,
    Meta(
        pattern=r"^(auto|(cpu|cuda|mps)(:[0-9]+)?)\Z",
        description="auto, cpu, cuda or mps, or one of several, such as cuda:0",
    ),
]


class _Section(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the sections: immutable, and strict about its keys."""


class EncoderConfig(_Section, frozen=True):
    """Which model turns text into vectors."""

    model: Name = "bge-small-en-v1.5"
    device: Device = "auto"


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

    model: Name = "qabot-reader"


class AnswerConfig(_Section, frozen=True):
    """How much is shown, and when qabot is silent."""

    top: Positive = 3
    threshold: Probability = 0.35


class EndpointConfig(_Section, frozen=True):
    """An OpenAI-compatible endpoint; ``key_env`` names the variable that holds its key."""

    url: str = "http://localhost:11434/v1"
    model: str = ""
    key_env: str = ""
    timeout: Seconds = 5.0


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

    articles: Paths = ()
    library: Name | None = None
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
        return user_library()

    @property
    def max_bytes(self) -> int:
        """The largest article that is read."""
        return self.config.index.max_megabytes * 1_000_000

    def _resolve(self, entry: str) -> Path:
        base = self.path.parent if self.path is not None else Path.cwd()
        return Path(os.path.abspath(base / os.path.expanduser(entry)))


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

    class Once(yaml.SafeLoader):
        """A loader that refuses a key where it has stood before: YAML itself takes the last."""

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
                if key.value in seen:
                    line = "" if where.startswith("--set") else f":{key.start_mark.line + 1}"
                    raise ConfigError(
                        f"{where}{line}: {key.value!r} stands there twice; keep one of them"
                    )
                seen.add(key.value)
            return super().construct_mapping(node, deep)

    try:
        return Once(text).get_single_data()
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
    """msgspec's message in plain words: the key's dotted name, what it holds, what it should."""
    problem, _, at = message.partition(" - at `")
    key = at.rstrip("`").removeprefix("$").removeprefix(".").partition("[")[0]
    if unknown := re.search(r"unknown field `([^`]*)`", problem):
        return _unknown(f"{key}.{unknown[1]}" if key else unknown[1])
    found: Any = values
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    try:
        return f"{key} is {_shown(found)}: expected {_expected(key)}"
    except KeyError:  # a key that is no text
        return "a key is not text: expected the names that `qabot config` lists"


def _unknown(name: str) -> str:
    """Say that there is no such key, and which it may have been: like it, or like its end."""
    near = difflib.get_close_matches(name, keys(), n=1, cutoff=0.6)
    if not near:
        ends = [key.rpartition(".")[2] for key in keys()]
        alike = difflib.get_close_matches(name.rpartition(".")[2], ends, n=1, cutoff=0.75)
        near = [key for key, end in zip(keys(), ends, strict=True) if end in alike]
    return f"unknown key {name!r}{did_you_mean(near)} (`qabot config` lists all)"


def _shown(value: Any) -> str:
    """A value as it stands in YAML, or nearly."""
    if value is None or isinstance(value, bool):
        return {None: "empty", True: "true", False: "false"}[value]
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _expected(key: str) -> str:
    """What may stand under a key, in words. Raises KeyError for one that is none."""
    kind: Any = Config
    for part in key.split("."):
        kind = get_type_hints(kind, include_extras=True)[part]
    if type(None) in get_args(kind):
        kind = get_args(kind)[0]
    if get_origin(kind) is Literal:
        return either(get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Struct):
        return "a section, key: value pairs"
    described = [str(meta.description) for meta in getattr(kind, "__metadata__", ())]
    return described[-1] if described else {bool: "true or false", str: "text"}[kind]


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
