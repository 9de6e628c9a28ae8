"""What somebody is told: words, or a promise of them in the language of whoever reads it."""

from collections.abc import Sequence

from django.utils.functional import Promise, lazy

Words = str | Promise


def _joined(parts: Sequence[Words], between: str = " ") -> str:
    return between.join(map(str, parts))


#: Words one after the other, put into the language of whoever reads them.
joined = lazy(_joined, str)
