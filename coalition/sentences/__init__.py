"""How what was done in coalitions reads in the history: one module for each matter."""

from coalition.sentences import commitments, decisions, meetings, rosters, sharing

PARTS = (rosters, meetings, decisions, commitments, sharing)
SENTENCES = {verb: sentence for part in PARTS for verb, sentence in part.SENTENCES.items()}
GROUPS = {group: heading for part in PARTS for group, heading in part.GROUPS.items()}
WORDS = {name: choices for part in PARTS for name, choices in part.WORDS.items()}
