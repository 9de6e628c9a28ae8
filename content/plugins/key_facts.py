from content.models import KeyFacts
from content.plugins.component import ComponentPlugin


class KeyFactsPlugin(ComponentPlugin):
    model = KeyFacts
    name = "Key facts"
    guide_settings = ("heading",)
    splits_items = True
