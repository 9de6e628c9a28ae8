"""The columns of a component that a guide file holds as its settings."""

from typing import Any

from django.db import models


def points_to(field: Any, model: type[models.Model]) -> bool:
    """Whether a column is a foreign key to this model or to one that is made from it."""
    return isinstance(field, models.ForeignKey) and issubclass(field.related_model, model)  # type: ignore[arg-type]
