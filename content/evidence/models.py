from cms.models import CMSPlugin
from django.core.validators import RegexValidator
from django.db import models

from content.records import Record, WithRecord


class Reference(Record):
    """A source: a study, a guideline, a label, a law."""

    class Kind(models.TextChoices):
        META_ANALYSIS = "meta-analysis", "Meta-analysis"
        REVIEW = "review", "Review"
        RCT = "rct", "Randomized trial"
        OBSERVATIONAL = "observational", "Observational study"
        LAB = "lab", "Laboratory or animal study"
        GUIDELINE = "guideline", "Guideline"
        LABEL = "label", "Medicine label"
        REGULATOR = "regulator", "Law or regulator"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.REVIEW)
    authors = models.CharField(max_length=1000, blank=True, help_text="As in Vancouver style: Family AB, Family CD.")
    title = models.CharField(max_length=500)
    container = models.CharField("journal or publisher", max_length=200, blank=True)
    year = models.CharField(max_length=80, blank=True)
    volume = models.CharField(max_length=20, blank=True)
    issue = models.CharField(max_length=20, blank=True)
    pages = models.CharField(max_length=40, blank=True)
    doi = models.CharField(
        "DOI", max_length=120, blank=True, validators=[RegexValidator(r"^10\.\d{4,9}/\S+$", "A DOI starts with 10.")]
    )
    pmid = models.CharField(
        "PubMed id", max_length=12, blank=True, validators=[RegexValidator(r"^\d+$", "A PubMed id is a number.")]
    )
    url = models.URLField("address", max_length=500, blank=True)
    found = models.TextField("what it found", blank=True)
    limitations = models.TextField(blank=True)

    guide_fields = (
        *("kind", "authors", "title", "container", "year", "volume", "issue", "pages"),
        *("doi", "pmid", "url", "found", "limitations"),
    )

    class Meta:
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


class Citation(CMSPlugin):
    """The number of a source inside a line of text."""

    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="+")

    objects = WithRecord("reference")

    def __str__(self) -> str:
        return self.reference.key
