from django.utils.translation import gettext_lazy as _

from content.models.key_facts import KeyFacts
from content.page.component_plugin import ComponentPlugin


class KeyFactsPlugin(ComponentPlugin):
    model = KeyFacts
    name = _("Key facts")
    module = _("Text")
    guide_settings = ("heading",)
    has_heading = True
    splits_items = True
