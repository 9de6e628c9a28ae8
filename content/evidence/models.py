import re
from dataclasses import dataclass
from typing import ClassVar

from cms.models import CMSPlugin
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from content.profile import conditions
from content.records.record import ProposableRecord, WithRecord
from ketaguide.words import Words

#: Of one text about a source or a result, in characters. The longest of the guide has a third of it.
MOST_WORDS = 2000


class Reference(ProposableRecord):
    """A source: a study, a guideline, a label, a law."""

    class Kind(models.TextChoices):
        META_ANALYSIS = "meta-analysis", _("Meta-analysis")
        REVIEW = "review", _("Review")
        RCT = "rct", _("Randomized trial")
        OBSERVATIONAL = "observational", _("Observational study")
        LAB = "lab", _("Laboratory or animal study")
        GUIDELINE = "guideline", _("Guideline")
        LABEL = "label", _("Medicine label")
        REGULATOR = "regulator", _("Law or public agency")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.REVIEW)
    authors = models.CharField(
        _("authors"), max_length=1000, blank=True, help_text=_("As in Vancouver style: Family AB, Family CD.")
    )
    title = models.CharField(_("title"), max_length=500)
    container = models.CharField(_("journal or publisher"), max_length=200, blank=True)
    year = models.CharField(_("year"), max_length=80, blank=True)
    volume = models.CharField(_("volume"), max_length=20, blank=True)
    issue = models.CharField(_("issue"), max_length=20, blank=True)
    pages = models.CharField(_("pages"), max_length=40, blank=True)
    doi = models.CharField(
        "DOI",
        max_length=120,
        blank=True,
        validators=[RegexValidator(r"^10\.\d{4,9}/\S+$", _("A DOI starts with 10."))],
    )
    pmid = models.CharField(
        _("PubMed id"), max_length=12, blank=True, validators=[RegexValidator(r"^\d+$", _("A PubMed id is a number."))]
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    found = models.TextField(_("what it found"), blank=True, max_length=MOST_WORDS)
    limitations = models.TextField(_("limitations"), blank=True, max_length=MOST_WORDS)
    # Not in guide files: when this site looks again is its own affair.
    check_again = models.DateField(
        _("check again on"),
        null=True,
        blank=True,
        help_text=_("When somebody has to look whether there is a newer one, such as the next edition of a guideline."),
    )

    guide_fields = (
        *("kind", "authors", "title", "container", "year", "volume", "issue", "pages"),
        *("doi", "pmid", "url", "found", "limitations"),
    )
    guide_words = ("found", "limitations")

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ("key",)

    def __str__(self) -> str:
        return f"{self.key}: {self.title}"[:100]

    @property
    def link(self) -> str:
        """Where to read it: the DOI if there is one, else PubMed, else its own address; may be empty."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url

    @property
    def citation(self) -> str:
        """The reference in the Vancouver style of the National Library of Medicine ("Citing Medicine"), plain text.

        More than six authors become the first three and "et al.".
        """
        names = [name.strip() for name in self.authors.split(",") if name.strip()]
        if len(names) > 6:
            names = [*names[:3], "et al"]
        authors = ", ".join(names).rstrip(".")
        place = self.year
        if self.volume:
            place += f";{self.volume}" + (f"({self.issue})" if self.issue else "")
        if self.pages:
            place += f":{self.pages}"
        parts = [authors, self.title.rstrip("."), self.container.rstrip("."), place]
        return ". ".join(part for part in parts if part) + "."

    @property
    def kind_and_year(self) -> str:
        """What it is, in a few words: "Randomized trial, 2025". Of several years, the last."""
        latest = max(re.findall(r"\d{4}", self.year), default="")
        return ", ".join(part for part in (str(self.get_kind_display()), latest) if part)

    @property
    def citation_language(self) -> str:
        """For the attribute `lang`, where a page is in another language than its sources: titles stay as they were published."""
        return "" if get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE


@dataclass(frozen=True)
class Side:
    """One group of a finding: what it got, how many of every 100 had the outcome, and the real count where known."""

    group: str
    yes: int
    outcome: str
    otherwise: str
    count: int | None
    total: int | None

    @property
    def no(self) -> int:
        """How many of every 100 did not have the outcome."""
        return 100 - self.yes


class Finding(ProposableRecord):
    """One result of a study, with everything that has to stand beside it. Pages draw and print it, never retype it."""

    class Route(models.TextChoices):
        INFUSION = "infusion", _("Drip into a vein")
        INJECTION = "injection", _("Injection")
        SPRAY = "spray", _("Nasal spray")
        OTHER = "other", _("Another way")

    class Certainty(models.TextChoices):
        """GRADE's four levels, as reviewers gave them, and the guide's own labels for what nobody has graded."""

        VERY_LOW = "very-low-certainty", _("Very low certainty")
        LOW = "low-certainty", _("Low certainty")
        MODERATE_CERTAINTY = "moderate-certainty", _("Moderate certainty")
        HIGH = "high-certainty", _("High certainty")
        STRONG = "strong", _("Evidence label: strong")
        MODERATE = "moderate", _("Evidence label: fair")
        LIMITED = "limited", _("Evidence label: weak")
        UNCERTAIN = "uncertain", _("Evidence label: unclear")
        NEGATIVE = "negative", _("Evidence label: against")

    #: The reviewers' four grades on the guide's own scale, so that readers meet one scale only.
    LABEL_OF_GRADE: ClassVar = {
        Certainty.VERY_LOW: Certainty.UNCERTAIN,
        Certainty.LOW: Certainty.LIMITED,
        Certainty.MODERATE_CERTAINTY: Certainty.MODERATE,
        Certainty.HIGH: Certainty.STRONG,
    }

    condition = models.CharField(
        _("condition"),
        max_length=20,
        choices=conditions,
        help_text=_("Findings never carry over to another condition."),
    )
    title = models.CharField(
        _("title"), max_length=120, help_text=_("What was found out, and when: “Response one day after one infusion”.")
    )
    outcome = models.CharField(
        _("the outcome in plain words"),
        max_length=120,
        blank=True,
        help_text=_(
            "What follows “47 of 100 people”, such as “had a response”. Leave it empty when there are no numbers."
        ),
    )
    otherwise = models.CharField(
        _("the others"), max_length=60, default="did not", help_text=_("What follows “53”: “did not”, “were not”.")
    )
    explained = models.CharField(
        _("what counted"),
        max_length=200,
        blank=True,
        help_text=_("Such as: “Response means symptoms fell by at least half.”"),
    )
    group = models.CharField(
        _("treatment group"), max_length=80, help_text=_("What they got: “ketamine”, “a course of ketamine”.")
    )
    per_hundred = models.PositiveSmallIntegerField(
        _("out of 100 people"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    count = models.PositiveIntegerField(
        _("real count"),
        null=True,
        blank=True,
        help_text=_("Only as printed in the study. Never work it out from a percentage."),
    )
    total = models.PositiveIntegerField(_("people in this group"), null=True, blank=True)
    comparison = models.CharField(
        _("comparison group"),
        max_length=80,
        blank=True,
        help_text=_("Left empty, pages say that there was no comparison group."),
    )
    comparison_per_hundred = models.PositiveSmallIntegerField(
        _("comparison, out of 100 people"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    comparison_count = models.PositiveIntegerField(_("comparison, real count"), null=True, blank=True)
    comparison_total = models.PositiveIntegerField(_("people in the comparison group"), null=True, blank=True)
    result = models.CharField(
        _("the result in words"),
        max_length=300,
        blank=True,
        help_text=_("Only when there are no numbers out of 100, such as: “No effect on PTSD compared with placebo.”"),
    )
    people = models.CharField(_("people and trials"), max_length=120, help_text=_("Such as: “296 people in 4 trials”."))
    time = models.CharField(
        _("when it was measured"), max_length=120, help_text=_("Such as: “24 hours after one infusion”.")
    )
    route = models.CharField(_("route"), max_length=10, choices=Route, default=Route.INFUSION)
    certainty = models.CharField(
        _("certainty"),
        max_length=20,
        choices=Certainty,
        help_text=_("As the reviewers graded it. If nobody did: the label that the guide gives it."),
    )
    must_say = models.TextField(
        _("what must stand beside it"),
        max_length=MOST_WORDS,
        help_text=_("Printed with the numbers wherever they appear. Limits, chance, the bar used."),
    )
    does_not_show = models.TextField(
        _("what it does not show"),
        blank=True,
        max_length=MOST_WORDS,
        help_text=_("One or two short sentences for the two-sided card."),
    )
    references = models.ManyToManyField(
        Reference,
        related_name="+",
        help_text=_("Where the numbers come from."),
        verbose_name=_("references"),
    )
    check_again = models.DateField(
        _("check again on"), help_text=_("When somebody has to look whether this still holds.")
    )

    guide_fields = (
        *("condition", "title", "outcome", "otherwise", "explained", "group", "per_hundred", "count", "total"),
        *("comparison", "comparison_per_hundred", "comparison_count", "comparison_total", "result"),
        *("people", "time", "route", "certainty", "must_say", "does_not_show", "check_again"),
    )
    guide_relations = ("references",)
    guide_words = (
        *("title", "outcome", "otherwise", "explained", "group", "comparison", "result", "people", "time"),
        *("must_say", "does_not_show"),
    )

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ("condition", "key")

    def __str__(self) -> str:
        return f"{self.key}: {self.title}"[:100]

    @property
    def label(self) -> str:
        """The guide's label, also for what reviewers graded: "Evidence label: weak"."""
        return str(self.LABEL_OF_GRADE.get(self.Certainty(self.certainty), self.Certainty(self.certainty)).label)

    @property
    def grade(self) -> str:
        """How the reviewers graded it, such as "Low certainty"; empty where nobody did."""
        certainty = self.Certainty(self.certainty)
        return str(certainty.label) if certainty in self.LABEL_OF_GRADE else ""

    def clean(self) -> None:
        """Raise ValidationError, by field, where the numbers are incomplete or do not fit each other."""
        super().clean()
        faults: dict[str, Words] = {}
        if (self.per_hundred is None) == (not self.result):
            faults["result"] = _("Give either the number out of 100 or the result in words: one of the two.")
        if (self.per_hundred is None) == bool(self.outcome):
            faults["outcome"] = _("A number out of 100 needs the outcome in words, and the other way round.")
        if self.per_hundred is not None and bool(self.comparison) == (self.comparison_per_hundred is None):
            faults["comparison_per_hundred"] = _(
                "Name the comparison group and give its number out of 100, or leave out both."
            )
        for prefix in ("", "comparison_"):
            count, total = getattr(self, f"{prefix}count"), getattr(self, f"{prefix}total")
            stated = getattr(self, f"{prefix}per_hundred")
            if (count is None) != (total is None):
                faults[f"{prefix}count"] = _("Give the real count and the people in the group, or leave out both.")
            elif count is not None and total is not None:
                if not total or count > total:
                    faults[f"{prefix}count"] = _("The count cannot be larger than the group, and the group not empty.")
                elif stated is None or abs(stated - 100 * count / total) > 0.5:
                    faults[f"{prefix}count"] = format_lazy(
                        _("{count} of {total} is {share} out of 100, not {stated}."),
                        count=count,
                        total=total,
                        share=f"{100 * count / total:.1f}",
                        stated=stated,
                    )
        if faults:
            raise ValidationError(faults)

    @property
    def has_numbers(self) -> bool:
        """Whether it can be drawn: a number out of 100 for each of its groups."""
        return self.per_hundred is not None

    @property
    def sides(self) -> list[Side]:
        """The treatment group and, if there was one, the comparison group. Empty for a result in words."""
        if self.per_hundred is None:
            return []
        sides = [Side(self.group, self.per_hundred, self.outcome, self.otherwise, self.count, self.total)]
        if self.comparison_per_hundred is not None:
            sides.append(
                Side(
                    self.comparison,
                    self.comparison_per_hundred,
                    self.outcome,
                    self.otherwise,
                    self.comparison_count,
                    self.comparison_total,
                )
            )
        return sides

    @property
    def counts(self) -> str:
        """The real counts that the study prints, in words; empty where it prints none."""
        counted = [side for side in self.sides if side.total]
        words = gettext("%(count)s of %(total)s people with %(group)s")
        return ", ".join(words % {"count": side.count, "total": side.total, "group": side.group} for side in counted)

    @property
    def sentence(self) -> str:
        """Both sides in one sentence, as a screen reader says it; the result in words when there are no numbers."""
        if self.per_hundred is None:
            return self.result
        values = {"yes": self.per_hundred, "outcome": self.outcome, "group": self.group}
        if not self.comparison:
            return (
                gettext("Of every 100 people, %(yes)s %(outcome)s with %(group)s. There was no comparison group.")
                % values
            )
        values |= {"other_yes": self.comparison_per_hundred, "other": self.comparison}
        return (
            gettext("Of every 100 people, %(yes)s %(outcome)s with %(group)s and %(other_yes)s with %(other)s.")
            % values
        )


class Citation(CMSPlugin):
    """The number of a source inside a line of text."""

    reference = models.ForeignKey(
        Reference,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("reference"),
    )

    objects = WithRecord("reference")

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")

    def __str__(self) -> str:
        return self.reference.key
