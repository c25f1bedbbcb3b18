"""What each matter hangs on a person's page, in the list and among the conditions: `register()` in each module."""
