from django.utils.translation import gettext_lazy as _

from content.models.care_card import CareCard
from content.page.component_plugin import ComponentPlugin


class CareCardPlugin(ComponentPlugin):
    model = CareCard
    name = _("Care card")
    module = _("What to do")
    guide_settings = ("level", "heading")
    has_heading = True
