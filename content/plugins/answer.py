from django.utils.translation import gettext_lazy as _

from content.models.answer import Answer
from content.page.component_plugin import ComponentPlugin


class AnswerPlugin(ComponentPlugin):
    model = Answer
    name = _("Answer")
    module = _("Text")
