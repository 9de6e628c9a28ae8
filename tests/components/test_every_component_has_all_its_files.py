"""A component that lacks one of its files is half a component."""

import pytest
from cms.models import Page
from cms.plugin_pool import plugin_pool
from django.conf import settings

from content.cms_plugins import COMPONENTS
from content.desk.picker import ORDER
from content.examples import examples
from content.page.component_plugin import ComponentPlugin

FILES = (
    "content/models/{}.py",
    "content/plugins/{}.py",
    "content/examples/{}.py",
    "templates/content/components/{}.html",
    "templates/staff/blocks/{}.html",
    "static/css/components/{}.css",
    "tests/components/test_{}.py",
)
STEMS = [plugin.stem() for plugin in COMPONENTS]


@pytest.mark.parametrize("folder", ["content/models", "content/plugins", "content/examples"])
def test_every_module_of_these_folders_is_a_component(folder):
    modules = {path.stem for path in (settings.BASE_DIR / folder).glob("*.py")} - {"__init__", "text"}
    assert modules == set(STEMS)


@pytest.mark.parametrize("stem", STEMS)
def test_a_component_has_a_file_of_its_name_in_every_folder(stem):
    missing = [name.format(stem) for name in FILES if not (settings.BASE_DIR / name.format(stem)).is_file()]
    assert not missing


@pytest.mark.parametrize("plugin", COMPONENTS, ids=STEMS)
def test_staff_read_in_a_sentence_what_a_component_is_for(plugin):
    assert plugin.module in ORDER
    assert 3 < len(plugin.sentence().split()) < 30


@pytest.mark.parametrize("plugin", COMPONENTS, ids=STEMS)
def test_the_examples_of_a_component_show_it_and_every_setting(plugin):
    blocks = examples()[plugin.stem()]
    assert {block.name for block in blocks} == {plugin.block_name()}
    assert {name for block in blocks for name in block.settings} == set(plugin.guide_settings)


def test_there_are_examples_of_registered_components_only():
    assert sorted(examples()) == sorted(STEMS)


def test_staff_may_put_every_component_on_a_page(db):
    page = Page.objects.get(is_home=True)
    offered = plugin_pool.get_all_plugins("content", page.get_content_obj("en"))
    assert {plugin.stem() for plugin in offered if issubclass(plugin, ComponentPlugin)} == set(STEMS)
    assert "PlaceholderPlugin" not in {plugin.__name__ for plugin in offered}
