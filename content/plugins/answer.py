from content.models.answer import Answer
from content.page.component_plugin import ComponentPlugin


class AnswerPlugin(ComponentPlugin):
    model = Answer
    name = "Answer"
