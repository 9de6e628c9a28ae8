from django.utils.translation import gettext_lazy as _

from content.page.component_plugin import RichTextPlugin


class TextPlugin(RichTextPlugin):
    """Running text, edited in place. Takes the place and the name of djangocms-text's own plugin,
    whose editor only edits plugins of this name in place (1.0.2).
    """

    name = _("Text")
    module = _("Text")
    purpose = _("Running text: headings, paragraphs, lists and tables, written on the page itself.")
    render_template = "content/components/text.html"
    running_text = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        if not instance.body and self.inline_editing_active(context["request"]):
            context["body"] = "<p></p>"  # the editor takes only what has a place on the page
        return context
