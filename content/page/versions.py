"""The versions of the texts of pages, asked for in one place."""

from typing import Any

from django.db.models import QuerySet
from djangocms_versioning.models import Version


def page_versions(**conditions: Any) -> QuerySet[Version]:
    """Versions of texts of pages, and of nothing else that may be versioned one day; those that meet all conditions."""
    return Version.objects.filter(content_type__app_label="cms", content_type__model="pagecontent", **conditions)
