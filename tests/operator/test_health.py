"""Whoever watches the site can tell a process that lives from a site that works, and strangers cannot tell more."""

from tests.operator.test_ready_pages import database_away


def test_a_working_site_is_alive_and_ready(site):
    assert site.get("/healthz").text == "alive\n"
    ready = site.get("/readyz")
    assert (ready.status, ready.text) == (200, "ready\n")
    assert "no-store" in ready.headers["Cache-Control"]


def test_without_a_database_the_site_lives_but_is_not_ready(new_site):
    new_site.start()
    with database_away(new_site):
        assert new_site.get("/healthz").status == 200
        answer = new_site.get("/readyz")
        assert (answer.status, answer.text) == (503, "degraded\n")
        assert "not ready: database" in new_site.log.read_text() or "not ready: migrations" in new_site.log.read_text()
    assert new_site.get("/readyz").status == 200


def test_a_watcher_may_use_the_address_of_the_machine_and_plain_http(new_site):
    new_site.environment["SITE_URL"] = "https://guide.example.org"
    new_site.environment["ALLOWED_HOSTS"] = "guide.example.org"
    new_site.start()
    assert (new_site.get("/healthz").status, new_site.get("/readyz").status) == (200, 200)


def test_only_reading_is_allowed(site):
    assert site.get("/readyz", method="POST").status == 405
