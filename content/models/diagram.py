from django.core.exceptions import ValidationError
from django.db import models

from content import richtext
from content.models.component import Component


class Diagram(Component):
    """One of the guide's own drawings. Its text says the same in words, one item for each part of the drawing."""

    class Drawing(models.TextChoices):
        SYNAPSE = "synapse", "A synapse in three frames; the third is a theory"
        ROOM = "room", "The infusion room, with six numbered things"
        MIND_EFFECTS = "mind-effects", "When mind effects come and go: four points in time"

    PARTS = {Drawing.SYNAPSE: 3, Drawing.ROOM: 6, Drawing.MIND_EFFECTS: 4}

    drawing = models.CharField(max_length=20, choices=Drawing)
    heading = models.CharField("title", max_length=120, help_text="What the drawing shows.")

    text_is_list = "ol"

    class Meta:
        verbose_name = "drawing"

    def clean(self) -> None:
        super().clean()
        parts = self.PARTS.get(self.drawing)
        found = len(richtext.list_items(self.body))
        if parts and found != parts:
            raise ValidationError(
                {"body": f"This drawing has {parts} parts, so write {parts} items. There are {found}."}
            )
