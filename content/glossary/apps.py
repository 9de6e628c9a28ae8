from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    """Words explained."""

    name = "content.glossary"
    label = "glossary"
    verbose_name = "Words explained"
