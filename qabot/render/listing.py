"""Lists of articles, and one article in full, as a person reads them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from qabot.paths import shown
from qabot.render.layout import Fragment, Look, shorten_left, width_of, wrap
from qabot.render.safe import safe
from qabot.types import Article, Kind, Sentence


class Listed(Protocol):
    """What is known of an article without reading it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def title(self) -> str:
        """What is shown as its name."""

    @property
    def origin(self) -> str:
        """Its file."""

    @property
    def sentences(self) -> int:
        """How many it has."""


def articles_fragments(articles: Sequence[Listed], look: Look) -> list[Fragment]:
    """One entry for each article: id, number of sentences, title, and its file below."""
    fragments: list[Fragment] = []
    widest = max((width_of(safe(each.id)) for each in articles), default=0)
    room = min(widest, look.width // 3)
    for each in articles:
        id = shorten_left(each.id, room, look)
        head = f"{id}{' ' * (room - width_of(id))} {each.sentences:>5}  "
        blank = " " * width_of(head)
        place = shorten_left(shown(each.origin), look.width - len(blank), look)
        fragments += wrap([("", each.title or "(no title)")], look.width, head, blank)
        fragments += wrap([("class:dim", place)], look.width, blank)
    return fragments


def article_fragments(
    article: Article,
    sentences: Iterable[Sentence],
    look: Look,
    highlight: Collection[int] = (),
) -> list[Fragment]:
    """An article by paragraphs, each with the line it starts on; some sentences marked.

    ``highlight`` holds the indexes of those sentences.
    """
    sentences = tuple(sentences)
    fragments = wrap([("class:title", article.title)], look.width) if article.title else []
    fragments += wrap([("class:dim", f"{article.id}, {shown(article.origin)}")], look.width)
    gutter = len(str(max((sentence.line for sentence in sentences), default=1)))
    for block in _blocks(sentences):
        head = f"{block[0].line:>{gutter}}  "
        words: list[Fragment] = []
        for sentence in block:
            words += [("", " ")] if words else []
            words.append(_sentence(sentence, look, sentence.index in highlight))
        fragments.append(("", "\n"))
        fragments += wrap(words, look.width, head, " " * len(head))
    return fragments


def _blocks(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    block: list[Sentence] = []
    for sentence in sentences:
        if block and sentence.paragraph != block[0].paragraph:
            yield block
            block = []
        block.append(sentence)
    if block:
        yield block


def _sentence(sentence: Sentence, look: Look, highlighted: bool) -> Fragment:
    if highlighted:
        opening, closing = ("", "") if look.colour else look.marks
        return ("class:answer", f"{opening}{sentence.text}{closing}")
    if sentence.kind is Kind.HEADLINE:
        return ("class:best", sentence.text)
    return ("", sentence.text) if sentence.kind is Kind.PARAGRAPH else ("class:dim", sentence.text)
