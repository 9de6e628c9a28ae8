"""In which languages a page is there, and how sure readers can be of a translation.

Its state is computed and never typed: reviewed, where a qualified translator has signed the very words that readers get;
reviewed, but the main language has got another text since; and not reviewed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cms.models import Page, PageContent
from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localtime, now
from django.utils.translation import get_language, override

from content.page.links import address
from content.page.rendering import rendering
from content.page.surroundings import surroundings
from content.signoff.models import Kind, Signature
from content.signoff.signatures import signatures_under
from content.signoff.words import words_of
from ketaguide.delivery.edition import change_is_pending, current_edition
from ketaguide.delivery.languages import other_languages

#: For so long a reviewed translation stays open to search engines when the main language has another text.
GRACE = timedelta(days=30)
#: For so long it is remembered who signed the words of one edition of the site.
SECONDS = 24 * 3600


@dataclass(frozen=True)
class Review:
    """How sure readers can be of a translation: who signed its words, if anybody, and when the original changed since."""

    signature: Signature | None = None
    original_changed: date | None = None

    @property
    def signed_on(self) -> date | None:
        return localtime(self.signature.signed).date() if self.signature else None

    @property
    def is_open(self) -> bool:
        """Whether search engines may list it, and other languages name it to them."""
        changed = self.original_changed
        return self.signature is not None and (changed is None or changed + GRACE > localtime(now()).date())


@dataclass(frozen=True)
class InLanguage:
    """Where the page that is shown is in one language: `url`, or that of the front page where `is_here` is not true."""

    code: str
    name: str
    url: str
    is_here: bool
    is_current: bool
    review: Review | None
    right_to_left: bool
    #: What readers get of it.
    public: PageContent | None = None

    @property
    def is_open(self) -> bool:
        """Whether search engines may list it in this language."""
        return self.is_here and (self.review is None or self.review.is_open)


def translator_of(content: PageContent) -> Signature | None:
    """Whose name as a translator stands under the words of this text, draft or not. Renders it only where a name may be there."""
    given = Signature.objects.filter(
        page=content.page_id, language=content.language, kind=Kind.TRANSLATOR, withdrawn=None
    )
    return signatures_under(content, words_of(content), Kind.TRANSLATOR).first() if given.exists() else None


def review_of(content: PageContent, original_published: datetime | None) -> Review:
    """The state of a translation whose original readers have since `original_published`."""
    signature = _remembered(content)
    if signature is None or original_published is None or original_published <= signature.signed:
        return Review(signature)
    return Review(signature, localtime(original_published).date())


def _remembered(content: PageContent) -> Signature | None:
    """The same as `translator_of`, looked for once in each edition of the site: it takes a rendering of the page."""
    edition = None if change_is_pending() else current_edition()
    if edition is None or edition.endswith(":"):
        return translator_of(content)
    key = f"translation:{content.pk}:{edition}"
    found = cache.get(key)
    if found is None:
        found = [translator_of(content)]
        cache.set(key, found, timeout=SECONDS)
    return found[0]


def in_languages(request: HttpRequest) -> list[InLanguage]:
    """The page of this request in every language of the site, the main one first. One query; none in a site with one language."""
    return rendering(request).once("languages", lambda: _in_languages(request))


def _in_languages(request: HttpRequest) -> list[InLanguage]:
    if len(settings.LANGUAGES) < 2:
        return []
    content = surroundings(request).content
    if content is None:
        return [_of_view(request, code, name) for code, name in settings.LANGUAGES]
    rows = list(public_texts(Q(page=content.page_id) | Q(page__is_home=True)))
    own = {row.language: row for row in rows if row.page_id == content.page_id}
    homes = {row.language for row in rows if row.page.is_home}
    main = own.get(settings.LANGUAGE_CODE)
    found = []
    for code, name in settings.LANGUAGES:
        row = content if code == content.language else own.get(code)
        if row is None and code not in homes:
            continue
        public = own.get(code)
        url = address(public.public_path, code) if public else address("", code)
        review = None
        if row is not None and code != settings.LANGUAGE_CODE:
            may_be_signed = public is None or public.may_be_signed
            review = review_of(row, main.published if main else None) if may_be_signed else Review()
        found.append(
            InLanguage(code, name, url, row is not None, code == content.language, review, _is_bidi(code), public)
        )
    return found


def _of_view(request: HttpRequest, code: str, name: str) -> InLanguage:
    """A page of the site itself, such as the search, is in every language."""
    match = request.resolver_match
    try:
        with override(code):
            url = reverse(match.view_name, args=match.args, kwargs=match.kwargs) if match else address("", code)
    except NoReverseMatch:
        url = address("", code)
    return InLanguage(code, name, url, True, code == get_language(), None, _is_bidi(code))


def _is_bidi(code: str) -> bool:
    return code in settings.LANGUAGES_BIDI


def public_texts(wanted: Q) -> Iterable[PageContent]:
    """The public texts that are wanted, in the languages of the site, each with its `public_path`, since when it is `published`,
    whether it `may_be_signed` by a translator, and when, as a translation, it was `made`: when a translator put their name to
    this version or, where none did, when it was published.
    """
    signatures = Signature.objects.filter(
        page=OuterRef("page"), language=OuterRef("language"), kind=Kind.TRANSLATOR, withdrawn=None
    )
    found = PageContent.objects.filter(
        wanted,
        language__in=dict(settings.LANGUAGES),
        page__urls__language=F("language"),
        page__urls__path__isnull=False,
    )
    of_this_version = signatures.filter(version_number=OuterRef("versions__number")).values("signed")
    return found.annotate(
        public_path=F("page__urls__path"),
        published=F("versions__modified"),
        may_be_signed=Exists(signatures),
        made=Coalesce(Subquery(of_this_version[:1]), F("versions__modified")),
    ).select_related("page")


def side_by_side_url(content: PageContent) -> str:
    """Where a translation stands beside its original; empty of an original."""
    if content.language not in other_languages():
        return ""
    return reverse("side_by_side", args=[content.language, content.page_id])


def with_originals(wanted: Q | None = None) -> list[tuple[PageContent, PageContent]]:
    """Each public translation with its public original, in the order of the page tree, of all pages or of those that are wanted.
    One query; none in a site with one language.
    """
    if len(settings.LANGUAGES) < 2:
        return []
    rows = sorted(public_texts(wanted or Q()), key=lambda row: (row.page.path, row.language))
    originals = {row.page_id: row for row in rows if row.language == settings.LANGUAGE_CODE}
    pairs = [(row, originals.get(row.page_id)) for row in rows if row.language != settings.LANGUAGE_CODE]
    return [(row, original) for row, original in pairs if original is not None]


def open_translations() -> set[tuple[int, str]]:
    """The translations, by page and language, that search engines may list."""
    if len(settings.LANGUAGES) < 2:
        return set()
    signed = Signature.objects.filter(kind=Kind.TRANSLATOR, withdrawn=None).values("page")
    rows = list(public_texts(Q(page__in=Page.objects.filter(pk__in=signed))))
    originals = {row.page_id: row.published for row in rows if row.language == settings.LANGUAGE_CODE}
    return {
        (row.page_id, row.language)
        for row in rows
        if row.may_be_signed and row.language != settings.LANGUAGE_CODE
        if review_of(row, originals.get(row.page_id)).is_open
    }
