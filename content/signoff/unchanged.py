"""“Meaning unchanged”: a second person carries a signature over a corrected typing error, and the date of review stays."""

from itertools import chain, groupby
from typing import Any, NamedTuple

from cms.models import PageContent
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.models import Version
from rapidfuzz.distance import Indel

from content.review.vocabulary import has_checks, vocabulary
from content.signoff.models import Kind, Signature
from content.signoff.signatures import COPIED, named, reviewer_of
from content.signoff.words import said_by, words_of
from content.signoff.writers import wrote
from content.staff import audit
from content.staff.models import Event
from ketaguide.words import Words

#: Words that were taken out or put in. What is longer is no typing error.
MOST_WORDS = 10
#: How pieces begin that are no words: pictures, links that lead outside, drawings.
NO_WORDS = ("src=", "href=", "<")


class Correction(NamedTuple):
    """A signed text, and what another text of the page says instead, in words: (taken out, put in) for each place."""

    signature: Signature
    places: list[tuple[str, str]]


def correction(content: PageContent) -> Correction | None:
    """How a text that is not signed differs from the one that a clinician signed last; None where that is more than a typing error."""
    given = Signature.objects.filter(
        page=content.page_id, language=content.language, kind=Kind.CLINICIAN, withdrawn=None
    )
    signature = given.first()
    if signature is None or signature.good_until < timezone.localdate():
        return None
    numbered = (
        Version.objects.filter_by_content_grouping_values(content).filter(number=signature.version_number).first()
    )
    if numbered is None or words_of(numbered.content) != signature.words:
        return None  # a record has changed since: nobody can say any more what was read
    places = _places(said_by(numbered.content), said_by(content))
    return Correction(signature, places) if _is_small(places, content.language) else None


def _places(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """What was taken out and put in. difflib took seconds for the words of a long page, while somebody waited."""
    before, after = [list(chain.from_iterable(map(str.split, said))) for said in (old, new)]
    places = []
    for same, group in groupby(Indel.opcodes(before, after), key=lambda step: step.tag == "equal"):
        steps = list(group)
        if not same:
            first, last = steps[0], steps[-1]
            places.append(
                (
                    " ".join(before[first.src_start : last.src_end]),
                    " ".join(after[first.dest_start : last.dest_end]),
                )
            )
    return places


def _is_small(places: list[tuple[str, str]], language: str) -> bool:
    changed = [word for place in places for side in place for word in side.split()]
    return 0 < len(changed) <= MOST_WORDS and not any(_is_fact(word, language) for word in changed)


def _is_fact(word: str, language: str) -> bool:
    """Whether a word is a number, in figures or spelled out, or something that only looks like a word."""
    numbers = vocabulary(language).numbers if has_checks(language) else {}
    parts = word.lower().strip(".,;:!?()“”‘’\"'").split("-")
    return word.startswith(NO_WORDS) or any(sign.isdigit() for sign in word) or any(part in numbers for part in parts)


def why_not_confirm(version: Version, user: Any) -> Words:
    """Why this person cannot confirm that a correction changes no meaning; empty where they can."""
    reviewer = reviewer_of(user)
    if reviewer is None or reviewer.kind != Kind.CLINICIAN:
        return _("Only a clinician who may sign confirms a correction.")
    if wrote(version, user, Kind.CLINICIAN):
        return _("You changed this text. Somebody else confirms that its meaning is the same.")
    return ""


def confirm(content: PageContent, user: Any) -> Signature:
    """Carry the last signature over to this text: name, date and next check stay. Raises PermissionDenied.

    Whoever calls this makes sure that the person has read these words.
    """
    version, found = content.versions.get(), correction(content)
    if found is None:
        raise PermissionDenied(_("This is more than a corrected typing error. Sign the text, or send it for review."))
    if reason := why_not_confirm(version, user):
        raise PermissionDenied(reason)
    given, reviewer = found.signature, reviewer_of(user)
    columns = ("page", "language", "reviewer", "signed", "good_until", *COPIED)
    signature = Signature.objects.create(
        **{name: getattr(given, name) for name in columns},
        words=words_of(content),
        version_number=version.number,
        carried_from=given.carried_from or given,
        confirmed_by=reviewer,
        confirmed_name=str(reviewer),
        confirmed=timezone.now(),
    )
    what = f"confirmed that {named(content, version)} means what {given.signed_name} signed"
    audit.record(Event.Kind.PUBLISHING, what, user)
    return signature
