"""Every key fact has its label."""

import pytest
from django.core.exceptions import ValidationError

from content.examples.key_facts import EXAMPLES
from content.models.key_facts import KeyFacts
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def test_each_fact_is_an_item_that_starts_with_its_label():
    first, second = read(EXAMPLES, "key-facts")
    assert words(first.find("h2")) == "Key facts"
    labels = [item.find("strong").text for item in first.findall("ul/li")]
    assert labels == ["Medicine:", "How:", "FDA:"]
    assert [words(item) for item in first.findall("ul/li")][2] == "FDA: not approved for depression"
    assert words(second.find("h2")) == "Before your first visit"


@pytest.mark.parametrize(
    "body", ["<ul><li>no label</li></ul>", "<ul><li><strong>A:</strong> 1</li><li>then <strong>B</strong></li></ul>"]
)
def test_a_fact_without_its_label_in_bold_is_refused(body):
    with pytest.raises(ValidationError, match="Start each item with its label in bold"):
        KeyFacts(heading="Key facts", body=body).clean()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>text</p>", "must be one bullet list"),
        ("<ul><li><strong>A</strong></li></ul><p>more</p>", "must be one bullet list"),
        ("<ol><li><strong>A</strong></li></ol>", "Use a bullet list here"),
        ("", "Write the text"),
    ],
)
def test_facts_that_are_not_one_bullet_list_are_refused(body, reason):
    with pytest.raises(ValidationError, match=reason):
        KeyFacts(heading="Key facts", body=body).clean()
