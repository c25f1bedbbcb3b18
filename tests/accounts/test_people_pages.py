import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import granting
from accounts.audit import record
from accounts.models import AuditEntry, Grant, Invitation, Role, User
from tests.factories.accounts import GrantFactory, InvitationFactory, JobFactory, member_of

PEOPLE = "/set-up/people/"


@pytest.fixture
def as_ana(client, cast):
    client.force_login(cast.ana)
    return client


def invite(client, email, role=Role.VIEWER):
    client.post("/set-up/people/invite/", {"email": email, "role": role})
    return re.search(r"(/invitation/\S+)", mail.outbox[-1].body).group(1)


def test_an_invited_person_chooses_a_password_and_is_in(as_ana, cast):
    link = invite(as_ana, "New.Person@Example.org", Role.ENGAGEMENT_STAFF)
    visitor = Client()

    visitor.post(link, {"name": "Nadia Pérez", "password": "four quiet morning birds"})

    nadia = User.objects.get(email="new.person@example.org")
    grant = Grant.objects.get(user=nadia)
    assert visitor.get("/me/").context["user"] == nadia
    assert (grant.organization, grant.role, grant.granted_by) == (cast.coalition_org, Role.ENGAGEMENT_STAFF, cast.ana)
    assert visitor.get(link).status_code == 404


def test_the_letter_is_in_both_languages_with_the_organizations_own_first(as_ana, cast):
    cast.coalition_org.language = "es"
    cast.coalition_org.save()

    invite(as_ana, "new@example.org")

    assert mail.outbox[0].to == ["new@example.org"]
    assert mail.outbox[0].body.count("/invitation/") == 2
    assert mail.outbox[0].subject.count("Jacaranda") == 2


def test_the_secret_of_an_invitation_is_not_kept(as_ana):
    token = invite(as_ana, "new@example.org").split("/")[2]

    kept = Invitation.objects.get().token_hash

    assert len(token) >= 40
    assert token not in kept


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(as_ana, cast):
    known = as_ana.post("/set-up/people/invite/", {"email": cast.otto.email, "role": Role.VIEWER})
    unknown = as_ana.post("/set-up/people/invite/", {"email": "nobody@example.org", "role": Role.VIEWER})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mail.outbox) == 2


def test_someone_with_an_account_takes_the_role_in_it(as_ana, cast):
    link = invite(as_ana, cast.otto.email)
    otto = Client()

    assert "Sign in" in otto.get(link).content.decode()
    otto.force_login(cast.otto)
    otto.post(link)

    assert set(Grant.objects.current().filter(user=cast.otto).values_list("organization__slug", flat=True)) == {
        "harbor",
        "jacaranda",
    }


def test_another_persons_invitation_gives_nothing(as_ana, cast):
    link = invite(as_ana, cast.otto.email)
    bea = Client()
    bea.force_login(cast.bea)

    bea.post(link)

    assert not Grant.objects.filter(user=cast.bea, organization=cast.coalition_org).exists()


def test_a_new_invitation_takes_the_older_one_back(as_ana):
    older = invite(as_ana, "new@example.org")
    newer = invite(as_ana, "new@example.org")

    assert Client().get(older).status_code == 404
    assert Client().get(newer).status_code == 200


def test_an_invitation_taken_back_opens_nothing(as_ana):
    link = invite(as_ana, "new@example.org")

    as_ana.post(reverse("accounts:revoke", args=[Invitation.objects.get().pk]))

    assert Client().get(link).status_code == 404


