"""What an answer has to say so that it is kept, by browsers and by this site."""

from django.http import HttpResponse


def let_keep(response: HttpResponse) -> HttpResponse:
    """Say of an answer that every reader gets it: browsers may keep it and always ask whether it is current; so does the
    site (`ketaguide.delivery.ready_pages`). Gives the answer back.
    """
    response.headers["Cache-Control"] = "public, no-cache"
    return response
