"""Wrong attempts get pauses that do not lock out the person; sessions end; strangers get no session."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db.models import F
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from content.staff.accounts import create_staff
from content.staff.login import attempts
from content.staff.models import LoginAttempts
from ketaguide.delivery.network import network_of
from tests.site import PASSWORD
from tests.staff.desk import admin, draft, live

pytestmark = pytest.mark.django_db

HOME, CAFE, ELSEWHERE = "192.0.2.77", "198.51.100.9", "203.0.113.{}"


def log_in(name: str, password: str = PASSWORD, address: str = HOME):
    """Send name and password from an address, in a new browser."""
    return Client(REMOTE_ADDR=address).post("/admin/login/", {"username": name, "password": password})


def fail(name: str, times: int, address: str = HOME) -> None:
    for number in range(times):
        answer = log_in(name, f"wrong-password-{number}", address)
        assert answer.status_code == 200, f"attempt {number + 1} should have been looked at"


def minutes_pass(minutes: float) -> None:
    LoginAttempts.objects.update(latest=F("latest") - timedelta(minutes=minutes))


def was_let_in(answer) -> bool:
    return answer.status_code == 302 and answer.headers["Location"] == "/admin/"


def test_after_five_wrong_passwords_even_the_right_one_waits_a_minute(staff):
    staff("Author")
    fail("author-user", 5)
    answer = log_in("author-user")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 61
    text = answer.content.decode()
    assert "Too many wrong attempts. Wait 1 minute, then try again." in text
    assert 'value="author-user"' in text
    assert PASSWORD not in text
    minutes_pass(1.1)
    assert was_let_in(log_in("author-user"))


def test_pauses_grow_and_end_at_fifteen_minutes(staff):
    staff("Author")
    fail("author-user", 5)
    for wait in (1, 2, 4, 8, 15, 15, 15):
        minutes_pass(wait - 0.1)
        assert log_in("author-user").status_code == 429, f"a pause of {wait} minutes ended early"
        minutes_pass(0.2)
        fail("author-user", 1)
    minutes_pass(15.1)
    assert was_let_in(log_in("author-user"))


@pytest.mark.parametrize("ahead", [timedelta(seconds=5), timedelta(hours=2), timedelta(days=365)])
def test_a_clock_that_was_ahead_makes_nobody_wait_beyond_the_rule(staff, ahead):
    staff("Author")
    assert was_let_in(log_in("author-user"))
    LoginAttempts.objects.update(latest=timezone.now() + ahead)
    assert was_let_in(log_in("author-user")), "nobody waits after a good log in"
    fail("author-user", 5)
    LoginAttempts.objects.update(latest=timezone.now() + ahead)
    assert "Wait 1 minute, then" in log_in("author-user").content.decode()
    minutes_pass(1.1)
    assert was_let_in(log_in("author-user")), "the pause gets shorter"


def test_trying_during_a_pause_does_not_make_it_longer(staff):
    staff("Author")
    fail("author-user", 5)
    for _ in range(20):
        assert log_in("author-user").status_code == 429
    minutes_pass(1.1)
    assert was_let_in(log_in("author-user"))


def test_the_right_password_starts_the_count_again(staff):
    staff("Author")
    for _ in range(3):
        fail("author-user", 4)
        assert was_let_in(log_in("author-user"))


def test_strangers_do_not_lock_out_a_person_at_a_known_place(staff):
    staff("Author")
    assert was_let_in(log_in("author-user", address=HOME))
    for network in range(4):
        fail("author-user", 5, f"203.0.{network}.1")
    assert log_in("author-user", "wrong", "203.0.99.1").status_code == 429
    assert log_in("author-user", address=CAFE).status_code == 429
    assert was_let_in(log_in("author-user", address=HOME))


def test_one_network_cannot_try_every_account(staff):
    staff("Author")
    for number in range(30):
        fail(f"name-{number}", 1, ELSEWHERE.format(number))
    assert log_in("author-user", address=ELSEWHERE.format(200)).status_code == 429
    assert was_let_in(log_in("author-user", address=HOME))


def test_names_that_no_account_has_are_treated_alike_and_not_kept():
    fail("my-secret-typed-into-the-wrong-field", 5)
    assert log_in("my-secret-typed-into-the-wrong-field").status_code == 429
    assert "my-secret" not in repr(list(LoginAttempts.objects.values()))


def test_attempts_at_once_do_not_outrun_the_count():
    counted = [attempts.begin("robin", "192.0.2.0") for _ in range(5)]  # none of them answered yet
    with pytest.raises(attempts.Paused):
        attempts.begin("robin", "192.0.2.0")
    counted[0].succeed()
    attempts.begin("robin", "192.0.2.0")


def test_wrong_codes_count_as_wrong_passwords_do(staff):
    user = staff("Author")
    TOTPDevice.objects.create(user=user, name="App")
    client = Client(REMOTE_ADDR=HOME)
    client.post("/admin/login/", {"username": "author-user", "password": PASSWORD})
    for _ in range(5):
        assert client.post("/admin/login/second-step/", {"code": "nonsense"}).status_code == 200
    answer = client.post("/admin/login/second-step/", {"code": "nonsense"})
    assert answer.status_code == 429
    assert "Wait 1 minute" in answer.content.decode()
    # Giving the right password again does not open the way to more codes.
    assert log_in("author-user").status_code == 429


def test_old_counts_are_dropped_and_known_places_kept(staff):
    staff("Author")
    assert was_let_in(log_in("author-user"))
    fail("nobody", 1, CAFE)
    assert LoginAttempts.objects.count() == 6
    LoginAttempts.objects.update(latest=F("latest") - timedelta(days=2))
    assert was_let_in(log_in("author-user"))
    assert LoginAttempts.objects.count() == 1
    LoginAttempts.objects.update(latest=F("latest") - timedelta(days=91), succeeded=F("succeeded") - timedelta(days=91))
    assert was_let_in(log_in("author-user", address=CAFE))
    assert LoginAttempts.objects.filter(succeeded=None).count() == 2
    assert LoginAttempts.objects.exclude(succeeded=None).count() == 1


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "expected"),
    [
        (False, "198.51.100.9", "192.0.2.0"),
        (True, "198.51.100.9", "198.51.100.0"),
        (True, "10.1.1.1, 198.51.100.9", "198.51.100.0"),
        (True, "", "192.0.2.0"),
        (True, "nonsense", "-"),
    ],
)
def test_only_the_network_counts_and_only_the_proxy_is_believed(rf, settings, behind_proxy, forwarded, expected):
    settings.BEHIND_PROXY = behind_proxy
    assert network_of(rf.get("/", REMOTE_ADDR=HOME, HTTP_X_FORWARDED_FOR=forwarded)) == expected


# --- Passwords and sessions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["1q2w3e4r5t6y", "short-one", "201920202021", "author-user-1"])
def test_a_weak_password_is_refused(client_of, password):
    with pytest.raises(ValidationError):
        create_staff("author-user", "Author", password)
    data = {"username": "newcomer-author-user", "usable_password": "true", "password1": password, "password2": password}
    answer = client_of("Manager").post(admin("auth_user_add"), data | {"username": "author-user"})
    assert answer.status_code == 200
    assert not get_user_model().objects.filter(username="author-user").exists()


def test_a_session_ends_after_its_time_however_busy_it_was(client_of, settings):
    client = client_of("Author")
    assert client.get("/admin/").status_code == 200
    session = client.session
    session["logged_in_at"] -= settings.SESSION_COOKIE_AGE + 1
    session.save()
    assert "cms-toolbar" not in client.get("/").content.decode()
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
    assert "_auth_user_id" not in client.session


def test_switching_an_account_off_or_changing_its_password_ends_its_sessions(staff, client_of):
    for change in ({"is_active": False}, {"password": "unusable"}, {"is_staff": False}):
        get_user_model().objects.filter(username="author-user").delete()
        client = client_of("Author")
        get_user_model().objects.filter(username="author-user").update(**change)
        assert client.get("/admin/").status_code == 302, change


# --- Strangers -------------------------------------------------------------------------------------------------------


def test_strangers_are_sent_to_the_log_in_and_get_no_session(client):
    version = draft("risks")
    for address in (
        "/admin/",
        "/admin/gallery/",
        "/admin/no-such-place/",
        admin("cms_placeholder_render_object_edit", version.content_type_id, version.object_id),
        admin("cms_placeholder_render_object_preview", version.content_type_id, version.object_id),
        admin("cms_placeholder_render_object_structure", version.content_type_id, version.object_id),
        admin("cms_placeholder_render_object_edit", version.content_type_id, live("risks").object_id) + "?toolbar_on",
    ):
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith("/admin/login/?next=/admin/")
        assert not answer.cookies, address
    assert client.post("/admin/logout/").headers["Location"] == "/admin/login/?next=/admin/"
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["", "?toolbar_off", "?toolbar_on", "?edit", "?structure", "?preview", "?edit_off", "?next=/admin/&toolbar_off"],
)
@pytest.mark.parametrize("path", ["/admin/login/", "/admin/login/second-step/", "/admin/login/passkey/begin/"])
@pytest.mark.parametrize("method", ["get", "post", "head", "put"])
def test_the_addresses_of_logging_in_give_strangers_no_session_either(method: str, path: str, query: str):
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(path + query)
    assert "sessionid" not in answer.cookies
    assert not Session.objects.exists()


def test_a_session_of_nobody_is_thrown_away_and_opens_nothing(client):
    stored = SessionStore()
    stored["cms_toolbar_disabled"] = True
    stored.save()
    client.cookies["sessionid"] = stored.session_key
    assert client.get("/").wsgi_request.COOKIES.get("sessionid") is None
    assert client.get("/").headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("session", ["", "made-up-by-a-stranger"])
def test_the_second_log_in_of_the_cms_is_closed(staff, session):
    staff("Author")
    client = Client()
    if session:
        client.cookies["sessionid"] = session
    answer = client.post("/cms_login/", {"username": "author-user", "password": PASSWORD})
    assert answer.headers["Location"] == "/admin/login/"
    assert not Session.objects.exists()
