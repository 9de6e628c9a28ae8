"""The text of a page outside the request of a reader: what publishing looks at before readers get it."""

from collections.abc import Mapping

from cms.models import PageContent
from cms.toolbar.utils import get_toolbar_from_request
from cms.utils.plugins import get_plugins_as_layered_tree
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import Context
from django.urls import get_script_prefix
from django.utils.translation import override

from content.page.rendering import rendering
from content.page.surroundings import Surroundings

HEADINGS = frozenset({"h2", "h3", "h4"})
#: What begins a new passage for whoever reads the HTML of a page.
BLOCKS = HEADINGS | {"p", "li", "tr", "dt", "dd", "ul", "ol", "dl", "table", "caption", "figure", "figcaption"}
BLOCKS |= {"details", "summary", "blockquote", "section"}


def rendered_page(content: PageContent, known: Mapping[int, str] | None = None) -> tuple[str, HttpRequest]:
    """The HTML of everything in the text of a page, draft or not, as readers would get it, and the request that it was
    rendered for, which knows the sources of the page. Whoever renders many pages says once which addresses are `known`, by page.

    Raises whatever a component raises that cannot be rendered.
    """
    rendered, request = rendered_components(content, known)
    return "".join(rendered.values()), request


def rendered_components(
    content: PageContent, known: Mapping[int, str] | None = None
) -> tuple[dict[int, str], HttpRequest]:
    """The same in parts: the HTML of each component, by its id and in order."""
    request = HttpRequest()
    request.path = request.path_info = get_script_prefix()
    request.user = AnonymousUser()  # type: ignore[assignment]
    with override(content.language):
        around = Surroundings(request, content, known)
        rendering(request).kept["surroundings"] = around
        renderer = get_toolbar_from_request(request).get_content_renderer()
        context = Context({"request": request})
        rendered = {
            plugin.pk: renderer.render_plugin(plugin, context, plugin.placeholder, editable=False)
            for plugin in get_plugins_as_layered_tree(around.components)
        }
    return rendered, request
