"""Where things stand on this machine: what travels with qabot, and the user's own folders.

Nothing here creates anything but through ``private_file``, which makes files that only their
owner can read.
"""

import os
from pathlib import Path

import platformdirs

from qabot.errors import ConfigError

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent
_SEED = "000_79bf5efa9eb24955.txt"


def seed_article() -> Path:
    """The article that comes with qabot: in the wheel, or in ``seeds/`` of a checkout."""
    return _shipped(_PACKAGE / "data" / _SEED, _CHECKOUT / "seeds" / _SEED)


def default_config() -> Path:
    """The shipped ``config.yaml``, whose values equal the defaults."""
    return _shipped(_PACKAGE / "data" / "config.yaml", _CHECKOUT / "config.yaml")


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


def user_library() -> Path:
    """The library of the user's own articles, where no configuration says where it stands."""
    return Path(platformdirs.user_data_dir("qabot", appauthor=False)) / "library"


def history_file() -> Path:
    """Questions typed into the conversation; private to the user."""
    return Path(platformdirs.user_state_dir("qabot", appauthor=False)) / "history"


def conversations_file() -> Path:
    """Conversations that are kept; private to the user."""
    return Path(platformdirs.user_data_dir("qabot", appauthor=False)) / "conversations.sqlite"


def log_file() -> Path:
    """Tracebacks of errors that qabot did not expect."""
    return Path(platformdirs.user_log_dir("qabot", appauthor=False)) / "qabot.log"


def private_file(path: Path) -> Path:
    """``path``, existing and readable by its owner only; an existing file's rights are narrowed.

    Raises OSError when it cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    if os.name == "posix" and path.is_file() and path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return path


def shown(path: str | Path) -> str:
    """``path`` as a person would write it here: relative when it is below this folder."""
    text = str(path)
    for base, prefix in ((os.getcwd(), ""), (os.path.expanduser("~"), "~" + os.sep)):
        root = base.rstrip(os.sep) + os.sep
        if text.startswith(root):
            return prefix + text[len(root) :]
    return text


def _shipped(*places: Path) -> Path:
    return next((place for place in places if place.is_file()), places[-1])
