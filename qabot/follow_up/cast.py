"""An article's cast: who and what it names, of which gender and number, and in which role.

Nothing is downloaded and nothing is trained: titles ("Mr."), first names, the pronouns that follow
a name, and appositions ("Stephen Biegun, the U.S. envoy," or "U.S. envoy Stephen Biegun") decide.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from qabot.first_names import FEMALE, MALE
from qabot.follow_up.members import Cast, Member, sort_of_name, words_of
from qabot.follow_up.naming import TOKEN, bare, names
from qabot.lexicon import (
    COUNTRIES,
    DAYS,
    FEMALE_ROLES,
    MALE_ROLES,
    PEOPLE_ROLES,
    PEOPLES,
    PERSON_TITLES,
    PRONOUNS,
    ROLES,
    TITLE_ROLES,
    TITLES,
    Sort,
)
from qabot.types import Kind, Sentence

_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|outside|across|throughout|inside|from|to|into|visit(?:ed)?|left)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(he|his|him|she|her|it|its|they|their)\b", re.IGNORECASE)
_APPOSITION = re.compile(
    r"\s*,\s+(?:(?:the|a|an|who (?:is|was)(?: the| a| an)?|its|his|her|their)\s+)?"
    r"([^,.;:()\"\u201c\u201d]{2,60}?)(?:,|\.|;| who\b| and\b| from\b| at\b| for\b| of\b| in\b)"
)
_BEING = re.compile(
    r"\s+(?:is|was|became|remains)\s+(?:the|a|an|its|his|her)\s+([^,.;:()\"]{2,60}?)"
    r"(?:,|\.|;| who\b| and\b| from\b| at\b| for\b| of\b| in\b| that\b| which\b)"
)
_ROLE_BEFORE = re.compile(r"([a-z][\w-]*),?\s+$")
"""envoy Stephen Biegun; the envoy, Stephen Biegun,"""
_BEFORE = 40
"""Characters before a name in which a preposition or a role may stand."""


def cast_of(sentences: Sequence[Sentence]) -> Cast:
    """The cast of an article. Headlines are left out: their words may all be capitalised.

    Kept for the last articles asked, told apart by all that they say: each follow-up needs it.
    """
    return _cast(tuple(sentences))


@lru_cache(maxsize=16)
def _cast(sentences: tuple[Sentence, ...]) -> Cast:
    found = _Drafts()
    for sentence in sentences:
        if sentence.kind in (Kind.PARAGRAPH, Kind.CAPTION):
            _read(sentence, found)
    drafts = [draft for key, draft in found.items() if not _is_common(key)]
    _pronouns(sentences, drafts)
    members = [draft.member() for draft in drafts]
    members.sort(key=lambda member: (-len(member.mentions), member.mentions[0], member.name))
    words = frozenset(match[0] for each in sentences for match in TOKEN.finditer(each.text))
    return Cast(tuple(members), words)


class _Draft:
    """A member while its article is being read."""

    def __init__(self) -> None:
        self.forms: Counter[str] = Counter()
        self.mentions: list[int] = []
        self.votes: Counter[Sort] = Counter()
        self.roles: set[str] = set()
        self.places = 0
        self.titled = False
        """Named with a person's title."""
        self.named: set[Sort] = set()

    def member(self) -> Member:
        name = max(self.forms, key=lambda form: (form.count(" "), self.forms[form], form))
        votes = self.votes + Counter()
        if self.titled and (votes[Sort.HE] or votes[Sort.SHE]):  # "Prof Reddy says it", "he said"
            votes = Counter({each: votes[each] for each in (Sort.HE, Sort.SHE)})
        return Member(
            name=name,
            words=frozenset(word for form in self.forms for word in words_of(form)),
            mentions=tuple(self.mentions),
            votes={sort: float(count) for sort, count in votes.items()},
            roles=frozenset(self.roles),
            place=self.places * 2 > len(self.mentions),
        )


class _Drafts(dict[str, _Draft]):
    """Drafts by key, and the first key that begins, or ends, with a word."""

    def __init__(self) -> None:
        super().__init__()
        self.opening: dict[str, str] = {}
        """Of keys of three words at most."""
        self.ending: dict[str, str] = {}

    def draft(self, key: str) -> _Draft:
        if key not in self:
            self[key] = _Draft()
            words = key.split()
            self.ending.setdefault(words[-1], key)
            if len(words) <= 3:
                self.opening.setdefault(words[0], key)
        return self[key]


