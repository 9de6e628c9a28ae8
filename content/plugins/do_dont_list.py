from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.models.do_dont_list import DoDontList
from content.page.component_plugin import ComponentPlugin


class DoDontListPlugin(ComponentPlugin):
    model = DoDontList
    name = _("Do or do-not list")
    module = _("What to do")
    guide_settings = ("kind", "heading")
    has_heading = True
    splits_items = True

    def heading(self, instance) -> str:
        return instance.heading or (gettext("Do") if instance.kind == DoDontList.Kind.DO else gettext("Do not"))
