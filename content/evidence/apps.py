from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The studies and documents that the guide rests on."""

    name = "content.evidence"
    label = "evidence"
    verbose_name = "Evidence"
