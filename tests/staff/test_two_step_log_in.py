"""Staff log in with a second step: an app, a passkey or a recovery code, and a Manager can ask it of everybody."""

import base64
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management.base import CommandError
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from content.clinic.models import ClinicFact
from content.staff.login.factors import has_second_factor, new_recovery_codes
from content.staff.login.sessions import CONFIRMED, CONFIRMED_SECONDS
from content.staff.models import Event, LoginRules
from tests.operator.guide import run
from tests.site import PASSWORD, Site
from tests.staff.desk import admin, database, draft, version_action
from tests.staff.test_staff_screens_have_no_barriers import barriers_everywhere


def app_of(user) -> TOTPDevice:
    """An authenticator app for the account, which has shown no code yet."""
    return TOTPDevice.objects.create(user=user, name="Authenticator app")


def code(device: TOTPDevice) -> str:
    """The code that the app shows now."""
    return f"{totp(device.bin_key):06}"


def log_in(client: Client, user, **data: str):
    """Send name and password."""
    return client.post("/admin/login/", {"username": user.username, "password": PASSWORD} | data)


def is_in(client: Client) -> bool:
    """Whether the start page opens."""
    return client.get("/admin/").status_code == 200


# --- The journey in a browser ----------------------------------------------------------------------------------------


def type_password(page, name: str) -> None:
    page.goto("/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")


def check_screen(page) -> None:
    """No obstacle for people with disabilities that a program can find."""
    assert Axe().run(page).response["violations"] == []


