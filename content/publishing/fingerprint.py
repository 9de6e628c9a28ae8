"""What somebody has read before pressing Publish, as a short name that goes with the button."""

import hashlib

from cms.models import PageContent, PageUrl
from django.db.models import Model

from content.models import PageDetails
from content.page.fetch import UNREAD, components_of
from content.signoff.models import ChangeNote

#: In the address of the button “Publish”.
READ = "read"
#: Columns that say when and by whom something was changed, not what it says.
_UNSAID = UNREAD | {"created_by", "changed_by", "published"}


def fingerprint(content: PageContent) -> str:
    """The text of a page with its settings, details, addresses and the note for readers: any change of them gives another name."""
    rows = [
        content,
        *PageDetails.objects.filter(extended_object=content),
        *PageUrl.objects.filter(page=content.page_id, language=content.language),
        *components_of(content),
        *ChangeNote.objects.filter(version__object_id=content.pk, version__content_type__model="pagecontent"),
    ]
    return hashlib.sha256("\n".join(map(_said, rows)).encode()).hexdigest()[:32]


def _said(row: Model) -> str:
    columns = [column for column in row._meta.concrete_fields if column.name not in _UNSAID]
    return repr([(column.attname, getattr(row, column.attname)) for column in columns])