def test_a_letter_that_cannot_be_sent_invites_nobody(as_ana, monkeypatch):
    def broken(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("accounts.inviting.send_mail", broken)

    answer = as_ana.post("/set-up/people/invite/", {"email": "new@example.org", "role": Role.VIEWER})

    assert "could not be sent" in answer.content.decode()
    assert not Invitation.objects.open().exists()


def test_a_weak_password_is_refused_beside_the_password(as_ana):
    link = invite(as_ana, "new@example.org")

    answer = Client().post(link, {"name": "Nadia", "password": "password1234"})

    assert answer.context["form"].errors.keys() == {"password"}
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_removed_person_is_out_at_the_next_click(as_ana, cast):
    vic = Client()
    vic.force_login(cast.vic)
    assert vic.get("/me/").status_code == 200

    as_ana.post(reverse("accounts:remove", args=[Grant.objects.get(user=cast.vic).pk]))

    assert vic.get("/me/").url.startswith("/account/login/")


def test_a_person_with_another_role_stays_signed_in(cast, client):
    GrantFactory(user=cast.vic, organization=cast.partner_org)
    client.force_login(cast.vic)

    granting.remove(Grant.objects.get(user=cast.vic, organization=cast.coalition_org), by=cast.ana)

    assert client.get("/me/").context["organization"] == cast.partner_org


def test_a_changed_role_keeps_the_former_one_in_the_record(as_ana, cast):
    former = Grant.objects.get(user=cast.vic)

    as_ana.post(reverse("accounts:change_role", args=[former.pk]), {"role": Role.ORGANIZER})

    assert list(Grant.objects.current().filter(user=cast.vic).values_list("role", flat=True)) == [Role.ORGANIZER]
    assert list(Grant.objects.current(former.starts_on).filter(user=cast.vic)) == [former]


def test_the_last_admin_stays(as_ana, cast):
    grant = Grant.objects.get(user=cast.ana)

    removing = as_ana.post(reverse("accounts:remove", args=[grant.pk]))
    changing = as_ana.post(reverse("accounts:change_role", args=[grant.pk]), {"role": Role.VIEWER})

    assert "last admin" in removing.content.decode()
    assert "last admin" in changing.content.decode()
    assert Grant.objects.current().get(user=cast.ana) == grant


def test_an_admin_may_go_when_another_stays(as_ana, cast):
    member_of(cast.coalition_org, Role.ORGANIZATION_ADMIN)

    as_ana.post(reverse("accounts:remove", args=[Grant.objects.get(user=cast.ana).pk]))

    assert not Grant.objects.current().filter(user=cast.ana).exists()


def test_an_admin_reaches_no_role_of_another_organization(as_ana, cast):
    theirs = Grant.objects.get(user=cast.otto)

    for name in ("change_role", "remove"):
        assert as_ana.get(reverse(f"accounts:{name}", args=[theirs.pk])).status_code == 404
    assert as_ana.post(reverse("accounts:revoke", args=[InvitationFactory().pk])).status_code == 404


def test_the_list_names_only_ones_own_organization(as_ana, cast):
    page = as_ana.get(PEOPLE).content.decode()

    assert "Vic Hollis" in page
    assert "Otto" not in page


def test_every_deed_is_written_down(as_ana, cast):
    invite(as_ana, "new@example.org")
    as_ana.post(reverse("accounts:change_role", args=[Grant.objects.get(user=cast.vic).pk]), {"role": Role.ORGANIZER})

    assert [entry.sentence for entry in AuditEntry.objects.all()] == [
        "Ana Villalobos changed the role of Vic Hollis from Viewer to Organizer.",
        "Ana Villalobos invited new@example.org as Viewer.",
    ]


@pytest.mark.parametrize(
    ("page", "make"),
    [
        (PEOPLE, lambda cast: GrantFactory(organization=cast.coalition_org)),
        (PEOPLE, lambda cast: InvitationFactory(organization=cast.coalition_org, invited_by=cast.ana)),
        ("/set-up/history/", lambda cast: record(cast.vic, "user.changed", cast.vic, cast.coalition_org)),
        ("/jobs/", lambda cast: JobFactory(organization=cast.coalition_org, asked_by=cast.ana)),
    ],
    ids=["users", "invitations", "history", "jobs"],
)
def test_a_list_asks_as_many_queries_for_one_row_as_for_three(as_ana, cast, page, make):
    make(cast)
    with CaptureQueriesContext(connection) as one:
        as_ana.get(page)
    make(cast), make(cast)
    with CaptureQueriesContext(connection) as three:
        as_ana.get(page)

    assert len(one) == len(three)
