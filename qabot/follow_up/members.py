"""Who and what an article names: its members, found by name or by role."""

import re
from dataclasses import dataclass, field

from qabot.first_names import FEMALE, MALE
from qabot.follow_up.naming import TOKEN, bare
from qabot.lexicon import COUNTRIES, GROUPS, PERSON_TITLES, ROLES, TITLES, Sort

_INITIALS = re.compile(r"[A-Z]{2,5}s?")
_LITTLE = frozenset("of for the de van von bin al da del la le di du der".split())


@dataclass(frozen=True, slots=True)
class Member:
    """Something an article names. ``votes`` are signs for each sort, more is surer."""

    name: str
    """The longest form in which it is named."""
    words: frozenset[str]
    """Its words, casefolded: what another mention of it may be made of."""
    mentions: tuple[int, ...]
    """Indexes of the sentences that name it, in order."""
    votes: dict[Sort, float] = field(hash=False)
    roles: frozenset[str]
    """Nouns that stand for it, in lower case: "envoy", "president"."""
    place: bool = False
    """Whether things happen in it."""

    @property
    def sort(self) -> Sort | None:
        """The sort with most votes; None where nothing tells, or as much for two."""
        most = max(self.votes.values(), default=0.0)
        best = [sort for sort, count in self.votes.items() if count == most > 0]
        return best[0] if len(best) == 1 else None


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything that an article names, most often named first."""

    members: tuple[Member, ...] = ()
    words: frozenset[str] = frozenset()
    """The article's words, as they are written."""

    def find(self, name: str) -> Member | None:
        """Who is meant by ``name``: a member with all of its words, most often named first."""
        wanted = frozenset(words_of(name))
        if not wanted:
            return None
        return next((member for member in self.members if wanted <= member.words), None)

    def has(self, name: str) -> bool:
        """Whether the article has the words of a name, or one of what it has several of."""
        words = name.removeprefix("the ").split()
        return all(word in self.words or word.removesuffix("s") in self.words for word in words)

    def written(self, word: str) -> str | None:
        """A word of a name as the article writes it; None where it is, or may be, any word."""
        common = word in self.words or word in ROLES or GROUPS.fullmatch(word) is not None
        if common or self.find(word) is None:
            return None
        return next(
            (each for each in (word.capitalize(), word.upper()) if each in self.words), None
        )

    def sort(self, name: str) -> Sort | None:
        """What a pronoun for ``name`` agrees with, from the article or from the name itself."""
        member = self.find(name)
        return (member.sort if member is not None else None) or sort_of_name(name)

    def somewhere(self, name: str) -> bool:
        """Whether a name is that of a country, or of where the article has things happen."""
        member = self.find(name)
        country = name.casefold().removeprefix("the ") in COUNTRIES
        return country or (member is not None and member.place)

    def with_role(self, role: str) -> tuple[Member, ...]:
        """The members that ``role``, such as "envoy", stands for, most often named first."""
        return tuple(member for member in self.members if role.casefold() in member.roles)


def sort_of_name(name: str) -> Sort | None:
    """What a pronoun for a name agrees with, as far as the name alone tells."""
    name = name.removeprefix("the ")
    words = [bare(word.casefold()).rstrip(".") for word in words_of(name)]
    if not words:
        return None
    if words[0] in TITLES:
        return TITLES[words[0]]
    if " ".join(words) in COUNTRIES:
        return Sort.IT
    if GROUPS.search(name):
        return Sort.IT
    while len(words) > 1 and words[0] in PERSON_TITLES:
        words = words[1:]
    if len(words) > 1 or len(name.split()) > 1:
        for word in words[: max(1, min(2, len(words) - 1))]:  # "Goalscorer Jimmy Hasselbaink"
            if word in FEMALE or word in MALE:
                return Sort.SHE if word in FEMALE else Sort.HE
    if len(name.split()) == 1 and _INITIALS.fullmatch(name):
        return Sort.THEY if name.endswith("s") else Sort.IT  # "MPs"
    return None


def words_of(name: str) -> list[str]:
    """The words of a name, casefolded, without the small ones."""
    return [
        word
        for match in TOKEN.finditer(name)
        if (word := bare(match[0].casefold()).rstrip(".")) not in _LITTLE
    ]
