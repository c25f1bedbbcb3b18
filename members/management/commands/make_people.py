import secrets

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import founding, granting
from accounts.models import Organization, Role, User
from kit.looking_over import look_over
from members import climbing, inventing, inventing_names, tagging
from members.colleagues import colleagues
from members.models import Tag

PEOPLE_EACH = 10_000  # for one organizer
MOST_ORGANIZERS = 100


class Command(BaseCommand):
    help = "Invent people with families, consents and talks, in an organization that is only for trying out."

    def add_arguments(self, parser):
        parser.add_argument("--count", type=int, required=True, metavar="N", help="how many people")
        parser.add_argument("--organization", default="many-people", metavar="SLUG", help="made if it is not there")
        parser.add_argument("--talks", type=int, default=10, help="conversations with each person")
        parser.add_argument("--seed", type=int, default=1, help="another number invents other people")

    def handle(self, *args, count, organization, talks, seed, **options):
        if count < 1 or talks < 0:
            raise CommandError("Name at least one person, and no fewer than 0 conversations.")
        with transaction.atomic():
            place, users = self._found(organization, count)
            rungs, tags = climbing.adopt_ladder(place, by=users[0]), _tags(place, users[0])
        people = inventing.invent(place, count=count, users=users, rungs=rungs, tags=tags, talks=talks, seed=seed)
        for made in people:
            if options["verbosity"]:
                self.stdout.write(f"{made:,} of {count:,} people", ending="\r")
                self.stdout.flush()
        look_over()
        if options["verbosity"]:
            self.stdout.write(f"{count:,} people are in “{place}”.")

    def _found(self, slug, count):
        """The organization and those who work in it. A real one is left alone."""
        place = Organization.objects.filter(slug=slug).first()
        if place is None:
            place = founding.found(slug.replace("-", " ").capitalize(), slug=slug, is_demo=True)
        if not place.is_demo:
            raise CommandError(f"{place} is a real organization. Invented people are not mixed with its own.")
        users = list(colleagues(place))
        if not users:
            users = _organizers(place, max(3, min(MOST_ORGANIZERS, count // PEOPLE_EACH)))
            password = secrets.token_urlsafe(12)
            User.objects.filter(pk=users[0].pk).update(password=make_password(password))
            self.stdout.write(f"Sign in as {users[0].email} with the password: {password}")
        return place, users


def _organizers(place, many):
    users = []
    for number in range(many):
        name = inventing_names.ORGANIZERS[number % len(inventing_names.ORGANIZERS)]
        user = User.objects.create_user(f"organizer{number + 1}.{place.slug}@demo.example", name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        granting.grant(user, organization=place, role=Role.ORGANIZER, by=None)
        users.append(user)
    return users


def _tags(place, by):
    for group, names in inventing_names.TAGS:
        for name in names:
            if not Tag.objects.of(place).filter(name=name).exists():
                tagging.add_tag(place, name=name, group_name=group, by=by)
    return list(Tag.objects.of(place).standing())
