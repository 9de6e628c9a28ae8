from django.utils.translation import gettext

from content.models.do_dont_list import DoDontList
from content.page.component_plugin import ComponentPlugin


class DoDontListPlugin(ComponentPlugin):
    model = DoDontList
    name = "Do or do-not list"
    guide_settings = ("kind", "heading")
    has_heading = True
    splits_items = True

    def heading(self, instance) -> str:
        return instance.heading or (gettext("Do") if instance.kind == DoDontList.Kind.DO else gettext("Do not"))
