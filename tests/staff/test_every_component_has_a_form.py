"""Staff open the form of every new component; it shows fields for people and nothing of the program's own."""

import pytest
from lxml import html

from content.page.component_plugin import component_plugins
from content.page.rows import RowsField
from tests.staff.desk import admin, draft, placeholder

ROLES = ("Author", "Clinician", "Manager")


def with_items(model) -> set[str]:
    """The columns whose lines come with the items of the list, so that a new component has none."""
    return {field.name for field in model._meta.get_fields() if isinstance(field, RowsField)}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_who_writes_can_add_every_component(client_of, role: str) -> None:
    client, version = client_of(role), draft("words")
    where = {"placeholder_id": placeholder(version).pk, "plugin_language": "en", "plugin_position": 1}
    for plugin in component_plugins().values():
        response = client.get(admin("cms_placeholder_add_plugin", **where, plugin_type=plugin.__name__))
        root = html.fromstring(response.content)
        missing = [
            name
            for name in (*plugin.guide_settings, "body")
            if name not in with_items(plugin.model) and not root.xpath(f"//*[@name='{name}' or @name='{name}_1']")
        ]
        assert (response.status_code, missing) == (200, []), plugin
        assert not root.xpath("//*[@name='json']"), plugin
