"""What a new page begins with: the blocks of its kind, without the words that somebody has to write.

An empty block is refused when the page is published (`content/publishing/unwritten.py`), so nothing stands here in place of words.
"""

from typing import Any, NamedTuple

from cms.models import Page, PageContent
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, gettext_noop, override

from content.guide.document import Block
from content.guide.writing import Builder
from content.models import PageDetails
from content.page.component_plugin import ComponentPlugin
from content.page.fetch import SLOT

#: Pages that a beginning names: the new one itself, which its form does not offer, so that another has to be chosen; and the risks.
ITSELF, RISKS = "itself", "risks"


class Beginning(NamedTuple):
    """A kind of page: what the form calls it, its blocks in order, and whether it shows what FDA has approved."""

    label: str | Promise
    blocks: tuple[Block, ...]
    speaks_of_benefit: bool = False


ANSWER, TEXT = Block("answer"), Block("text")
KEY_FACTS = Block("key-facts", {"heading": gettext_noop("Key facts")})
NEXT_STEP = Block("next-step", {"page": ITSELF})
#: A whole sentence, true of every treatment: it is the only thing that a beginning says.
LINK_TO_RISKS = Block(
    "text", html=gettext_noop('<p><a href="page:risks">Read about the risks and side effects</a></p>')
)
COURSE = Block("timeline", {"heading": gettext_noop("What does a course look like?")})

#: By the value that the form sends. The first is chosen already; without a value a page begins with nothing.
BEGINNINGS: dict[str, Beginning] = {
    "page": Beginning(
        gettext_lazy("An ordinary page: answer, key facts, text, next step"), (ANSWER, KEY_FACTS, TEXT, NEXT_STEP)
    ),
    "treatment": Beginning(
        gettext_lazy(
            "A treatment or its benefit: answer, key facts, text, a link to the risks, what a course looks like, next step; with the "
            "notice of what FDA has approved"
        ),
        (ANSWER, KEY_FACTS, TEXT, LINK_TO_RISKS, COURSE, NEXT_STEP),
        speaks_of_benefit=True,
    ),
    "list": Beginning(
        gettext_lazy("A page that lists the pages below it: answer, text, the list, next step"),
        (ANSWER, TEXT, Block("page-list"), NEXT_STEP),
    ),
}
NOTHING = ("", gettext_lazy("Nothing: an empty page"))


def begin(content: PageContent, kind: str) -> None:
    """Put the blocks of a kind, a key of BEGINNINGS, into a new text, in the language of that text."""
    pages = {ITSELF: content.page}
    if risks := Page.objects.filter(reverse_id=RISKS).first():
        pages[RISKS] = risks
    content.rescan_placeholders()
    place = content.get_placeholders().get(slot=SLOT)
    blocks = [block for block in BEGINNINGS[kind].blocks if block is not LINK_TO_RISKS or risks]
    with override(content.language):
        _Empty(place, content.language, pages).build([_in_language(block) for block in blocks])
    if BEGINNINGS[kind].speaks_of_benefit:
        PageDetails.objects.create(extended_object=content, speaks_of_benefit=True)


def _in_language(block: Block) -> Block:
    settings = {name: gettext(value) if name == "heading" else value for name, value in block.settings.items()}
    return Block(block.name, settings, block.html and gettext(block.html))


class _Empty(Builder):
    """Writes blocks without asking whether they say all that they should: nobody has written them yet."""

    def _component(self, block: Block, plugin: type[ComponentPlugin]) -> Any:
        self._save(self.instance(block, plugin), plugin.__name__, block)
