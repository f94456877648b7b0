"""Serves the files at `/static`: those that pages name, by their content and for good; others as they lie there."""

from __future__ import annotations

import asyncio
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.delivery.assets import Asset, Assets, FoundAsset
from app.delivery.content_coding import ContentCoding, choose_coding
from app.delivery.revalidation import is_known

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


class StaticAssets(StaticFiles):
    """ASGI app. Sources are served, too: for debuggers, and for tests that import a single module."""

    def __init__(self, folder: Path, assets: Assets) -> None:
        super().__init__(directory=folder)
        self._assets = assets

    async def get_response(self, path: str, scope: Scope) -> Response:
        found = None
        if scope["method"] in ("GET", "HEAD"):
            found = await asyncio.to_thread(self._assets.find, path)
        if found is not None:
            return await _respond(found, path, Headers(scope=scope))
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = ASK_AGAIN
        return response


async def _respond(found: FoundAsset, path: str, request: Headers) -> Response:
    asset = found.asset
    coding = choose_coding(request.get("accept-encoding", "")) if asset.is_compressible else None
    headers = {
        "Cache-Control": FOREVER if found.is_current else ASK_AGAIN,
        "ETag": f'"{asset.digest}{f"-{coding}" if coding else ""}"',
    }
    if asset.is_compressible:
        headers["Vary"] = "Accept-Encoding"
    if asset.source_map is not None:
        headers["SourceMap"] = f"/static/{path}.map"
    if is_known(headers["ETag"], request):
        return Response(status_code=304, headers=headers)
    if coding:
        headers["Content-Encoding"] = coding
    body = asset.body if coding is None else await _encode(asset, coding)
    return Response(body, media_type=asset.media_type, headers=headers)


async def _encode(asset: Asset, coding: ContentCoding) -> bytes:
    return await asyncio.to_thread(asset.encoded, coding)
