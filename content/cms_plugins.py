"""Registers every component with django CMS."""

from cms.plugin_pool import plugin_pool
from djangocms_text.cms_plugins import TextPlugin as DjangoCMSTextPlugin

from content.plugins.answer import AnswerPlugin
from content.plugins.care_card import CareCardPlugin
from content.plugins.details import DetailsPlugin
from content.plugins.do_dont_list import DoDontListPlugin
from content.plugins.figure import FigurePlugin
from content.plugins.key_facts import KeyFactsPlugin
from content.plugins.next_step import NextStepPlugin
from content.plugins.steps import StepsPlugin
from content.plugins.text import TextPlugin

COMPONENTS = (
    AnswerPlugin,
    KeyFactsPlugin,
    CareCardPlugin,
    DoDontListPlugin,
    StepsPlugin,
    DetailsPlugin,
    FigurePlugin,
    NextStepPlugin,
)

plugin_pool.unregister_plugin(DjangoCMSTextPlugin)
for plugin in (TextPlugin, *COMPONENTS):
    plugin_pool.register_plugin(plugin)
