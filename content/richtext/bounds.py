"""How much one rich text may hold. Asked before anything reads the text: what reads it takes longer than its length."""

from django.core.exceptions import ValidationError

#: Of one block. The longest of the guide has a tenth of it.
MOST_CHARACTERS = 100_000
#: Sources, facts and words in one block. djangocms-text 1.0.2 looks for the end of each in all that follows.
MOST_INLINES = 300


def check_size(source: str) -> None:
    """Raise ValidationError, with a sentence, for a text that is too long."""
    if len(source) > MOST_CHARACTERS:
        raise ValidationError(
            f"This text has {len(source):,} characters with its markup. Make it at most {MOST_CHARACTERS:,}: "
            "put a part of it into another block."
        )
    if source.lower().count("<cms-plugin") > MOST_INLINES:
        raise ValidationError(
            f"This text has more than {MOST_INLINES} sources, facts and words explained. Put a part of it into another block."
        )
