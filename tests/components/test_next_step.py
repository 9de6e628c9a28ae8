"""The next step never leads a reader to a page that is not there."""

import pytest
from cms.models import Page, PageContent
from django.core.exceptions import ValidationError
from djangocms_versioning.models import Version

from content.examples.next_step import EXAMPLES, UNPUBLISHED
from content.guide.document import Block
from content.models.next_step import NextStep
from content.staff.accounts import system_user
from tests.components.reader import elements, publish, read, words

pytestmark = pytest.mark.django_db


def test_the_next_step_leads_to_its_page_in_its_own_words():
    first, second = read(EXAMPLES[:2], "next-step")
    assert [link.get("href") for link in first.findall(".//a")] == [
        Page.objects.get(reverse_id="risks").get_absolute_url("en")
    ]
    assert words(first.find(".//a")) == "Read about the risks"
    assert "Benefits are one half of the decision." in words(first)
    assert words(second.find(".//a")) == "See how to prepare"


def test_when_its_page_is_taken_down_the_words_stay_and_the_link_goes():
    target = publish([])
    page = publish([Block("next-step", {"page": target.reverse_id, "label": "Read on"})])
    assert elements(page, "next-step")[0].find(".//a").get("href") == target.get_absolute_url("en")

    content = PageContent.admin_manager.get(page=target)
    Version.objects.get_for_content(content).unpublish(system_user())
    after = elements(page, "next-step")[0]
    assert after.find(".//a") is None
    assert "Read on" in words(after)


def test_a_page_that_never_was_public_gets_no_link(admin_user):
    from cms.api import create_page

    create_page("Draft", "pages/page.html", "en", created_by=admin_user, reverse_id=UNPUBLISHED)
    (shown,) = read(EXAMPLES[2:], "next-step")
    assert shown.find(".//a") is None
    assert "Read about the next visit" in words(shown)


def test_a_next_step_needs_a_page_and_words():
    with pytest.raises(ValidationError) as refused:
        NextStep().full_clean(exclude=["placeholder", "plugin_type", "language", "position"])
    assert {"page", "label"} <= set(refused.value.message_dict)
