"""Verbs of news stories: what tells that a word is one, and the form that "did" takes.

A list, because endings do not tell: "proposed domains", "the Fed", "a wounded man". What is not in
it makes no question.
"""

_REGULAR = """
    assess cite commence conduct consent post register restart sanction study upgrade abandon
    abolish accept accuse achieve acquire admit adopt advance agree aim allow announce
    apologise apologize appeal appear apply appoint approve arrest arrive ask attack attend
    attract authorize award ban blame block book boost borrow breach cancel capture carry
    cause celebrate challenge change charge claim climb close collapse collect compete
    complete condemn confirm contain continue contribute convert convict create criticise
    criticize cross damage debut decide declare decline defeat defend delay deliver demand
    demolish deny depart deploy describe design destroy detain develop devise die discover
    discuss dismiss disclose dispute distribute dominate donate double drop earn eliminate
    elect employ enact end endorse enter escape establish evacuate evict exceed exchange
    execute exercise expand expel experience expire exploit explode export express extend face
    fail file fine finish fire fix follow force form gain gather grant halt happen hire host
    identify ignore import impose improve incorporate increase inform injure inspect install
    insure introduce invade invent invest investigate invite issue jail join jump kill lack
    land launch license lift link liquidate list live locate lodge lower maintain manufacture
    marry merge miss move name narrow negotiate nominate notify obtain occur offer open
    operate oppose order organise organize oust owe own pass perform place plan play plunge
    pledge post postpone praise prepare present prevent produce promise promote propose
    prosecute protest publish pull purchase push qualify question raise reach receive
    recommend record recover recruit redeem reduce refuse register reject release remain
    remove rename renew repeat replace report represent request rescue resign resolve restore
    restructure resume retain retire return reveal review revise rule save schedule score
    seize select sentence serve settle share show sign slip slow slump soar solve spark
    sponsor stage star start stay stop strengthen subscribe sue suffer support surge surrender
    suspend switch target tender terminate test thank threaten topple total tour trade train
    transfer travel treat trigger tumble turn unveil update urge use veto visit vote want
    welcome widen witness wound yield""".split()
_DOUBLED = frozenset("admit ban cancel drop expel plan slip star stop transfer".split())
_IRREGULAR = {
    "uphold": "upheld", "withhold": "withheld", "undertake": "undertook undertaken",
    "overcome": "overcame overcome", "forecast": "forecast", "bind": "bound",
    "swear": "swore sworn", "beat": "beat beaten", "become": "became become",
    "begin": "began begun", "bear": "bore born", "break": "broke broken", "bring": "brought",
    "build": "built", "buy": "bought", "catch": "caught", "choose": "chose chosen",
    "come": "came come", "cut": "cut", "draw": "drew drawn", "drive": "drove driven",
    "fall": "fell fallen", "fight": "fought", "find": "found", "fly": "flew flown",
    "freeze": "froze frozen", "get": "got", "give": "gave given", "go": "went gone",
    "grow": "grew grown", "hear": "heard", "hit": "hit", "hold": "held", "keep": "kept",
    "lay": "laid", "lead": "led", "leave": "left", "lend": "lent", "lose": "lost", "make": "made",
    "mean": "meant", "meet": "met", "overtake": "overtook overtaken", "pay": "paid", "put": "put",
    "quit": "quit", "run": "ran run", "see": "saw seen", "seek": "sought", "sell": "sold",
    "send": "sent", "set": "set", "shoot": "shot", "sink": "sank sunk", "speak": "spoke spoken",
    "spend": "spent", "stand": "stood", "steal": "stole stolen", "strike": "struck",
    "swim": "swam swum", "take": "took taken", "teach": "taught", "throw": "threw thrown",
    "undergo": "underwent undergone", "wear": "wore worn", "win": "won",
    "withdraw": "withdrew withdrawn", "write": "wrote written", "rise": "rose risen",
}  # fmt: skip


def _past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and base[-2] not in "aeou":
        return f"{base[:-1]}ied"
    return f"{base}{base[-1] if base in _DOUBLED else ''}ed"


_WEAK = {_past(base): base for base in _REGULAR if base not in _IRREGULAR}
PAST = _WEAK | {forms.split()[0]: base for base, forms in _IRREGULAR.items()}
"""Form of the simple past -> base."""
PARTICIPLES = _WEAK | {forms.split()[-1]: base for base, forms in _IRREGULAR.items()}
"""Past participle -> base."""
BASES = frozenset(PAST.values())
