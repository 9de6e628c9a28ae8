from django.utils.translation import gettext_lazy as _

from content.models.figure import Figure
from content.page.component_plugin import ComponentPlugin


class FigurePlugin(ComponentPlugin):
    model = Figure
    name = _("Picture")
    module = _("Text")
    guide_settings = ("image", "alt", "decorative", "size")

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["renditions"] = instance.renditions
        return context
