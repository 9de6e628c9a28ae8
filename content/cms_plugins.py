"""Registers every component with django CMS. A component is found by its module in `content/plugins`."""

from importlib import import_module
from pkgutil import iter_modules

from cms.plugin_pool import plugin_pool
from djangocms_text.cms_plugins import TextPlugin as DjangoCMSTextPlugin

from content import plugins
from content.page.component_plugin import ComponentPlugin
from content.plugins.text import TextPlugin

for module in iter_modules(plugins.__path__):
    import_module(f"{plugins.__name__}.{module.name}")

COMPONENTS: tuple[type[ComponentPlugin], ...] = tuple(
    sorted(ComponentPlugin.__subclasses__(), key=lambda plugin: plugin.stem())
)

plugin_pool.unregister_plugin(DjangoCMSTextPlugin)
for plugin in (TextPlugin, *COMPONENTS):
    plugin_pool.register_plugin(plugin)
