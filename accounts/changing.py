"""What people change about their own account."""

from django.db import transaction

from accounts.audit import record
from accounts.granting import end_sessions
from accounts.models import User


@transaction.atomic
def change_account(user: User, *, name: str, language: str) -> User:
    """Change one's own name or the language of the pages."""
    user.name, user.language = name.strip(), language
    user.full_clean()
    user.save(update_fields=["name", "language"])
    record(user, "user.changed", user)
    return user


@transaction.atomic
def sign_out_elsewhere(user: User) -> None:
    """End all of one's sessions. The caller keeps the one it came by."""
    end_sessions(user)
    record(user, "user.signed_out_elsewhere", user)
