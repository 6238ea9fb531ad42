"""Questions proposed from an article: templates over its names, dates, numbers and quotations.

They are a start for a person, never a measure of anything: a template repeats the article's own
words, which makes a question easy. Each says which template made it. Rather none than one that is
no English: a template speaks only where ``clauses`` is sure of subject and verb.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qabot.evaluation.proposals.clauses import SAYING, Clause, clauses, plain
from qabot.evaluation.proposals.objects import how_many, how_much, price, what
from qabot.evaluation.proposals.rephrasing import when, where, who, why
from qabot.evaluation.proposals.subjects import COMPANY, Known, person_name
from qabot.lexicon import PEOPLE_ROLES, THING_ROLES
from qabot.types import Kind, Sentence

_LONGEST_SENTENCE = 1000
"""Characters. What is longer is a table or a list."""
_LONGEST = 20
"""Words of a question that one can take in at a glance."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question with the sentences that answer it and, where the template knows it, the words."""

    template: str
    question: str
    sentences: tuple[int, ...]
    answer: str | None = None


def propose(sentences: Sequence[Sentence]) -> list[Proposal]:
    """What can be asked about an article's sentences, in their order, no question twice."""
    found: dict[str, Proposal] = {}
    known = Known(sentences)
    for sentence in sentences:
        for template, question, answer in _of(sentence, known):
            if answer is not None and answer not in sentence.text:
                answer = None
            proposal = Proposal(template, question, (sentence.index,), answer)
            before = found.get(question)
            if before is not None:
                both = tuple(dict.fromkeys((*before.sentences, *proposal.sentences)))
                answer = before.answer if before.answer == answer else None
                proposal = Proposal(before.template, question, both, answer)
            if len(question.split()) <= _LONGEST:
                found[question] = proposal
    return list(found.values())


_NAME = r"(?:[A-Z][\w\u2019'-]*\.? (?:(?:de|van|von|der|al|bin) )?)+[A-Z][\w\u2019'-]*[a-z]"
_TITLES = (
    r"(?:President|Prime Minister|(?:[A-Z][a-z]+ )?(?:Minister|Secretary)|Chancellor|Senator"
    r"|Governor|Congressman|Professor|Prof\.|Dr\.?|Gen\.|Gov\.|Sen\.|Rep\.|Chairman)"
)
_NAMED = re.compile(
    rf"(?:^|(?<=said )|(?<=added )|(?<=says )|(?<=[a-z] )|(?<=\. ))(?P<name>{_NAME}), "
    r"(?P<what>(?:(?:a|an|the|its|his|her|their) )?(?:[^,.;\"\u201c\u201d]|(?<=[A-Z])\.)+)"
    r"(?:[,.;]|$)"
)
_TITLED = re.compile(rf"\b(?P<title>{_TITLES}) (?P<name>{_NAME})")
_ROLE = re.compile(
    rf"(?<![\w-])(?P<role>{'|'.join(sorted(PEOPLE_ROLES))}) (?P<name>{_NAME})(?![\w-])"
)
_ORGANIZATION = re.compile(
    r"(?:^|(?<=[a-z] ))(?P<name>(?:[A-Z][\w&.-]* )+(?:Inc|Corp|Co|Ltd|PLC)), "
    r"(?P<what>(?:a|an|the) (?P<noun>[^,.;\"\u201c\u201d]+))(?:[,.;]|$)"
)
_SAID = r"(?:said|told|added|says)"
_QUOTED = re.compile(r"[\u201c\"](?P<words>[A-Z][^\u201c\u201d\"]{12,}?)[,.!?]?[\u201d\"]")
_QUOTER = r"(?P<name>(?:(?:Mr|Mrs|Ms|Dr|Sir)\.? )?(?:[A-Z][\w\u2019'-]*\.? ?){1,4})"
_SAID_AFTER = re.compile(rf"[,?!.][\"\u201d]? (?:said|added|says) {_QUOTER}(?=[,.]|$| in | on )")
_SAID_BEFORE = re.compile(
    rf"[,?!.][\"\u201d] {_QUOTER}(?:, [^,]{{3,60}}, )?(?:said|added|told|says)\b"
    rf"|^{_QUOTER.replace('name', 'first')}"
    r"(?:said|added|says)(?: that|:|,)? [\"\u201c]"
)
_SPEAKS = re.compile(
    r"^(?P<name>(?:The )?(?:(?:Mr|Mrs|Ms|Dr|Sir)\.? )?"
    r"(?:[A-Z][\w\u2019'&.-]* (?:(?:and|of|for) )?){1,6}?)"
    rf"(?:also )?{_SAID}\b(?! to\b)"
)
_SPEAKS_LAST = re.compile(
    rf", (?P<name>(?:the )?(?:[A-Z][\w\u2019'&.-]* (?:(?:and|of|for) )?){{1,6}}){_SAID}$"
)


