"""Words that tell what something is: titles, roles, groups, places, peoples."""

import re
from enum import StrEnum


class Sort(StrEnum):
    """What a pronoun must agree with."""

    HE = "he"
    SHE = "she"
    IT = "it"
    THEY = "they"


PRONOUNS = {
    "he": Sort.HE, "his": Sort.HE, "him": Sort.HE, "she": Sort.SHE, "her": Sort.SHE,
    "it": Sort.IT, "its": Sort.IT, "they": Sort.THEY, "them": Sort.THEY, "their": Sort.THEY,
}  # fmt: skip

AUXILIARIES = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
    r"(?:n['\u2019]t)?"
)
PREPOSITION = (
    r"(?:in|on|at|to|from|by|for|with|about|against|of|since|until|after|before|during|without)"
)
"""Parts of patterns."""

_THEY_DO = re.compile(r"\b(?:are|were|do|have)\s+they\b|\bthey\s+(?:are|were|do|have)\b", re.I)
_OF_THEM = re.compile(r"\bof\s+them\b", re.IGNORECASE)
_THEY_DOES = re.compile(r"\b(?:is|was|does|has)\s+they\b", re.I)

TITLES = {
    "mr": Sort.HE, "sir": Sort.HE, "lord": Sort.HE, "king": Sort.HE, "prince": Sort.HE,
    "pope": Sort.HE, "mrs": Sort.SHE, "ms": Sort.SHE, "miss": Sort.SHE, "lady": Sort.SHE,
    "dame": Sort.SHE, "queen": Sort.SHE, "princess": Sort.SHE,
}  # fmt: skip

PEOPLE_ROLES = frozenset(
    """president premier minister chancellor secretary senator congressman congresswoman
    governor mayor judge justice general colonel captain lieutenant sergeant major admiral
    professor chairman chairwoman chair director coach commissioner ambassador envoy
    representative attorney lawyer sheriff detective officer official spokesman spokeswoman
    spokesperson actor actress singer striker midfielder defender goalkeeper manager boss
    analyst economist author writer reporter journalist editor king queen prince princess pope
    bishop archbishop founder owner leader executive ceo doctor scientist researcher expert
    teacher student player champion runner sprinter golfer boxer driver pilot fighter rebel
    suspect victim witness prosecutor politician candidate diplomat negotiator commander soldier
    banker trader broker investor designer architect artist musician rapper comedian presenter
    producer referee star wife husband son daughter mother father brother sister uncle aunt cousin
    nephew niece grandfather grandmother boyfriend girlfriend lawmaker legislator counterpart
    adviser advisor aide killer murderer conductor composer farmer nurse surgeon engineer critic
    historian activist campaigner treasurer guard defendant correspondent""".split()
)
"""Nouns that can stand for a person whom an article names."""

TITLE_ROLES = {
    "prof": "professor", "dr": "doctor", "sen": "senator", "gov": "governor", "gen": "general",
    "col": "colonel", "capt": "captain", "sgt": "sergeant", "rep": "representative",
}  # fmt: skip
"""Roles that titles before a name are short for."""

THING_ROLES = frozenset(
    """company firm bank airline maker retailer group party union league club team agency
    ministry department country nation state city town village province island region river
    university school hospital museum newspaper broadcaster channel carrier operator giant
    refiner chain insurer lender brewer subsidiary unit resolution treaty bill law act deal
    agreement plan proposal project report book film movie show album song game festival
    tournament cup award prize programme program scheme hurricane storm earthquake disease virus
    drug comedy drama series band""".split()
)
"""Nouns that can stand for something else that an article names."""

ROLES = PEOPLE_ROLES | THING_ROLES

COLLECTIVES = frozenset(
    """band company firm team club group family couple pair crew gang government police party union
    committee jury court orchestra choir audience board cast crowd army""".split()
)
"""Nouns of one that "they" is said of."""

PAST = frozenset(
    """held found made born built sold shown given taken seen sent written paid told bought brought
    caught fought left lost won hit set put cut shot hurt based known thrown drawn grown spent
    kept led met read run split spread stolen struck taught torn worn broken chosen driven eaten
    fallen forgotten frozen hidden done gone begun sung sunk swum began came went took gave rose
    fell grew became knew saw broke spoke got""".split()
)
"""Forms of the past that do not end in -ed."""

VERBS = frozenset(
    """accept achieve add admit agree allow announce apologise appear apply argue arrive ask attend
    avoid become begin believe blame break bring build buy carry catch choose collect come compare
    complain conclude confirm consider contain continue create criticise decide declare defend
    deliver deny depend describe destroy develop die differ discover discuss earn eat employ
    encourage enjoy explain expect feel find follow forget get give go grow happen hate have hear
    hold hope identify imagine improve include intend introduce invent invest involve join keep
    kill know learn leave let like live lose make manage mean meet mention obtain oppose own pay
    perform persuade prefer prepare prevent produce propose protect prove provide publish put
    raise reach react receive recommend reduce refer refuse reject remain remove replace reply
    represent require resign respond retire reveal say see seem sell send serve solve speak spend
    stay steal succeed suffer suggest survive take tell think threaten treat try understand wait
    want warn wear wonder write""".split()
)
"""Verbs that are seldom anything else, as they stand behind "did"."""

