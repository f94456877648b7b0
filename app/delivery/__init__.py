"""How pages and answers reach a browser: joined, named by their content, compressed, cached and asked for again.

The page's sources stay as they are written. What a page needs is found by following the imports of its first module,
so there is no list to keep; what is built is kept in memory until a source changes.
"""

from app.delivery.assets import Assets
from app.delivery.compression import Compression
from app.delivery.error_pages import ErrorPage, ErrorPages, is_page_request
from app.delivery.revalidation import Revalidation
from app.delivery.static_assets import StaticAssets
from app.delivery.templates import create_templates
from app.delivery.translations import Translations

__all__ = [
    "Assets",
    "Compression",
    "ErrorPage",
    "ErrorPages",
    "Revalidation",
    "StaticAssets",
    "Translations",
    "create_templates",
    "is_page_request",
]
