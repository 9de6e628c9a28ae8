"""A timeline is an ordered list: each point has its time and its words, with the clinic's own values."""

import pytest
from django.core.exceptions import ValidationError

from content.clinic.models import ClinicFact
from content.examples.timeline import EXAMPLES
from content.models.timeline import Timeline
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def test_each_point_starts_with_its_time():
    first, second = read(EXAMPLES, "timeline")
    fasting = ClinicFact.objects.get(key="fasting-food").value
    assert words(first.find("h2")) == "The day at a glance"
    assert [words(item) for item in first.findall("ol/li")] == [
        f"Before you come no solid food for {fasting}.",
        "The drip about 40 minutes.",
    ]
    assert second.find("h2") is None
    assert [words(label) for label in second.xpath(".//p[@class='timeline-label']")] == ["Day 1", "Day 7"]


def test_a_point_without_a_time_and_a_list_without_order_are_refused():
    with pytest.raises(ValidationError, match="label in bold"):
        Timeline(body="<ol><li>Rest.</li></ol>").clean()
    with pytest.raises(ValidationError, match="numbered"):
        Timeline(body="<ul><li><strong>Day 1</strong> Rest.</li></ul>").clean()
