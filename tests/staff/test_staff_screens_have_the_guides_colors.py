"""The screens of the staff are in the colors of the guide, which are written down once, in static/css/tokens.css."""

import re
from pathlib import Path

import cms
from django.contrib.staticfiles import finders

from ketaguide.stylesheets import BUNDLES, CMS, SOURCE, TOKENS, bundle

NAMED = re.compile(r"var\((--(?:light|dark)-[a-z-]+)\)")


def test_every_color_that_they_name_is_one_of_the_guide():
    of_staff = [bundle(name) for name in BUNDLES if name.startswith("staff/")]
    named = {name for text in of_staff for name in NAMED.findall(text)}
    palette = dict(re.findall(r"(--(?:light|dark)-[a-z-]+): (#[0-9a-f]+);", bundle(CMS)))
    assert len(named) > 20
    assert named <= palette.keys()
    assert f"--teal: {palette['--light-teal']};" in (SOURCE / TOKENS).read_text(encoding="utf-8")
    assert palette["--light-focus"] == palette["--dark-focus"], "what the dark does not change is as in the light"


def test_no_part_of_them_is_left_out():
    parts = {file for patterns in BUNDLES.values() for part in patterns for file in SOURCE.glob(part)}
    assert [file.name for file in (SOURCE / "staff" / "admin").glob("*.css") if file not in parts] == []


def test_nothing_of_django_cms_is_left_in_its_lime_green():
    own_of_cms = Path(finders.find(f"cms/css/{cms.__version__}/cms.base.css")).read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+){([^{}]*)}", own_of_cms)
    lime = {
        selector.split("*/")[-1].strip(): said for selector, said in rules if re.search("defcb9", said, re.IGNORECASE)
    }
    assert lime.keys() == {":root", "div.cms .cms-toolbar-item-logo a"}
    own = bundle(CMS)
    (properties,) = re.findall(r"html:root {([^}]*)}", own)
    assert set(re.findall(r"(--dca-[a-z-]+):", lime[":root"])) == set(re.findall(r"(--dca-[a-z-]+):", properties))
    assert ".cms-toolbar-item-logo a {\nbackground-image: none;" in own
