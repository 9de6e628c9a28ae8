"""References from and to the formats of reference managers: RIS, and PubMed's own (`.nbib`, the MEDLINE display format).

RIS: https://en.wikipedia.org/wiki/RIS_(file_format), read and written with rispy. PubMed's format:
https://www.nlm.nih.gov/bsd/mms/medlineelements.html, read with nbib. RIS keeps every column; PubMed's format has no place
for what a study found, its limits and its address.
"""

FORMATS = ("ris", "nbib")
FOUND, LIMITS = "What it found: ", "Limitations: "
#: PubMed's publication types for our kinds; the first that a record has decides.
PUBLICATION_TYPES = {
    "Practice Guideline": "guideline",
    "Guideline": "guideline",
    "Meta-Analysis": "meta-analysis",
    "Randomized Controlled Trial": "rct",
    "Systematic Review": "review",
    "Review": "review",
    "Observational Study": "observational",
}


class ExchangeError(Exception):
    """A file of references, or one reference in it, that cannot be read: a sentence for whoever chose it."""
