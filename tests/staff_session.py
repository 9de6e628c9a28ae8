"""A member of staff at work on a real site, without a browser: logged in, with the forms and buttons of the pages."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass

from lxml import html

from tests.site import PASSWORD, Answer, NoRedirect, Site

VERSIONS = "/admin/djangocms_versioning/pagecontentversion"
LIVE = """
from cms.models import PageContent
from djangocms_versioning.models import Version
print(Version.objects.get_for_content(PageContent.objects.get(page__reverse_id="{id}", language="en")).pk)
"""


def values_of(form: html.FormElement) -> dict[str, str]:
    """What a form would send, as browsers read it: the first line break of a text area is not part of its value."""
    return {name: value.removeprefix("\n") for name, value in form.form_values()}


@dataclass(frozen=True)
class Draft:
    """A draft of a page: the numbers of its version and of its text."""

    version: int
    content: int

    @property
    def settings(self) -> str:
        """The address of its “Page settings”."""
        return f"/admin/cms/pagecontent/{self.content}/change/?language=en"


class StaffSession:
    """Somebody who is logged in. Requests follow no redirects unless told to; a form goes out as a browser sends it."""

    def __init__(self, site: Site, role: str) -> None:
        self.site = site
        self.jar = http.cookiejar.CookieJar()
        self.role = role

    def log_in(self) -> Answer:
        """Type name and password into the form of the login page; gives the answer to that."""
        self.get("/admin/login/")
        return self.post("/admin/login/", username=self.role, password=PASSWORD, next="/admin/")

    def get(self, address: str, follow: bool = False) -> Answer:
        return self._ask(urllib.request.Request(self.site.url + address), follow)

    def post(self, address: str, **fields: str) -> Answer:
        """Send a form. The token that protects it is added."""
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": self._token()} | fields).encode()
        return self._ask(urllib.request.Request(self.site.url + address, data=data, method="POST"))

    def upload(self, address: str, name: str, content: bytes) -> Answer:
        """Send one file, as the field “file” of a form."""
        boundary = uuid.uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "X-CSRFToken": self._token()}
        return self._ask(urllib.request.Request(self.site.url + address, data=body, headers=headers, method="POST"))

    def form(self, address: str) -> dict[str, str]:
        """What the form at an address holds."""
        answer = self.get(address)
        assert answer.status == 200, (address, answer.status)
        for form in html.fromstring(answer.text).forms:
            if form.get("id", "").endswith("_form") and (form.get("method") or "").lower() == "post":
                return {name: value for name, value in values_of(form).items() if not name.startswith("_")}
        raise AssertionError(f"{address} has no form")

    def draft_of(self, version: int) -> Draft:
        """Press “New draft” on a published version, or “Edit” on a draft."""
        answer = self.post(f"{VERSIONS}/{version}/edit-redirect/")
        assert answer.status == 302, (answer.status, answer.text)
        content = re.search(r"/edit/(\d+)/", answer.headers["Location"])
        assert content, answer.headers["Location"]
        page = self.get(answer.headers["Location"], follow=True)
        draft = re.search(r"/admin/sign-off/(\d+)/", page.text)
        assert draft, page.text
        return Draft(int(draft[1]), int(content[1]))

    def rename(self, draft: Draft, title: str) -> Answer:
        """Give a draft another title in “Page settings”."""
        return self.post(draft.settings, **self.form(draft.settings) | {"title": title})

    def publish(self, draft: Draft) -> Answer:
        return self.post(f"{VERSIONS}/{draft.version}/publish/")

    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken"), "")

    def _ask(self, request: urllib.request.Request, follow: bool = False) -> Answer:
        handlers: list = [urllib.request.HTTPCookieProcessor(self.jar)]
        opener = urllib.request.build_opener(*handlers, *([] if follow else [NoRedirect]))
        try:
            with opener.open(request, timeout=60) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())


def live_version(site: Site, guide_id: str) -> int:
    """The number of the published version of a page."""
    return int(site.manage("shell", "-v0", "-c", LIVE.format(id=guide_id)).stdout)
