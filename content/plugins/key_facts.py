from content.models.key_facts import KeyFacts
from content.page.component_plugin import ComponentPlugin


class KeyFactsPlugin(ComponentPlugin):
    model = KeyFacts
    name = "Key facts"
    guide_settings = ("heading",)
    splits_items = True
