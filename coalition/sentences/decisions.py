"""How deeds about decisions read in the history."""

SENTENCES: dict = {}
GROUPS: dict = {}
WORDS: dict = {}
