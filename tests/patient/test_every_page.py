"""What every page of the guide owes to whoever reads it."""

import pytest
from lxml import html

from content.guide.files import GUIDE_FOLDER, read_guide

ADDRESSES = [document.address for document in read_guide(GUIDE_FOLDER / "en", "en").documents]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_reading_sets_no_cookie_and_gives_one_heading(client, address):
    answer = client.get(address, {"utm_source": "x", "toolbar_off": "1"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert len(html.fromstring(answer.content).findall(".//h1")) == 1
