from django.utils.translation import gettext_lazy as _

from content.models.steps import Steps
from content.page.component_plugin import ComponentPlugin


class StepsPlugin(ComponentPlugin):
    model = Steps
    name = _("Steps")
    module = _("What to do")
    guide_settings = ("heading",)
    has_heading = True
    splits_items = True
