import re
from typing import Any
import pytest
from django.test import Client
from django.urls import reverse, get_resolver
from django.utils.translation import trans_real
from lxml import html
from tests.patient.test_words_can_be_translated import Another, runs, said_by_people
from tests.staff.test_every_address_has_its_roles import things, addresses, OWN, every_view, is_editor
from tests.languages import ES, GLOSSARY, RISKS, SPANISH, load, speak, version, words
from tests.staff.desk import change, fresh, page, plugins, admin
from content.desk.blocks import _place
from content.signoff.models import Kind, Reviewer
from tests.staff.test_screens_in_spanish import choose, spanish

ATT = ("aria-label", "alt", "title", "placeholder", "data-cms-tooltip", "data-tooltip")


class Ø(Another):
    def __init__(self, real):
        super().__init__()
        self.real = real
        self.missing = set()

    def gettext(self, message):
        if message and self.real.gettext(message) == message:
            self.missing.add(message)
        return super().gettext(message)

    def to_language(self):
        return "es"


def shown(source):
    root = html.fromstring(source)
    for e in root.xpath("//script|//style|//template|//code|//*[@lang and not(self::html) and not(@lang='es')]"):
        e.drop_tree()
    texts = root.xpath(
        "|".join(["//text()", "//input[@type='submit' or @type='button']/@value", *(f"//@{a}" for a in ATT)])
    )
    return set().union(*(runs(re.sub(r"\{\w+\}|https?:\S+|\S+@\S+", "", str(t))) for t in texts)) if texts else set()


@pytest.mark.django_db
def test_detect(spanish, client_of, things, monkeypatch, staff):
    client = client_of("Superuser")
    from django.contrib.auth import get_user_model

    choose(client, "es")
    draft = fresh(version("risks", "es").copy(staff("Manager")))
    said = said_by_people()
    o = Ø(trans_real.translation("es"))
    monkeypatch.setitem(trans_real._translations, "es", o)
    found = {}

    import os
    only = os.environ.get('ONLY')
    def look(name, address):
        if only and not re.search(only, name): return
        try:
            a = client.get(address)
        except Exception as e:
            found[name + " " + address] = ["EXC " + repr(e)[:300]]
            return
        if a.status_code != 200 or "html" not in a.get("Content-Type", ""):
            print("SKIP", name, a.status_code)
            return
        if not a.content.strip().startswith(b"<"):
            print("NOHTML", name, a.content[:60])
            return
        open("/tmp/sp/pages/" + re.sub(r"\W", "_", name) + ".html", "w").write(a.content.decode())
        left = shown(a.content.decode()) - said
        for w in left:
            found.setdefault(w, []).append(name)

    for name, address, _ in addresses(things):
        look(name, address)
    for name in OWN:
        if "otp_webauthn" in name:
            continue
        try:
            look(name, reverse(name))
        except Exception as e:
            print("noreverse", name)
    for name in ("sign_off", "what_changed", "comments", "publish_together", "show_draft", "blocks", "blocks_choose"):
        look(name + "(draft)", reverse(name, args=[draft.pk]))
    look("side", reverse("side_by_side", args=["es", page("risks").pk]))
    from cms.toolbar.utils import get_object_edit_url, get_object_preview_url, get_object_structure_url

    for f in (get_object_edit_url, get_object_preview_url, get_object_structure_url):
        look(f.__name__, f(draft.content, "es"))
    import json

    with open("/tmp/sp/found.json", "w") as f:
        json.dump({k: sorted(set(v))[:4] for k, v in sorted(found.items())}, f, ensure_ascii=False, indent=0)
    with open("/tmp/sp/nospanish.json", "w") as f:
        json.dump(sorted(o.missing), f, ensure_ascii=False, indent=0)
    print(len(found), len(o.missing))
