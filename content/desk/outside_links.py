"""Links of the guide to other sites: which there are, and whether they still lead somewhere.

Only `manage.py check_outside_links` asks, when an operator runs it. What it found is told by `content/desk/broken_links.py`.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from enum import Enum
from functools import partial
from http import HTTPStatus
from http.client import HTTPException
from socket import EAI_AGAIN, gaierror
from urllib.error import HTTPError, URLError
from urllib.parse import urldefrag, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from cms.models import Page, PageContent
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import iri_to_uri, punycode
from lxml import html

from content.desk.models import LONGEST_ADDRESS, BrokenLink
from content.evidence.sources import sources_of
from content.page.rendered import rendered_page

Fault = BrokenLink.Fault
SECONDS_TO_ANSWER = 20
WEB = {"http", "https"}
LAST_STATUS = 599
#: A page, by its id, in a language.
Place = tuple[int, str]


class Answer(Enum):
    """What came of asking for an address. The words are those of the command."""

    WELL = "ok"
    NOWHERE = "leads nowhere"
    NO_SUCH_HOST = "leads nowhere: there is no such host"
    NO_ANSWER = "did not answer"
    NOT_TOLD = "lets no program look; open it yourself"

    @property
    def fault(self) -> Fault | None:
        """What staff are told of it, if anything."""
        return FAULTS.get(self)


FAULTS = {
    Answer.NOWHERE: Fault.NOWHERE,
    Answer.NO_SUCH_HOST: Fault.NOWHERE,
    Answer.NO_ANSWER: Fault.NO_ANSWER,
}
#: Whoever answers with another code below 500 may well show the page to a person.
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
#: What somebody in between may be the cause of, or this machine.
UNREACHED = {Answer.NO_SUCH_HOST, Answer.NO_ANSWER}


class NobodyAnswersError(Exception):
    """Not one site was reached, so it is this machine that reaches nobody."""


def links_of(content: PageContent) -> set[str]:
    """The addresses of other sites that readers of a text are led to, in its words and below it as its sources."""
    text, request = rendered_page(content)
    found = {link.get("href", "") for link in html.fragment_fromstring(text, create_parent="div").iter("a")}
    found |= {reference.link for _, reference in sources_of(request)}
    return {address for one in found if _is_outside(address := urldefrag(one).url)}


def _is_outside(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # such as a bracket that is not closed
        return False
    other = parts.netloc and parts.netloc != urlsplit(settings.SITE_URL).netloc
    return parts.scheme in WEB and bool(other) and len(address) <= LONGEST_ADDRESS


def outside_links() -> dict[str, set[Place]]:
    """Every address of another site that a published page leads to, and those pages. Drafts are not read."""
    found: dict[str, set[Place]] = {}
    for content in PageContent.objects.filter(language__in=dict(settings.LANGUAGES)).order_by("pk"):
        for address in links_of(content):
            found.setdefault(address, set()).add((content.page_id, content.language))
    return found


# --- Asking ------------------------------------------------------------------------------------------------------------


class _WebOnly(HTTPRedirectHandler):
    """Follows to the web alone."""

    def redirect_request(self, request, file, code, message, headers, address):
        if urlsplit(address).scheme not in WEB:
            return None
        further = super().redirect_request(request, file, code, message, headers, address)
        if further is not None:
            further.method = request.get_method()  # of HEAD, Python 3.11 makes GET
        return further


def ask(address: str, seconds: float = SECONDS_TO_ANSWER, wait: Callable[[], object] = bool) -> Answer:
    """Ask whether an address leads somewhere, without reading what stands there: first by HEAD and, where the host takes that amiss,
    after `wait` by GET. Says whose program asks, and nothing else: no cookie, no place that it comes from.
    """
    answer, code = _answer(address, "HEAD", seconds)
    if answer in {Answer.WELL, Answer.NO_SUCH_HOST} or code == HTTPStatus.TOO_MANY_REQUESTS:
        return answer
    wait()
    return _answer(address, "GET", seconds)[0]


def _answer(address: str, method: str, seconds: float) -> tuple[Answer, int]:
    """What came of it, and the status where there was one."""
    headers = {"User-Agent": f"ketaguide link check ({settings.SITE_URL})"}
    try:
        request = Request(_spelled(address), headers=headers, method=method)  # noqa: S310 (only http and https are links here)
        build_opener(_WebOnly).open(request, timeout=seconds).close()
    except HTTPError as error:
        error.close()
        return _meaning(error.code), error.code
    except URLError as error:
        unknown = isinstance(error.reason, gaierror) and error.reason.errno != EAI_AGAIN
        return (Answer.NO_SUCH_HOST if unknown else Answer.NO_ANSWER), 0
    except (OSError, HTTPException):
        return Answer.NO_ANSWER, 0
    except ValueError:  # an address that cannot be
        return Answer.NOWHERE, 0
    return Answer.WELL, HTTPStatus.OK


def _meaning(code: int) -> Answer:
    """Of an answer that is not the page. Many publishers send whoever takes no cookie on and on."""
    if code in GONE:
        return Answer.NOWHERE
    is_fault = HTTPStatus.INTERNAL_SERVER_ERROR <= code <= LAST_STATUS
    return Answer.NO_ANSWER if is_fault else Answer.NOT_TOLD


def _spelled(address: str) -> str:
    """An address in the letters of the protocol. Raises ValueError for a host that cannot be."""
    parts = urlsplit(address)
    return iri_to_uri(urlunsplit(parts._replace(netloc=punycode(parts.netloc))))


def check(pause: float) -> Iterator[tuple[int, int, str, Answer]]:
    """Ask for every outside link, one after the other, and keep what came of it: (number, of how many, address, answer).

    Between two requests to one host are `pause` seconds, in which others are asked. Raises NobodyAnswersError when nobody was
    reached; then, and when it is stopped half-way, the rest stays as it was found before.
    """
    links = outside_links()
    BrokenLink.objects.exclude(address__in=links).delete()
    asked: dict[str, float] = {}
    held: dict[str, Answer] | None = {}  # until somebody was reached
    for number, address in enumerate(_by_turns(links), 1):
        host = urlsplit(address).netloc
        if host in asked:
            time.sleep(max(0.0, asked[host] + pause - time.monotonic()))
        answer = ask(address, wait=partial(time.sleep, pause))
        asked[host] = time.monotonic()
        if held is not None and answer in UNREACHED:
            held[address] = answer
        else:
            for each, its in {**(held or {}), address: answer}.items():
                _keep(each, links[each], its)
            held = None
        yield number, len(links), address, answer
    if held:
        raise NobodyAnswersError


def _by_turns(addresses: dict[str, set[Place]]) -> list[str]:
    """The addresses in such an order that the hosts take turns."""
    turns: Counter[str] = Counter()
    order = []
    for address in sorted(addresses):
        host = urlsplit(address).netloc
        order.append((turns[host], host, address))
        turns[host] += 1
    return [address for _, _, address in sorted(order)]


@transaction.atomic
def _keep(address: str, places: set[Place], answer: Answer) -> None:
    BrokenLink.objects.filter(address=address).delete()
    if answer.fault:
        now = timezone.now()
        there = set(Page.objects.filter(pk__in={page for page, _ in places}).values_list("pk", flat=True))
        BrokenLink.objects.bulk_create(
            BrokenLink(page_id=page, language=language, address=address, fault=answer.fault, looked=now)
            for page, language in sorted(places)
            if page in there  # a page may be deleted while others are asked
        )
