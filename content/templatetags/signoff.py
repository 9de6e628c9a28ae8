"""What the panel under a page says: who checked these very words."""

from django import template

from content.page.rendering import rendering
from content.page.surroundings import surroundings
from content.signoff.signatures import UNDER_THE_PAGE, Checked, checked
from content.signoff.words import words_in, words_of
from ketaguide.delivery.middleware import is_shared_draft

register = template.Library()


@register.simple_tag(takes_context=True)
def who_checked(context, text: str) -> Checked | None:
    """Who put their name to the page that is shown, whose text has been rendered; None where nobody did.

    Nobody of a draft that is shown outside: a name counts from when the text is published.
    """
    request = context["request"]
    around = surroundings(request)
    if around.content is None or is_shared_draft(request):
        return None
    toolbar = getattr(request, "toolbar", None)
    if toolbar and toolbar.edit_mode_active:  # which puts signs of its own between the words
        words = words_of(around.content)
    else:
        words = words_in(text, around.content, around.details, request)
    # Kept for machines, which are told the same.
    found = rendering(request).kept[UNDER_THE_PAGE] = checked(around.content, words)
    return found
