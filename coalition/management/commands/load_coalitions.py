from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.access import Permission, may
from accounts.models import Organization, User
from coalition import seeding


class Command(BaseCommand):
    help = "Load two real coalitions by name: partners, steering committees and vacant places. Twice adds nothing."

    def add_arguments(self, parser):
        parser.add_argument("--keeper", required=True, metavar="SLUG", help="the organization that keeps the rosters")
        parser.add_argument(
            "--by", metavar="EMAIL", help="whose deed it is in the history: a roster admin of the keeper"
        )
        parser.add_argument(
            "--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="first day of the terms; today if left out"
        )
        parser.add_argument("--with-people", action="store_true", help="seat invented people, for a try-out only")

    @transaction.atomic
    def handle(self, *args, keeper, by, since, with_people, **options):
        organization = Organization.objects.filter(slug=keeper).first()
        if organization is None:
            known = ", ".join(Organization.objects.order_by("slug").values_list("slug", flat=True)[:20])
            raise CommandError(f"No organization has the short name {keeper}. There are: {known or 'none yet'}")
        user = _roster_admin(by, organization) if by else None
        facts = {"keeper": organization, "since": since or organization.today(), "by": user}
        for known in seeding.COALITIONS:
            try:
                new = seeding.load(known, with_people=with_people, **facts)
            except ValidationError as refusal:
                raise CommandError(" ".join(refusal.messages)) from refusal
            said = ", ".join(f"{count} {what}" for what, count in new.items() if count)
            self.stdout.write(f"{known.name}: {'new: ' + said if said else 'all there already'}.")


def _roster_admin(email, organization):
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None or not may(user, Permission.MANAGE_ROSTER, organization):
        raise CommandError(f"{email} is no roster admin of {organization}.")
    return user
