from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.models.change_list import ChangeList
from content.page.component_plugin import ComponentPlugin
from content.page.rendering import rendering
from content.page.surroundings import surroundings
from content.signoff.notes import changes


class ChangeListPlugin(ComponentPlugin):
    model = ChangeList
    name = _("List of changes")
    module = _("Lists that fill themselves")
    guide_settings = ("heading",)
    has_heading = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        request = context["request"]
        language = surroundings(request).language
        context["changes"] = rendering(request).once("changes", lambda: changes(language))
        context["feed"] = reverse("changes_feed", args=[language])
        return context
