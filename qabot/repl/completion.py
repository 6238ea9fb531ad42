"""What Tab offers: commands, articles, paths, and the names that stand in the articles."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from qabot.render import safe
from qabot.repl.commands import COMMANDS, Takes

_WORD = re.compile(r"[\w'\u2019.-]*$")
_NAME = re.compile(
    r"[A-Z][\w'\u2019-]+(?: (?:(?:of|the|de|van|von|al|bin) ){0,2}[A-Z][\w'\u2019-]+)*"
)
_MOST = 12
_MOST_NAMES = 20_000


@dataclass(slots=True)
class Known:
    """What can be completed: articles as (id, title), and names with how often they stand."""

    articles: list[tuple[str, str]] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)

    def read(self, text: str) -> None:
        """Take up the names of a sentence: capitalised words, but for one that only begins it."""
        for match in _NAME.finditer(text):
            name = re.sub(r"['\u2019]s?$", "", match[0])
            first = not text[: match.start()].strip(" \"\u201c'\u2018(")
            if first and " " not in name and name not in self.names:
                continue
            if name in self.names or len(self.names) < _MOST_NAMES:
                self.names[name] = self.names.get(name, 0) + 1


def rank(typed: str, text: str) -> tuple[int, int, int] | None:
    """How well ``typed`` stands for ``text``, smaller is better; None where it does not.

    A beginning is best, then the beginning of a word, then any letters in that order.
    """
    wanted, whole = typed.casefold(), text.casefold()
    if whole.startswith(wanted):
        return 0, 0, len(text)
    if found := re.search(rf"(?<!\w){re.escape(wanted)}", whole):
        return 1, found.start(), len(text)
    if wanted in whole:
        return 2, whole.index(wanted), len(text)
    first = end = whole.find(wanted[0])
    for letter in wanted:
        if (at := whole.find(letter, end)) < 0:
            return None
        end = at + 1
    return 3, end - first, len(text)


class ChatCompleter(Completer):
    """Completes what is typed into the conversation, from ``known``."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._paths = PathCompleter(expanduser=True)

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """What could stand at the cursor."""
        text = document.text_before_cursor
        if text.startswith("/"):
            name, space, rest = text[1:].partition(" ")
            if not space:
                return self._commands(name)
            command = COMMANDS.get(name.lower())
            takes = command.takes if command is not None else Takes.NOTHING
            if takes is Takes.COMMANDS:
                return self._commands(rest)
            if takes is Takes.ARTICLES:
                return self._articles(rest)
            if takes is Takes.PATHS:
                return self._files(rest, complete_event)
            return ()
        return self._names(text, complete_event.completion_requested)

    def _commands(self, typed: str) -> Iterator[Completion]:
        found = [(key, name) for name in COMMANDS if (key := rank(typed, name)) is not None]
        # All of them in the order of the help; else a beginning first.
        for _, name in found if not typed else sorted(found, key=lambda each: each[0][0]):
            yield Completion(
                name, -len(typed), display=f"/{name}", display_meta=COMMANDS[name].help
            )

    def _articles(self, typed: str) -> Iterator[Completion]:
        found = []
        for id, title in self._known.articles:
            ranks = [key for text in (id, title) if (key := rank(typed, text)) is not None]
            if ranks:
                found.append((min(ranks), id, title))
        for _, id, title in sorted(found)[:_MOST]:
            yield Completion(id, -len(typed), display=safe(id), display_meta=safe(title))

    def _files(self, typed: str, event: CompleteEvent) -> Iterable[Completion]:
        for found in self._paths.get_completions(Document(typed), event):
            full = os.path.expanduser(os.path.join(os.path.dirname(typed), found.display_text))
            tail = os.sep if os.path.isdir(full) and not found.text.endswith(os.sep) else ""
            yield Completion(
                found.text + tail, found.start_position, display=safe(found.display_text)
            )

    def _names(self, text: str, asked: bool) -> Iterator[Completion]:
        """Names for the word before the cursor: while it is typed if it looks like one."""
        match = _WORD.search(text)
        word = match[0] if match is not None else ""
        if len(word) < (1 if asked else 3) or not (asked or word[0].isupper()):
            return
        first = match is None or not text[: match.start()].strip()
        if first and not asked:
            return
        found = [
            (key[0], -number, name)
            for name, number in list(self._known.names.items())
            if name != word and (key := rank(word, name)) is not None and (asked or key[0] < 2)
        ]
        for _, _, name in sorted(found)[:_MOST]:
            yield Completion(name, -_typed(name, text, word), display=safe(name))


def _typed(name: str, text: str, word: str) -> int:
    """How many characters at the end of ``text`` stand for ``name`` already: of "Anna Be" all
    seven, where "Be" alone brought up "Anna Bell"."""
    at = f" {name}".casefold().find(f" {word}".casefold())
    before = name[:at] if at > 0 else ""
    if before and text[: -len(word)].casefold().endswith(before.casefold()):
        return len(before) + len(word)
    return len(word)
