"""Where a row is changed."""

from cms.utils.urlutils import admin_reverse
from django.db import models


def form_of(row: models.Model) -> str:
    """The address of the form for this row in the admin."""
    return admin_reverse(f"{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
