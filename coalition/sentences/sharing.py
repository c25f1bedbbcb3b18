"""How deeds about sharing read in the history."""

SENTENCES: dict = {}
GROUPS: dict = {}
WORDS: dict = {}
