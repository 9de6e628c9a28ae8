from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language

from content.page.component import Component
from content.questionnaires import names, questionnaires
from content.richtext.reading import blocks


class Tool(Component):
    """Something that readers fill in, on their own device alone. The page that holds it may reach nothing."""

    class Kind(models.TextChoices):
        QUESTIONS = "questions", "My questions: pick, add, order, tick, and note the answer"
        CHECKLIST = "checklist", "My checklist: tick what is done, by time"
        DIARY = "diary", "My diary: questionnaires with their dates"

    kind = models.CharField("tool", max_length=10, choices=Kind)
    heading = models.CharField(max_length=120)
    questionnaires = models.CharField(
        max_length=120,
        blank=True,
        help_text="Of a diary: which questionnaires it holds, in order, such as: phq-9, gad-7, pain. Their words are fixed.",
    )

    text_required = False

    class Meta:
        verbose_name = "tool"

    @property
    def groups(self) -> bool:
        """Whether its text is headings, each with a list of items."""
        return self.kind in {self.Kind.QUESTIONS, self.Kind.CHECKLIST}

    def clean(self) -> None:
        super().clean()
        wanted = names(self.questionnaires)
        if self.groups:
            self._check_groups()
            if wanted:
                raise ValidationError({"questionnaires": "Only a diary has questionnaires. Leave this empty."})
            return
        if not wanted:
            raise ValidationError({"questionnaires": "Name at least one questionnaire, such as: phq-9"})
        known = questionnaires(self.language or get_language() or "")
        if missing := [name for name in wanted if name not in known]:
            expected = ", ".join(known) or "none"
            raise ValidationError(
                {"questionnaires": f"There is no questionnaire “{missing[0]}” in this language; there are: {expected}"}
            )

    def _check_groups(self) -> None:
        """The text must be headings of level 3, each followed by one bullet list, without links in it."""
        elements = blocks(self.body) if self.body else []
        tags = [element.tag for element in elements]
        if not tags or tags != ["h3", "ul"] * (len(tags) // 2):
            raise ValidationError({"body": "Write headings of level 3, and below each of them one bullet list."})
        for element in elements:
            if (link := next(element.iter("a"), None)) is not None:
                words = link.text_content()[:40]
                raise ValidationError(
                    {"body": f"An item is pressed as a whole, so it holds no link. Take it out: “{words}”"}
                )
