import re

from cms.models import CMSPlugin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from filer.fields.image import FilerImageField
from filer.models import Image

from content.clinic import brand
from content.pictures.uploads import make_logo, picture_name
from content.records.record import Record, WithRecord


class ClinicFact(Record):
    """One fact about the clinic, typed once and used everywhere: a phone number, a rule, a price."""

    label = models.CharField(max_length=120, help_text="What the fact is.")
    value = models.CharField(
        max_length=300,
        blank=True,
        help_text="A short phrase that fits inside a sentence. Left empty, pages say “ask the clinic”.",
    )
    help = models.CharField("hint for staff", max_length=300, blank=True)
    example = models.BooleanField(
        "still an example", default=True, help_text="Untick this when the value is your clinic's own."
    )

    picture = FilerImageField(
        verbose_name="logo",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="A wide picture that holds the clinic's name: it takes the place of the name at the top of each page.",
    )
    #: The picture as pages show it: url, width and height.
    rendition = models.JSONField(null=True, editable=False)

    guide_fields = ("label", "value", "help", "example")
    UNSET = _("(ask the clinic)")
    #: The two facts that decide how pages look. The value of the logo is the name of its picture in guide files.
    BRAND_COLOR, LOGO = "brand-color", "logo"
    #: The fact that decides what links show; NEUTRAL: the same for every page, and nothing about the treatment.
    LINK_CARDS, NEUTRAL = "link-cards", "neutral"
    #: What decides how things look, and stands in no sentence.
    NOT_WORDS = frozenset({BRAND_COLOR, LOGO, LINK_CARDS})
    #: The facts that are telephone numbers. Browsers are told not to look for numbers themselves: they would find false ones.
    PHONES = frozenset({"phone", "after-hours-phone"})

    class Meta:
        ordering = ("label",)

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        if self.key == self.BRAND_COLOR and self.value:
            try:
                brand.check(self.value)
            except ValidationError as error:
                raise ValidationError({"value": error.messages}) from error
        if self.key == self.LINK_CARDS and self.value not in {"", self.NEUTRAL}:
            raise ValidationError({"value": f"Write “{self.NEUTRAL}”, or leave this empty."})
        if self.key == self.LOGO:
            self.picture = self._named_picture()
            self.rendition = make_logo(self.picture) if self.picture else None

    def _named_picture(self) -> Image | None:
        """The picture of the library that the value names. Raises ValidationError when there is none."""
        if not self.value or (self.picture and picture_name(self.picture) == self.value):
            return self.picture if self.value else None
        named = Image.objects.filter(original_filename=self.value).order_by("pk").first()
        if named is None:
            raise ValidationError({"value": f"There is no picture “{self.value}” in the media library."})
        return named

    @property
    def text(self) -> str:
        """The value, or “(ask the clinic)”."""
        return self.value or str(self.UNSET)

    @property
    def dial(self) -> str:
        """What a telephone dials, such as “+12135550100”; empty unless the value is one telephone number and no more."""
        digits = re.sub(r"\D", "", self.value)
        if self.key not in self.PHONES or not re.fullmatch(r"\+?[-–\d(). ]+", self.value):
            return ""
        if self.value.startswith("+"):
            return f"+{digits}"
        return f"+1{digits[-10:]}" if re.fullmatch(r"1?\d{10}", digits) else ""


class ClinicFactReference(CMSPlugin):
    """A clinic fact inside a line of text."""

    fact = models.ForeignKey(
        ClinicFact,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to=~models.Q(key__in=sorted(ClinicFact.NOT_WORDS)),
    )

    objects = WithRecord("fact")

    def __str__(self) -> str:
        return str(self.fact)
