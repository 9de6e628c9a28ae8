from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from filer.fields.image import FilerImageField

from content.page.component import Component
from content.pictures.uploads import make_renditions


class Figure(Component):
    """A picture from the media library, with what it says in words, and a caption."""

    class Size(models.TextChoices):
        SMALL = "small", _("Small")
        MEDIUM = "medium", _("Medium")
        LARGE = "large", _("As wide as the text")

    image = FilerImageField(
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("image"),
    )
    alt = models.CharField(
        _("picture in words"),
        max_length=300,
        blank=True,
        help_text=_("What somebody who cannot see the picture needs to know, in this page's language."),
    )
    decorative = models.BooleanField(
        _("only decoration"),
        default=False,
        help_text=_("Tick this when the picture tells nothing. Then leave the words out."),
    )
    size = models.CharField(_("size"), max_length=6, choices=Size, default=Size.LARGE)
    renditions = models.JSONField(default=list, editable=False)

    text_required = False

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decorative=True, alt="") | (models.Q(decorative=False) & ~models.Q(alt="")),
                name="figure_has_words_or_is_decorative",
                violation_error_message=_("Write the picture in words, or tick “only decoration”: one of the two."),
            )
        ]

    def clean(self) -> None:
        super().clean()
        self.alt = " ".join(self.alt.split())
        if self.decorative and self.alt:
            raise ValidationError({"alt": _("Leave this empty, or untick “only decoration”.")})
        if not self.decorative and not self.alt:
            raise ValidationError({"alt": _("Write what the picture shows, or tick “only decoration”.")})

    def save(self, *args, **kwargs) -> None:
        self.renditions = make_renditions(self.image)
        super().save(*args, **kwargs)
