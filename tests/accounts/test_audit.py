import pytest
from django.utils import translation

from accounts import sentences
from accounts.audit import record
from accounts.models import AppendOnly, AuditEntry, Role
from tests.factories.accounts import OrganizationFactory

HISTORY = "/set-up/history/"


@pytest.fixture
def entry(cast):
    return record(cast.rosa, "user.joined", cast.rosa, cast.coalition_org, role=Role.ENGAGEMENT_STAFF)


def test_a_deed_reads_as_a_sentence_in_the_readers_language(entry, monkeypatch):
    monkeypatch.setitem(sentences.SENTENCES, "user.joined", translation.gettext_lazy("%(by)s · %(role)s"))

    assert entry.sentence == "Rosa Méndez · Engagement staff"


def test_a_deed_without_a_sentence_still_says_who_and_what(cast):
    entry = record(cast.rosa, "thing.done", cast.partner_org)

    assert entry.sentence == "Rosa Méndez changed “Families of Figueroa” (thing.done)."


def test_a_detail_that_an_older_row_lacks_reads_as_a_dash(cast):
    entry = record(cast.rosa, "user.joined", cast.rosa)

    assert entry.sentence == "Rosa Méndez accepted the invitation and is now –."


def test_what_the_machine_does_says_so(cast):
    assert record(None, "organization.changed", cast.partner_org).sentence.startswith("The machine changed")


def test_a_deed_belongs_to_the_things_organization(cast):
    grant = cast.otto.grants.get()

    assert record(cast.ana, "user.removed", grant, name="Otto", role="viewer").organization == cast.outsider_org


def test_a_deed_on_a_public_record_belongs_to_the_doers_organization(cast):
    assert record(cast.bea, "school.changed", cast.rosa).organization == cast.partner_org


@pytest.mark.parametrize("details", [{"words": "hello"}, {"note": "x"}, {"reason": "y" * 201}])
def test_peoples_words_are_refused(cast, details):
    with pytest.raises(ValueError, match="not people's words"):
        record(cast.rosa, "ask.changed", cast.partner_org, **details)


def test_what_is_written_is_never_changed(entry):
    entry.verb = "other.done"
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()
    with pytest.raises(AppendOnly):
        AuditEntry.objects.filter(pk=entry.pk).update(verb="other.done")
    with pytest.raises(AppendOnly):
        AuditEntry.objects.all().delete()


def test_only_the_organizations_own_admins_read_it(cast, entry):
    others = [cast.rosa, cast.luis, cast.tasha, cast.rory, cast.vic, cast.val, cast.bea, cast.otto]

    assert list(AuditEntry.objects.visible_to(cast.ana)) == [entry]
    assert [user for user in others if AuditEntry.objects.visible_to(user).exists()] == []


def test_an_admin_of_two_organizations_reads_the_one_they_act_for(client, cast, entry):
    elsewhere = OrganizationFactory()
    record(cast.ana, "organization.changed", elsewhere)
    client.force_login(cast.ana)

    assert list(client.get(HISTORY).context["page"]) == [entry]


@pytest.mark.parametrize(
    ("question", "verbs"),
    [
        ("", ["job.asked", "user.joined"]),
        ("?group=user", ["user.joined"]),
        ("?person={luis}", ["job.asked"]),
        ("?since=2999-01-01", []),
        ("?until=2999-01-01", ["job.asked", "user.joined"]),
        ("?person=999999", []),
    ],
)
def test_the_history_can_be_narrowed(client, cast, entry, question, verbs):
    record(cast.luis, "job.asked", cast.luis, work="schools.import")
    client.force_login(cast.ana)

    page = client.get(HISTORY + question.format(luis=cast.luis.pk)).context["page"]

    assert [entry.verb for entry in page] == verbs
