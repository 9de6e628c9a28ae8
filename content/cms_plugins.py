"""Registers every component with django CMS."""

from cms.plugin_pool import plugin_pool
from djangocms_text.cms_plugins import TextPlugin as DjangoCMSTextPlugin

from content.plugins.answer import AnswerPlugin
from content.plugins.care_card import CareCardPlugin
from content.plugins.compare_table import CompareTablePlugin
from content.plugins.details import DetailsPlugin
from content.plugins.diagram import DiagramPlugin
from content.plugins.do_dont_list import DoDontListPlugin
from content.plugins.duration_bar import DurationBarPlugin
from content.plugins.evidence_card import EvidenceCardPlugin
from content.plugins.evidence_ladder import EvidenceLadderPlugin
from content.plugins.figure import FigurePlugin
from content.plugins.glossary_list import GlossaryListPlugin
from content.plugins.icon_array_pair import IconArrayPairPlugin
from content.plugins.key_facts import KeyFactsPlugin
from content.plugins.next_step import NextStepPlugin
from content.plugins.page_list import PageListPlugin
from content.plugins.price_table import PriceTablePlugin
from content.plugins.source_list import SourceListPlugin
from content.plugins.steps import StepsPlugin
from content.plugins.study_sizes import StudySizesPlugin
from content.plugins.text import TextPlugin
from content.plugins.timeline import TimelinePlugin

COMPONENTS = (
    AnswerPlugin,
    KeyFactsPlugin,
    CareCardPlugin,
    DoDontListPlugin,
    StepsPlugin,
    TimelinePlugin,
    DetailsPlugin,
    FigurePlugin,
    DiagramPlugin,
    IconArrayPairPlugin,
    EvidenceCardPlugin,
    EvidenceLadderPlugin,
    DurationBarPlugin,
    StudySizesPlugin,
    CompareTablePlugin,
    PriceTablePlugin,
    GlossaryListPlugin,
    SourceListPlugin,
    PageListPlugin,
    NextStepPlugin,
)

plugin_pool.unregister_plugin(DjangoCMSTextPlugin)
for plugin in (TextPlugin, *COMPONENTS):
    plugin_pool.register_plugin(plugin)
