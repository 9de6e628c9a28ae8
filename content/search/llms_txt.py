"""/llms.txt: the pages of the guide as a list for language models. Off, unless the clinic wants it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from content.page.surroundings import surroundings
from content.profile import in_language, profile, sections
from content.search.canonical import canonical_url
from content.search.models import MachineRules
from ketaguide.delivery.kept import let_keep


@require_safe
def llms_txt(request: HttpRequest) -> HttpResponse:
    """The pages of the menu, in its order. Raises Http404 while the clinic has not turned it on."""
    if not MachineRules.current().llms_txt:
        raise Http404
    lines = [f"# {in_language(profile().title)}", "", f"> {in_language(profile().approval)}"]
    entries = surroundings(request).menu
    for key, title in sections():
        pages = [entry for entry in entries if entry.section == key]
        if pages:
            lines += ["", f"## {title}", ""]
        for entry in pages:
            about = f": {entry.description}" if entry.description else ""
            lines.append(f"- [{entry.title}]({canonical_url(entry.url)}){about}")
    return let_keep(HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8"))
