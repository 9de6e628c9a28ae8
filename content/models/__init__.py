"""The database models of the guide: one module per component, page details, and the record of loaded files."""

from content.models.answer import Answer
from content.models.care_card import CareCard
from content.models.compare_table import CompareTable
from content.models.details import Details
from content.models.diagram import Diagram
from content.models.do_dont_list import DoDontList
from content.models.duration_bar import DurationBar
from content.models.evidence_card import EvidenceCard
from content.models.evidence_ladder import EvidenceLadder
from content.models.figure import Figure
from content.models.glossary_list import GlossaryList
from content.models.icon_array_pair import IconArrayPair
from content.models.key_facts import KeyFacts
from content.models.next_step import NextStep
from content.models.page_list import PageList
from content.models.price_table import PriceTable
from content.models.source_list import SourceList
from content.models.steps import Steps
from content.models.study_sizes import StudySizes
from content.models.timeline import Timeline
from content.page.details import PageDetails
from content.page.loaded_page import LoadedPage

__all__ = [
    "Answer",
    "CareCard",
    "CompareTable",
    "Details",
    "Diagram",
    "DoDontList",
    "DurationBar",
    "EvidenceCard",
    "EvidenceLadder",
    "Figure",
    "GlossaryList",
    "IconArrayPair",
    "KeyFacts",
    "LoadedPage",
    "NextStep",
    "PageDetails",
    "PageList",
    "PriceTable",
    "SourceList",
    "Steps",
    "StudySizes",
    "Timeline",
]
