"""Staff with a keyboard or a screen reader can use their screens: what a program can find (axe, best practice included)."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site import Site

pytestmark = pytest.mark.browser
SCREENS = (
    *(
        "/admin/",
        "/admin/find/?words=pressure",
        "/admin/replace/?words=pressure&new=tension&language=en",
        "/admin/cms/pagecontent/",
        "/admin/cms/pagecontent/add/",
        "/admin/two-step/",
        "/admin/password_change/",
        "/admin/your-account/",
    ),
    *("/admin/clinic/clinicfact/", "/admin/clinic/clinicfact/1/change/"),
    *("/admin/evidence/reference/", "/admin/evidence/reference/1/change/", "/admin/evidence/reference/import/"),
    *("/admin/evidence/finding/", "/admin/evidence/finding/1/change/"),
    *("/admin/glossary/glossaryterm/", "/admin/glossary/glossaryterm/1/change/"),
    *("/admin/signoff/reviewer/", "/admin/signoff/reviewer/add/", "/admin/signoff/signoffrules/1/change/"),
    *("/admin/as-others-see-it/", "/admin/as-others-see-it/en/1/", "/admin/machines/machinerules/1/change/"),
    *("/admin/machines/searchword/", "/admin/machines/searchword/add/"),
    *("/admin/signoff/signature/", "/admin/sign-off/1/", "/admin/what-changes/1/"),
    *("/admin/auth/user/", "/admin/auth/user/add/", "/admin/staff/event/", "/admin/redirects/redirect/"),
)
#: Made by others: django CMS's toolbar, and the field of Select2 (4.0.13, in Django's admin), which has no label.
OF_OTHERS = [["#cms-top"], [".select2-search__field"]]
OPTIONS: dict[str, Any] = {"resultTypes": ["violations"]}


def test_no_screen_has_a_barrier_that_a_program_can_find(site: Site, visit):
    page = visit(site, role="admin")
    found = []
    for address in SCREENS:
        answer = page.goto(address)
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
        found += [f"{address}: {barrier}" for barrier in barriers(page)]
    assert found == []


def barriers(page) -> list[str]:
    """What axe finds on the screen that is open."""
    results = Axe().run(page, context={"exclude": OF_OTHERS}, options=OPTIONS).response
    assert results["passes"], "axe did not run"
    return [f"{item['id']}: {node['html'][:120]}" for item in results["violations"] for node in item["nodes"][:2]]
