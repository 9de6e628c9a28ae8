"""What must be true before a page is published or taken down.

`problems` is the one place for such rules. The CMS's buttons ask it through the conditions of djangocms-versioning;
a receiver of its signal asks it again, because `version.publish()` called in code does not look at conditions.
"""

import logging
from dataclasses import dataclass
from typing import Any

from cms.models import Page, PageContent
from django.db import DatabaseError
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import Version

from content.models.next_step import NextStep
from content.page.addresses import address_faults, address_of
from content.page.rendered import rendered_text
from content.publishing.addresses import redirect_faults

logger = logging.getLogger(__name__)

DESCRIPTION_LENGTH = range(50, 161)
#: Pages that the templates link to by their address (header, footer, review notice, error pages), by guide id.
ALWAYS_NEEDED = {"get-help-now", "about", "privacy", "accessibility", "notices", "questions", "clinic"}


@dataclass(frozen=True)
class Problem:
    """A reason why something cannot be done: one sentence that tells staff what to do about it.

    `field` is the field of the page's settings that it is about, if it is about one.
    """

    message: str
    field: str | None = None

    def __str__(self) -> str:
        return self.message


def problems(content: PageContent) -> list[Problem]:
    """Why this page text cannot be published; empty when it can."""
    found = []
    description = (content.meta_description or "").strip()
    if not description:
        found.append(Problem("Write a description for search engines (Page, then Page settings)."))
    elif len(description) not in DESCRIPTION_LENGTH:
        found.append(
            Problem(
                f"The description for search engines has {len(description)} characters. "
                f"Make it {DESCRIPTION_LENGTH[0]} to {DESCRIPTION_LENGTH[-1]} (Page, then Page settings)."
            )
        )
    else:
        twin = (
            PageContent.objects.filter(language=content.language, meta_description=description)
            .exclude(page_id=content.page_id)
            .first()
        )
        if twin:
            found.append(Problem(f"The page “{twin.title}” has the same description. Write another one for this page."))
    twin = (
        PageContent.objects.filter(language=content.language, title=content.title)
        .exclude(page_id=content.page_id)
        .first()
    )
    if twin:
        found.append(Problem(f"Another published page has the title “{content.title}”. Give this page its own."))
    for ancestor in content.page.get_ancestor_pages():
        if not PageContent.objects.filter(page=ancestor, language=content.language).exists():
            title = ancestor.get_title(content.language) or str(ancestor)
            found.append(Problem(f"Publish the page above it first: “{title}”. Until then nobody could open this one."))
    found += settings_problems(content)
    found += _rendering_problems(content)
    if not any(placeholder.cmsplugin_set.exists() for placeholder in content.get_placeholders()):
        found.append(Problem("The page has no text yet."))
    return found


def settings_problems(content: PageContent) -> list[Problem]:
    """What is wrong with the address of a page, and with where it sends its readers."""
    if content.page.is_home or content.page.reverse_id in ALWAYS_NEEDED:
        message = "Readers always need this page at its own address. Leave this field empty."
        columns = {"overwrite_url": content.overwrite_url, "redirect": content.redirect}
        return [Problem(message, name) for name, value in columns.items() if value]
    field = "overwrite_url" if content.overwrite_url else "slug"
    found = [Problem(fault, field) for fault in address_faults(address_of(content))]
    return found + [Problem(fault, "redirect") for fault in redirect_faults(content)]


def _rendering_problems(content: PageContent) -> list[Problem]:
    """A component that fails would fail for readers, too: nobody publishes a page without its text."""
    try:
        rendered_text(content)
    except DatabaseError:
        raise  # an outage, not the text
    except Exception as error:
        logger.warning("The text of page %s cannot be shown", content.page_id, exc_info=error)
        return [
            Problem(
                "A block of this page cannot be shown, so readers would get no text. Look at the page and correct the "
                "block that was changed last, or take it out."
            )
        ]
    return []


def unpublish_problems(content: PageContent) -> list[Problem]:
    """Why this published page cannot be taken down; empty when it can."""
    page = content.page
    if page.is_home:
        return [
            Problem("This is the home page. Readers need one, so it cannot be taken down; change its text instead.")
        ]
    if page.reverse_id in ALWAYS_NEEDED:
        return [Problem("Every page links to this one, so it cannot be taken down; change its text instead.")]
    children = PageContent.objects.filter(page__in=page.get_descendant_pages(), language=content.language)
    if children:
        titles = ", ".join(f"“{child.title}”" for child in children[:3])
        return [Problem(f"Pages below this one are published: {titles}. Take them down or move them first.")]
    return []


def delete_problems(page: Page) -> list[Problem]:
    """Why a page cannot be deleted in the admin; empty when it can. What readers can open is taken down first."""
    if page.is_home or page.reverse_id in ALWAYS_NEEDED:
        return [Problem("Readers always need this page, so it cannot be deleted.")]
    doomed = [page, *page.get_descendant_pages()]
    if any(is_published(each) for each in doomed):
        return [Problem("Readers can open this page or one below it. Take those pages down first.")]
    # `PageField` (django CMS 5.1.3) always cascades: without this rule, deleting a page would change other pages.
    for step in NextStep.objects.filter(page__in=doomed):
        content = step.placeholder.source
        if isinstance(content, PageContent) and content.page not in doomed and _is_in_use(content):
            return [
                Problem(f"The page “{content.title}” sends readers to this one (“{step}”). Change that page first.")
            ]
    return []


def move_problems(page: Page, parent: Page | None) -> list[Problem]:
    """Why a page cannot be moved below `parent` (None: to the top level); empty when it can."""
    if parent is None or not any(is_published(each) for each in (page, *page.get_descendant_pages())):
        return []
    for above in (parent, *parent.get_ancestor_pages()):
        if not is_published(above):
            return [Problem(f"“{above}” is not published: below it, nobody could open this page. Publish it first.")]
    return []


def is_published(page: Page) -> bool:
    """Whether readers can see any language of the page."""
    return Version.objects.filter(
        state=PUBLISHED,
        object_id__in=PageContent.admin_manager.filter(page=page).values("pk"),
        content_type__app_label="cms",
        content_type__model="pagecontent",
    ).exists()


def _is_in_use(content: PageContent) -> bool:
    return Version.objects.get_for_content(content).state in {DRAFT, PUBLISHED}


def is_open(content: PageContent, user: Any) -> bool:
    """Whether this text is a draft that the user may change."""
    return bool(Version.objects.get_for_content(content).check_modify.as_bool(user))
