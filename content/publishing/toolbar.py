"""The button “Publish” of the CMS toolbar says which text its reader has seen."""

from cms.models import PageContent
from cms.toolbar_base import CMSToolbar
from cms.toolbar_pool import toolbar_pool

from content.publishing.fingerprint import READ, fingerprint


class PublishWhatWasRead(CMSToolbar):
    """Adds the fingerprint to the address of the button, which djangocms-versioning makes."""

    def post_template_populate(self):
        content = self.toolbar.get_object()
        for item in self.toolbar.get_right_items():
            for button in getattr(item, "buttons", ()):
                if isinstance(content, PageContent) and getattr(button, "url", "").endswith("/publish/"):
                    button.url += f"?{READ}={fingerprint(content)}"


def connect() -> None:
    """Put it into the toolbar. Called once, when the application starts."""
    toolbar_pool.discover_toolbars()  # so that it comes after the one that makes the button
    toolbar_pool.register(PublishWhatWasRead)
