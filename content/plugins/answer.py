from content.models import Answer
from content.page.component_plugin import ComponentPlugin


class AnswerPlugin(ComponentPlugin):
    model = Answer
    name = "Answer"
