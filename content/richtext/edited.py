"""Rich text as it comes back from the editor (djangocms-text 1.0.2), which cannot hold everything that the text had.

The editor writes a caption as the first row of its table, which `canonical` understands, and drops `lang`, which is put back
here from the text as it was stored.
"""

from collections import defaultdict

from lxml import html

from content.richtext.canonical import canonical
from content.richtext.reading import inner_html, text_of


def from_editor(sent: str, stored: str) -> str:
    """The canonical form of what the editor sent, with the languages that the same words had in the stored text."""
    source = canonical(sent)
    languages = _languages(stored)
    if not languages:
        return source
    root = html.fragment_fromstring(source, create_parent="div")
    for element in root.iterdescendants():
        if "lang" not in element.attrib and (waiting := languages[_identity(element)]):
            element.set("lang", waiting.pop(0))
    return canonical(inner_html(root))


def _languages(stored: str) -> dict[tuple[str, str], list[str]]:
    """The languages of elements, by their tag and their words, in order."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    if "lang=" in stored:
        for element in html.fragment_fromstring(stored, create_parent="div").iterdescendants():
            if language := element.get("lang"):
                found[_identity(element)].append(language)
    return found


def _identity(element: html.HtmlElement) -> tuple[str, str]:
    return str(element.tag), text_of(element)
