"""An example of every address, taken from the demo, and the few rows that the demo leaves for its visitors to make."""

import re
from types import SimpleNamespace

from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import inviting
from accounts.models import Grant, Job, Organization, Role, User
from kit.years import current_school_year
from schools import agreeing, allocating, claiming, codebook, keeping, planning
from schools.demo import building
from schools.models import (
    Answer,
    Ask,
    Input,
    Link,
    PlanLine,
    PlanVersion,
    Reading,
    School,
    SecondReading,
    Session,
    UnmatchedRow,
)
from tests.browser import people_samples
from tests.factories.accounts import JobFactory, UserFactory

# Who looks at a page: the first of these whom it lets in.
VIEWERS = ("luis@demo.example", "monique@demo.example")
KEISHA, MARISOL, RUTH = "keisha@demo.example", "marisol@demo.example", "ruth@demo.example"
NOBODY_YET = "newcomer@demo.example"
SENI_FILE = """CDS Code,School,SENI Score 2026-27,SENI Rank 2026-27,SENI Quintile,SENI Total Allocation Dollars
22,Lost Elementary (demo),47.5,12,1 - HIGHEST,"736,400"
"""


def build():
    """The demo, and beside it what only use brings: jobs, files, drafts, an invitation."""
    today = timezone.localdate()
    building.build(today)
    luis, monique = (User.objects.get(email=email) for email in VIEWERS)
    home = Organization.objects.get(slug="community-coalition")
    school, year = School.objects.order_by("cds_code").first(), current_school_year(today)
    UserFactory(email=NOBODY_YET, name="Nadia Pérez")
    token = []
    inviting.invite(
        "new@example.org",
        role=Role.ORGANIZER,
        organization=home,
        by=monique,
        link=lambda made: token.append(made) or "/",
    )
    source = keeping.keep(ContentFile(SENI_FILE.encode(), name="seni.csv"), kind="seni", by=luis, organization=home)
    result = allocating.import_seni(source, year=2026, by=luis).as_dict() | {"file": source.name}
    facts = {"organization": home, "asked_by": luis, "kind": "schools.import_seni", "payload": {"source": source.pk}}
    done = JobFactory(state=Job.State.DONE, result=result, finished_at=timezone.now(), **facts)
    running = JobFactory(state=Job.State.RUNNING, progress_done=300, progress_total=1005, **facts)
    refused = JobFactory(state=Job.State.FAILED, error="This file has no CDS codes.", **facts)
    draft = planning.start_version(
        school, year, by=luis, organization=home, copy_from=PlanVersion.objects.get(school=school, year=year)
    )
    book = codebook.draft_version(home, by=luis)
    held = Session.objects.held(timezone.now()).filter(school=school, event__attendances__isnull=False)
    held = held.latest("event__starts_at")
    return SimpleNamespace(
        people=people_samples.build(today),
        today=today, luis=luis, monique=monique, home=home, school=school, year=year, source=source, token=token[0],
        done=done, jobs=[done, running, refused], draft=draft, book=book, held=held,
    )  # fmt: skip


def samples(demo):
    """{name of the address: examples of it}; an example is an address, or an address and who looks at it."""
    own = _doors(demo) | _places(demo) | _trail(demo) | _listening(demo) | _reading(demo) | _money(demo)
    return own | people_samples.samples(demo.people)


def _doors(demo):
    """Signing in, and how one signs in. Leaving comes last on its page: nobody presses the button."""
    Client().post(reverse("account_reset_password"), {"email": demo.monique.email})
    letter = re.search(r"http://[^/]+(/account/\S+)", mail.outbox[-1].body).group(1)
    public = ("login", "reset_password", "reset_password_done", "reset_password_from_key_done", "inactive")
    return {
        **{f"account_{name}": [(reverse(f"account_{name}"), None)] for name in public},
        "account_reset_password_from_key": [(letter, None), ("/account/password/reset/key/x-y/", None)],
        **{name: [reverse(name)] for name in ("account_logout", "account_change_password", "mfa_activate_totp")},
    }


