"""Ask questions of articles in a terminal, and get the sentences that answer them."""

__version__ = "0.1.0"
