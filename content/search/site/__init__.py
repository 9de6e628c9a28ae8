"""Site search: finds what readers can read, and tells nobody what they looked for.

`documents` takes the words out of every published page, `index` keeps them as one text that the device gets (`static/search/`)
and that the server searches with the same rules (`ranking`), `distress` knows when help must come first.
"""
