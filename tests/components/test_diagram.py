"""A drawing says nothing that its words do not say, and a theory is marked as one."""

import pytest
from django.core.exceptions import ValidationError

from content.examples.diagram import EXAMPLES
from content.models.diagram import Diagram
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def test_every_drawing_is_hidden_from_screen_readers_and_has_a_text_of_as_many_parts():
    for figure, block in zip(read(EXAMPLES, "diagram"), EXAMPLES, strict=True):
        parts = Diagram.PARTS[block.settings["drawing"]]
        drawings = figure.xpath(".//*[local-name()='svg']")
        assert bool(drawings) == (block.settings["drawing"] != "reach"), "buttons need no drawing"
        assert all(drawing.get("aria-hidden") == "true" for drawing in drawings)
        assert words(figure.find("figcaption")) == block.settings["heading"]
        assert len(figure.findall("ol/li")) == parts
        assert not figure.xpath(".//*[local-name()='svg']//@id"), "ids of two drawings would collide"


def test_only_the_third_frame_of_the_synapse_is_dashed_and_it_is_called_a_theory():
    synapse = read(EXAMPLES, "diagram")[0]
    frames = synapse.findall("ol/li")
    assert [words(frame).startswith("Theory") for frame in frames] == [False, False, True]
    dashed = [bool(frame.xpath(".//*[local-name()='path'][contains(@class, 'drawing-dashed')]")) for frame in frames]
    assert dashed == [False, False, True]
    assert len({words(frame) for frame in frames}) == 3


def test_numbers_in_a_drawing_are_those_of_its_list():
    for figure in read(EXAMPLES, "diagram")[1:]:
        numbers = figure.xpath(".//*[local-name()='g'][@class='drawing-number']/*[local-name()='text']")
        if "diagram-reach" in figure.get("class"):
            continue
        assert [words(number) for number in numbers] == [str(n + 1) for n in range(len(figure.findall("ol/li")))]


@pytest.mark.parametrize("drawing", list(Diagram.PARTS))
def test_a_text_with_too_few_or_too_many_parts_is_refused(drawing):
    for number in (Diagram.PARTS[drawing] - 1, Diagram.PARTS[drawing] + 1):
        body = "<ol>" + "<li>part</li>" * number + "</ol>"
        with pytest.raises(ValidationError, match="parts"):
            Diagram(drawing=drawing, heading="x", body=body).clean()
