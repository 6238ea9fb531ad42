"""Question and passages -> ranked sentences, answer spans, and how sure that is.

candidates -> a reader's signals -> ranking (a few fitted weights) -> confidence -> evidence
"""

from qabot.read.answering import compose, trace
from qabot.read.candidates import Candidate, candidates
from qabot.read.ranking import Ranked, Ranker
from qabot.read.signals import Reader, Signals, signals

__all__ = [
    "Candidate",
    "Ranked",
    "Ranker",
    "Reader",
    "Signals",
    "candidates",
    "compose",
    "signals",
    "trace",
]