def _places(demo):
    school, year = demo.school.cds_code, demo.year
    silent = School.objects.get(name="Palisade Bend Elementary (demo)").cds_code
    grant = Grant.objects.get(user__email=RUTH)
    return {
        "today": ["/", *(("/", who) for who in (RUTH, NOBODY_YET, people_samples.TASHA, people_samples.IMANI))],
        "search": ["/search/?q=figueroa", "/search/?q=zzzz", "/search/"],
        "accounts:account": [reverse("accounts:account")],
        "accounts:jobs": [reverse("accounts:jobs")],
        "accounts:job": [reverse("accounts:job", args=[job.pk]) for job in demo.jobs],
        "accounts:invitation": [(reverse("accounts:invitation", args=[demo.token]), None)],
        "accounts:setup": [reverse("accounts:setup"), (reverse("accounts:setup"), "monique@demo.example")],
        "accounts:organization": [reverse("accounts:organization")],
        "accounts:history": [reverse("accounts:history")],
        "accounts:people": [reverse("accounts:people")],
        "accounts:invite": [reverse("accounts:invite")],
        "accounts:change_role": [reverse("accounts:change_role", args=[grant.pk])],
        "accounts:remove": [reverse("accounts:remove", args=[grant.pk])],
        "schools:list": ["/schools/", "/schools/?view=map", "/schools/?tier=1&q=zzzz"],
        "schools:about": [reverse("schools:about", args=[school])],
        "schools:promise": [reverse("schools:promise", args=[school, year])],
        "schools:import_schools": [reverse("schools:import_schools")],
        "schools:import_seni": [reverse("schools:import_seni")],
        "schools:import_result": [reverse("schools:import_result", args=[demo.done.pk])],
        "schools:unmatched": ["/schools/seni/unmatched/", f"/schools/seni/unmatched/?row={_row(demo)}&q=figueroa"],
        "schools:kept_file": [reverse("schools:kept_file", args=[demo.source.pk])],
        "schools:school": [
            reverse("schools:school", args=[school]),
            reverse("schools:school", args=[school]) + f"?year={year - 1}",
            reverse("schools:school", args=[silent]),
            (reverse("schools:school", args=[school]), MARISOL),
        ],
        "schools:district": ["/district/", (f"/district/?year={year - 1}", MARISOL)],
        "schools:district_file": ["/district/csv/", "/district/xlsx/"],
        "schools:how_we_count": [reverse("schools:how_we_count"), (reverse("schools:how_we_count"), None)],
    }


def _row(demo):
    return UnmatchedRow.objects.get(source=demo.source).pk


def _trail(demo):
    school, year = demo.school.cds_code, demo.year
    asks = Ask.objects.filter(school=demo.school, year=year).order_by("pk")
    link = Link.objects.filter(confirmed_by=None, ask__steward=demo.home).first()
    answer = Answer.objects.filter(ask__steward=demo.home, deliveries=None).first()
    open_ask = asks.filter(answers=None).first()
    asked_for = Link.objects.filter(ask__in=asks).first().line_id
    unasked = PlanLine.objects.filter(version__school=demo.school, version__year=year, links=None).first().pk
    change = ("edit_ask", "prioritize", "share_ask", "merge_ask", "claim_link", "answer")
    return {
        "schools:raise_ask": [reverse("schools:raise_ask", args=[school, year + 1])],
        "schools:group": [
            reverse("schools:group", args=[school, year + 1]),
            reverse("schools:group", args=[school, year]) + "?theme=tutoring",
        ],
        "schools:ask": [
            *(reverse("schools:ask", args=[ask.pk]) for ask in asks[1:4]),
            (reverse("schools:ask", args=[asks.exclude(coalition=None).first().pk]), MARISOL),
            (reverse("schools:ask", args=[link.ask_id]), KEISHA),
        ],
        "schools:ask_comments": [reverse("schools:ask_comments", args=[open_ask.pk])],
        **{f"schools:{name}": [reverse(f"schools:{name}", args=[open_ask.pk])] for name in change},
        "schools:confirm_link": [(reverse("schools:confirm_link", args=[link.pk]), KEISHA)],
        "schools:line": [reverse("schools:line", args=[pk]) for pk in (asked_for, unasked)],
        "schools:send_back": [reverse("schools:send_back", args=[answer.pk])],
        "schools:reopen_answer": [reverse("schools:reopen_answer", args=[answer.pk])],
    }


