"""Who may put their name to a page, what they signed, and where a draft is on its way."""

from cms.models import Page
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.models import Version

from content.profile import sections
from content.staff.models import OneRow


class Kind(models.TextChoices):
    """What a name under a page vouches for: that it is right, or that it says in its language what the main one says."""

    CLINICIAN = "clinician", _("Clinician")
    TRANSLATOR = "translator", _("Qualified translator")


class Credentials(models.Model):
    """How a clinician, or a translator, is named to readers."""

    kind = models.CharField(
        _("signs as"),
        max_length=10,
        choices=Kind,
        default=Kind.CLINICIAN,
        help_text=_(
            "A translator signs translations: that they say what the English says. A clinician signs that a page is right."
        ),
    )
    name = models.CharField(_("name as readers see it"), max_length=120)
    letters = models.CharField(
        _("letters"),
        max_length=40,
        help_text=_("Such as MD, NP or PharmD; of a translator, CMI-Spanish or CHI-Spanish."),
    )
    license_number = models.CharField(_("number of the license or certificate"), max_length=60)
    license_state = models.CharField(
        _("state of the license"),
        max_length=60,
        help_text=_("Such as California; of a translator, who certified, such as CCHI."),
    )

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
        help_text=_(
            "The account with which this person logs in. To sign, a clinician needs the role Clinician or Manager; of a "
            "translator any role is enough."
        ),
        verbose_name=_("account"),
    )
    is_here = models.BooleanField(
        _("still here"), default=True, help_text=_("Untick this when the person leaves: what they signed stays signed.")
    )

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.signed_name


