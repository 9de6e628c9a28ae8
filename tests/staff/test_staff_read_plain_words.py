"""What staff read speaks plainly: no name of a part of django CMS. `locale/en` says some of its words otherwise."""

import gettext
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from cms.toolbar.utils import get_object_edit_url, get_object_structure_url
from django.conf import settings
from lxml import html

from content.publishing.page_forms import GuideAddPageForm
from tests.staff.desk import admin, details_of, draft, placeholder, plugins

UNPLAIN = re.compile(r"\b(plug-?ins?|placeholders?|slugs?|meta tag|page ?contents?)\b", re.IGNORECASE)
OURS = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.mo"
PACKAGES = ("cms", "djangocms_versioning", "djangocms_text")
READ_OUT = ("title", "aria-label", "placeholder", "alt", "data-cms-tooltip")


def catalog(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {
            key: text for key, text in gettext.GNUTranslations(file)._catalog.items() if isinstance(key, str) and key
        }


def words(source: str) -> str:
    """All that a page shows or reads out."""
    page = html.fromstring(source)
    for element in list(page.iter("script", "style", "template", "textarea")):
        element.drop_tree()
    spoken = [value for element in page.iter() for name, value in element.items() if name in READ_OUT]
    return " ".join([" ".join(page.text_content().split()), *spoken])


def test_every_word_that_is_said_otherwise_still_exists_and_becomes_plain():
    theirs: dict[str, str] = {}
    for name in PACKAGES:
        (folder,) = find_spec(name).submodule_search_locations
        theirs |= catalog(Path(folder) / "locale" / "en" / "LC_MESSAGES" / "django.mo")
    source = OURS.with_suffix(".po").read_text()
    asked = set(re.findall(r'^msgid "(.+)"$', source, re.MULTILINE))
    assert len(asked) == len(catalog(OURS)), "compile locale/en again"
    used = "".join(path.read_text() for name in PACKAGES for path in _sources(name))
    unknown = [key for key in catalog(OURS) if key not in theirs and key not in used]
    assert unknown == [], "django CMS does not say this any more"
    assert not [text for text in catalog(OURS).values() if UNPLAIN.search(re.sub(r"%\(\w+\)s", "", text))]


def _sources(name: str) -> list[Path]:
    (folder,) = find_spec(name).submodule_search_locations
    return [path for path in Path(folder).rglob("*.py") if "tests" not in path.parts]


@pytest.fixture
def screens(db) -> list[str]:
    version = draft("risks")
    content, language = version.content, "en"
    place = placeholder(version).pk
    new = {"placeholder_id": place, "plugin_type": "KeyFactsPlugin", "plugin_language": "en", "plugin_position": 1}
    return [
        get_object_edit_url(content, language),
        get_object_structure_url(content, language),
        admin("cms_pagecontent_add", language=language),
        admin("cms_pagecontent_change", content.pk, language=language),
        admin("content_pagedetails_change", details_of(version).pk),
        admin("cms_pagecontent_changelist"),
        admin("cms_placeholder_add_plugin", **new),
        admin("cms_placeholder_edit_plugin", plugins(version, "TextPlugin")[0].pk),
        admin("cms_placeholder_clear_placeholder", place),
        admin("cms_placeholder_delete_plugin", plugins(version, "TextPlugin")[0].pk),
        admin("cms_wizard_create"),
        "/admin/",
    ]


def test_no_screen_names_a_part_of_the_cms(client_of, screens):
    client, found = client_of("Manager"), []
    for address in screens:
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        shown = words(answer.content.decode())
        found += [f"{address}: …{shown[max(0, m.start() - 60) : m.end() + 40]}…" for m in UNPLAIN.finditer(shown)]
    assert found == [], "\n".join(found)


def test_the_form_of_a_new_page_asks_for_an_address_and_a_description():
    labels = [str(field.label) for field in GuideAddPageForm.base_fields.values()]
    assert {"Address", "Description", "Title in search results"} <= set(labels)
