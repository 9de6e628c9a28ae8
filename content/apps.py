from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Pages and their components."""

    name = "content"
    verbose_name = "Guide"

    def ready(self) -> None:
        from content import editions, images, locks, publishing, redirects, refused_pictures, richtext

        richtext.restrict_sanitizer()
        publishing.connect()
        locks.connect()
        redirects.connect()
        editions.connect()
        images.connect()
        refused_pictures.connect()
