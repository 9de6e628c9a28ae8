"""How much one rich text may hold. Asked before anything reads the text: what reads it takes longer than its length."""

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

#: Of one block. The longest of the guide has a tenth of it.
MOST_CHARACTERS = 100_000
#: Sources, facts and words in one block. djangocms-text 1.0.2 looks for the end of each in all that follows.
MOST_INLINES = 300


def check_size(source: str) -> None:
    """Raise ValidationError, with a sentence, for a text that is too long."""
    if len(source) > MOST_CHARACTERS:
        raise ValidationError(
            format_lazy(
                _(
                    "This text has {source} characters with its markup. Make it at most {most_characters}: put a "
                    "part of it into another block."
                ),
                source=f"{len(source):,}",
                most_characters=f"{MOST_CHARACTERS:,}",
            )
        )
    if source.lower().count("<cms-plugin") > MOST_INLINES:
        raise ValidationError(
            format_lazy(
                _(
                    "This text has more than {most_inlines} sources, facts and words explained. Put a part of it "
                    "into another block."
                ),
                most_inlines=MOST_INLINES,
            )
        )
