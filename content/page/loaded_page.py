from cms.models import Page
from django.db import models


class LoadedPage(models.Model):
    """What `load_guide` last wrote to a page, so that it can tell what a person has changed since.

    The row stays when the page is deleted: what staff removed is not loaded again.
    """

    guide_id = models.CharField(max_length=100)
    language = models.CharField(max_length=15)
    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what the page said when it was loaded.")
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guide_id", "language"], name="one_load_per_page_and_language")]

    def __str__(self) -> str:
        return f"{self.guide_id} ({self.language})"
