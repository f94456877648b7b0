"""Presets: options for a session, saved by name, and those of the last session below each media root."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import Field

from app.catalog import PRESETS_MAX, Preset, PresetKind
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.sessions import OptionsDocument
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import PrincipalDep, preset_owner
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import IngestOptions, RequestBody, checked_pattern
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/ingest/presets", tags=["folders"])

NAME_LENGTH = 64

PresetId = Annotated[int, Path(ge=1, lt=2**63, description="Id of the preset.")]
PresetName = Annotated[str, Field(max_length=NAME_LENGTH, description=f"1 to {NAME_LENGTH} visible characters.")]


class NewPreset(RequestBody):
    name: PresetName
    options: IngestOptions


class PresetChange(RequestBody):
    """What to change; what is left out stays."""

    name: PresetName | None = Field(default=None, description="Another name.")
    options: IngestOptions | None = Field(default=None, description="Other options: all of them are replaced.")


class PresetDocument(ResponseDocument):
    preset_id: int = Field(ge=1, description="Id of the preset.")
    name: str = Field(description="Its name.")
    options: OptionsDocument
    saved_at: float = Field(description="In Unix seconds.")


class LastOptionsDocument(ResponseDocument):
    """The options of the newest session below a media root."""

    root: str = Field(description="Path of the media root.")
    options: OptionsDocument
    saved_at: float = Field(description="When that session was started, in Unix seconds.")


class PresetsDocument(ResponseDocument):
    presets: list[PresetDocument] = Field(max_length=PRESETS_MAX, description="In order of name.")
    last: list[LastOptionsDocument] = Field(max_length=PRESETS_MAX, description="One for each root that was read.")


@router.get("", summary="List presets", response_model=PresetsDocument, responses=errors("database_away"))
async def presets(principal: PrincipalDep, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Those of the caller's account; without accounts, everybody's."""
    store, owner = services.catalog.presets, preset_owner(principal)
    named, last = await store.all(owner, PresetKind.NAMED), await store.all(owner, PresetKind.LAST)
    return SurrogateSafeJSONResponse(
        {
            "presets": [_document(preset) for preset in named],
            "last": [
                {"root": preset.name, "options": _options_of(preset), "saved_at": preset.saved_at} for preset in last
            ],
        }
    )


@router.post(
    "",
    status_code=201,
    summary="Save a preset",
    response_model=PresetDocument,
    responses=errors(
        "http_error", "name_taken", "too_many_presets", "invalid_request", "invalid_parameters", "database_away"
    ),
)
async def add(body: NewPreset, principal: PrincipalDep, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """At most 100 for each account."""
    name, options = _checked_name(body.name), _checked_options(body.options)
    preset = await services.catalog.presets.add(preset_owner(principal), name, options, time.time())
    return SurrogateSafeJSONResponse(_document(preset), status_code=201)


@router.patch(
    "/{preset_id}",
    summary="Rename or replace a preset",
    response_model=PresetDocument,
    responses=errors(
        "http_error", "unknown_preset", "name_taken", "invalid_request", "invalid_parameters", "database_away"
    ),
)
async def change(
    preset_id: PresetId, body: PresetChange, principal: PrincipalDep, services: ServicesDep
) -> SurrogateSafeJSONResponse:
    preset = await services.catalog.presets.change(
        preset_owner(principal),
        preset_id,
        time.time(),
        name=None if body.name is None else _checked_name(body.name),
        options=None if body.options is None else _checked_options(body.options),
    )
    if preset is None:
        raise _unknown(preset_id)
    return SurrogateSafeJSONResponse(_document(preset))


@router.delete(
    "/{preset_id}",
    status_code=204,
    summary="Delete a preset",
    responses=errors("unknown_preset", "invalid_request", "database_away"),
)
async def delete(preset_id: PresetId, principal: PrincipalDep, services: ServicesDep) -> Response:
    if not await services.catalog.presets.delete(preset_owner(principal), preset_id):
        raise _unknown(preset_id)
    return Response(status_code=204)


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or not name.isprintable():
        raise ApiError(
            "invalid_request",
            f"The name of a preset has 1 to {NAME_LENGTH} visible characters.",
            "Choose another name.",
        )
    return name


def _checked_options(options: IngestOptions) -> Json:
    checked_pattern(options.pattern)
    return options.model_dump()


def _document(preset: Preset) -> Json:
    return {
        "preset_id": preset.preset_id,
        "name": preset.name,
        "options": _options_of(preset),
        "saved_at": preset.saved_at,
    }


def _options_of(preset: Preset) -> Json:
    """Return its options; one that an earlier program did not know has its default."""
    return IngestOptions().model_dump() | dict(preset.options)


def _unknown(preset_id: int) -> ApiError:
    return ApiError("unknown_preset", f"There is no preset {preset_id}.", "GET /api/ingest/presets lists them.")
