"""Who may log in, and how often they may try; and what staff did."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class OneRow(models.Model):
    """Rules of the clinic: one row, made by a migration (content/staff/one_row.py is their admin)."""

    class Meta:
        abstract = True

    @classmethod
    def current(cls) -> Self:
        """The rules in force."""
        return cls.objects.get(pk=1)  # type: ignore[attr-defined]


class LoginRules(OneRow):
    """How staff log in. There is one row, made by the first migration."""

    second_factor_required = models.BooleanField(
        _("everybody needs two steps"),
        default=False,
        help_text=_(
            "Whoever has not set up two-step log in does so right after the next log in, before anything else."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("rules for logging in")

    def __str__(self) -> str:
        return gettext("Rules for logging in")


class LoginAttempts(models.Model):
    """Wrong attempts to log in, counted under a key that tells nobody who or where (`content/staff/login/attempts.py`)."""

    key = models.CharField(max_length=64, primary_key=True)
    wrong = models.PositiveIntegerField(default=0)
    latest = models.DateTimeField(default=timezone.now, db_index=True)
    succeeded = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = _("login attempts")

    def __str__(self) -> str:
        return f"{self.wrong} wrong attempts"


class Event(models.Model):
    """One thing that somebody did. It outlives the account: the name stays when the person is deleted."""

    class Kind(models.TextChoices):
        LOG_IN = "log-in", _("Logged in")
        LOG_IN_FAILED = "log-in-failed", _("Log in failed")
        LOG_OUT = "log-out", _("Logged out")
        SECOND_FACTOR = "second-factor", _("Two-step log in")
        PUBLISHING = "publishing", _("Publishing")
        RECORD = "record", _("Clinic facts, sources, words")
        ACCOUNT = "account", _("Accounts and roles")
        FILE = "file", _("Files")

    when = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("account")
    )
    name = models.CharField(_("who"), max_length=150, blank=True)
    what = models.TextField(_("what"))
    network = models.CharField(_("from"), max_length=45, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-when", "-pk")

    def __str__(self) -> str:
        return f"{self.name}: {self.what}"


class StaffProfile(models.Model):
    """What a Manager chooses for an account besides its roles. Whoever has none writes as their roles say."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_profile")
    languages = models.JSONField(_("languages"), default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("languages of a translator")
        permissions = [("write_every_language", "Can write in every language")]

    def __str__(self) -> str:
        names = dict(settings.LANGUAGES)
        return ", ".join(names[code] for code in self.languages if code in names) or "none"


class UnsavedText(models.Model):
    """What somebody typed into a form and has not saved (`content/desk/unsaved.py`). Only they get it back; it goes with the
    account, and after two weeks.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=300)
    fields = models.TextField()
    before = models.CharField(max_length=64, blank=True)
    changed = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "form"), name="staff_one_unsaved_text_of_a_form"),)

    def __str__(self) -> str:
        return self.form
