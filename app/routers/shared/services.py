"""The objects that routes call. `create_app` builds them; routes receive them as a dependency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.templating import Jinja2Templates

from app.access import Access
from app.catalog import Catalog
from app.export.export_jobs import ExportJobs
from app.http.map_tiles import MapTiles
from app.importing.import_jobs import ImportJobs
from app.ingest.cluster.machines import Machines
from app.ingest.disk.media_roots import MediaRoots
from app.ingest.disk.uploads import Uploads
from app.ingest.pictures.interactive_pool import InteractivePool
from app.ingest.pictures.renditions import Renditions
from app.ingest.review.collections import Collections, SavedSearches
from app.ingest.review.duplicates import Duplicates
from app.ingest.review.library_duplicates import LibraryDuplicates
from app.ingest.review.library_edits import LibraryEdits
from app.ingest.review.library_files import LibraryFiles
from app.ingest.review.library_folders import LibraryFolders
from app.ingest.review.preview import Preview
from app.ingest.review.preview_files import PreviewFiles
from app.ingest.review.session_report import SessionReports
from app.ingest.review.threshold import NsfwThreshold
from app.ingest.sessions.commit import CommitUndo
from app.ingest.sessions.supervisor import Supervisor
from app.ingest.sessions.view import SessionViews
from app.readers import NsfwStatus
from app.rollout import PageReports, Pollers, Rollout


@dataclass(frozen=True, slots=True)
class Services:
    """The objects that routes call. They live as long as the server."""

    catalog: Catalog
    access: Access
    supervisor: Supervisor
    sessions: SessionViews
    duplicates: Duplicates
    preview: Preview
    preview_files: PreviewFiles
    library_files: LibraryFiles
    library_folders: LibraryFolders
    library_edits: LibraryEdits
    library_duplicates: LibraryDuplicates
    collections: Collections
    saved_searches: SavedSearches
    reports: SessionReports
    undo: CommitUndo
    nsfw_threshold: NsfwThreshold
    roots: MediaRoots
    uploads: Uploads | None
    """None: files cannot be added from the page."""
    interactive: InteractivePool
    renditions: Renditions
    templates: Jinja2Templates
    nsfw: NsfwStatus
    rollout: Rollout
    page_reports: PageReports
    pollers: Pollers
    machines: Machines
    exports: ExportJobs
    map_tiles: MapTiles | None
    """None: the map that ships with the product."""
    imports: ImportJobs


def services_of(request: Request) -> Services:
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


ServicesDep = Annotated[Services, Depends(services_of)]
