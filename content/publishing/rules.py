"""What must be true before a page is published or taken down.

`problems` gives everything that is wrong with a text: it asks the rules of `content/review` with what the site knows around
the page. The CMS's buttons ask it through the conditions of djangocms-versioning; a receiver of its signal asks it again,
because `version.publish()` called in code does not look at conditions. The start page and the toolbar ask
`content/publishing/kept.py`, which keeps the answer until something changes.
"""

import logging
from collections.abc import Collection
from typing import Any, NamedTuple

from cms.models import Page, PageContent
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version

from content.guide.reading import read_page
from content.models.next_step import NextStep
from content.page.addresses import address_faults, address_of
from content.page.fetch import components_of, records_in
from content.page.versions import page_versions
from content.profile import always_needed
from content.publishing.addresses import redirect_faults
from content.publishing.around_page import around_page
from content.publishing.languages import language_problems
from content.publishing.unwritten import unwritten
from content.review import Problem, review
from content.review.problem import mark_old
from content.signoff.signatures import is_needed, is_signed
from content.signoff.words import words_of
from content.staff.languages import why_not_write
from content.staff.screens import in_language_of_person
from ketaguide.words import Words

logger = logging.getLogger(__name__)
#: How many problems one message tells.
MOST_TOLD = 5
#: The rule that a clinician has to sign a page first.
NOT_SIGNED = "not-signed"
#: A component that fails would fail for readers, too: nobody publishes a page without its text.
CANNOT_BE_SHOWN = _(
    "A block of this page cannot be shown, so readers would get no text. Look at the page and correct the block that was "
    "changed last, or take it out."
)
NEVER_DELETED = _("Readers always need this page, so it cannot be deleted.")


class Refused(ConditionFailed):
    """A page is not published, or another thing not done; `problems` say why."""

    def __init__(self, found: Collection[Problem]) -> None:
        self.problems = list(found)
        super().__init__(told(found))

    def __str__(self) -> str:
        """In the language of whoever is at work: a message is made before the answer is put into it."""
        return in_language_of_person(lazy_told(self.problems))


def told(found: Collection[Problem]) -> str:
    """Problems in a message in the active language: the first of them, and how many more there are."""
    words = " ".join(str(problem) for problem in list(found)[:MOST_TOLD])
    more = len(found) - MOST_TOLD
    return (
        gettext("{words} And {more} more: open the draft to see all.").format(words=words, more=more)
        if more > 0
        else words
    )


lazy_told = lazy(told, str)


def refuse(found: Collection[Problem]) -> None:
    """Raise Refused where there is a problem."""
    if found:
        raise Refused(found)


class Looked(NamedTuple):
    """What is wrong with a text, and the name of its words (`content/signoff/words.py`), empty where it cannot be shown."""

    problems: list[Problem]
    words: str


def problems(content: PageContent, together: Collection[int] = ()) -> list[Problem]:
    """Everything that is wrong with this text of a page; what blocks publishing among it (`Problem.blocks`)."""
    return look(content, together).problems


def look(content: PageContent, together: Collection[int] = ()) -> Looked:
    """Render this text once, and say what is wrong with it.

    Problems that the published text of the page has as well are marked as old: they are told, but they do not keep a
    correction from readers. `together` are the ids of pages that are being published with it.
    """
    found = _review(content, together)
    if any(problem.refuses for problem in found):
        published = PageContent.objects.filter(page=content.page_id, language=content.language).first()
        if published and published.pk != content.pk:
            found = mark_old(found, _review(published, together))
    settings = [Problem("address", fault) for _, fault in settings_faults(content)]
    try:
        words = words_of(content)
    except DatabaseError:
        raise  # an outage, not the text
    except Exception as error:
        logger.warning("The text of page %s cannot be shown", content.page_id, exc_info=error)
        words = ""
    shown = _unsigned(content, words) if words else [Problem("cannot-be-shown", CANNOT_BE_SHOWN)]
    return Looked([*shown, *settings, *_proposals(content), *found], words)


def _unsigned(content: PageContent, words: str) -> list[Problem]:
    """A page that the clinic publishes only when a clinician has signed these very words."""
    if not is_needed(content) or is_signed(content, words):
        return []
    return [Problem(NOT_SIGNED, _("This page is published only when a clinician has signed it. Send it for review."))]


def _proposals(content: PageContent) -> list[Problem]:
    """Records that the page shows and that nobody has approved."""
    return [
        Problem(
            "not-approved",
            format_lazy(
                _("“{record}” waits for approval ({kind}). Read it and approve it first."),
                record=record,
                kind=record._meta.verbose_name,
            ),
        )
        for record in records_in(components_of(content))
        if not record.approved
    ]


