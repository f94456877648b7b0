"""Where the files of a search were taken, as clusters on a map."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from app.catalog import MAX_CELLS, MAX_ZOOM, Clusters, PlaceBox, PlaceCluster
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.errors import RefusedQueryAnswer
from app.routers.overviews.searches import searched
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.library_parameters import LibraryParameters
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["library"])


class PlacesParameters(LibraryParameters):
    """A search, and which part of the map to return. A box whose west is greater than its east crosses 180°."""

    south: float = Field(default=-90, ge=-90, le=90, description="The southern edge of the map, in degrees.")
    west: float = Field(default=-180, ge=-180, le=180, description="The western edge.")
    north: float = Field(default=90, ge=-90, le=90, description="The northern edge.")
    east: float = Field(default=180, ge=-180, le=180, description="The eastern edge.")
    zoom: int = Field(
        default=2, ge=0, le=MAX_ZOOM, description="How large the map is: at 0 the world is 256 pixels wide."
    )

    def box(self) -> PlaceBox:
        """Return the part of the map. Raises `ApiError`."""
        if self.south > self.north:
            raise ApiError("invalid_query", "The south of the map is north of its north.", "Exchange the two.")
        return PlaceBox(self.south, self.west, self.north, self.east)


class PlaceBoxDocument(ResponseDocument):
    south: float = Field(ge=-90, le=90, description="The southern edge, in degrees.")
    west: float = Field(ge=-180, le=180, description="The western edge.")
    north: float = Field(ge=-90, le=90, description="The northern edge.")
    east: float = Field(ge=-180, le=180, description="The eastern edge.")


class ClusterDocument(ResponseDocument):
    lat: float = Field(ge=-90, le=90, description="The mean latitude of its items, in degrees.")
    lon: float = Field(ge=-180, le=180, description="The mean longitude.")
    files: int = Field(ge=1, description="Items that were taken here.")
    box: PlaceBoxDocument = Field(description="The smallest box that has all of them.")
    shown_id: int | None = Field(
        description="The newest library file with a thumbnail that is not NSFW; null if there is none."
    )


class PlacesDocument(ResponseDocument):
    files: int = Field(ge=0, description="Items that match and have a place, anywhere.")
    without: int = Field(ge=0, description="Items that match and have no place.")
    box: PlaceBoxDocument | None = Field(description="The smallest box that has all places; null without any.")
    clusters: list[ClusterDocument] = Field(
        max_length=MAX_CELLS, description="What is in the part of the map that was asked for, the largest first."
    )


@router.get(
    "/api/library/places",
    summary="Find where the files of a search were taken",
    response_model=PlacesDocument,
    responses=errors("invalid_request", "invalid_query", "database_away", model=RefusedQueryAnswer),
)
async def places(parameters: Annotated[PlacesParameters, Query()], services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Files that are near each other at this zoom are one cluster. Order and pages of the search do not matter."""
    found = await services.catalog.search.clusters(searched(parameters), parameters.box(), parameters.zoom)
    return SurrogateSafeJSONResponse(_places_document(found))


def _places_document(found: Clusters) -> Json:
    return {
        "files": found.files,
        "without": found.without,
        "box": None if found.box is None else _box_document(found.box),
        "clusters": [_cluster_document(cluster) for cluster in found.clusters],
    }


def _cluster_document(cluster: PlaceCluster) -> Json:
    return {
        "lat": cluster.lat,
        "lon": cluster.lon,
        "files": cluster.files,
        "box": _box_document(cluster.box),
        "shown_id": cluster.shown_id,
    }


def _box_document(box: PlaceBox) -> Json:
    return {"south": box.south, "west": box.west, "north": box.north, "east": box.east}
