"""What somebody is told: words, or a promise of them in the language of whoever reads it."""

from django.utils.functional import Promise

Words = str | Promise