@pytest.mark.browser
def test_a_person_sets_up_an_app_and_later_loses_the_phone(site: Site, visit):
    page = visit(site, role="author")
    page.get_by_role("link", name="Two-step log in").click()
    check_screen(page)
    page.get_by_role("link", name="Set up an app").click()
    check_screen(page)
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    key = base64.b32decode(page.locator(".staff-key").inner_text().replace(" ", ""))
    page.get_by_label("Code that the app shows").fill("12345")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This code is not right")).to_be_visible()
    page.get_by_label("Code that the app shows").fill(f"{totp(key):06}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    check_screen(page)
    codes = page.locator(".staff-codes li").all_inner_texts()
    assert len(set(codes)) == 10
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Log out").click()

    type_password(page, "author")
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_focused()
    check_screen(page)
    page.keyboard.type("000 000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This code is not right")).to_be_visible()
    page.fill("#id_code", f"{totp(key, drift=1):06}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    page.get_by_role("button", name="Log out").click()

    type_password(page, "author")
    page.fill("#id_code", codes[3].upper())
    page.keyboard.press("Enter")
    expect(page.get_by_text("You used a recovery code; 9 are left.")).to_be_visible()
    page.get_by_role("link", name="Turn off two-step log in").click()
    check_screen(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Two-step log in is off.")).to_be_visible()
    assert page.foreign == []
    assert page.complaints == []


@pytest.mark.browser
def test_a_person_logs_in_with_a_passkey(site: Site, visit):
    page = visit(site)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    home = site.url.replace("127.0.0.1", "localhost")  # browsers know no passkeys for addresses in numbers

    def password() -> None:
        page.goto(f"{home}/admin/login/")
        page.fill("#id_username", "translator")
        page.fill("#id_password", PASSWORD)
        page.click("[type=submit]")

    password()
    page.get_by_role("link", name="Two-step log in").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Two-step log in is on.")).to_be_visible()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    check_screen(page)
    page.get_by_role("button", name="Log out").click()

    password()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    check_screen(page)
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/admin/")
    page.goto(f"{home}/admin/second-step-again/?next=/admin/find/")  # as before signing
    assert barriers_everywhere(page) == []
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(f"{home}/admin/find/")
    assert page.complaints == []

    page.get_by_role("link", name="Two-step log in").click()
    page.get_by_role("link", name=re.compile("Remove the passkey")).click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    expect(page.get_by_text("is on.")).to_have_count(0)


# --- The password alone ----------------------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(staff, client):
    user = staff("Manager")
    device = app_of(user)
    client.session.save()
    before = client.session.session_key
    answer = log_in(client, user, next="/admin/gallery/")
    assert answer.headers["Location"] == "/admin/login/second-step/"
    assert client.session.session_key != before
    assert not is_in(client)
    assert "_auth_user_id" not in client.session
    assert client.post("/admin/login/second-step/", {"code": code(device)}).headers["Location"] == "/admin/gallery/"
    assert is_in(client)


def test_a_code_works_once(staff):
    user = staff("Author")
    device = app_of(user)
    shown = code(device)
    for works in (True, False):
        client = Client()
        log_in(client, user)
        client.post("/admin/login/second-step/", {"code": shown})
        assert is_in(client) is works


def test_a_recovery_code_works_once_and_is_not_kept_as_it_is(staff):
    user = staff("Author")
    app_of(user)
    codes = new_recovery_codes(user)
    kept = set(StaticToken.objects.filter(device__user=user).values_list("token", flat=True))
    assert len(kept) == 10
    assert not kept & {each.replace("-", "") for each in codes}
    for works in (True, False):
        client = Client()
        log_in(client, user)
        client.post("/admin/login/second-step/", {"code": codes[0]})
        assert is_in(client) is works


def test_a_code_of_somebody_else_opens_nothing(staff, client):
    app_of(staff("Author"))
    other = app_of(staff("Clinician"))
    log_in(client, staff("Author"))
    client.post("/admin/login/second-step/", {"code": code(other)})
    assert not is_in(client)


@pytest.mark.parametrize("nonsense", ["", " ", "²²²²²²", "-1", "９９９９９９", "\x00", "1e5", "x" * 5000, "a' OR 1=1"])
def test_nonsense_for_a_code_gets_a_reason(staff, client, nonsense):
    user = staff("Author")
    app_of(user)
    new_recovery_codes(user)
    log_in(client, user)
    answer = client.post("/admin/login/second-step/", {"code": nonsense})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not is_in(client)


def test_the_second_step_belongs_to_a_password_that_is_still_right(staff, client):
    user = staff("Author")
    device = app_of(user)
    assert client.get("/admin/login/second-step/").headers["Location"] == "/admin/login/"
    log_in(client, user)
    user.set_password("another-long-password")
    user.save()
    client.post("/admin/login/second-step/", {"code": code(device)})
    assert not is_in(client)


def test_setting_up_the_second_step_ends_the_other_sessions(staff, client_of):
    elsewhere = client_of("Author")
    assert is_in(elsewhere)
    app_of(staff("Author"))
    assert not is_in(elsewhere)


NONSENSE = [
    b"",
    b"[]",
    b"5",
    b"{",
    b'{"id": 3}',
    b'{"id": null, "rawId": {}}',
    b'{"id": "eA", "rawId": "eA", "type": "public-key", "response": 5}',
    b'{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": 5, "attestationObject": []}}',
    b'{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA", "attestationObject": "eA"}}',
    b'{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA", "authenticatorData": "eA",'
    b' "signature": "eA"}}',
    b"[" * 100_000,
    b"\xff",
]


@pytest.mark.parametrize("body", NONSENSE, ids=lambda body: body[:20])
@pytest.mark.parametrize("where", ["login", "two-step"])
def test_nonsense_from_a_passkey_is_refused(staff, client, where, body):
    client.raise_request_exception = False
    user = staff("Author")
    if where == "login":
        app_of(user)
    log_in(client, user)
    assert client.post(f"/admin/{where}/passkey/begin/").status_code == 200
    answer = client.post(f"/admin/{where}/passkey/complete/", body, content_type="application/json")
    assert 400 <= answer.status_code < 500, answer.content
    assert not has_second_factor(user) or where == "login"


def left_open(client: Client) -> None:
    """Somebody finds the browser of a person who logged in a while ago."""
    session = client.session
    session[CONFIRMED] -= CONFIRMED_SECONDS
    session.save()


def test_an_open_browser_is_not_enough_for_a_first_app_or_a_passkey(staff, client):
    log_in(client, staff("Author"))
    begin = "/admin/two-step/passkey/begin/"
    assert client.post(begin).status_code == 200
    left_open(client)
    assert client.post(begin).status_code == 403
    assert client.post("/admin/two-step/passkey/complete/", "{}", content_type="application/json").status_code == 403
    assert 'name="password"' in client.get("/admin/two-step/app/").content.decode()
    assert client.post("/admin/two-step/password/", {"password": "wrong"}).status_code == 200
    assert client.post(begin).status_code == 403
    assert client.post("/admin/two-step/password/", {"password": PASSWORD}).status_code == 302
    assert client.post(begin).status_code == 200


def test_a_manager_changes_the_own_password_and_factor_only_with_the_old_password(staff, client):
    user = staff("Manager")
    device = app_of(user)
    log_in(client, user)
    client.post("/admin/login/second-step/", {"code": code(device)})
    new = {"usable_password": "true", "password1": "a-wholly-other-secret", "password2": "a-wholly-other-secret"}
    answer = client.post(admin("auth_user_password_change", user.pk), new)
    assert answer.headers["Location"] == "/admin/password_change/"
    answer = client.post(admin("auth_user_remove_second_factor", user.pk))
    assert answer.headers["Location"] == "/admin/two-step/off/"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert has_second_factor(user)


@pytest.mark.parametrize("action", ["remove_second_factor", "password_change"])
def test_whose_factor_or_password_somebody_changes_is_logged_out(staff, client, client_of, action):
    user = staff("Author")
    device = app_of(user)
    log_in(client, user)
    client.post("/admin/login/second-step/", {"code": code(device)})
    assert is_in(client)
    new = {"usable_password": "true", "password1": "a-wholly-other-secret", "password2": "a-wholly-other-secret"}
    assert client_of("Manager").post(admin(f"auth_user_{action}", user.pk), new).status_code == 302
    assert not is_in(client)


def test_changing_how_one_logs_in_takes_the_password_again(staff, client):
    user = staff("Author")
    device = app_of(user)
    log_in(client, user)
    client.post("/admin/login/second-step/", {"code": code(device)})
    for address in ("/admin/two-step/off/", "/admin/two-step/codes/"):
        answer = client.post(address, {"password": "a-wrong-password"})
        assert answer.context["form"].errors["password"] == ["This is not your password."]
    assert has_second_factor(user)
    assert not StaticToken.objects.exists()
    answer = client.post("/admin/two-step/app/", {"code": "123456"})
    assert "password" in answer.context["form"].errors


# --- Asked of everybody ----------------------------------------------------------------------------------------------


@pytest.fixture
def everybody_needs_it(db) -> None:
    LoginRules.objects.update(second_factor_required=True)


@pytest.mark.usefixtures("everybody_needs_it")
@pytest.mark.parametrize("role", ["Author", "Manager", "Superuser"])
def test_whoever_has_none_is_led_to_set_it_up_and_reaches_nothing_else(client_of, role):
    client, version, fact = client_of(role), draft("risks"), ClinicFact.objects.first()
    before = database()
    for answer in (
        client.get("/admin/"),
        client.get("/admin/gallery/"),
        client.get(admin("cms_placeholder_render_object_edit", version.content_type_id, version.object_id)),
        client.get(admin("clinic_clinicfact_change", fact.pk)),
        client.get("/admin/password_change/"),
        client.post(version_action(version, "publish")),
        client.post(admin("clinic_clinicfact_delete", fact.pk), {"post": "yes"}),
        client.post(admin("staff_loginrules_change", 1), {}),
        client.post(admin("filer-ajax_upload"), {}),
    ):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/two-step/")
    assert database() == before
    assert client.get("/admin/two-step/").status_code == 200
    assert client.get("/admin/two-step/app/").status_code == 200
    assert "cms-toolbar" not in client.get("/").content.decode()


@pytest.mark.usefixtures("everybody_needs_it")
def test_whoever_sets_it_up_can_go_on(client_of):
    client = client_of("Superuser")
    key = client.get("/admin/two-step/app/").context["secret"].replace(" ", "")
    shown = f"{totp(base64.b32decode(key)):06}"
    assert len(client.post("/admin/two-step/app/", {"code": shown}).context["codes"]) == 10
    assert is_in(client)
    assert client.get("/admin/two-step/app/").context["secret"].replace(" ", "") != key


@pytest.mark.usefixtures("everybody_needs_it")
def test_whoever_turns_it_off_has_to_set_it_up_again(staff, client):
    user = staff("Superuser")
    device = app_of(user)
    log_in(client, user)
    client.post("/admin/login/second-step/", {"code": code(device)})
    assert is_in(client)
    client.post("/admin/two-step/off/", {"password": PASSWORD})
    assert client.get("/admin/").headers["Location"] == "/admin/two-step/"


# --- Lost -------------------------------------------------------------------------------------------------------------


def test_a_manager_helps_whoever_lost_phone_and_codes(staff, client_of, client):
    user = staff("Author")
    app_of(user)
    manager = client_of("Manager")
    address = admin("auth_user_remove_second_factor", user.pk)
    assert address in manager.get(admin("auth_user_change", user.pk)).content.decode()
    assert manager.get(address).status_code == 200
    assert has_second_factor(user)
    manager.post(address)
    log_in(client, user)
    assert is_in(client)
    event = Event.objects.filter(kind=Event.Kind.SECOND_FACTOR).first()
    assert (event.name, event.what) == ("manager-user", "removed the second step of “author-user”")


def test_the_operator_helps_the_last_manager(staff, client):
    user = staff("Manager")
    app_of(user)
    assert "manager-user" in run("remove_second_factor", "manager-user")
    log_in(client, user)
    assert is_in(client)
    with pytest.raises(CommandError, match="has no second factor"):
        run("remove_second_factor", "manager-user")
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        run("remove_second_factor", "nobody")


def test_no_page_shows_the_secrets_of_others(client_of, staff):
    device = app_of(staff("Author"))
    boss = client_of("Superuser")
    assert device.key not in boss.get(admin("auth_user_change", device.user_id)).content.decode()
    for model in ("otp_totp/totpdevice", "otp_static/staticdevice", "otp_webauthn/webauthncredential"):
        assert boss.get(f"/admin/{model}/").status_code == 404
