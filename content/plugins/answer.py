from content.models import Answer
from content.plugins.component import ComponentPlugin


class AnswerPlugin(ComponentPlugin):
    model = Answer
    name = "Answer"
