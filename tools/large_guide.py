"""Writes guide files of any number of pages, to see how the site grows: python tools/large_guide.py 10000 FOLDER

The shipped guide, and below ten pages of the menu as many pages as are wanted, each with components, sources, clinic facts,
words explained and links. The sentences say nothing: they are not for readers. `make growth` uses it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from project import ROOT, fail, say

SHIPPED = ROOT / "content" / "guide" / "en"
PARENTS = 10
SOURCES = ("dean2021", "phillips2019", "taylor2018", "abdallah2022", "ferraro2025", "short2018", "ekstrand2022")
TERMS = ("Dissociation", "ECT <ect>")

PARENT = """---
id: part-{number}
title: Part {number} of a large guide
address: /part-{number}/
description: Part {number} of a large guide that a program wrote, to see how the site behaves when it grows.
section: understand
position: {position}
---

Below this page are many others, which only show how the site grows.
"""

PAGE = """---
id: large-{number}
title: Page {number} of a large guide
address: /part-{parent}/page-{number}/
description: Page {number} of a large guide that a program wrote, to see how the site behaves when it grows.
in_menu: false
---

:::{{answer}}
This is page {number}. {{cite}}`{first}` It names two sources. {{cite}}`{second}`
:::

## What is on page {number}?

Some words, {{term}}`{term}`, and a link to [another page](page:large-{other}). Call {{fact}}`phone` with questions.

- First, a point of page {number}. {{cite}}`{second}`
- Second, another point.

:::{{key-facts}}
:heading: Facts of page {number}

- **Number**: {number}
- **Where**: part {parent}
:::

:::{{steps}}
1. Read this page.
2. Read the next one.
:::

:::{{details}}
:summary: More of page {number}

Even more words. {{cite}}`{first}`
:::

:::{{next-step}}
:page: large-{other}
:label: Read another page
:::
"""


def write_large_guide(pages: int, folder: Path) -> None:
    """Write the shipped guide and this many more pages to a folder that does not exist."""
    shutil.copytree(SHIPPED, folder)
    for number in range(1, PARENTS + 1):
        text = PARENT.format(number=number, position=1000 + number)
        (folder / f"part-{number}.md").write_text(text, encoding="utf-8")
    for number in range(1, pages + 1):
        text = PAGE.format(
            number=number,
            other=number % pages + 1,
            parent=number % PARENTS + 1,
            first=SOURCES[number % len(SOURCES)],
            second=SOURCES[(number + 1) % len(SOURCES)],
            term=TERMS[number % len(TERMS)],
        )
        (folder / f"large-{number}.md").write_text(text, encoding="utf-8")


def main() -> None:
    arguments = sys.argv[1:]
    if len(arguments) != 2 or not arguments[0].isdigit() or Path(arguments[1]).exists():
        fail("Say how many pages, and a folder that does not exist: python tools/large_guide.py 10000 /tmp/large")
    write_large_guide(int(arguments[0]), Path(arguments[1]))
    say(f"Wrote {arguments[0]} pages and the shipped guide to {arguments[1]}.")


if __name__ == "__main__":
    main()