def settings_faults(content: PageContent) -> list[tuple[str, Words]]:
    """What is wrong with the address of a page, and with where it sends its readers: field of the settings, sentence."""
    if content.page.is_home or content.page.reverse_id in always_needed():
        sentence = _("Readers always need this page at its own address. Leave “Overwrite URL” and “Redirect” empty.")
        columns = {"overwrite_url": content.overwrite_url, "redirect": content.redirect}
        return [(name, sentence) for name, value in columns.items() if value]
    field = "overwrite_url" if content.overwrite_url else "slug"
    found = [(field, fault) for fault in address_faults(address_of(content))]
    return found + [("redirect", fault) for fault in redirect_faults(content)]


def _review(content: PageContent, together: Collection[int]) -> list[Problem]:
    document = read_page(content)
    around = around_page(document, content, together)
    return [*unwritten(document), *review(document, around), *language_problems(document, content)]


def unpublish_problems(content: PageContent) -> list[Problem]:
    """Why this published page cannot be taken down; empty when it can."""
    page = content.page
    if content.language != settings.LANGUAGE_CODE:
        return _unpublish_translation_problems(content)
    if page.is_home:
        return [
            Problem(
                "needed-page",
                _("This is the home page. Readers need one, so it cannot be taken down; change its text instead."),
            )
        ]
    if page.reverse_id in always_needed():
        return [
            Problem(
                "needed-page", _("Every page links to this one, so it cannot be taken down; change its text instead.")
            )
        ]
    children = PageContent.objects.filter(page__in=page.get_descendant_pages(), language=content.language)
    if children:
        titles = ", ".join(f"“{child.title}”" for child in children[:3])
        return [
            Problem(
                "needed-page",
                format_lazy(
                    _("Pages below this one are published: {titles}. Take them down or move them first."), titles=titles
                ),
            )
        ]
    return []


def _unpublish_translation_problems(content: PageContent) -> list[Problem]:
    """A translation can be taken down, also of a page that is always needed: readers get the one in the main language."""
    others = PageContent.objects.filter(language=content.language).exclude(page=content.page_id)
    below = others if content.page.is_home else others.filter(page__in=content.page.get_descendant_pages())
    if not below:
        return []
    titles = ", ".join(f"“{child.title}”" for child in below[:3])
    return [
        Problem(
            "needed-page",
            format_lazy(
                _("Pages below this one are published: {titles}. Take them down or move them first."), titles=titles
            ),
        )
    ]


def delete_problems(page: Page) -> list[Problem]:
    """Why a page cannot be deleted in the admin; empty when it can. What readers can open is taken down first."""
    if page.is_home or page.reverse_id in always_needed():
        return [Problem("needed-page", NEVER_DELETED)]
    doomed = [page, *page.get_descendant_pages()]
    if any(is_published(each) for each in doomed):
        return [Problem("needed-page", _("Readers can open this page or one below it. Take those pages down first."))]
    # `PageField` (django CMS 5.1.3) always cascades: without this rule, deleting a page would change other pages.
    for step in NextStep.objects.filter(page__in=doomed):
        content = step.placeholder.source
        if isinstance(content, PageContent) and content.page not in doomed and _is_in_use(content):
            return [
                Problem(
                    "needed-page",
                    format_lazy(
                        _("The page “{title}” sends readers to this one (“{step}”). Change that page first."),
                        title=content.title,
                        step=step,
                    ),
                )
            ]
    return []


def move_problems(page: Page, parent: Page | None) -> list[Problem]:
    """Why a page cannot be moved below `parent` (None: to the top level); empty when it can."""
    if parent is None or not any(is_published(each) for each in (page, *page.get_descendant_pages())):
        return []
    for above in (parent, *parent.get_ancestor_pages()):
        if not is_published(above):
            return [
                Problem(
                    "needed-page",
                    format_lazy(
                        _("“{above}” is not published: below it, nobody could open this page. Publish it first."),
                        above=above,
                    ),
                )
            ]
    return []


def is_published(page: Page) -> bool:
    """Whether readers can see any language of the page."""
    contents = PageContent.admin_manager.filter(page=page).values("pk")
    return page_versions(state=PUBLISHED, object_id__in=contents).exists()


def _is_in_use(content: PageContent) -> bool:
    return Version.objects.get_for_content(content).state in {DRAFT, PUBLISHED}


def is_open(content: PageContent, user: Any) -> bool:
    """Whether this text is a draft that the user may change."""
    return bool(Version.objects.get_for_content(content).check_modify.as_bool(user))


def require_open(content: PageContent, user: Any) -> None:
    """Raise PermissionDenied, with what to do, unless this text is a draft that the user may change."""
    if reason := why_not_write(user, content.language):
        raise PermissionDenied(reason)
    if not is_open(content, user):
        raise PermissionDenied(_("This text is published. Make a draft of the page first."))
