"""Text to open works without scripts: it is the browser's own element."""

import pytest
from django.core.exceptions import ValidationError

from content.examples.details import EXAMPLES
from content.models.details import Details
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def test_a_text_to_open_is_a_native_details_element_closed_at_first():
    first, second = read(EXAMPLES, "details")
    for element, block in zip((first, second), EXAMPLES, strict=True):
        assert element.tag == "details"
        assert element.get("open") is None
        assert element[0].tag == "summary"
        assert words(element[0]) == block.settings["summary"]
    assert [words(cell) for cell in first.findall(".//tbody/tr/*")] == ["70 kg", "35 mg"]
    assert "A use that is not on the medicine's label." in words(second)


def test_a_text_to_open_needs_the_line_to_press_and_a_text():
    with pytest.raises(ValidationError) as refused:
        Details(summary="", body="").full_clean(exclude=["placeholder", "plugin_type", "language", "position"])
    assert {"summary", "body"} <= set(refused.value.message_dict)
