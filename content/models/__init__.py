"""The database models of the guide: one module per component, page details, and the record of loaded files."""

from content.models.answer import Answer
from content.models.care_card import CareCard
from content.models.details import Details
from content.models.do_dont_list import DoDontList
from content.models.figure import Figure
from content.models.key_facts import KeyFacts
from content.models.loaded_page import LoadedPage
from content.models.next_step import NextStep
from content.models.page_details import PageDetails
from content.models.steps import Steps

__all__ = [
    "Answer",
    "CareCard",
    "Details",
    "DoDontList",
    "Figure",
    "KeyFacts",
    "LoadedPage",
    "NextStep",
    "PageDetails",
    "Steps",
]
