"""Which of the names at hand a pronoun stands for, by rules alone.

Agreement in gender and number comes first, then how lately it was spoken of, then where: the
subject of the last question before its other names, and an answer that names somebody before them.
"""

from collections.abc import Collection

from qabot.follow_up.conversation import Conversation
from qabot.follow_up.members import Cast, sort_of_name
from qabot.follow_up.referents import SURE, Referent, agreement, is_taken, topic
from qabot.lexicon import Sort

_UNSURE = 0.4
"""What a name in an answer loses where it may not agree."""


def by_rule(
    wanted: Sort,
    spoken_of: list[Referent],
    taken: Collection[str],
    cast: Cast,
    conversation: Conversation,
    many: bool | None = None,
) -> str | None:
    """The name that a pronoun stands for, by rules alone.

    ``taken`` are names, casefolded, that it does not stand for.
    ``many``: it stands for more than one, as in "What are they doing?", or, False, for one all the
    same, as in "Who is they?".

    Where nothing that was spoken of agrees, it is whom the conversation is about, or whom the
    sentences that were shown last name; and where nobody does, the nearest name of the last turn
    all the same, but for a man or a woman of whom "it" or "they" would be said.
    """
    shown = conversation.turns[-1].evidence if conversation.turns else ()

    def agrees(each: Referent) -> float:
        somebody = each.who and " " in each.spoken and wanted in (Sort.HE, Sort.SHE)
        sort = None if somebody and each.sort in (Sort.IT, Sort.THEY) else each.sort
        return agreement(sort, each.person or somebody, wanted)

    def score(each: Referent) -> float:
        fits = agrees(each)
        return fits + each.weight - (_UNSURE if each.answered and fits < SURE else 0.0)

    free = [each for each in spoken_of if not is_taken(each.spoken, taken)]
    if many:
        free = [each for each in free if each.sort not in (Sort.HE, Sort.SHE)]
    best = max(free, key=score, default=None)
    fits = agrees(best) if best is not None else -1.0
    if best is not None and fits >= SURE:
        return best.spoken
    if wanted in (Sort.HE, Sort.SHE) and (known := _namesake(free, wanted, cast)):
        return known
    if wanted in (Sort.HE, Sort.SHE) and (best is None or best.answered or fits < 0):
        if known := topic(conversation, cast, wanted, taken):
            return known
        if known := _named_in(shown, wanted, taken, cast, not free):
            return known
    if best is None or (wanted in (Sort.HE, Sort.SHE) and sort_of_name(best.spoken) is Sort.IT):
        return None
    if best.sort in (Sort.HE, Sort.SHE) and wanted is not best.sort and many is not False:
        return None
    one = wanted is Sort.THEY and best.person
    return best.spoken if best.newest or (fits > 0 and not one) else None


def _namesake(free: Collection[Referent], wanted: Sort, cast: Cast) -> str | None:
    """A person of the right sort whose last name a question has that is also something else's."""
    lasts = {each.spoken.split()[-1].casefold() for each in free if not each.answered}
    for member in cast.members:
        first, _, last = member.name.rpartition(" ")
        if first and member.sort is wanted and last.casefold() in lasts:
            return member.name
    return None


def _named_in(
    shown: Collection[tuple[str, int]],
    wanted: Sort,
    taken: Collection[str],
    cast: Cast,
    anywhere: bool,
) -> str | None:
    """Whom of the right sort the sentences ``shown`` name; ``anywhere``: or else the article."""
    sentences = {index for _, index in shown}
    known = [
        member
        for member in cast.members
        if member.sort is wanted and not is_taken(member.name, taken)
    ]
    named = [member for member in known if sentences.intersection(member.mentions)]
    return next((member.name for member in (*named, *(known if anywhere else ()))), None)
