import re
from typing import Self

from cms.models import CMSPlugin
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from filer.fields.image import FilerImageField
from filer.models import Image

from content.clinic import brand, hours
from content.pictures.uploads import make_logo, picture_name
from content.records.record import Record, WithRecord
from ketaguide.words import Words


class ClinicFact(Record):
    """One fact about the clinic, typed once and used everywhere: a phone number, a rule, a price."""

    label = models.CharField(_("label"), max_length=120, help_text=_("What the fact is."))
    value = models.CharField(
        _("value"),
        max_length=300,
        blank=True,
        help_text=_("A short phrase that fits inside a sentence. Left empty, pages say “ask the clinic”."),
    )
    help = models.CharField(_("hint for staff"), max_length=300, blank=True)
    example = models.BooleanField(
        _("still an example"), default=True, help_text=_("Untick this when the value is your clinic's own.")
    )

    minutes = models.PositiveIntegerField(
        _("the same length in minutes"),
        null=True,
        blank=True,
        help_text=_(
            "From it *My infusion day* counts times: 480 for 8 hours. Left empty, it shows the words without a time."
        ),
    )

    opening = models.CharField(
        _("open"),
        max_length=300,
        blank=True,
        help_text=_(
            "Of the opening hours, days and times such as: Mo-Fr 08:00-17:00; Sa 09:00-12:00. The value says the same."
        ),
    )

    picture = FilerImageField(
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_(
            "A wide picture that holds the clinic's name: it takes the place of the name at the top of each page."
        ),
    )
    #: The picture as pages show it: url, width and height.
    rendition = models.JSONField(null=True, editable=False)

    guide_fields = ("label", "value", "help", "example", "minutes", "opening")
    guide_words = ("label", "value", "help")
    UNSET = _("(ask the clinic)")
    #: The two facts that decide how pages look. The value of the logo is the name of its picture in guide files.
    BRAND_COLOR, LOGO = "brand-color", "logo"
    #: The fact that decides what links show; NEUTRAL: the same for every page, and nothing about the treatment.
    LINK_CARDS, NEUTRAL = "link-cards", "neutral"
    #: The fact whose words are made from days and times.
    HOURS = "hours"
    #: What decides how things look, and stands in no sentence.
    NOT_WORDS = frozenset({BRAND_COLOR, LOGO, LINK_CARDS})
    #: The facts that are lengths of time around a visit, which may be counted with.
    LENGTHS = frozenset(
        {"fasting-food", "fasting-drink", "chair-time", "infusion-length", "minimum-stay", "driving-rule"}
    )
    #: The facts that are telephone numbers. Browsers are told not to look for numbers themselves: they would find false ones.
    PHONES = frozenset({"phone", "after-hours-phone"})

    PRICES = frozenset({"first-visit-price", "infusion-price", "course-price"})
    EMAIL, WEBSITE = "email", "website"

    #: The facts by which somebody could come to harm: what they say takes two people (content/clinic/second_person.py).
    SAFETY = frozenset({"fasting-food", "fasting-drink", "ride-rule", "driving-rule"}) | PHONES

    class Meta:
        verbose_name = _("clinic fact")
        verbose_name_plural = _("clinic facts")
        ordering = ("label",)

    def guide_data(self) -> dict:
        """The fact as it stands in a guide file, which has no line for minutes or times that are not given.

        So a fact loaded before there were these columns still says what its file said, and nobody is taken to have edited it.
        """
        data = super().guide_data()
        return {
            name: value for name, value in data.items() if name not in {"minutes", "opening"} or value not in {None, ""}
        }

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
            raise ValidationError(
                {"value": format_lazy(_("Write “{neutral}”, or leave this empty."), neutral=self.NEUTRAL)}
            )
        if self.minutes is not None and self.key not in self.LENGTHS:
            raise ValidationError(
                {"minutes": _("Only lengths of time around a visit are counted with. Leave this empty.")}
            )
        if self.opening:
            self._check_opening()
        if self.key == self.LOGO:
            self.picture = self._named_picture()
            self.rendition = make_logo(self.picture) if self.picture else None
        if self.value and (fault := self._fault_of_kind()):
            raise ValidationError(
                {"value": format_lazy(_("{fault} Left empty, pages say “{unset}”."), fault=fault, unset=self.UNSET)}
            )

    def _fault_of_kind(self) -> Words:
        """Why the value is not of its kind, as a sentence; empty where it is. An address is whatever a letter reaches."""
        if self.key in self.PHONES and not self.dial:
            return _("Write one telephone number that can be dialled and nothing else, such as (213) 555-0100.")
        if self.key in self.PRICES and not re.search(r"\d", self.value):
            return _("Write the price in digits, such as $450.")
        if self.key == self.EMAIL and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", self.value):
            return _("Write one mail address, such as office@clinic.example.")
        if self.key == self.WEBSITE and not re.fullmatch(r"(https?://)?[^\s/]+\.[^\s/]+(/\S*)?", self.value):
            return _("Write the address of a website, such as www.clinic.example.")
        return ""

    def _check_opening(self) -> None:
        if self.key != self.HOURS:
            raise ValidationError({"opening": _("Only the opening hours have days and times. Leave this empty.")})
        try:
            self.opening = hours.line_of(hours.week_of(self.opening))
        except ValidationError as error:
            raise ValidationError({"opening": error.messages}) from error
        if self.value != (said := self._said_hours(settings.LANGUAGE_CODE)):
            raise ValidationError(
                {"value": format_lazy(_("The times say “{said}”, so the value must, too."), said=said)}
            )

    def _said_hours(self, language: str) -> str:
        return hours.words_of(self.opening, language, self.example)

    def in_language(self, language: str | None) -> Self:
        """As for every record; the words for days and times are made in the language, so nobody translates them."""
        shown = super().in_language(language)
        if self.opening and language and shown is not self:
            shown.value = self._said_hours(language)
        return shown

    @property
    def open_on(self) -> list[hours.Group]:
        """Days with their spans, for machines; none while the words that readers get are not those of the times."""
        said = self.opening and self.value == self._said_hours(get_language() or settings.LANGUAGE_CODE)
        return hours.groups(hours.week_of(self.opening)) if said else []

    @property
    def counted_minutes(self) -> int | None:
        """The length to count with; None while the words say another one, as between two people's changes."""
        return self.minutes if self._says_length() else None

    def _says_length(self) -> bool:
        said = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", self.value)}
        return not said.isdisjoint({float(self.minutes or 0), (self.minutes or 0) / 60})

    def _named_picture(self) -> Image | None:
        """The picture of the library that the value names. Raises ValidationError when there is none."""
        if not self.value or (self.picture and picture_name(self.picture) == self.value):
            return self.picture if self.value else None
        named = Image.objects.filter(original_filename=self.value).order_by("pk").first()
        if named is None:
            raise ValidationError(
                {"value": format_lazy(_("There is no picture “{value}” in the media library."), value=self.value)}
            )
        return named

    def needed_words(self) -> tuple[str, ...]:
        """None: most values are numbers or names. A value that is words and has none in a language is seen by the parity rules."""
        return ()

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


class FactChange(models.Model):
    """What somebody wants a fact to say that keeps patients safe, or once said. In force when a second person has confirmed it."""

    fact = models.ForeignKey(ClinicFact, on_delete=models.CASCADE, related_name="changes")
    value = models.CharField(max_length=300, blank=True)
    before = models.CharField(max_length=300, blank=True)
    example = models.BooleanField(default=True, help_text="Whether the fact is still an example when this is in force.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    when = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided = models.DateTimeField(null=True)
    in_force = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("fact change")
        verbose_name_plural = _("fact changes")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.fact.label}: “{self.before}” → “{self.value}”"


class ClinicFactReference(CMSPlugin):
    """A clinic fact inside a line of text."""

    fact = models.ForeignKey(
        ClinicFact,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to=~models.Q(key__in=sorted(ClinicFact.NOT_WORDS)),
        verbose_name=_("fact"),
    )

    objects = WithRecord("fact")

    class Meta:
        verbose_name = _("clinic fact reference")
        verbose_name_plural = _("clinic fact references")

    def __str__(self) -> str:
        return str(self.fact)
