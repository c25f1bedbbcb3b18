from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from accounts import founding, inviting
from accounts.models import Organization, Role


class Command(BaseCommand):
    help = "Add an organization, and print the link by which its first admin joins. The link works for 7 days, once."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the organization's name")
        parser.add_argument("--admin", required=True, metavar="EMAIL", help="the first admin's email")
        parser.add_argument("--kind", choices=Organization.Kind.values, default=Organization.Kind.BASE)
        parser.add_argument("--language", choices=["en", "es"], default="en")
        parser.add_argument("--site", default="http://localhost:8000", help="where this place is reached")

    @transaction.atomic
    def handle(self, *args, name, admin, kind, language, site, **options):
        links = []

        def link(token):
            links.append(site.rstrip("/") + reverse("accounts:invitation", args=[token]))
            return links[-1]

        try:
            organization = founding.found(name, kind=kind, language=language)
            inviting.invite(admin, role=Role.ORGANIZATION_ADMIN, organization=organization, by=None, link=link)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{organization} is here. Its first admin joins at:\n{links[0]}")