def _of(sentence: Sentence, known: Known) -> Iterator[tuple[str, str, str | None]]:
    """Template, question and answer of all that a sentence gives."""
    if sentence.kind is Kind.BYLINE:
        name = re.sub(r"^(?:by|from)\s+", "", sentence.text, flags=re.IGNORECASE).strip()
        yield "byline", "Who wrote the article?", name or None
    if sentence.kind is not Kind.PARAGRAPH or len(sentence.text) > _LONGEST_SENTENCE:
        return
    text = plain(sentence.text)
    yield from _identities(text, known)
    yield from _speech(text, known)
    for clause in clauses(text, known):
        yield from _asked(clause, known)


def _asked(clause: Clause, known: Known) -> Iterator[tuple[str, str, str | None]]:
    templates = (
        ("who", who), ("when", when), ("where", where), ("how many", how_many),
        ("how much", how_much), ("how much", price), ("what", what), ("why", why),
    )  # fmt: skip
    if clause.verb in SAYING:
        if name := _speaker(clause.subject, known):
            yield "what said", f"What did {name} say?", None
        return
    for template, make in templates:
        if clause.number is not None and make is not how_many:
            continue
        made = make(clause, known)
        if made is not None:
            yield template, *made


def _identities(text: str, known: Known) -> Iterator[tuple[str, str, str | None]]:
    """Who somebody is whom the sentence itself introduces."""
    for match in _NAMED.finditer(text):
        name, noun = _untitled(match["name"]), match["what"]
        if person_name(name) and known.is_person(name) and _is_role(noun):
            yield "who is", f"Who is {name}?", noun
    for match in _TITLED.finditer(text):
        name = _untitled(match["name"])
        if person_name(name) and known.is_person(name):
            yield "who is", f"Who is {name}?", f"{match['title']} {name}"
    for match in _ROLE.finditer(text):
        name = match["name"]
        if person_name(name) and known.is_person(name):
            yield "who is", f"Who is {name}?", f"{match['role']} {name}"
    for match in _ORGANIZATION.finditer(text):
        if (
            "said" not in match["noun"]
            and {word.casefold() for word in match["noun"].split()[:4]} & THING_ROLES
        ):
            yield "what is", f"What is {match['name']}?", match["what"]


def _untitled(name: str) -> str:
    """A name without the capitalised roles before it."""
    words = re.sub(r"^(?:Mr|Mrs|Ms|Dr|Prof)\.? ", "", name).split()
    while len(words) > 2 and words[0].rstrip(".").casefold() in PEOPLE_ROLES:
        words = words[1:]
    return " ".join(words)


def _is_role(phrase: str) -> bool:
    """Whether what stands beside a name says what the person is."""
    head = re.split(r"\s(?:of|at|for|in|with|who|from|and|on|to)\s", phrase)[0].split()
    if not head:
        return False
    noun = head[-1].casefold()
    return noun in PEOPLE_ROLES or (noun in ("head", "chief") and " of " in phrase)


def _speech(text: str, known: Known) -> Iterator[tuple[str, str, str | None]]:
    """What somebody said, and who said what is quoted."""
    match = _SPEAKS.match(text) or _SPEAKS_LAST.search(text)
    said = _SAID_AFTER.search(text) or _SAID_BEFORE.search(text)
    quoted_by = (said["name"] or said.groupdict().get("first")) if said else None
    quoter = _speaker(quoted_by, known) if quoted_by else None
    speaker = _speaker(match["name"], known) if match else None
    for name in dict.fromkeys(filter(None, (speaker, quoter))):
        yield "what said", f"What did {name} say?", None
    quotations = list(_QUOTED.finditer(text))
    if quoter and quotations and f"{quotations[0][0]} " in text[: said.end() if said else 0]:
        words = quotations[0]["words"].split()
        if len(words) >= 4 and not any(
            sign in quotations[0]["words"] for sign in ("...", "[", "(")
        ):
            start = " ".join(words if len(words) <= 8 else words[:7]).rstrip(",;:")
            more = " ..." if len(words) > 8 else ""
            yield "who said", f'Who said "{start}{more}"?', (quoted_by or "").strip()


def _speaker(words: str, known: Known) -> str | None:
    """A clean name of a person or an organization; None of anything else."""
    name = known.subject(words.split(), begins=True)
    if name is None or not known.is_name(name):
        return None
    if known.is_person(name) or COMPANY.search(name):
        return name
    return name if known.is_organization(name) or known.is_known(name) else None
