from content.models.key_facts import KeyFacts
from content.page.component_plugin import ComponentPlugin


class KeyFactsPlugin(ComponentPlugin):
    model = KeyFacts
    name = "Key facts"
    guide_settings = ("heading",)
    has_heading = True
    splits_items = True
