"""What somebody puts away comes back, and a page never has two drafts."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from cms.models import PageContent
from djangocms_versioning.constants import ARCHIVED, DRAFT
from djangocms_versioning.models import Version

from tests.site import Site
from tests.staff.desk import admin, change, draft, fresh, live, page, version_action
from tests.staff_session import StaffSession, live_version

pytestmark = pytest.mark.databases
SITE_WORKERS = 2


def drafts(guide_id: str) -> list[Version]:
    texts = PageContent.admin_manager.filter(page=page(guide_id)).values("pk")
    return list(Version.objects.filter(content_type__model="pagecontent", object_id__in=texts, state=DRAFT))


def test_a_discarded_draft_is_reverted_to(client_of):
    clinician = client_of("Clinician")
    version = change(draft("start"), title="Written for an hour")
    answer = clinician.get(version_action(version, "discard"))
    assert "Revert brings it back" in answer.content.decode()
    answer = clinician.post(version_action(version, "discard"), {"discard": "1"}, follow=True)
    assert "Nothing is lost" in answer.content.decode()
    assert fresh(version).state == ARCHIVED
    assert not drafts("start")
    clinician.post(version_action(version, "revert"), {"revert": "1"})
    (again,) = drafts("start")
    assert again.content.title == "Written for an hour"


@pytest.mark.parametrize("pressed", ["discard", "archive", "revert"])
def test_a_draft_in_the_way_of_an_older_text_is_archived(client_of, pressed: str):
    clinician = client_of("Clinician")
    older, newer = live("start"), draft("start")
    clinician.post(version_action(newer, "publish"))
    waiting = change(draft("start"), title="Still being written")
    clinician.post(version_action(older, "revert"), {pressed: "1"})
    assert fresh(waiting).state == ARCHIVED
    assert [version.source_id for version in drafts("start")] == [older.pk]


def test_five_who_press_new_draft_at_once_get_one_draft(new_site: Site):
    new_site.start()
    people = [StaffSession(new_site, "clinician") for _ in range(5)]
    for person in people:
        person.log_in()
    version = live_version(new_site, "risks")
    address = admin("djangocms_versioning_pagecontentversion_edit_redirect", version)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda person: person.post(address).status, people))
    assert set(answers) == {302}
    count = (
        "from djangocms_versioning.models import Version;"
        "print(Version.objects.filter(state='draft', source=" + str(version) + ").count())"
    )
    assert new_site.manage("shell", "-v0", "-c", count).stdout.split()[-1] == "1"
