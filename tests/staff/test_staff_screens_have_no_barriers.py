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
        "/admin/help/",
        "/admin/replace/?words=pressure&new=tension&language=en",
        "/admin/cms/pagecontent/",
        "/admin/cms/pagecontent/add/",
        "/admin/two-step/",
        "/admin/password_change/",
        "/admin/your-account/",
    ),
    *("/admin/clinic/clinicfact/", "/admin/clinic/clinicfact/1/change/", "/admin/clinic/clinicfact/all/change/"),
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


#: What only some people see at some time: a draft, and a safety fact that one person decides alone, being the only one who is here.
PREPARED = """
from django.contrib.auth import get_user_model
from content.clinic.models import ClinicFact, FactChange
from content.staff.accounts import system_user
from cms.models import PageContent
from djangocms_versioning.models import Version
users = get_user_model().objects
admin = users.get(username="admin")
users.exclude(pk=admin.pk).update(is_active=False)
fact = ClinicFact.objects.get(key="fasting-food")
FactChange.objects.create(fact=fact, before=fact.value, value="6 hours", by=admin)
draft = Version.objects.get_for_content(PageContent.objects.get(page__reverse_id="risks", language="en")).copy(admin)
PageContent.admin_manager.filter(pk=draft.object_id).update(meta_description="")
print(draft.pk, fact.pk)
"""


def test_no_screen_of_some_moments_has_a_barrier_in_any_width_or_color(site: Site, visit):
    page = visit(site, role="admin")
    draft, fact = site.manage("shell", "-v0", "-c", PREPARED).stdout.split()
    screens = {
        f"{site.url}/admin/publish-together/{draft}/": "Pages to publish",
        f"{site.url}/admin/clinic/clinicfact/{fact}/change/": "Confirm it alone",
        f"{site.url}/admin/replace/?words=pressure&new=tension&language=en": "Replace what is ticked",
        f"{site.url}/admin/blocks/{draft}/": "Add here",
        f"{site.url}/admin/blocks/{draft}/choose/": "Key facts",
        f"{site.url}/admin/cms/pagecontent/": "Thinking about ketamine infusions?",
    }
    found = []
    for address, words in screens.items():
        assert page.goto(address).status == 200, address
        page.locator("#content").get_by_text(words).first.wait_for()
        page.wait_for_load_state("networkidle")
        found += [f"{address}, {barrier}" for barrier in barriers_everywhere(page)]
    assert found == []


def barriers_everywhere(page) -> list[str]:
    """What axe finds on the screen that is open, narrow and wide, light and dark; and whether it hangs out of the window."""
    found = []
    page.add_style_tag(content="* { transition: none !important }")  # else half of another color is seen
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"wider than {width} px")
        for color in ("light", "dark"):
            page.emulate_media(color_scheme=color)
            found += [f"{width} px, {color}: {barrier}" for barrier in barriers(page)]
    return found


def barriers(page) -> list[str]:
    """What axe finds on the screen that is open."""
    results = Axe().run(page, context={"exclude": OF_OTHERS}, options=OPTIONS).response
    assert results["passes"], "axe did not run"
    return [f"{item['id']}: {node['html'][:120]}" for item in results["violations"] for node in item["nodes"][:2]]
