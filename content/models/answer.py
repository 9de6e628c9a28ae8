from content.page.component import Component


class Answer(Component):
    """The page's question answered in two sentences, before anything else."""

    class Meta:
        verbose_name = "answer"
