"""How every answer in JSON is written, errors included."""

from __future__ import annotations

import json

from fastapi.responses import JSONResponse


class SurrogateSafeJSONResponse(JSONResponse):
    """JSON in ASCII: a file name that is not UTF-8 travels as escapes and comes back unchanged."""

    def render(self, content: object) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")