def _listening(demo):
    held, school = demo.held, demo.school.cds_code
    coming = Session.objects.visible_to(demo.luis).coming(timezone.now()).first()
    comment = held.inputs.first()
    pages = ("edit_session", "head_counts", "attendees", "inputs_grid", "add_input")
    return {
        "schools:sessions": ["/sessions/", f"/sessions/?school={school}"],
        "schools:record_session": ["/sessions/new/", "/sessions/new/?find=av", f"/sessions/new/?school={school}"],
        "schools:session": [
            reverse("schools:session", args=[held.pk]),
            reverse("schools:session", args=[coming.pk]),
            (reverse("schools:session", args=[held.pk]), RUTH),
        ],
        **{f"schools:{name}": [reverse(f"schools:{name}", args=[held.pk])] for name in pages},
        "schools:withdraw_input": [reverse("schools:withdraw_input", args=[comment.pk])],
        "schools:translate_input": [reverse("schools:translate_input", args=[comment.pk])],
    }


def _reading(demo):
    unread = claiming.waiting(claiming.Queue.FIRST, demo.luis, demo.home).first()
    again = Input.objects.filter(readings__reader=demo.luis, second_reading=None).first()
    SecondReading.objects.create(input=again, hides_suggestions=False)
    own = Reading.objects.filter(reader=demo.luis, input__second_reading=None, round=1).latest("pk")
    version = codebook.current(demo.home)
    pair = next(pair for pair in agreeing.doubles(version, Input.objects.all()) if pair.is_open)
    topic = demo.book.codes.first().key
    number = demo.book.number
    return {
        "schools:coding": ["/coding/", ("/coding/", KEISHA)],
        "schools:agreement": ["/coding/agreement/"],
        "schools:disagreement": [reverse("schools:disagreement", args=[pair.input.pk])],
        "schools:change_reading": [reverse("schools:change_reading", args=[own.pk])],
        "schools:next_reading": ["/coding/first/next/"],
        "schools:read": [
            reverse("schools:read", args=["first", unread.pk]),
            (reverse("schools:read", args=["second", again.pk]), KEISHA),
        ],
        "schools:codebook": ["/codebook/", ("/codebook/", RUTH)],
        "schools:codebook_version": [reverse("schools:codebook_version", args=[version.number])],
        "schools:edit_codebook": [reverse("schools:edit_codebook", args=[number])],
        "schools:drop_codebook_draft": [reverse("schools:drop_codebook_draft", args=[number])],
        "schools:add_code": [reverse("schools:add_code", args=[number])],
        "schools:change_code": [reverse("schools:change_code", args=[number, topic])],
        "schools:remove_code": [reverse("schools:remove_code", args=[number, topic])],
    }


def _money(demo):
    school, year = demo.school.cds_code, demo.year
    filed = PlanVersion.objects.filed().get(school=demo.school, year=year)
    unplanned = School.objects.get(name="Expo Line STEM Academy (demo)").cds_code
    return {
        "schools:plan": [
            reverse("schools:plan", args=[school, year]),
            reverse("schools:plan", args=[school, year]) + f"?version={demo.draft.number}",
            reverse("schools:plan", args=[unplanned, year]),
            (reverse("schools:plan", args=[school, year]), RUTH),
        ],
        "schools:upload_plan": [reverse("schools:upload_plan", args=[school, year])],
        "schools:match_plan": [reverse("schools:match_plan", args=[school, year])],
        "schools:edit_plan": [reverse("schools:edit_plan", args=[demo.draft.pk])],
        "schools:file_plan": [reverse("schools:file_plan", args=[demo.draft.pk])],
        "schools:drop_plan": [reverse("schools:drop_plan", args=[demo.draft.pk])],
        "schools:spending": [reverse("schools:spending", args=[filed.pk])],
        "schools:upload_spending": [reverse("schools:upload_spending", args=[filed.pk])],
        "schools:match_spending": [reverse("schools:match_spending", args=[filed.pk])],
    }
