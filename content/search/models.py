"""What the clinic lets machines read."""

from django.db import models

from content.staff.models import OneRow


class MachineRules(OneRow):
    """What crawlers of assistants may read. There is one row, made by the first migration."""

    search_crawlers = models.BooleanField("assistants may find pages for their searches", default=True)
    answer_crawlers = models.BooleanField("assistants may open a page to answer a question", default=True)
    training_crawlers = models.BooleanField("pages may be used to train models", default=True)
    llms_txt = models.BooleanField(
        "there is a list of pages for language models (/llms.txt)",
        default=False,
        help_text="As far as is known, no assistant reads one.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "rules for search engines and assistants"

    def __str__(self) -> str:
        return "Rules for search engines and assistants"
