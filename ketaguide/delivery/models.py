"""What the running site remembers about itself."""

import hashlib
import uuid

from django.contrib.redirects.models import Redirect
from django.db import models
from django.utils.translation import gettext_lazy as _

#: The mark of the site is made from its newest changes: so many transactions may be open at the same time.
NEWEST = 50
#: How many are kept: many more than count, since a mark must not change when old ones are deleted.
KEPT = 1000


class PublicChange(models.Model):
    """One row for each change that readers can see, written in the transaction that makes the change.

    Whether kept pages are current is decided by the shared cache, quickly; this tells when the cache has missed something
    (`ketaguide.delivery.edition`). Rows are only ever added, so that no two transactions wait for each other.
    """

    name = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("change that readers can see")
        verbose_name_plural = _("changes that readers can see")

    def __str__(self) -> str:
        return str(self.name)

    @classmethod
    def mark(cls) -> str:
        """A short text that is another one after every committed change, in whatever order they are committed."""
        names = cls.objects.order_by("-pk").values_list("name", flat=True)[:NEWEST]
        return hashlib.sha256(b"".join(name.bytes for name in names)).hexdigest()[:16]

    @classmethod
    def forget_old(cls) -> None:
        """Delete those that have no part in the mark any more."""
        oldest = cls.objects.order_by("-pk").values_list("pk", flat=True)[KEPT - 1 : KEPT].first()
        if oldest is not None:
            cls.objects.filter(pk__lt=oldest).delete()


class GoneReason(models.Model):
    """Why a page was taken away for good, in a line that readers get at its address: plain text, beside the redirect to nowhere."""

    LONGEST = 200

    redirect = models.OneToOneField(Redirect, on_delete=models.CASCADE, related_name="gone")
    text = models.CharField(_("reason, for readers"), max_length=LONGEST)

    class Meta:
        verbose_name = _("reason why a page is gone")
        verbose_name_plural = _("reasons why pages are gone")

    def __str__(self) -> str:
        return self.text
