"""One walk through every screen of staff: the Content-Security-Policy is kept and no wider than they need, and axe finds no barrier."""

from collections.abc import Callable

import pytest

from ketaguide.delivery.middleware import STAFF_POLICY
from tests.site import Site
from tests.staff.test_a_sentence_goes_live_and_back import open_draft
from tests.staff.test_staff_screens_have_no_barriers import SCREENS, barriers

pytestmark = pytest.mark.browser
MORE_SCREENS = (
    *(
        "/admin/gallery/",
        "/admin/two-step/app/",
        "/admin/evidence/finding/1/preview/",
        "/admin/filer/folder/unfiled_images/",
    ),
    *("/admin/staff/loginrules/1/change/", "/admin/auth/user/1/change/", "/admin/auth/group/1/change/"),
    *("/admin/clinic/clinicfact/1/history/", "/admin/clinic/clinicfact/1/delete/"),
)
#: The same policy with nothing that it lets through beyond scripts, styles, pictures and fonts of the site.
NARROW = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
#: What breaks that, and the source that the policy therefore names.
NEEDED = {
    ("style-src-attr", "inline"): "'unsafe-inline'",
    ("style-src-elem", "inline"): "'unsafe-inline'",
    ("img-src", "data"): "data:",
    ("frame-src", "self"): "'self'",
    ("form-action", "self"): "'self'",
}
#: The jQuery of django CMS sets “on…” attributes on an element of its own to learn what the browser can do.
HARMLESS = {("script-src-attr", "inline")}
COLLECT = """document.addEventListener("securitypolicyviolation", event =>
  window.report(event.disposition, event.effectiveDirective, event.blockedURI))"""


def at_work(page, show: Callable[[str], None]) -> None:
    """More screens, and a page edited in place, in a form, and in its structure, and the forms of its components."""
    for address in MORE_SCREENS:
        show(address)
    show("/risks-and-side-effects/")
    open_draft(page)
    edit = page.url
    show(edit)
    page.locator(".cms-editor-inline-wrapper p").first.click()
    page.keyboard.type("Words. ")
    with page.expect_response(lambda answer: "/edit-plugin/" in answer.url):
        page.locator("h1").first.click()
    page.locator(".care-card").first.dblclick()
    form = page.frame_locator(".cms-modal-open iframe")
    form.locator("#id_heading").fill("Another heading")
    form.locator(".cms-editor-inline-wrapper, .ProseMirror").first.wait_for()
    page.locator(".cms-modal-open .cms-modal-buttons .cms-btn-action", has_text="Save").click()
    page.locator(".care-card", has_text="Another heading").first.wait_for()
    show(edit.replace("/edit/", "/structure/"))
    forms = page.evaluate("[...new Set(document.documentElement.innerHTML.match(/edit-plugin\\/\\d+\\//g))]")
    assert len(forms) > 10
    for address in forms[:10]:
        show(f"/admin/cms/placeholder/{address}")


def test_every_screen_keeps_the_policy_needs_all_of_it_and_has_no_barrier(site: Site, visit) -> None:
    page = visit(site, role="admin")
    found: dict[str, set[tuple[str, str]]] = {"enforce": set(), "report": set()}

    def report(source, disposition: str, directive: str, blocked: str) -> None:
        place = "self" if blocked.startswith(site.url) else blocked
        found[disposition].add((directive, place))

    page.context.expose_binding("report", report)
    page.context.add_init_script(COLLECT)

    def narrower(route) -> None:
        answer = route.fetch(max_redirects=0)
        headers = answer.headers | {"content-security-policy-report-only": NARROW}
        route.fulfill(response=answer, headers=headers)

    page.context.route(
        lambda address: True,
        lambda route: narrower(route) if route.request.resource_type == "document" else route.continue_(),
    )

    def show(address: str) -> None:
        answer = page.goto(address)
        assert answer.status == 200, address
        assert answer.headers["content-security-policy"] == STAFF_POLICY
        page.wait_for_load_state("networkidle")

    found_by_axe = []
    for address in SCREENS:
        show(address)
        found_by_axe += [f"{address}: {barrier}" for barrier in barriers(page)]
    assert found_by_axe == []
    at_work(page, show)
    assert found["enforce"] <= HARMLESS
    assert found["report"] - HARMLESS == NEEDED.keys()


def test_the_policy_names_what_is_needed_and_nothing_else() -> None:
    wide = set()
    for directive in STAFF_POLICY.split("; "):
        name, *sources = directive.split()
        wide |= {(name, source) for source in sources if source not in {"'self'", "'none'"}}
    assert wide == {("style-src", "'unsafe-inline'"), ("img-src", "data:")}
    assert "default-src 'none'" in STAFF_POLICY