ALIKE = {
    "envoy": {"representative", "ambassador", "diplomat"},
    "representative": {"envoy"},
    "boss": {"chief", "executive", "manager", "chairman"},
    "firm": {"company"},
    "company": {"firm", "maker", "retailer", "airline", "carrier", "giant"},
    "leader": {"president", "chairman"},
    "lawyer": {"attorney"},
    "film": {"movie"},
    "movie": {"film"},
    "premier": {"minister"},
    "politician": {"senator", "minister", "congressman", "congresswoman", "governor", "mayor"},
}
"""Roles that go by another word too."""

MALE_ROLES = frozenset(
    "spokesman chairman congressman actor king prince husband son father brother".split()
)
FEMALE_ROLES = frozenset(
    """spokeswoman chairwoman congresswoman actress queen princess wife daughter mother
    sister""".split()
)
PERSON_TITLES = (PEOPLE_ROLES - {"star", "son", "wife", "chair"}) | frozenset(
    """dr prime vice foreign first sen rep gov gen col capt lt sgt prof counsel special deputy
    former acting""".split()
)
"""Words, capitalised, that stand before a person's name."""

GROUPS = re.compile(
    r"\b(?:inc|corp|co|ltd|plc|llc|party|committee|council|university|association|union|ministry"
    r"|department|company|group|bank|league|club|airlines?|airways|house|court|police|commission"
    r"|agency|institute|college|school|church|army|navy|parliament|senate|congress|band"
    r"|international|organi[sz]ation|foundation|fund|times|post|street|road|boulevard|avenue|river"
    r"|island|city|county|bay|lake|mountain|valley|bowl|cup|act|war|award|prize|airport|area"
    r"|treaty|empire|stadium|centre|center|province|reserve|district|park|museum|hospital|festival"
    r"|games|olympics|exchange|tribunal|federation|authority|office|services?|systems|holdings"
    r"|industries|network|administration|government|alliance)\b",
    re.IGNORECASE,
)

PEOPLES = re.compile(
    r"(?:...(?:ese|ish|ists|eans|ians|anis|aelis?|aqis?|ranian|merican|orean|ussian|rman))$"
    r"|^(?:french|dutch|german|greek|iraqi|pakistani|italian|indian|african|asian|european)s?$"
)
"""What belongs to a people, or the people itself."""

DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june
    july august september october november december christmas""".split()
)

COMMON = frozenset(
    """soviet anglican buddhist catholic christian communist conservative democrat democratic jewish
    liberal muslim nazi protestant republican socialist""".split()
) | {"roman catholic"}
"""What is written with a capital letter and names nobody whom a pronoun could mean."""

COUNTRIES = frozenset(
    """afghanistan|africa|albania|algeria|america|argentina|asia|australia|austria|bangladesh
    |baghdad|beijing|belarus|belgium|berlin|bolivia|bosnia|brazil|britain|brussels|bulgaria
    |burma|california|cambodia|canada|chicago|chile|china|colombia|croatia|cuba|cyprus|denmark
    |ecuador|egypt|england|estonia|ethiopia|europe|finland|florida|france|gaza|georgia|germany
    |ghana|greece|haiti|hong kong|hungary|iceland|india|indonesia|iran|iraq|ireland|israel|italy
    |jamaica|japan|jordan|kabul|kenya|kosovo|kuwait|lebanon|libya|lithuania|london|los angeles
    |madrid|malaysia|mexico|moscow|morocco|myanmar|nepal|netherlands|new york|new zealand
    |nigeria|north korea|norway|pakistan|palestine|panama|paris|peru|philippines|poland|portugal
    |pyongyang|romania|rome|russia|rwanda|saudi arabia|scotland|seoul|serbia|singapore|slovakia
    |slovenia|somalia|south africa|south korea|soviet union|spain|sri lanka|sudan|sweden
    |switzerland|syria|taiwan|tehran|texas|thailand|tokyo|tunisia|turkey|u.s|uganda|uk|ukraine
    |united kingdom|united nations|united states|us|venezuela|vietnam|wales|washington|yemen
    |zimbabwe""".replace("\n    ", "").split("|")
)
"""Countries, and the cities that stand for one."""


def they_are_many(question: str) -> bool | None:
    """Whether "they" are several: "What do they want?"; False: one, as in "Who is they?".

    None where the verb does not tell.
    """
    if _THEY_DOES.search(question):
        return False
    return True if _THEY_DO.search(question) or _OF_THEM.search(question) else None
