"""Settings of a site that notes each page it has rendered: a line with its address in the file `rendered`."""

import os

from ketaguide.settings import *  # noqa: F403
from ketaguide.settings import DATA_DIR, MIDDLEWARE

_place = MIDDLEWARE.index("ketaguide.delivery.ready_pages.ReadyPagesMiddleware") + 1
MIDDLEWARE = [*MIDDLEWARE[:_place], "tests.operator.counting_site.note", *MIDDLEWARE[_place:]]
RENDERED = DATA_DIR / "rendered"


def note(get_response):
    """Middleware: stands behind the ready pages, so it sees what those could not answer."""

    def respond(request):
        # Opened anew each time: what is appended in one piece is whole, whichever worker does it.
        file = os.open(RENDERED, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(file, f"{request.path_info}\n".encode())
        os.close(file)
        return get_response(request)

    return respond
