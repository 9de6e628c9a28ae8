"""The components that guide files know, by their names there."""

from typing import Any

from cms.plugin_pool import plugin_pool
from django.db import models

from content.page.component_plugin import ComponentPlugin
from content.page.inline import InlinePlugin


def component_plugins() -> dict[str, type[ComponentPlugin]]:
    """Every component, by the name of its block in guide files."""
    found = [plugin for plugin in plugin_pool.get_all_plugins() if issubclass(plugin, ComponentPlugin)]
    return {plugin.block_name(): plugin for plugin in found}


def inline_plugins() -> dict[str, type[InlinePlugin]]:
    """Every inline component, by its role in guide files."""
    found = [plugin for plugin in plugin_pool.get_all_plugins() if issubclass(plugin, InlinePlugin)]
    return {plugin.role: plugin for plugin in found}


def points_to(field: Any, model: type[models.Model]) -> bool:
    """Whether a column is a foreign key to this model or to one that is made from it."""
    return isinstance(field, models.ForeignKey) and issubclass(field.related_model, model)  # type: ignore[arg-type]
