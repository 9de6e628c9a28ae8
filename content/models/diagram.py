from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.page.component import Component
from content.richtext.reading import list_items


class Diagram(Component):
    """One of the guide's own drawings. Its text says the same in words, one item for each part of the drawing."""

    class Drawing(models.TextChoices):
        SYNAPSE = "synapse", _("A synapse in three frames; the third is a theory")
        ROOM = "room", _("The infusion room, with six numbered things")
        MIND_EFFECTS = "mind-effects", _("When mind effects come and go: four points in time")
        DECIDING = "deciding", _("A way to decide, with four stops")
        BRING = "bring", _("Five things to take along")
        FIRST_EVENING = "first-evening", _("The first evening: five things")
        SCORE_SCALE = "score-scale", _("The PHQ-9 from 0 to 27, with four marks: 18, 13, 9, 4")
        DIP = "dip", _("A lift that fades, with four places to plan for")
        REACH = "reach", _("Call, text, chat")

    PARTS = {
        Drawing.SYNAPSE: 3,
        Drawing.ROOM: 6,
        Drawing.MIND_EFFECTS: 4,
        Drawing.DECIDING: 4,
        Drawing.BRING: 5,
        Drawing.FIRST_EVENING: 5,
        Drawing.SCORE_SCALE: 4,
        Drawing.DIP: 4,
        Drawing.REACH: 3,
    }

    drawing = models.CharField(_("drawing"), max_length=20, choices=Drawing)
    heading = models.CharField(_("title"), max_length=120, help_text=_("What the drawing shows."))

    text_is_list = "ol"

    class Meta:
        verbose_name = _("drawing")
        verbose_name_plural = _("drawings")

    @property
    def template(self) -> str:
        """The template that draws it; the synapse is drawn frame by frame, and buttons need no drawing (empty)."""
        if self.drawing == self.Drawing.REACH:
            return ""
        return f"content/drawings/{self.drawing.replace('-', '_')}.html"

    def clean(self) -> None:
        super().clean()
        parts = self.PARTS.get(self.drawing)
        found = len(list_items(self.body))
        if parts and found != parts:
            raise ValidationError(
                {
                    "body": format_lazy(
                        _("This drawing has {parts} parts, so write {parts} items. There are {found}."),
                        parts=parts,
                        found=found,
                    )
                }
            )
