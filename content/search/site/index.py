"""The index of everything published: one text for each language, made once for each edition of the site.

Its name holds a digest of its content, so browsers may keep it for good, and a page that was taken down is in no index that
anybody is told of. It belongs to an edition (`ketaguide.delivery.edition`), as ready pages do.
"""

import hashlib
import json
import time
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from threading import Lock
from typing import Any

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language

from content.profile import HELP
from content.search.site.documents import Part, published_pages
from content.search.site.known_words import added_distress, known_words
from content.search.site.ranking import FROM_HEADING, Ranking
from content.search.site.words import anchor_of, forms_of, packed_forms, words_in
from ketaguide.delivery.edition import change_is_pending, current_edition
from ketaguide.delivery.ready_pages import KEEP_SECONDS


@dataclass(frozen=True)
class Index:
    """The index as the device gets it."""

    text: str

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    @property
    def address(self) -> str:
        return reverse("search_index", kwargs={"digest": self.digest})

    @cached_property
    def ranking(self) -> Ranking:
        return Ranking(self._data)

    @property
    def help_page(self) -> int | None:
        """The number of the page with help."""
        return self._data["help"]

    @property
    def distress(self) -> list[str]:
        """The phrases that put help first besides those that always do."""
        return self._data["distress"]

    @cached_property
    def _data(self) -> dict[str, Any]:
        return json.loads(self.text)


def index_of_site() -> Index:
    """The index of what readers can see at this moment in the language of this request."""
    language = get_language() or ""
    # Inside a transaction that takes a page down, the edition is still the old one.
    edition = None if change_is_pending() else current_edition()
    if edition is None:
        return Index(make_text(language))
    with _lock:  # one thread makes it, and the others wait
        kept = _kept.get(language)
        if kept is None or kept[0] != edition or time.monotonic() - kept[1] > KEEP_SECONDS:
            kept = edition, time.monotonic(), Index(_shared_text(edition, language))
            _kept[language] = kept
        return kept[2]


def make_text(language: str) -> str:
    """The index as text, read anew from the published pages."""
    pages = list(published_pages(language))
    words = known_words(language)
    parts = chain.from_iterable(page.parts for page in pages)
    named = chain((page.title for page in pages), *((part.heading, *part.passages) for part in parts))
    meant = chain.from_iterable([key, *values] for key, values in words.everyday.items())
    forms = forms_of(chain.from_iterable(map(words_in, chain(named, meant))), language)

    def terms(phrase: str) -> list[str]:
        return [forms.get(word, word) for word in words_in(phrase)]

    everyday = {
        " ".join(words_in(key)): list(dict.fromkeys(chain.from_iterable(map(terms, values))))
        for key, values in words.everyday.items()
    }
    data = {
        "language": language,
        "help": next((number for number, page in enumerate(pages) if page.guide_id == HELP), None),
        "idle": " ".join(sorted(words.idle)),
        "everyday": everyday,
        "distress": added_distress(),
        "forms": packed_forms(forms),
        "pages": [
            [page.title, page.address, [[each.heading, _short(each), "\n".join(each.passages)] for each in page.parts]]
            for page in pages
        ],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _short(part: Part) -> str:
    """The anchor, which most headings tell: without those, the index is a twentieth smaller."""
    return FROM_HEADING if part.anchor and part.anchor == anchor_of(part.heading) else part.anchor


def _shared_text(edition: str, language: str) -> str:
    """The text that one process made for all."""
    key = name_of(edition, language)
    text = cache.get(key)
    if text is None:
        text = make_text(language)
        cache.set(key, text, timeout=KEEP_SECONDS)
    return text


def name_of(edition: str, language: str) -> str:
    """Under which name the cache keeps the text."""
    return f"search-index:{language}:{hashlib.sha256(edition.encode()).hexdigest()}"


_lock = Lock()
_kept: dict[str, tuple[str, float, Index]] = {}
