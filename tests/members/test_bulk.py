"""One thing done to many: with today's rights, once, with a journal; taken back where nobody changed it again."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import granting, working
from accounts.models import AuditEntry, Grant
from kit import sheets
from members import assigning, bulk, consenting, stepping, tagging, taking_along
from members.models import Assignment, BulkAction, BulkChange, ListEntry, NextStep, PersonTag, PersonView
from tests.factories import members as make

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def november_12(tmp_path, monkeypatch):
    monkeypatch.setattr(taking_along, "FOLDER", tmp_path / "files")
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def three(cast):
    return [make.PersonFactory(steward=cast.coalition_org, given_name=name) for name in ("Lupita", "Óscar", "Nayeli")]


def do(kind, cast, people, by=None, **asked):
    """Ask for it and let the worker do it."""
    action = bulk.ask(
        kind, by=by or cast.tasha, organization=cast.coalition_org, people=[each.pk for each in people], **asked
    )
    working.run(action.job_id)
    action = BulkAction.objects.get(pk=action.pk)
    assert action.job.error == ""
    return action


def undo(action, by):
    job = bulk.undo(action, by=by)
    working.run(job.pk)
    job.refresh_from_db()
    assert job.error == ""


def fates(action):
    return dict(action.changes.values_list("person", "fate"))


def test_a_tag_is_put_on_many_and_taken_back_where_it_still_is(cast, three):
    tag = make.TagFactory(steward=cast.coalition_org)
    tagging.put_on(tag, three[0], by=cast.tasha)

    action = do("tag", cast, three, tag=tag.pk)
    assert fates(action) == {three[0].pk: "skipped", three[1].pk: "stands", three[2].pk: "stands"}
    assert PersonTag.objects.filter(tag=tag).count() == 3

    tagging.take_off(PersonTag.objects.get(person=three[2]), by=cast.rosa)
    tagging.put_on(tag, three[2], by=cast.rosa)
    undo(action, cast.tasha)

    assert fates(action) == {three[0].pk: "skipped", three[1].pk: "undone", three[2].pk: "kept"}
    assert set(PersonTag.objects.values_list("person", flat=True)) == {three[0].pk, three[2].pk}
    assert action.changes.get(person=three[2]).reason == "Lost this tag since"


def test_undoing_a_tag_brings_back_the_one_it_displaced(cast, three):
    group = make.models.TagGroup.objects.create(steward=cast.coalition_org, name="Size", takes_one=True)
    small, large = (make.TagFactory(steward=cast.coalition_org, group=group) for _each in range(2))
    tagging.put_on(small, three[0], by=cast.tasha)

    action = do("tag", cast, three[:1], tag=large.pk)
    assert three[0].tags.get().tag == large
    undo(action, cast.tasha)

    assert three[0].tags.get().tag == small


def test_taking_a_tag_off_many_can_be_taken_back(cast, three):
    tag = make.TagFactory(steward=cast.coalition_org)
    tagging.put_on(tag, three[0], by=cast.tasha)

    action = do("untag", cast, three, tag=tag.pk)
    assert not PersonTag.objects.exists()
    undo(action, cast.tasha)

    assert PersonTag.objects.get().person == three[0]


def test_organizers_are_assigned_and_the_earlier_ones_come_back(cast, three):
    assigning.assign(three[0], cast.rosa, by=cast.tasha, on=dt.date(2026, 10, 1))

    action = do("assign", cast, three, organizer=cast.tasha.pk)
    now = Assignment.objects.filter(ends_on__isnull=True)
    assert set(now.values_list("person", "organizer")) == {(each.pk, cast.tasha.pk) for each in three}
    assigning.assign(three[2], cast.luis, by=cast.luis)
    undo(action, cast.tasha)

    assert now.get(person=three[0]).organizer == cast.rosa
    assert now.get(person=three[2]).organizer == cast.luis
    assert fates(action)[three[2].pk] == "kept"
    assert not now.filter(person=three[1]).exclude(ends_on__lte=dt.date(2026, 11, 12)).exists()


TODAY, DAY = dt.date(2026, 11, 12), dt.timedelta(days=1)


def terms(person):
    rows = person.assignments.order_by("starts_on")
    return [(term.organizer_id, term.starts_on, term.ends_on, term.assigned_by_id) for term in rows]


@pytest.mark.parametrize("later", ["luis", "rosa"])
def test_who_is_planned_to_follow_still_does_and_undo_restores_each_term_as_it_was(cast, three, later):
    later = getattr(cast, later)
    for person in three[:2]:
        assigning.assign(person, cast.tasha, by=cast.luis, on=TODAY - 9 * DAY)
        assigning.assign(person, later, by=cast.luis, on=TODAY + 9 * DAY)
    before = [terms(person) for person in three]

    action = do("assign", cast, three, organizer=cast.rosa.pk)
    ends_on = TODAY + 8 * DAY if later == cast.luis else None
    assert terms(three[0])[1] == (cast.rosa.pk, TODAY, ends_on, cast.tasha.pk)
    undo(action, cast.tasha)

    assert [terms(person) for person in three] == before
    assert set(fates(action).values()) == {"undone"}


def test_undo_some_days_later_gives_back_from_then_on(cast, three):
    assigning.assign(three[0], cast.tasha, by=cast.luis, on=TODAY - 9 * DAY)
    assigning.assign(three[0], cast.luis, by=cast.luis, on=TODAY + 9 * DAY)
    action = do("assign", cast, three, organizer=cast.rosa.pk)

    with time_machine.travel(NOON + 3 * DAY, tick=False):
        undo(action, cast.tasha)

    assert [row[:3] for row in terms(three[0])] == [
        (cast.tasha.pk, TODAY - 9 * DAY, TODAY - DAY),
        (cast.rosa.pk, TODAY, TODAY + 2 * DAY),
        (cast.tasha.pk, TODAY + 3 * DAY, TODAY + 8 * DAY),
        (cast.luis.pk, TODAY + 9 * DAY, None),
    ]


def test_undo_after_the_plan_came_about_leaves_it(cast, three):
    assigning.assign(three[0], cast.tasha, by=cast.luis, on=TODAY - 9 * DAY)
    assigning.assign(three[0], cast.luis, by=cast.luis, on=TODAY + 9 * DAY)
    action = do("assign", cast, three[:1], organizer=cast.rosa.pk)
    given = terms(three[0])

    with time_machine.travel(NOON + 12 * DAY, tick=False):
        undo(action, cast.tasha)

    assert (fates(action)[three[0].pk], terms(three[0])) == ("kept", given)


def test_undo_gives_nobody_to_an_organizer_who_left(cast, three):
    assigning.assign(three[0], cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    action = do("assign", cast, three[:1], organizer=cast.rosa.pk)
    granting.remove(cast.luis.grants.get(), by=cast.ana)

    undo(action, cast.tasha)

    assert action.changes.get().reason == "Who looked after them before works here no longer"
    assert terms(three[0])[-1] == (cast.rosa.pk, TODAY, None, cast.tasha.pk)


def test_the_question_says_that_what_is_planned_stays(client, cast, three):
    client.force_login(cast.tasha)

    page = client.post(reverse("members:bulk"), {"kind": "assign", "person": [three[0].pk]})

    assert "Where somebody else is planned to follow later, they still do." in page.text


def test_the_result_names_who_is_to_follow_as_planned(client, cast, three):
    assigning.assign(three[0], cast.luis, by=cast.luis, on=TODAY + 9 * DAY)
    action = do("assign", cast, three, organizer=cast.rosa.pk)

    client.force_login(cast.tasha)
    page = client.get(reverse("members:bulk_result", args=[action.pk]))

    assert [(term.person, term.organizer) for term in page.context["to_follow"]] == [(three[0], cast.luis)]
    assert "To follow later, as planned" in page.text


def given_to_rosa(cast, person, **facts):
    """One person of Luis's with a step of his and one of Rosa's; then everybody goes to Rosa."""
    make.AssignmentFactory(person=person, organizer=cast.luis)
    his = make.NextStepFactory(person=person, owner=cast.luis)
    hers = make.NextStepFactory(person=person, owner=cast.rosa)
    return do("assign", cast, [person], organizer=cast.rosa.pk), his, hers


def owner_of(step):
    return NextStep.objects.get(pk=step.pk).owner


def test_undo_gives_back_the_steps_that_went_along_and_no_others(cast, three):
    action, his, hers = given_to_rosa(cast, three[0])
    later = make.NextStepFactory(person=three[0], owner=cast.rosa)
    assert owner_of(his) == cast.rosa

    undo(action, cast.tasha)

    assert [owner_of(step) for step in (his, hers, later)] == [cast.luis, cast.rosa, cast.rosa]
    moved = AuditEntry.objects.filter(verb="step.moved", thing_id=str(his.pk)).order_by("pk")
    assert [entry.details["owner"] for entry in moved] == [str(cast.rosa), str(cast.luis)]


@pytest.mark.parametrize(
    "touch",
    [
        lambda step, cast: stepping.finish(step, by=cast.rosa),
        lambda step, cast: stepping.move(step, due_on=dt.date(2026, 12, 1), by=cast.rosa),
        lambda step, cast: stepping.move(step, what="Ask her to open the night with Óscar", by=cast.rosa),
    ],
)
def test_undo_leaves_a_step_that_was_closed_or_changed_since(cast, three, touch):
    action, his, _hers = given_to_rosa(cast, three[0])
    touch(his, cast)

    undo(action, cast.tasha)

    assert owner_of(his) == cast.rosa
    assert fates(action) == {three[0].pk: BulkChange.Fate.UNDONE}


def test_undo_gives_no_step_to_somebody_who_left(cast, three):
    step = make.NextStepFactory(person=three[0], owner=cast.luis)
    granting.remove(cast.luis.grants.get(), by=cast.ana)
    action = do("assign", cast, three, organizer=cast.rosa.pk)

    undo(action, cast.tasha)

    assert owner_of(step) == cast.rosa


def test_people_are_put_on_a_list_and_taken_off_again(cast, three):
    kept = make.PersonListFactory(steward=cast.coalition_org)

    action = do("list", cast, three, list=kept.pk)
    assert ListEntry.objects.filter(list=kept).count() == 3
    undo(action, cast.tasha)
    assert not ListEntry.objects.exists()

    do("list", cast, three[:2], list=kept.pk)
    undo(do("unlist", cast, three, list=kept.pk), cast.tasha)
    assert set(ListEntry.objects.values_list("person", flat=True)) == {three[0].pk, three[1].pk}


def test_everybody_gets_a_next_step_with_their_own_organizer(cast, three):
    assigning.assign(three[0], cast.rosa, by=cast.tasha)

    action = do("step", cast, three, what="Invite to budget night", due_on="2026-11-19", owner=None)
    owners = dict(NextStep.objects.values_list("person", "owner"))
    assert owners == {three[0].pk: cast.rosa.pk, three[1].pk: cast.tasha.pk, three[2].pk: cast.tasha.pk}
    stepping.finish(NextStep.objects.get(person=three[1]), by=cast.tasha)
    undo(action, cast.tasha)

    outcomes = dict(NextStep.objects.values_list("person", "outcome"))
    assert outcomes == {three[0].pk: "dropped", three[1].pk: "done", three[2].pk: "dropped"}


def test_words_that_are_not_kept_about_people_stop_the_whole_action(cast, three):
    with pytest.raises(ValidationError):
        do("step", cast, three, what="Ask for her SSN 123-45-6789", due_on="2026-11-19")

    assert not BulkAction.objects.exists()


def test_an_action_that_is_run_twice_is_done_once(cast, three):
    action = bulk.ask(
        "step", by=cast.tasha, organization=cast.coalition_org, people=[each.pk for each in three],
        what="Call", due_on="2026-11-19",
    )  # fmt: skip
    for _time in range(2):
        bulk.carry_out(action, by=cast.tasha, progress=lambda *_steps: None)

    assert (NextStep.objects.count(), BulkChange.objects.count()) == (3, 3)


def test_a_worker_that_dies_between_two_batches_leaves_the_rest_for_the_next(cast, three, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 1)
    tag = make.TagFactory(steward=cast.coalition_org)
    action = bulk.ask(
        "tag", by=cast.tasha, organization=cast.coalition_org, people=[each.pk for each in three], tag=tag.pk
    )

    def dies_at_two(done, total):
        if done == 2:
            raise working.LostLease

    with pytest.raises(working.LostLease):
        bulk.carry_out(action, by=cast.tasha, progress=dies_at_two)
    assert BulkChange.objects.count() == PersonTag.objects.count() == 2
    bulk.carry_out(action, by=cast.tasha, progress=lambda *_steps: None)

    assert set(fates(action).values()) == {"stands"}
    assert PersonTag.objects.count() == 3


def test_undo_works_once(cast, three):
    action = do("tag", cast, three, tag=make.TagFactory(steward=cast.coalition_org).pk)
    undo(action, cast.tasha)

    with pytest.raises(ValidationError, match="undone already"):
        bulk.undo(BulkAction.objects.get(), by=cast.tasha)


def test_an_undo_is_asked_for_once_while_it_is_under_way(cast, three):
    action = do("tag", cast, three, tag=make.TagFactory(steward=cast.coalition_org).pk)
    bulk.undo(action, by=cast.tasha)

    assert not bulk.may_undo(action, cast.tasha)
    with pytest.raises(ValidationError, match="undone already"):
        bulk.undo(action, by=cast.tasha)
    assert not AuditEntry.objects.filter(verb="bulk.undone").exists()


def test_an_undo_that_was_refused_can_be_asked_for_again(cast, three):
    action = do("tag", cast, three, tag=make.TagFactory(steward=cast.coalition_org).pk)
    job = bulk.undo(action, by=cast.rosa)
    granting.remove(Grant.objects.get(user=cast.rosa), by=cast.ana)

    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        assert working.run(job.pk) == "failed"
        action = BulkAction.objects.get()
        assert (action.undone_at, action.undone_by) == (None, None)
        undo(action, cast.tasha)

    action.refresh_from_db()
    assert action.undone_by == cast.tasha
    assert not PersonTag.objects.exists()
    assert AuditEntry.objects.filter(verb="bulk.undone").count() == 1


def test_an_undo_that_runs_twice_is_written_down_once(cast, three):
    action = do("tag", cast, three, tag=make.TagFactory(steward=cast.coalition_org).pk)
    for _time in range(2):
        bulk.take_back(action, by=cast.tasha, progress=lambda *_steps: None)

    assert AuditEntry.objects.filter(verb="bulk.undone").count() == 1


def test_what_is_done_counts_the_rights_of_the_day_it_runs(cast, three):
    tag = make.TagFactory(steward=cast.coalition_org)
    ids = [each.pk for each in three]
    action = bulk.ask("tag", by=cast.rosa, organization=cast.coalition_org, people=ids, tag=tag.pk)
    granting.remove(Grant.objects.get(user=cast.rosa), by=cast.ana)

    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        working.run(action.job_id)

    assert not PersonTag.objects.exists()
    assert "no longer have the role" in BulkAction.objects.get().job.error


@pytest.mark.parametrize(("kind", "who"), [("tag", "vic"), ("assign", "rosa"), ("list", "rosa"), ("export", "vic")])
def test_roles_without_the_right_are_refused(cast, three, kind, who):
    with pytest.raises(PermissionDenied):
        do(kind, cast, three, by=getattr(cast, who))


def test_people_of_other_organizations_are_never_touched(cast, three):
    stranger = make.PersonFactory(steward=cast.partner_org)
    tag = make.TagFactory(steward=cast.coalition_org)

    action = do("tag", cast, [*three, stranger], tag=tag.pk)

    assert action.people == 3
    with pytest.raises(ValidationError, match="Nobody"):
        do("tag", cast, [stranger], tag=tag.pk)


def test_everybody_a_search_finds_is_reached(cast, three):
    three[0].language = "es"
    three[0].save()
    tag = make.TagFactory(steward=cast.coalition_org)

    action = bulk.ask(
        "tag", by=cast.tasha, organization=cast.coalition_org, tree={"is": "speaks", "value": "es"}, tag=tag.pk
    )
    working.run(action.job_id)

    assert fates(action) == {three[0].pk: "stands"}


# --- Files -------------------------------------------------------------------------------------------------------


def download(client, action, user):
    client.force_login(user)
    return client.get(reverse("members:bulk_file", args=[action.pk]))


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_file_holds_whom_the_list_shows_and_is_written_down_first(cast, three, client):
    make.PhoneFactory(person=three[0], value="+13235550142", key="+13235550142")
    three[1].given_name = '=HYPERLINK("http://example.org")'
    three[1].save()

    action = do("export", cast, three, purpose="Ride list", format="csv")
    rows = rows_of(download(client, action, cast.tasha))

    assert [row["Name"] for row in rows] == [each.name if each != three[1] else f"'{each.name}" for each in three]
    assert rows[0]["Phone"] == "(323) 555-0142"
    assert "Call: not asked" in rows[0]["May we…"]
    verbs = list(AuditEntry.objects.filter(verb__startswith="bulk.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["bulk.asked", "bulk.exported", "bulk.fetched"]
    assert sorted(PersonView.objects.get(kind="export").people) == sorted(each.pk for each in three)


def test_no_record_no_file(cast, three, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(taking_along, "looked", broken)
    action = bulk.ask(
        "export", by=cast.tasha, organization=cast.coalition_org, people=[three[0].pk], purpose="x", format="csv"
    )
    working.run(action.job_id)

    assert not taking_along.FOLDER.exists()
    assert "file" not in BulkAction.objects.get().asked


def test_an_excel_file_opens_with_the_same_people(cast, three, client):
    action = do("export", cast, three, purpose="Ride list", format="xlsx")

    sheet = sheets.read(b"".join(download(client, action, cast.tasha).streaming_content))

    assert len(sheet.rows) == 3


def test_streets_of_protected_people_and_numbers_of_minors_stay_here(cast, client):
    hidden = make.PersonFactory(steward=cast.coalition_org, is_protected=True, family_name="A")
    minor = make.PersonFactory(steward=cast.coalition_org, birth_year=2012, family_name="B")
    for each in (hidden, minor):
        make.AddressFactory(person=each)
        make.PhoneFactory(person=each)

    mine = rows_of(
        download(client, do("export", cast, [hidden, minor], by=cast.rosa, purpose="x", format="csv"), cast.rosa)
    )
    hers = rows_of(download(client, do("export", cast, [hidden, minor], purpose="x", format="csv"), cast.tasha))

    assert [(row["Address"], bool(row["Phone"])) for row in mine] == [("", True), ("", False)]
    assert [(bool(row["Address"]), bool(row["Phone"])) for row in hers] == [(True, True), (False, False)]


def test_a_file_is_for_its_maker_for_a_day_and_while_they_see_everybody_in_it(cast, three, client):
    action = do("export", cast, three, purpose="x", format="csv")

    assert download(client, action, cast.rosa).status_code == 404
    with time_machine.travel(NOON + dt.timedelta(hours=25), tick=False):
        assert download(client, action, cast.tasha).status_code == 302
        assert taking_along.tidy() in (0, 1)
    three[0].is_protected = True
    three[0].save()
    assert download(client, action, cast.tasha).status_code == 302


def test_so_many_people_and_no_more_leave_in_a_day(cast, three, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_FILED_IN_A_DAY", 4)
    do("export", cast, three, purpose="x", format="csv")

    with pytest.raises(ValidationError, match="tomorrow"):
        do("export", cast, three, purpose="x", format="csv")


def test_more_than_the_most_at_once_is_refused(cast, three, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_PEOPLE", 2)

    with pytest.raises(ValidationError, match="10,000"):
        do("tag", cast, three, tag=make.TagFactory(steward=cast.coalition_org).pk)


def test_a_yes_travels_with_the_number(cast, three):
    consenting.say(
        three[0], channel="text", purpose="organizing", state="granted", source="in_person", by=cast.tasha,
        wording="May we text you?", language="en",
    )  # fmt: skip

    cells = next(column for column in taking_along.columns() if column.key == "consent")

    assert "Text: yes" in cells.cells(three[:1], cast.tasha, dt.date(2026, 11, 12))[three[0].pk]


# --- Pages -------------------------------------------------------------------------------------------------------


def test_from_the_ticked_boxes_to_the_result_page(cast, three, client):
    tag = make.TagFactory(steward=cast.coalition_org)
    client.force_login(cast.tasha)
    ticked = {"kind": "tag", "person": [three[0].pk, three[1].pk], "query": "sort=name"}

    page = client.post(reverse("members:bulk"), ticked)
    assert "This reaches 2 people" in page.content.decode()
    answer = client.post(reverse("members:bulk"), {**ticked, "go": 1, "tag": tag.pk})
    action = BulkAction.objects.get()
    assert answer.url == reverse("accounts:job", args=[action.job_id])
    working.run(action.job_id)
    page = client.get(reverse("members:bulk_result", args=[action.pk]))

    assert page.context["fates"] == [("Done", 2)]
    assert page.context["may_undo"]
    client.post(reverse("members:undo_bulk", args=[action.pk]))
    working.run(working.Job.objects.latest("pk").pk)
    assert client.get(reverse("members:bulk_result", args=[action.pk])).context["fates"] == [("Undone", 2)]


def test_all_that_fit_are_those_of_the_address(cast, three, client):
    make.PersonFactory(steward=cast.partner_org, given_name="Nayeli")
    client.force_login(cast.tasha)

    page = client.post(reverse("members:bulk"), {"kind": "tag", "everyone": 1, "query": "q=nayeli"})

    assert page.context["count"] == 1


def test_a_new_list_is_made_on_the_way(cast, three, client):
    client.force_login(cast.tasha)

    client.post(reverse("members:bulk"), {"kind": "list", "person": [three[0].pk], "go": 1, "name": "House meeting"})
    working.run(BulkAction.objects.get().job_id)

    assert ListEntry.objects.get().list.name == "House meeting"


@pytest.mark.parametrize("kind", ["export", "tag", "nothing"])
def test_a_viewer_has_no_bulk_actions(cast, three, client, kind):
    client.force_login(cast.vic)

    assert client.post(reverse("members:bulk"), {"kind": kind, "person": [three[0].pk]}).status_code == 404


def test_a_viewer_sees_no_boxes_to_tick(cast, three, client):
    client.force_login(cast.vic)
    assert 'name="person"' not in client.get(reverse("members:list")).content.decode()

    client.force_login(cast.tasha)
    assert 'name="person"' in client.get(reverse("members:list")).content.decode()


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ("tag", "It is done in the background and can be undone."),
        ("step", "It is done in the background and can be undone."),
        ("stop", "A no is kept and cannot be undone here."),
        ("export", "Numbers and addresses of minors, and what is hidden from you, are not in the file."),
    ],
)
def test_before_it_is_done_one_reads_whether_it_can_be_undone(client, cast, three, kind, note):
    client.force_login(cast.tasha)

    page = client.post(reverse("members:bulk"), {"kind": kind, "person": [three[0].pk]}).text

    notes = ("can be undone", "cannot be undone", "in the file")
    assert note in page
    assert sum(words in page for words in notes) == 1
    assert '<form class="card-body stack" method="post" action="/people/bulk/" novalidate>' in page
