"""How deeds about commitments read in the history."""

SENTENCES: dict = {}
GROUPS: dict = {}
WORDS: dict = {}
