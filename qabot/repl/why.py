"""How an answer was found, for a person: ranks and probabilities, no raw model scores."""

from qabot.render import Fragment, Look, confidence_words, counted, wrap
from qabot.types import Answer, Hit

_MOST_PASSAGES = 8


def why_fragments(answer: Answer, look: Look) -> list[Fragment]:
    """The question as understood, the passages found and by what, the verdict, and the time."""
    understood = f"understood as: {answer.understood_as}"
    verdict = "answered" if answer.answered else "not answered"
    fragments = wrap([("", understood)], look.width)
    rests = f"{verdict}: the best sentence is right with probability {answer.confidence:.2f} "
    rests += f"({confidence_words(answer.confidence)}); the threshold is {answer.threshold:g}"
    fragments += wrap([("", rests)], look.width)
    hits = answer.trace.hits
    if hits:
        head = f"{counted(len(hits), 'passage')} found; rank by meaning, rank by words, passage:"
        fragments += [("", "\n"), *wrap([("class:dim", head)], look.width)]
    for hit in hits[:_MOST_PASSAGES]:
        fragments += _hit(hit, look)
    if len(hits) > _MOST_PASSAGES:
        fragments += wrap([("class:dim", f"and {len(hits) - _MOST_PASSAGES} more")], look.width)
    fragments += [("", "\n"), *wrap([("class:dim", spent(answer))], look.width)]
    return fragments


def spent(answer: Answer) -> str:
    """How long the answer took, by stage."""
    time = answer.timing
    return (
        f"load {time.load:.0f} ms, retrieve {time.retrieve:.0f} ms, read {time.read:.0f} ms, "
        f"in all {time.total:.0f} ms"
    )


def _hit(hit: Hit, look: Look) -> list[Fragment]:
    dense = str(hit.dense_rank) if hit.dense_rank else "-"
    lexical = str(hit.lexical_rank) if hit.lexical_rank else "-"
    head = f"{dense:>4} {lexical:>4}  "
    room = 2 * (look.width - len(head)) - 3
    text = hit.passage.text
    cut = text if len(text) <= room else text[:room].rsplit(" ", 1)[0] + " ..."
    return wrap([("", cut)], look.width, head, " " * len(head))
