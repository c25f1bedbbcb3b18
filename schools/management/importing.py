"""What the import commands have in common: a file in, a summary or one JSON line out."""

import json
import time
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from accounts.access import Permission, organizations_with
from accounts.models import User
from kit.years import parse_school_year
from schools import keeping

MOST_SHOWN = 20


class ImportCommand(BaseCommand):
    """Keeps the file, has it read, and says what came of it. A wrong file: one sentence, exit code 1, no change."""

    kind: str
    counts: tuple[str, ...] = ("added", "changed", "unchanged", "closed")
    year_is_required = False

    def add_arguments(self, parser):
        parser.add_argument("file", help="CSV, TSV or XLSX")
        parser.add_argument("--year", required=self.year_is_required, help="school year, such as 2026-27")
        parser.add_argument("--json", action="store_true", help="print exactly one line of JSON")
        parser.add_argument("--by", help="e-mail address of the user who answers for it; else it is the machine's")
        parser.add_argument("--source-address", default="", help="web address the file came from")

    def handle(self, **options):
        began = time.monotonic()
        try:
            outcome = self._run(options)
        except ValidationError as refusal:
            sentence = " ".join(refusal.messages)
            if options["json"]:
                self.stdout.write(json.dumps({"error": sentence}, ensure_ascii=False))
            raise CommandError(sentence) from refusal
        said = outcome.as_dict() | {"seconds": round(time.monotonic() - began, 2)}
        self._say(said, as_json=options["json"])

    def _run(self, options):
        year = parse_school_year(options["year"]) if options["year"] else None
        by = self._user(options["by"])
        organization = organizations_with(by, Permission.IMPORT_RECORDS).first() if by else None
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with path.open("rb") as opened:
            source = keeping.keep(
                File(opened, name=path.name),
                kind=self.kind,
                by=by,
                organization=organization,
                source_address=options["source_address"],
            )
        with keeping.unless_refused(source):
            return self.read(source, year=year, by=by)

    def read(self, source, *, year, by):
        """The deed: gives an Outcome."""
        raise NotImplementedError

    def _user(self, email):
        if not email:
            return None
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None or not organizations_with(user, Permission.IMPORT_RECORDS).exists():
            raise CommandError(f"{email} may not import records.")
        return user

    def _say(self, said, *, as_json):
        if as_json:
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        counts = ", ".join(f"{said.get(kind, 0):,} {kind.replace('_', ' ')}" for kind in self.counts)
        self.stdout.write(f"{said['file']}: {counts}, {len(said['refused']):,} refused ({said['seconds']} s).")
        for title in ("refused", "warnings"):
            for row in said[title][:MOST_SHOWN]:
                self.stdout.write(f"  {title}: row {row['row']}: {row['reason']}")
            if len(said[title]) > MOST_SHOWN:
                self.stdout.write(f"  … and {len(said[title]) - MOST_SHOWN:,} more; --json lists all.")
