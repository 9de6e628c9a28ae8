"""Lengths of time, sizes of studies and levels of evidence become values; before, they were read out of English labels.

Converts drafts, published and old versions alike. An item whose words do not say a value keeps its words and has none, until
somebody types it.
"""

import re

from django.db import migrations
from lxml import html

UNITS = "minute|hour|day|week|month|year"
LENGTH = re.compile(rf"(?:(?P<start>\d+) to )?(?P<end>\d+) (?P<unit>{UNITS})s?\b", re.IGNORECASE)
MEANING = re.compile(r"\b(?:(?P<about>about)|(?P<half>half by)|(?P<checked>checked (?:at|for)))\s*$", re.IGNORECASE)
PEOPLE = re.compile(r"\b(\d{1,3}(?:,\d{3})+|\d+) people\b")
LEVELS = {"negative": "against", "uncertain": "unclear", "limited": "weak", "moderate": "fair", "strong": "strong"}
LEVEL = re.compile(rf"^({'|'.join(LEVELS)})(?: to ({'|'.join(LEVELS)}))?\b[\s.,:;]*(?:because\s+)?", re.IGNORECASE)
#: Stands for the fingerprint of a page that `load_guide` wrote and that this migration changed.
CONVERTED = "converted"
#: Beyond these a value is a slip of the finger; forms refuse it.
MOST_PEOPLE, MOST_TIME = 1_000_000, 1000


def length_in(label):
    """The value in a label, and the label without it; (None, label) where there is none."""
    match = LENGTH.search(label)
    if not match or label[match.end() :].strip() or not 0 < int(match["end"]) <= MOST_TIME:
        return None, label
    start = int(match["start"] or 0) or None
    if start and start >= int(match["end"]):
        return None, label
    before = label[: match.start()]
    said = MEANING.search(before)
    meaning = next(name for name, found in said.groupdict().items() if found) if said else "lasts"
    rest = (before[: said.start()] if said else before).strip(" ,:")
    row = {"meaning": meaning, "start": start, "end": int(match["end"]), "unit": match["unit"].lower()}
    return row, rest or label


def people_in(label):
    match = PEOPLE.search(label)
    if not match or label[match.end() :].strip() or not 0 < int(match[1].replace(",", "")) <= MOST_PEOPLE:
        return None, label
    return {"people": int(match[1].replace(",", ""))}, label[: match.start()].strip(" ,:") or label


def typed(body, value_in, column):
    """The text without the values, and the rows."""
    root = html.fragment_fromstring(body or "<p></p>", create_parent="div")
    rows, taken = [], set()
    for item in root.iterfind("ul/li"):
        strong = item[0] if len(item) and item[0].tag == "strong" and not (item.text or "").strip() else None
        if strong is None or len(strong):
            continue
        label = " ".join((strong.text or "").split()).rstrip(":.").strip()
        if column == "levels":
            after = (strong.tail or "").lstrip(" :")
            match = LEVEL.match(after)
            if not match:
                continue
            places = sorted((list(LEVELS).index(name.lower()) for name in match.groups() if name))
            low, high = (list(LEVELS.values())[places[0]], list(LEVELS.values())[places[-1]])
            row, name = {"level": low, "highest": high if high != low else ""}, label
            rest = after[match.end() :]
            strong.tail = f" {rest[:1].upper()}{rest[1:]}"
        else:
            row, name = value_in(label)
            if row is None:
                continue
        name = re.sub(r"\s*[;=]\s*", " ", name)
        unique, number = name, 1
        while unique in taken:  # as two studies of one year: 2022, 2022 b
            number += 1
            unique = f"{name} {chr(96 + number)}" if number < 27 else f"{name} {number}"
        taken.add(unique)
        if unique != label:
            closing = (strong.text or "").rstrip()[-1:]
            strong.text = unique + (closing if closing in ":." else "")
        rows.append({"label": unique, **row})
    return "".join(html.tostring(child, encoding="unicode") for child in root), rows


def convert(apps, schema_editor):
    placeholders = set()
    for name, column, value_in in (
        ("DurationBar", "lengths", length_in),
        ("StudySizes", "people", people_in),
        ("EvidenceLadder", "levels", None),
    ):
        for component in apps.get_model("content", name).objects.all():
            body, rows = typed(component.body, value_in, column)
            if rows:
                component.body, component.json = body, None
                setattr(component, column, rows)
                component.save(update_fields=["body", "json", column])
                placeholders.add(component.placeholder_id)
    keep_known(apps, placeholders)


def keep_known(apps, placeholders):
    """A page that nobody edited since it was loaded still counts as such: `load_guide` looks at who wrote it instead."""
    kind = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="cms", model="pagecontent").first()
    if kind is None:
        return
    texts = apps.get_model("cms", "Placeholder").objects.filter(pk__in=placeholders, content_type=kind)
    pages = apps.get_model("cms", "PageContent").objects.filter(pk__in=list(texts.values_list("object_id", flat=True)))
    loaded = apps.get_model("content", "LoadedPage").objects.filter(page__in=list(pages.values_list("page", flat=True)))
    loaded.update(fingerprint=CONVERTED)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0045_pageurl_site_unique_path"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("content", "0005_typed_rows"),
    ]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
