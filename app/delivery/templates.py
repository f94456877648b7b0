"""The templates, with the functions by which they name the page's files and its texts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.templating import Jinja2Templates
from jinja2 import pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app.delivery.assets import Assets
from app.delivery.translations import COOKIE, LANGUAGES, TextCatalog, Translations, Value, choose_language


class Unindented(Extension):
    """Leaves out the indentation of templates, for which no element of theirs has a use."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"\n\s+", "\n", source)


def create_templates(folder: Path, assets: Assets, translations: Translations) -> Jinja2Templates:
    """Return the templates of `folder`, with the functions `asset`, `script_of` and `stylesheet_of` of `Assets`.

    `translate("id", name=value)` gives a text in the language of the page, and `texts_of(script)` all that a script
    needs, as JSON and in the order of `Assets.text_ids`. Both find the texts in the context, once for each page.
    """

    def page_context(request: Request) -> dict[str, Any]:
        language = choose_language(request.headers.get("accept-language", ""), request.cookies.get(COOKIE, ""))
        return {"language": language, "texts": translations.catalog(language)}

    def texts_in(context: Context) -> TextCatalog:
        texts: TextCatalog = context["texts"]
        return texts

    @pass_context
    def translate(context: Context, text_id: str, **values: Value) -> Markup:
        return texts_in(context).translate(text_id, values)

    @pass_context
    def texts_of(context: Context, script: str) -> Markup:
        patterns = texts_in(context).patterns(assets.text_ids(script))
        return htmlsafe_json_dumps(patterns, json.dumps, ensure_ascii=False, separators=(",", ":"))

    templates = Jinja2Templates(folder, context_processors=[page_context])
    templates.env.add_extension(Unindented)
    templates.env.globals |= {
        "asset": assets.url,
        "script_of": assets.script,
        "stylesheet_of": assets.stylesheet,
        "translate": translate,
        "texts_of": texts_of,
        "languages": LANGUAGES,
    }
    return templates
