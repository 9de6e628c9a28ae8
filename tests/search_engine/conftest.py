"""What the tests of crawlers share: one site that they only look at."""

from collections.abc import Iterator

import pytest

from tests.site import Site


@pytest.fixture(scope="package")
def site(site_template, tmp_path_factory) -> Iterator[Site]:
    """A running site. No test of this folder changes it, so that one is enough for all."""
    site = site_template.copy(tmp_path_factory.mktemp("crawlers") / "data")
    site.start()
    yield site
    site.stop()