class Signature(Credentials):
    """The name of a clinician or a translator under exactly the words that readers of one page get in one language.

    Name and license are those of the day on which it was signed.
    """

    page = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("page"),
    )
    language = models.CharField(_("language"), max_length=15)
    words = models.CharField(
        _("words"), max_length=64, help_text=_("SHA-256 of what readers get (content/signoff/words.py).")
    )
    version_number = models.CharField(_("version number"), max_length=11)
    reviewer = models.ForeignKey(
        Reviewer,
        null=True,
        on_delete=models.SET_NULL,
        related_name="signatures",
        verbose_name=_("reviewer"),
    )
    signed = models.DateTimeField(_("signed"), default=timezone.now)
    good_until = models.DateField(
        _("good until"),
    )
    withdrawn = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    #: Of a signature that a second person carried over a corrected typing error: the one that was given, who, and when.
    carried_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="carried",
        verbose_name=_("carried from"),
    )
    confirmed_by = models.ForeignKey(
        Reviewer,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_name = models.CharField(_("correction confirmed by"), max_length=162, blank=True)
    confirmed = models.DateTimeField(_("correction confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ("-signed", "-pk")
        indexes = [models.Index(fields=["page", "language", "words"], name="signature_of_words")]

    def __str__(self) -> str:
        return f"{self.signed_name}: {self.page} (version {self.version_number})"


class HandOver(models.Model):
    """A draft that somebody sent for review, or that a reviewer sent back. At most one for each draft, the latest."""

    class Step(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        BACK = "back", _("Sent back")

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=10, choices=Step)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey(Reviewer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True, max_length=1000)
    fingerprint = models.CharField(max_length=64, help_text="What was sent (content/publishing/fingerprint.py).")
    when = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("hand over")
        verbose_name_plural = _("hand overs")

    def __str__(self) -> str:
        return f"{self.version}: {self.get_step_display()}"


class Writer(models.Model):
    """Somebody who changed the text of a version of a page (content/signoff/writers.py)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("writer")
        verbose_name_plural = _("writers")
        constraints = [models.UniqueConstraint(fields=["version", "account"], name="writer_once")]

    def __str__(self) -> str:
        return f"{self.version}: {self.account}"


class ChangeNote(models.Model):
    """What readers are told of a change, in a sentence or two. It is public from the moment at which its version is."""

    LONGEST = 300

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="note")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=15)
    text = models.CharField(_("what changed, for readers"), max_length=LONGEST)
    published = models.DateTimeField(null=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _("change note")
        verbose_name_plural = _("change notes")
        ordering = ("-published", "-pk")

    def __str__(self) -> str:
        return self.text


class RecordsThen(models.Model):
    """What the records on a page said when a version of it was last signed or, unsigned, published (content/signoff/records_then.py)."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="+")
    said = models.JSONField(help_text="By record: its columns in words, by their names.")

    class Meta:
        verbose_name = _("records then")
        verbose_name_plural = _("records then")

    def __str__(self) -> str:
        return f"{self.version}: {len(self.said)} records"


class Schedule(models.Model):
    """A text that is published, or taken down, by itself at a set time (content/signoff/schedule.py)."""

    class Action(models.TextChoices):
        PUBLISH = "publish", gettext_noop("Publish")
        TAKE_DOWN = "take-down", gettext_noop("Take down")

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="+")
    action = models.CharField(max_length=10, choices=Action)
    when = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    fingerprint = models.CharField(max_length=64, help_text="What was read (content/publishing/fingerprint.py).")
    failed = models.TextField(blank=True, help_text="Why it was not done when it was due.")

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.version}"


class Comment(models.Model):
    """What somebody on the staff says about a block of a version, or answers to that (content/signoff/comments.py)."""

    LONGEST = 1000
    LONGEST_ABOUT = 300

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    #: Its number, and no more: it stays when the block is removed.
    block = models.PositiveBigIntegerField()
    about = models.CharField(max_length=LONGEST_ABOUT, help_text="What the block began with when this was written.")
    to = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=LONGEST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    when = models.DateTimeField(default=timezone.now)
    settled = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("when", "pk")

    def __str__(self) -> str:
        return f"{self.version}: {self.about}"


class SharedDraft(models.Model):
    """A link with which somebody without an account reads one draft for some days (content/signoff/shared.py).

    What opens it is not kept, only its digest.
    """

    LONGEST_DAYS = 14

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    whom = models.CharField(_("for whom"), max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("link to a draft")
        verbose_name_plural = _("links to drafts")
        ordering = ("until", "pk")

    def __str__(self) -> str:
        return f"{self.version}, until {self.until:%Y-%m-%d}"


class SignoffRules(OneRow):
    """What the clinic asks of its pages. There is one row, made by the first migration."""

    months = models.PositiveSmallIntegerField(
        _("a signature is good for this many months"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
        help_text=_("Shorter where the page shows a finding that somebody has to look at earlier."),
    )
    needed_everywhere = models.BooleanField(
        _("no page is published unsigned"),
        default=False,
        help_text=_(
            "Left open, a signature is wished, and a page without one says that no clinician has checked it yet."
        ),
    )
    needed_sections = models.JSONField(
        _("no page of these parts of the menu is published unsigned"), default=list, blank=True
    )
    two_people = models.BooleanField(
        _("nobody signs their own words"),
        default=False,
        help_text=_("Whoever changed a text since it was last signed leaves it to somebody else to sign."),
    )
    second_factor_again = models.BooleanField(
        _("signing asks for the second step again"),
        default=False,
        help_text=_(
            "A code of the authenticator app, or a recovery code. Whoever has neither sets up two-step log in first."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("rules for sign-off")

    def __str__(self) -> str:
        return gettext("Rules for sign-off")

    def clean(self) -> None:
        """Raise ValidationError where nobody could publish any more."""
        super().clean()
        if (self.needed_everywhere or self.needed_sections) and not Reviewer.objects.filter(is_here=True).exists():
            raise ValidationError(_("Add a reviewer first: without one, nobody could publish these pages any more."))
        if unknown := set(self.needed_sections) - {key for key, _ in sections()}:
            raise ValidationError(
                {"needed_sections": format_lazy(_("The menu has no part “{unknown}”."), unknown=sorted(unknown)[0])}
            )

    def needs_signature(self, section: str) -> bool:
        """Whether a page of this part of the menu ("" for none) is published only when it is signed."""
        return self.needed_everywhere or section in self.needed_sections