def _read(sentence: Sentence, found: _Drafts) -> None:
    text = sentence.text
    for start, end in names(text):
        first = TOKEN.match(text, start)
        alone = start == 0 and first is not None and first.end() == end
        if alone and _key(text[start:end], found) not in found:
            continue  # one capitalised word at the beginning may be any word
        name, roles = _without_titles(text[start:end])
        if not name:
            continue
        key = _key(name, found)
        if not key:
            continue  # of nothing but small words, as "AL" is
        draft = found.draft(key)
        draft.forms[name] += 1
        if not draft.mentions or draft.mentions[-1] != sentence.index:
            draft.mentions.append(sentence.index)
        sort = sort_of_name(text[start:end]) or sort_of_name(name)
        if sort is not None and sort not in draft.named:
            draft.votes[sort] += 3
            draft.named.add(sort)
        draft.titled |= bool(roles & PEOPLE_ROLES)
        draft.roles |= roles | _roles_around(text, start, end)
        person = draft.roles & PEOPLE_ROLES
        if person & MALE_ROLES:
            draft.votes[Sort.HE] += 1
        if person & FEMALE_ROLES:
            draft.votes[Sort.SHE] += 1
        if _PLACE_BEFORE.search(text, max(0, start - _BEFORE), start):
            draft.places += 1
            draft.votes[Sort.IT] += 1


def _key(name: str, found: _Drafts) -> str:
    """The entry that a name belongs to: its last word, of a person; all of it otherwise."""
    words = words_of(name)
    whole = " ".join(words)
    if whole in found or not words:
        return whole
    if len(words) > 1:
        return words[-1] if words[-1] in found and words[-1] not in COUNTRIES else whole
    # One word is a part of something named before: "Kuechly", or, in Korean order, "Choe".
    return found.ending.get(whole) or found.opening.get(whole) or whole


def _is_common(key: str) -> bool:
    """Whether it names nobody: months, and what belongs to a people."""
    return key in DAYS or (" " not in key and PEOPLES.search(key) is not None)


def _without_titles(name: str) -> tuple[str, frozenset[str]]:
    """A name without the titles before it, and the roles that these are."""
    words = name.split()
    roles: set[str] = set()
    at = 0
    if {"for", "of"} & set(words):  # the Special Representative for North Korea Stephen Biegun
        known = [w.casefold() in MALE or w.casefold() in FEMALE for w in words]
        if any(known[1:]) and bare(words[known.index(True, 1) - 1].casefold()) not in ("for", "of"):
            at = known.index(True, 1)
            roles = {word.casefold() for word in words[:at]} & PEOPLE_ROLES
            return " ".join(words[at:]), frozenset(roles)
    for place, word in enumerate(words[:-1]):
        lower = bare(word.casefold()).rstrip(".")
        if lower in PERSON_TITLES or lower in TITLES or lower in PEOPLE_ROLES:
            roles |= {TITLE_ROLES.get(lower, lower)} & ROLES
            at = place + 1
    return " ".join(words[at:]), frozenset(roles)


def _roles_around(text: str, start: int, end: int) -> set[str]:
    """Roles in an apposition after a name, in "X is the ...", and in the words right before."""
    found: set[str] = set()
    for pattern in (_APPOSITION, _BEING):
        if after := pattern.match(text, end):
            found |= _heads(after[1])
    before = _ROLE_BEFORE.search(text, max(0, start - _BEFORE), start)
    if before and before[1] in ROLES:
        found.add(before[1])
    return found


def _heads(phrase: str) -> set[str]:
    """The role nouns of a phrase: its last word, and what stands before a comma-free "of"."""
    words = [word.casefold() for word in phrase.split()]
    return {word for word in words[-2:] if word in ROLES}


def _pronouns(sentences: Sequence[Sentence], drafts: Sequence[_Draft]) -> None:
    """Votes by the pronouns that follow a name where it is the only one."""
    named: dict[int, list[_Draft]] = {}
    for draft in drafts:
        for index in draft.mentions:
            named.setdefault(index, []).append(draft)
    for place, sentence in enumerate(sentences):
        here = named.get(sentence.index, [])
        pronouns = [PRONOUNS[match[1].lower()] for match in _PRONOUN.finditer(sentence.text)]
        if len(here) == 1:
            for sort in set(pronouns):
                here[0].votes[sort] += 1
        opening = _PRONOUN.match(sentence.text.lstrip("\"\u201c' "))
        if place and opening:  # it opens with the subject of the sentence before
            before = named.get(sentences[place - 1].index, [])
            if before and sentences[place - 1].paragraph + 1 >= sentence.paragraph:
                before[0].votes[PRONOUNS[opening[1].lower()]] += 1
