"""Settings for make bench: the guide with django CMS's own page cache in the place of ready pages."""

from ketaguide.settings import *  # noqa: F403
from ketaguide.settings import MIDDLEWARE as _MIDDLEWARE

MIDDLEWARE = [name for name in _MIDDLEWARE if "ready_pages" not in name]
# Without its placeholder cache it keeps no pages. The guide cannot use that one (docs/decisions.md); here only time counts.
CMS_PLACEHOLDER_CACHE = CMS_PAGE_CACHE = True
