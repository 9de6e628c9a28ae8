from content.page.component import Component


class GlossaryList(Component):
    """Every word of the glossary with its meaning, from A to Z."""

    text_required = False

    class Meta:
        verbose_name = "list of words explained"
        verbose_name_plural = "lists of words explained"

    def __str__(self) -> str:
        return "Words from A to Z"
