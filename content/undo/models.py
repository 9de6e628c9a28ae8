"""What each person changed in a draft, step by step."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from djangocms_versioning.models import Version


class Step(models.Model):
    """One change of a draft by one person, and how to take it back (content/undo/steps.py)."""

    LONGEST = 200

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: In words, such as “Deleted Key facts”.
    what = models.CharField(max_length=LONGEST)
    #: The block that it is about, where there is one.
    block = models.PositiveBigIntegerField(null=True)
    #: By the name of each part that differs: what it was, and what it became.
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    undone = models.BooleanField(default=False)
    when = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=["version", "person"], name="steps_of_a_person")]

    def __str__(self) -> str:
        return f"{self.version}: {self.what}"
