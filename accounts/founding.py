"""Adding organizations and users: what has to be there before anybody can be invited."""

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.text import slugify

from accounts.audit import record
from accounts.models import Organization, User


@transaction.atomic
def found(name: str, *, by=None, slug: str = "", **settings) -> Organization:
    """Add an organization. `settings`: kind, timezone, language, requires_second_factor, is_demo."""
    organization = Organization(name=name.strip(), slug=slug or slugify(name)[:80], **settings)
    organization.full_clean()
    organization.save()
    record(by, "organization.founded", organization)
    return organization


@transaction.atomic
def change(organization: Organization, *, by, **settings) -> Organization:
    """Change an organization's name, language, time zone or rules."""
    for field, value in settings.items():
        setattr(organization, field, value)
    organization.full_clean()
    organization.save()
    record(by, "organization.changed", organization)
    return organization


@transaction.atomic
def add_user(email: str, *, name: str, password: str, language: str = "en") -> User:
    """Add someone who proved this address, by following an invitation or by running the machine.

    Raises ValidationError for a weak password, a bad address, or one that is taken.
    """
    user = User(email=email.strip().lower(), name=name.strip(), language=language)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
