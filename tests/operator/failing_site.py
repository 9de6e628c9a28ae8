"""Settings of a site on which one address fails, saying in its error what it was sent."""

from ketaguide.settings import *  # noqa: F403

FAILING = "/admin/fails/"
# Before the door of /admin/, which lets no stranger through.
MIDDLEWARE = ["tests.operator.failing_site.fail", *MIDDLEWARE]  # noqa: F405


def fail(get_response):
    """Middleware: an error within an error, both quoting the request."""

    def respond(request):
        if request.path_info != FAILING:
            return get_response(request)
        try:
            int(request.POST["token"])
        except ValueError as error:
            raise KeyError(request.POST["note"], request.META["QUERY_STRING"]) from error

    return respond
