"""What a link to a page shows when somebody sends it: title, description and card."""

from dataclasses import dataclass
from datetime import datetime

from cms.models import PageContent
from django.conf import settings
from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language_bidi, gettext, override
from django.views.decorators.http import require_safe

from content.clinic.brand import brand
from content.clinic.facts import facts_of
from content.clinic.models import ClinicFact
from content.page.rendering import rendering
from content.page.surroundings import SURROUNDINGS, Surroundings, surroundings
from content.profile import illnesses_in, in_language, profile, sections
from content.search.canonical import canonical_url
from content.search.cards import Card, can_be_drawn, colors_of, picture
from ketaguide.delivery.languages import locale_of


@dataclass(frozen=True)
class Sharing:
    """A public page as a messenger shows a link to it."""

    kind: str
    title: str
    description: str
    site: str
    address: str
    locale: str
    modified: datetime
    card: Card
    card_path: str

    @property
    def card_address(self) -> str:
        return canonical_url(self.card_path)


def neutral_title() -> str:
    """What stands on a card that names neither page nor illness."""
    return gettext("A guide for patients")


def is_neutral(facts: dict[str, ClinicFact]) -> bool:
    """Whether the clinic lets no link say anything about its page."""
    fact = facts.get(ClinicFact.LINK_CARDS)
    return fact is not None and fact.value == ClinicFact.NEUTRAL


def sharing(request: HttpRequest) -> Sharing | None:
    """What is shown of the page of this request; None for what readers cannot open."""
    around = surroundings(request)
    content = around.content
    path = around.address(content.page_id) if content else ""
    if content is None or not path or around.published is None:
        return None
    facts = facts_of(request)
    neutral, card = is_neutral(facts), card_of(around, facts)
    description = content.meta_description or ""
    if neutral:
        description = gettext("A plain guide for patients and families, with both sides of the evidence.")
    return Sharing(
        kind="website" if content.page.is_home else "article",
        title=neutral_title() if neutral else content.page_title or content.title,
        description=description,
        site=card.clinic if neutral else in_language(profile().title),
        address=canonical_url(path),
        locale=locale_of(content.language).replace("-", "_"),
        modified=around.published,
        card=card,
        card_path=reverse("card", args=[content.language, content.page_id, card.digest]),
    )


def card_of(around: Surroundings, facts: dict[str, ClinicFact]) -> Card:
    """The card of the page that is shown."""
    content = around.content
    assert content is not None  # noqa: S101 - whoever asks has looked
    title, neutral = content.page_title or content.title, is_neutral(facts)
    hidden = neutral or illnesses_in(title) or not can_be_drawn(title)
    own = [around.details.section, *(entry.section for entry in reversed(around.above))]
    section = "" if neutral else dict(sections()).get(next(filter(None, own), ""), "")
    color, logo, name = (facts.get(key) for key in (ClinicFact.BRAND_COLOR, ClinicFact.LOGO, "clinic-name"))
    of_page, strong = colors_of(brand(color.value) if color else None)
    return Card(
        title=neutral_title() if hidden else title,
        section=section if can_be_drawn(section) else "",
        guide="" if neutral else in_language(profile().title),
        clinic=name.value if name else "",
        color=of_page,
        strong=strong,
        logo=logo.rendition["url"] if logo and logo.rendition else "",
        right_to_left=get_language_bidi(),
    )


def card_of_page(request: HttpRequest, content: PageContent) -> Card | None:
    """The card of a page that this request does not show; None while readers cannot reach it."""
    with override(content.language):
        around = rendering(request).kept[SURROUNDINGS] = Surroundings(request, content)
        return card_of(around, facts_of(request)) if around.address(content.page_id) else None


def public_content(page: int, language: str) -> PageContent:
    """The public text of a page. Raises Http404 where there is none, whatever the number."""
    if page > BigIntegerField.MAX_BIGINT or language not in dict(settings.LANGUAGES):
        raise Http404
    return get_object_or_404(PageContent.objects.all(), page=page, language=language)


@require_safe
def card_picture(request: HttpRequest, language: str, page: int, digest: str) -> HttpResponse:
    """The card of a page. Its name changes with what is on it, so nobody ever has to ask for it again.

    Raises Http404 for what is not published, and for any other than the present one: nobody can fill the cache with cards.
    It is not kept among the ready pages, whose last copies outlive a page that was taken down.
    """
    card = card_of_page(request, public_content(page, language))
    if card is None or card.digest != digest:
        raise Http404
    response = HttpResponse(picture(card), content_type="image/png")
    response.headers["Cache-Control"] = "max-age=31536000, immutable"
    # Messengers' previews are drawn on pages of other hosts.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
