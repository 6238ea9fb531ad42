"""What an article's sentences are about, in words that a question can take over."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from qabot.evaluation.proposals.verbs import PAST
from qabot.first_names import FEMALE, MALE
from qabot.follow_up.cast import cast_of
from qabot.follow_up.referents import is_person
from qabot.lexicon import COUNTRIES, DAYS, GROUPS, PEOPLE_ROLES, THING_ROLES
from qabot.library.query import STOP_WORDS
from qabot.types import Kind, Sentence

COMPANY = re.compile(
    r"\b(?:Inc|Corp|Co|Cos|Ltd|PLC|Plc|NV|N\.V\.|AG|SA|S\.A\.|Corporation|Bancorp|Airlines|Airways"
    r"|Industries|Holdings|Bank|Technologies|International|AB|GmbH|SpA|BV|Oy|LP)$"
)
_FIRST_COMPANY = re.compile(
    r"<?((?:[A-Z][\w.&'\u2019-]* (?:and |of )?)+?"
    r"(?:Inc|Corp|Co Ltd|Co|Cos|Ltd|PLC|Plc|NV|AG|SA|AB|Corporation))>?(?: <[A-Z.]+>)? [a-z]"
)
TITLE = re.compile(r"^(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|Dame|Prof)\.? (?=[A-Z])")
_WORD = re.compile(r"[^\W\d_][\w.&'\u2019-]*")
_CAPITAL = re.compile(r"(?:[A-Z][\w.&'\u2019-]*|\d{1,2}|&)$")
_JOINS = frozenset("of and for the & de van von der del la al bin".split())
_INSIDE = frozenset("of in for at on and between".split())
_NOT_INSIDE = (STOP_WORDS | frozenset("than like per".split())) - _INSIDE - {"the", "a", "an"}
_DEMONYM = re.compile(
    r"^[A-Z][a-z]+(?:ish|ese|ean|ian|ican)$|^(?:French|Dutch|German|Greek|Israeli)$"
)
_MANY = frozenset(
    """shareholders stockholders employees workers police scientists researchers voters consumers
    customers investors farmers teachers students passengers residents""".split()
)
_LOOSE_ROLES = frozenset("leader star champion owner producer manager operator".split())
"""A company is one too: "market leader Best Buy"."""
_BEGINS = frozenset("the a an".split())
_NEVER_FIRST = DAYS | frozenset(
    """one two three four five six seven eight nine ten another both each every several many most
    some all few such same other others today yesterday tomorrow meanwhile however last next
    earlier later nearly almost about around according based asked only even once thus perhaps
    together overall elsewhere""".split()
)
_INTRODUCED = re.compile(
    rf"\b(?:{'|'.join(sorted(THING_ROLES | PEOPLE_ROLES))}) (?:[A-Z]\S* )+(?!of\b|and\b|for\b)[a-z]"
)
_VAGUE = frozenset(
    """company firm group agency bank pair duo club spokesman spokeswoman official officials source
    sources man woman men women team move latter former rest statement bureau institute unit case
    result reason problem issue point thing difference idea question fact others firms companies
    year month week day time action shift change""".split()
)


class Known:
    """What an article tells of its names: who is a person, which words are names at all."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = [each for each in sentences if each.kind is Kind.PARAGRAPH]
        self._cast = cast_of(sentences)

    @cached_property
    def _seen(self) -> tuple[frozenset[str], frozenset[str]]:
        """Words written small, and words with a capital though no sentence begins with them."""
        small: set[str] = set()
        large: set[str] = set()
        for sentence in self._sentences:
            for match in _WORD.finditer(sentence.text):
                word = match[0].rstrip(".")
                before = sentence.text[: match.start()].rstrip()
                if word[0].islower():
                    small.add(word)
                elif before and before[-1] not in '.?!:"\u201c':
                    large.add(word)
        return frozenset(small), frozenset(large)

    @cached_property
    def company(self) -> str | None:
        """The company that the first sentence begins with, by whom "the company" is meant."""
        first = self._sentences[0].text if self._sentences else ""
        match = _FIRST_COMPANY.match(first)
        return match[1] if match and self.is_company(match[1]) else None

    def full(self, name: str) -> str:
        """A person's whole name as the article has it, of a last name or of one with a title."""
        bare = TITLE.sub("", name)
        if self.company and self.company.startswith(f"{name} "):
            return self.company
        member = self._cast.find(bare)
        if " " in bare or member is None or not is_person(member):
            return name
        whole = [
            each
            for each in self._cast.members
            if bare.casefold() in each.words and " " in each.name and is_person(each)
        ]
        fits = len(whole) == 1 and whole[0].name.endswith(f" {bare}") and person_name(whole[0].name)
        return whole[0].name if fits else name

    def is_person(self, name: str) -> bool:
        """Whether a name is surely a person's."""
        if COMPANY.search(name) or GROUPS.search(name):
            return False
        if TITLE.match(name):
            return True
        words = name.split()
        if len(words) == 1 or not person_name(name):
            return False
        member = self._cast.find(name)
        known = words[0].casefold() in MALE | FEMALE or re.fullmatch(
            r"[A-Z][a-z]+-[a-z]+", words[-1]
        )
        roles = (
            member is not None
            and is_person(member)
            and (member.sort or member.roles - _LOOSE_ROLES)
        )
        return bool(known or roles)

    def is_company(self, name: str) -> bool:
        """Whether a name is surely a company's."""
        return (
            COMPANY.search(name) is not None and name[0].isupper() and not name.startswith("The ")
        )

    def is_organization(self, name: str) -> bool:
        """Whether a name is an organization's: it says so itself, or the article does."""
        member = self._cast.find(name)
        role = member is not None and member.roles & THING_ROLES and not is_person(member)
        return GROUPS.search(name) is not None or bool(role)

    def is_known(self, name: str) -> bool:
        """Whether a name, as ``is_name`` tells, is nothing else."""
        small, large = self._seen
        words = name.split()
        last = words[-1].casefold()
        if len(words) > 1:  # no "U.S. Officials"
            return last.removesuffix("s") not in PEOPLE_ROLES and last not in small | DAYS
        return name in large and last not in small | STOP_WORDS | DAYS

    def names_one(self, name: str) -> bool:
        """Whether a name is a person's or a company's."""
        return self.is_person(name) or self.is_company(name)

    def is_name(self, subject: str) -> bool:
        """Whether a subject is nothing but a name."""
        words = subject.split()
        words = words[1:] if words[0] == "the" and len(words) > 1 else words
        ends = _CAPITAL.match(words[0]) and _CAPITAL.match(words[-1])
        return bool(ends) and all(_CAPITAL.match(word) or word in _JOINS for word in words)

    def subject(self, words: Sequence[str], begins: bool) -> str | None:
        """Words before a verb as the subject of a question; ``begins``: they begin a sentence.

        None where they may be anything else, or where nobody knows without the article who it is.
        """
        if not 1 <= len(words) <= 8:
            return None
        first = words[0].casefold()
        if self.company and len(words) == 2 and [*map(str.casefold, words)] == ["the", "company"]:
            return self.company
        if self.company and begins and list(words) == ["It"]:
            return self.company
        last = words[-1].casefold()
        in_month = last in DAYS and words[-2:-1] == ["in"]
        if any(set(word) & set(',"()') for word in words) or (last in _NEVER_LAST and not in_month):
            return None
        if self.company and self.company.startswith(f"{' '.join(words)} "):
            return self.company
        if named := self._person(words):
            return named
        if first in _NEVER_FIRST or (first in STOP_WORDS and first not in _BEGINS):
            return None
        if first.endswith("ly") or (
            first.endswith("ing")
            and words[0] not in self._seen[1]
            and not self.is_company(" ".join(words))
        ):
            return None
        if any(word.casefold() in _NOT_INSIDE or word in PAST for word in words[1:]):
            return None
        if {"following", "same", "next", "first", "last"} & set(words) or last.endswith("ly"):
            return None
        if any(_touches(*pair) for pair in pairwise(words)):
            return None  # "the restrictions Quantum", of "the restrictions Quantum agreed to"
        if _INTRODUCED.search(" ".join(words)):
            return None  # "research group Power estimates sales", where nobody knows the verb
        if words[0][0].isdigit() or words[-1].rstrip("s").casefold() in _VAGUE:
            return None
        if len(words) == 2 and first in _BEGINS and words[1].casefold() in _VAGUE:
            return None
        return self._written(words, begins)

    def _person(self, words: Sequence[str]) -> str | None:
        """The full name that a subject ends with: Terry Brady of "Club director Terry Brady"."""
        text = " ".join(words)
        if TITLE.match(text) and len(words) == 2:
            return self.full(text)
        if len(words) == 1:
            whole = self.full(text)
            return whole if whole != text else None
        for start in range(max(0, len(words) - 3), len(words) - 1):
            name = " ".join(words[start:])
            before = [word.casefold() for word in words[:start]]
            role = not before or before[-1] in PEOPLE_ROLES
            joined = {"and", "of", "with", "for"} & set(before)
            sure = words[start].casefold() in MALE | FEMALE or not before
            if sure and role and not joined and person_name(name) and self.is_person(name):
                return name
        return None

    def _written(self, words: Sequence[str], begins: bool) -> str | None:
        """The subject with its first word small where only the sentence made it large."""
        small, large = self._seen
        first = words[0]
        if first in ("The", "A", "An"):
            return " ".join((first.lower(), *words[1:]))
        if not begins:
            return " ".join(words) if self.is_name(" ".join(words)) or first in _BEGINS else None
        bare = re.sub(r"['\u2019]s?$", "", first).rstrip(".")
        name = bare in large or bare.casefold() in COUNTRIES or not bare[1:].islower()
        if name and bare.lower() not in small:
            return " ".join(words)
        if bare.lower() in small and bare not in large:
            whole_name = len(words) > 1 and all(word[0].isupper() for word in words)
            return " ".join(words if whole_name else (first.lower(), *words[1:]))
        if len(words) > 1 and _DEMONYM.search(first):
            return " ".join(words)
        if len(words) == 1 and first.lower() in _MANY:
            return first.lower()
        several = len(words) > 1 and (words[1][0].isupper() or self.is_company(" ".join(words)))
        return " ".join(words) if several and self.is_name(" ".join(words)) else None


_NEVER_LAST = _INSIDE | _BEGINS | _NOT_INSIDE | DAYS | frozenset("new other own".split())


def _touches(word: str, following: str) -> bool:
    """Whether a name stands behind a common noun, as where "that" is left out between them."""
    beside = _JOINS | _INSIDE | _BEGINS | THING_ROLES | PEOPLE_ROLES
    common = word.islower() and word not in beside and "'s" not in word
    return common and following[0].isupper()


def person_name(name: str) -> bool:
    """Whether a name has the form of a person's first and last name."""
    words = name.split()
    fits = re.fullmatch(
        r"[A-Z][\w.'\u2019-]*(?: (?:[A-Z][\w'\u2019-]*|[A-Z]\.|de|van|von|der|al|bin|la|del))*"
        r" [A-Z][\w\u2019'-]*[a-z](?<![\u2019']s)",
        name,
    )
    lower = {word.casefold() for word in words}
    adverb = words[0].endswith("ly") and words[0].casefold() not in MALE | FEMALE
    # King is a last name too
    roles = PEOPLE_ROLES & {word.casefold() for word in words[:-1]}
    return bool(fits) and not adverb and not roles and not lower & (STOP_WORDS | COUNTRIES | DAYS)
