from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from content.models.answer import Answer
from content.page.component_plugin import ComponentPlugin


class AnswerPlugin(ComponentPlugin):
    model = Answer
    name = gettext_noop("Answer")
    module = _("Text")
