"""Asking people in by e-mail. Whoever can read the letter has proved the address."""

import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import founding
from accounts.audit import record
from accounts.models import Grant, Invitation, Organization, Role, User

log = logging.getLogger("fairshare.mail")

GOOD_FOR = timedelta(days=7)
_followers: list[Callable] = []


def after_accepting(follow: Callable) -> None:
    """Let a higher app do its part when an invitation is taken, in the same transaction: `follow(invitation, user)`."""
    _followers.append(follow)


def invite(email: str, *, role: Role, organization: Organization, by: User, link: Callable[[str], str]) -> Invitation:
    """Ask someone to take a role. `link` turns the letter's secret into the address to follow.

    An older open invitation of the same person is taken back. The answer is the same whether or not the address
    is already known here. Raises ValidationError when the address is no address or the letter could not be sent.
    """
    email = email.strip().lower()
    validate_email(email)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        for older in Invitation.objects.unanswered().filter(organization=organization, email=email):
            _take_back(older, by)
        invitation = Invitation(
            organization=organization,
            email=email,
            role=role,
            token_hash=_hash(token),
            invited_by=by,
            expires_at=timezone.now() + GOOD_FOR,
        )
        invitation.full_clean()
        invitation.save()
        record(by, "user.invited", invitation, email=email, role=str(role))
    try:
        _send(invitation, link(token))
    except (OSError, SMTPException) as trouble:
        log.exception("an invitation could not be sent")
        revoke(invitation, by=by)
        raise ValidationError(_("The letter could not be sent, so nobody was invited. Try again later.")) from trouble
    return invitation


def find(token: str) -> Invitation | None:
    """The open invitation that this secret belongs to."""
    return (
        Invitation.objects.open().select_related("organization", "invited_by").filter(token_hash=_hash(token)).first()
    )


@transaction.atomic
def accept(invitation: Invitation, *, user: User) -> Grant:
    """Take the role. Refuses another person's invitation, and one that was taken back, used or ran out meanwhile."""
    if user.email != invitation.email:
        raise ValidationError(_("This invitation is for another email address."))
    now = timezone.now()
    claimed = Invitation.objects.open(now).filter(pk=invitation.pk).update(accepted_at=now, accepted_by=user)
    if not claimed:
        raise ValidationError(_("This invitation is no longer good. Ask for a new one."))
    held = Grant.objects.current().filter(user=user, organization=invitation.organization, role=invitation.role).first()
    taken = held or Grant(
        user=user,
        organization=invitation.organization,
        role=invitation.role,
        starts_on=invitation.organization.today(),
        granted_by=invitation.invited_by,
    )
    taken.full_clean()
    taken.save()
    record(user, "user.joined", taken, role=invitation.role)
    for follow in _followers:
        follow(invitation, user)
    return taken


@transaction.atomic
def join(invitation: Invitation, *, name: str, password: str, language: str = "en") -> User:
    """Become a user by accepting: the invited address, a name and a password of one's own."""
    user = founding.add_user(invitation.email, name=name, password=password, language=language)
    accept(invitation, user=user)
    return user


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back; its letter opens nothing any more."""
    _take_back(invitation, by)


def _take_back(invitation, by):
    unanswered = Invitation.objects.unanswered().filter(pk=invitation.pk)
    if unanswered.update(revoked_at=timezone.now(), revoked_by=by, token_hash=""):
        record(by, "invitation.revoked", invitation)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _send(invitation: Invitation, address: str) -> None:
    """One letter in both languages, the organization's own first: we do not know yet which one the person reads."""
    languages = sorted(dict(settings.LANGUAGES), key=lambda code: code != invitation.organization.language)
    subjects, bodies = [], []
    for language in languages:
        with translation.override(language):
            subjects.append(_("Join %(organization)s on Fairshare") % {"organization": invitation.organization})
            words = {"invitation": invitation, "address": address, "days": GOOD_FOR.days}
            bodies.append(render_to_string("accounts/email/invitation.txt", words).strip())
    send_mail(" / ".join(subjects), "\n\n* * *\n\n".join(bodies) + "\n", None, [invitation.email])
