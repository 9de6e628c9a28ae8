"""The database models of the guide: one module per component, page details, and the record of loaded files.

A component is found by its module; `content/plugins` and `content/examples` have one of the same name.
"""

from importlib import import_module
from pkgutil import iter_modules

from content.page.details import PageDetails
from content.page.loaded_page import LoadedPage

__all__ = ["LoadedPage", "PageDetails"]

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
