"""What is planned happens once, at the clinic's time, if it still may; else whoever wrote it is told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from djangocms_versioning.constants import DRAFT, PUBLISHED, UNPUBLISHED
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version

from content.profile import HELP
from content.publishing.fingerprint import fingerprint
from content.signoff.handover import ChangedMeanwhileError, state_of
from content.signoff.models import Schedule, SignoffRules
from content.signoff.schedule import moment, plan, publish_due
from content.staff.models import Event
from tests.staff.desk import change, draft, fresh, live, version_action
from tests.staff.test_a_clinician_signs import bar, clinician, press  # noqa: F401


def planned(version: Version, user, action: str = "publish") -> Schedule:
    """A plan for tomorrow, made by whoever has read what the text says now."""
    text = fresh(version)
    return plan(text, action, timezone.now() + timedelta(days=1), user, fingerprint(text.content))


def now_is_the_time() -> None:
    Schedule.objects.update(when=timezone.now() - timedelta(seconds=1))


def state(version: Version) -> str:
    return fresh(version).state


@pytest.mark.databases
def test_a_draft_is_published_when_it_is_due_and_not_before(staff, client_of):
    version = draft("family")
    tomorrow = timezone.localtime() + timedelta(days=1)
    sent = {"day": tomorrow.strftime("%Y-%m-%d"), "time": tomorrow.strftime("%H:%M")}
    press(client_of("Clinician"), version, "plan", **sent)
    assert state_of(fresh(version)).word == "Scheduled"
    assert bar(client_of("Author"), version).startswith("Scheduled")
    call_command("publish_due")
    assert state(version) == DRAFT
    now_is_the_time()
    call_command("publish_due")
    assert state(version) == PUBLISHED
    assert not Schedule.objects.exists()
    event = Event.objects.get(what__contains="as planned")
    assert event.person == staff("Clinician")


@pytest.mark.databases
def test_a_page_is_taken_down_when_it_is_due(staff, client):
    version = live("family")
    address = version.content.get_absolute_url("en")
    planned(version, staff("Manager"), "take-down")
    now_is_the_time()
    publish_due()
    assert state(version) == UNPUBLISHED
    assert client.get(address).status_code == 404


@pytest.mark.databases
def test_rules_are_asked_again_at_that_moment_and_whoever_wrote_it_is_told(staff, client_of, clinician):  # noqa: F811
    client_of("Author").post(version_action(live("family"), "edit_redirect"))
    version = live("family").get_latest_draft_version()
    planned(version, staff("Manager"))
    SignoffRules.objects.update(needed_everywhere=True)
    now_is_the_time()
    publish_due()
    assert state(version) == DRAFT
    start = client_of("Author").get("/admin/").content.decode()
    assert "Not done as planned" in start and "only when a clinician has signed it" in start
    assert publish_due() == [], "it is told, and not tried again unasked"


@pytest.mark.databases
def test_a_text_that_was_changed_since_is_not_published(staff):
    version = draft("family")
    planned(version, staff("Manager"))
    change(version, title="Other words")
    assert state_of(fresh(version)).word == "Draft"
    now_is_the_time()
    (said,) = publish_due()
    assert "was changed after this was planned" in said and state(version) == DRAFT


def test_whoever_may_not_publish_any_more_publishes_nothing(staff):
    version, person = draft("family"), staff("Manager")
    planned(version, person)
    person.is_active = False
    person.save()
    now_is_the_time()
    publish_due()
    assert state(version) == DRAFT


def test_nobody_plans_what_they_did_not_read_or_may_not(staff, client_of):
    version = draft("family")
    read = fingerprint(version.content)
    change(version, title="Other words")
    with pytest.raises(ChangedMeanwhileError):
        plan(fresh(version), "publish", timezone.now() + timedelta(days=1), staff("Manager"), read)
    assert press(client_of("Author"), version, "plan", day="2999-01-01", time="10:00").status_code in {200, 403}
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [{}, {"day": "2001-01-01", "time": "10:00"}, {"day": "9999-12-31", "time": "23:59"}, {"day": "x", "time": "25:00"}],
)
def test_a_time_that_cannot_be_is_refused_in_words(client_of, db, sent):
    answer = press(client_of("Manager"), draft("family"), "plan", **sent)
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
    assert not Schedule.objects.exists()


def test_get_help_now_never_changes_by_itself(staff, client_of):
    version = draft(HELP)
    with pytest.raises(ConditionFailed, match="Readers in distress"):
        planned(version, staff("Superuser"))
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = press(client_of("Superuser"), version, "plan", day=str(tomorrow), time="10:00")
    assert "Readers in distress need this page" in answer.content.decode()


@pytest.mark.databases
def test_what_is_planned_can_be_cancelled(staff, client_of):
    version = draft("family")
    planned(version, staff("Manager"))
    press(client_of("Clinician"), version, "cancel")
    assert not Schedule.objects.exists() and state_of(fresh(version)).word == "Draft"


@pytest.mark.databases
def test_a_draft_that_somebody_published_by_hand_is_not_published_again(staff):
    version, person = draft("family"), staff("Manager")
    planned(version, person)
    fresh(version).publish(person)
    now_is_the_time()
    assert publish_due() == [] and not Schedule.objects.exists()


@pytest.mark.parametrize(
    ("wall_clock", "utc"),
    [
        (time(1, 30), datetime(2027, 3, 14, 9, 30, tzinfo=UTC)),
        (time(2, 30), datetime(2027, 3, 14, 10, 30, tzinfo=UTC)),  # is never: half past three
        (time(3, 30), datetime(2027, 3, 14, 10, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_that_is_skipped(wall_clock, utc):
    assert moment(date(2027, 3, 14), wall_clock) == utc


def test_an_hour_that_comes_twice_is_the_first_one():
    assert moment(date(2027, 11, 7), time(1, 30)) == datetime(2027, 11, 7, 8, 30, tzinfo=UTC)
    assert moment(date(2027, 11, 7), time(2, 30)) == datetime(2027, 11, 7, 10, 30, tzinfo=UTC)
