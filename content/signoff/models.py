"""Who may put their name to a page, what they signed, and where a draft is on its way."""

from cms.models import Page
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from djangocms_versioning.models import Version

from content.profile import sections
from content.staff.models import OneRow


class Credentials(models.Model):
    """How a clinician is named to readers."""

    name = models.CharField("name as readers see it", max_length=120)
    letters = models.CharField(max_length=40, help_text="Such as MD, NP or PharmD.")
    license_number = models.CharField("number of the license", max_length=60)
    license_state = models.CharField("state of the license", max_length=60, help_text="Such as California.")

    class Meta:
        abstract = True

    @property
    def signed_name(self) -> str:
        """Name and letters, as they stand under a page."""
        return f"{self.name}, {self.letters}"


class Reviewer(Credentials):
    """Somebody on the staff who may sign pages with their name. The guide ships with none."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="reviewer",
        help_text="The account with which this person logs in. It needs the role Clinician or Manager to sign.",
    )
    is_here = models.BooleanField(
        "still here", default=True, help_text="Untick this when the person leaves: what they signed stays signed."
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.signed_name


class Signature(Credentials):
    """One clinician's name under exactly the words that readers of one page get in one language.

    Name and license are those of the day on which it was signed.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=15)
    words = models.CharField(max_length=64, help_text="SHA-256 of what readers get (content/signoff/words.py).")
    version_number = models.CharField(max_length=11)
    reviewer = models.ForeignKey(Reviewer, null=True, on_delete=models.SET_NULL, related_name="signatures")
    signed = models.DateTimeField(default=timezone.now)
    good_until = models.DateField()
    withdrawn = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-signed", "-pk")
        indexes = [models.Index(fields=["page", "language", "words"], name="signature_of_words")]

    def __str__(self) -> str:
        return f"{self.signed_name}: {self.page} (version {self.version_number})"


class HandOver(models.Model):
    """A draft that somebody sent for review, or that a reviewer sent back. At most one for each draft, the latest."""

    class Step(models.TextChoices):
        WAITING = "waiting", "Waiting"
        BACK = "back", "Sent back"

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=10, choices=Step)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey(Reviewer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True, max_length=1000)
    fingerprint = models.CharField(max_length=64, help_text="What was sent (content/publishing/fingerprint.py).")
    when = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.version}: {self.get_step_display()}"


class SignoffRules(OneRow):
    """What the clinic asks of its pages. There is one row, made by the first migration."""

    months = models.PositiveSmallIntegerField(
        "a signature is good for this many months",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
        help_text="Shorter where the page shows a finding that somebody has to look at earlier.",
    )
    needed_everywhere = models.BooleanField(
        "no page is published unsigned",
        default=False,
        help_text="Left open, a signature is wished, and a page without one says that no clinician has checked it yet.",
    )
    needed_sections = models.JSONField(
        "no page of these parts of the menu is published unsigned", default=list, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "rules for sign-off"

    def __str__(self) -> str:
        return "Rules for sign-off"

    def clean(self) -> None:
        """Raise ValidationError where nobody could publish any more."""
        super().clean()
        if (self.needed_everywhere or self.needed_sections) and not Reviewer.objects.filter(is_here=True).exists():
            raise ValidationError("Add a reviewer first: without one, nobody could publish these pages any more.")
        if unknown := set(self.needed_sections) - {key for key, _ in sections()}:
            raise ValidationError({"needed_sections": f"The menu has no part “{sorted(unknown)[0]}”."})

    def needs_signature(self, section: str) -> bool:
        """Whether a page of this part of the menu ("" for none) is published only when it is signed."""
        return self.needed_everywhere or section in self.needed_sections
