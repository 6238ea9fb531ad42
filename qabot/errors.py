"""What can go wrong, as a tree.

QabotError                 one line for the person, exit status 2
 ├── UsageError            the command line or a question is not understood
 ├── ConfigError           config.yaml or --set holds something it cannot hold
 ├── ArticleError          a file cannot be read as an article
 │    ├── NoArticlesError  nothing readable where articles were expected
 │    └── TooLargeError    larger than index.max_megabytes
 ├── LibraryError          the index on disk cannot be opened, written or trusted
 │    ├── LibraryBusyError another process is writing it
 │    └── LibraryFormatError made by a newer qabot
 ├── ModelError            weights are missing, altered, or cannot be loaded
 ├── EndpointError         a configured endpoint does not answer; rules answer in its place
 ├── QuestionSetError      a question set does not hold what it promises
 └── VerificationError     a saved answer file cannot be checked

The message of each says what was found, what was expected and what to do. Nothing below
``qabot.cli`` prints; it raises one of these.
"""

from collections.abc import Sequence


def either(names: Sequence[str]) -> str:
    """``a, b or c``; at least one."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def did_you_mean(names: Sequence[str]) -> str:
    """The end of what is said about an unknown name: those it may have been, if there are any."""
    return f"; did you mean {either([repr(name) for name in names])}?" if names else ""


class QabotError(Exception):
    """Base of every error that is the user's to repair; its message is one line."""

    def __str__(self) -> str:
        return " ".join(super().__str__().split())


class UsageError(QabotError):
    """The command line or a question is not understood."""


class ConfigError(QabotError):
    """``config.yaml`` or ``--set`` holds something that it cannot hold."""


class ArticleError(QabotError):
    """A file cannot be read as an article."""


class NoArticlesError(ArticleError):
    """Nothing readable where articles were expected."""


class TooLargeError(ArticleError):
    """A file is larger than the limit, which the configuration can raise."""


class LibraryError(QabotError):
    """The index on disk cannot be opened, written or trusted."""


class LibraryBusyError(LibraryError):
    """Another process is writing the library."""


class LibraryFormatError(LibraryError):
    """The library was made by a newer qabot and is left alone."""


class ModelError(QabotError):
    """Weights are missing, altered, or cannot be loaded."""


class EndpointError(QabotError):
    """A configured endpoint does not answer, or not with what was asked of it."""


class QuestionSetError(QabotError):
    """A question set does not hold what it promises. ``problems`` lists everything found."""

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class VerificationError(QabotError):
    """A saved answer file cannot be checked."""
