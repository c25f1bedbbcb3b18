"""People on a coalition's roster, and letting them sign in for their organization."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import granting, inviting
from accounts.audit import record
from accounts.models import Grant, Role
from coalition.models import Partner, Representative
from kit.meanwhile import written

FACTS = ("name", "position", "email", "phone", "is_contact", "person")


@transaction.atomic
def add(coalition, *, organization, name, by, position="", email="", phone="", is_contact=False, person=None):
    """Put a person on the roster for an organization that is or was a partner.

    `person`: the record that the partner or the keeper has of them, if any. Only those two know the person.
    """
    if not Partner.objects.filter(coalition=coalition, organization=organization).exists():
        raise ValidationError(_("%(organization)s is not in this coalition."), params={"organization": organization})
    representative = Representative(coalition=coalition, organization=organization)
    _write(representative, name=name, position=position, email=email, phone=phone, is_contact=is_contact, person=person)
    record(by, "representative.added", representative, organization=coalition.keeper, speaks_for=str(organization))
    return representative


@transaction.atomic
def change(representative, *, by, seen=None, **facts):
    """Change what the roster says of someone. Votes and minutes that are fixed keep the name they were fixed with.

    `seen`: what the writer saw, {name: value}. Raises Changed when somebody else changed the same meanwhile.
    """
    if set(facts) - set(FACTS):
        raise TypeError("Not on a roster.")
    rows = Representative.objects.select_for_update(of=("self",)).select_related("coalition__keeper", "organization")
    representative = rows.get(pk=representative.pk)
    _write(representative, **written(representative, facts, seen))
    record(by, "representative.changed", representative, organization=representative.coalition.keeper)
    return representative


def _write(representative, **facts):
    for name, value in facts.items():
        setattr(representative, name, value)
    known_to = (representative.organization_id, representative.coalition.keeper_id)
    if representative.person and representative.person.steward_id not in known_to:
        raise ValidationError(_("Choose a record of the partner’s or the keeper’s own."))
    representative.full_clean()
    representative.save()


def let_in(representative, *, by, link):
    """Ask someone on the roster to sign in for their organization. `link` makes the address for the letter's secret.

    The same letter goes out whether or not the address is known here. Taking the invitation ties the user to the
    roster's line; the role opens nothing but the coalition.
    """
    if not representative.email:
        raise ValidationError(_("Write their e-mail on the roster first."))
    if representative.user_id:
        raise ValidationError(_("%(name)s can sign in already."), params={"name": representative})
    invitation = inviting.invite(
        representative.email,
        role=Role.PARTNER_REPRESENTATIVE,
        organization=representative.organization,
        by=by,
        link=link,
    )
    with transaction.atomic():
        representative.invitation = invitation
        representative.save(update_fields=["invitation"])
        record(
            by,
            "representative.let_in",
            representative,
            organization=representative.coalition.keeper,
            speaks_for=str(representative.organization),
        )
    return invitation


def recognize(invitation, user):
    """An invitation was taken: the roster's lines that waited for it know their user now."""
    Representative.objects.filter(invitation=invitation, user__isnull=True).update(user=user)


@transaction.atomic
def shut_out(representative, *, by):
    """End a representative's sign-in at once: the tie, an open invitation, and the role, if it ties to nothing else."""
    user, invitation = representative.user, representative.invitation
    representative.user = representative.invitation = None
    representative.save(update_fields=["user", "invitation"])
    if invitation and not invitation.accepted_at:
        inviting.revoke(invitation, by=by)
    others = Representative.objects.filter(user=user, organization=representative.organization)
    if user and not others.exists():
        role = {"organization": representative.organization, "role": Role.PARTNER_REPRESENTATIVE}
        for grant in Grant.objects.current().filter(user=user, **role):
            granting.remove(grant, by=by)
    record(
        by,
        "representative.shut_out",
        representative,
        organization=representative.coalition.keeper,
        speaks_for=str(representative.organization),
    )
