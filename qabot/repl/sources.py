"""Which files an answer comes from."""

from qabot.paths import shown
from qabot.render import Fragment, Look, link, shorten_left, wrap
from qabot.types import Answer, Evidence

_DIGITS = 16


def sources_fragments(answer: Answer, look: Look) -> list[Fragment]:
    """Each article with its file and SHA-256, and where its sentences stand in it."""
    if not answer.evidence:
        return wrap([("", "the last answer showed no sentence")], look.width)
    articles: dict[str, list[Evidence]] = {}
    for evidence in answer.evidence:
        articles.setdefault(evidence.article, []).append(evidence)
    fragments: list[Fragment] = []
    for id, sentences in articles.items():
        if fragments:
            fragments.append(("", "\n"))
        first = sentences[0]
        target = f" link:{link(first.source)}" if look.links else ""
        fragments += wrap([("class:title", first.title or id)], look.width)
        path = shorten_left(shown(first.source), look.width - 3, look)
        fragments += wrap([(f"class:dim{target}", path)], look.width, "   ")
        known = f"article {id}, SHA-256 {first.sha256[:_DIGITS]}..."
        fragments += wrap([("class:dim", known)], look.width, "   ")
        for each in sentences:
            place = f"{each.rank}. line {each.line}, characters {each.start} to {each.end}"
            fragments += wrap([("", place)], look.width, "   ", "      ")
    return fragments
