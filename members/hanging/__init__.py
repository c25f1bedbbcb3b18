"""What each matter of this app hangs on a person's page, in the list and among the conditions.

`register()` in each module.
"""
