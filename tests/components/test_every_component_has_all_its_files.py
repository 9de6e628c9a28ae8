"""A component that lacks one of its files is half a component."""

import pytest
from django.conf import settings

from content.cms_plugins import COMPONENTS
from content.examples import examples

FILES = (
    "content/models/{}.py",
    "content/plugins/{}.py",
    "content/examples/{}.py",
    "templates/content/components/{}.html",
    "static/css/components/{}.css",
    "tests/components/test_{}.py",
)
STEMS = [plugin.stem() for plugin in COMPONENTS]


@pytest.mark.parametrize("stem", STEMS)
def test_a_component_has_a_file_of_its_name_in_every_folder(stem):
    missing = [name.format(stem) for name in FILES if not (settings.BASE_DIR / name.format(stem)).is_file()]
    assert not missing


@pytest.mark.parametrize("plugin", COMPONENTS, ids=STEMS)
def test_the_examples_of_a_component_show_it_and_every_setting(plugin):
    blocks = examples()[plugin.stem()]
    assert {block.name for block in blocks} == {plugin.block_name()}
    assert {name for block in blocks for name in block.settings} == set(plugin.guide_settings)


def test_there_are_examples_of_registered_components_only():
    assert sorted(examples()) == sorted(STEMS)


def test_staff_may_put_every_component_on_a_page():
    offered = settings.CMS_PLACEHOLDER_CONF["content"]["plugins"]
    assert {plugin.__name__ for plugin in COMPONENTS} <= set(offered)
