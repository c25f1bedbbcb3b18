"""How this app's deeds read in the history. Each matter has a module with SENTENCES, GROUPS and WORDS."""
