"""How deeds about meetings read in the history."""

SENTENCES: dict = {}
GROUPS: dict = {}
WORDS: dict = {}
