from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from schools.demo import building
from schools.demo.people import PASSWORD, sign_ins
from schools.models import School


class Command(BaseCommand):
    help = "Fill an empty place with fictional schools, invented people and two years of trails. Safe to call again."

    def handle(self, *args, **options):
        if not School.objects.filter(is_demo=True).exists():
            if School.objects.exists() and not settings.DEMO:
                raise CommandError("This place holds real schools. The demo is not mixed with them.")
            with transaction.atomic():
                building.build(timezone.localdate())
        self.stdout.write(f"Sign in with one of these; the password is always: {PASSWORD}")
        for name, role, email in sign_ins():
            self.stdout.write(f"  {email:24} {name}, {role}")
