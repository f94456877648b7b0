"""The objects that routes call. `create_app` builds them; routes receive them as a dependency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.templating import Jinja2Templates

from app.catalog import Catalog
from app.ingest.disk.media_roots import MediaRoots
from app.ingest.review.duplicates import Duplicates
from app.ingest.review.preview import Preview
from app.ingest.review.preview_files import PreviewFiles
from app.ingest.review.session_report import SessionReports
from app.ingest.review.threshold import NsfwThreshold
from app.ingest.sessions.commit import CommitUndo
from app.ingest.sessions.supervisor import Supervisor
from app.ingest.sessions.view import SessionViews
from app.readers import NsfwStatus


@dataclass(frozen=True, slots=True)
class Services:
    """One of each, for the length of the server's life."""

    catalog: Catalog
    supervisor: Supervisor
    sessions: SessionViews
    duplicates: Duplicates
    preview: Preview
    preview_files: PreviewFiles
    reports: SessionReports
    undo: CommitUndo
    nsfw_threshold: NsfwThreshold
    roots: MediaRoots
    templates: Jinja2Templates
    nsfw: NsfwStatus
    rollout_percent: int


def services_of(request: Request) -> Services:
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


ServicesDep = Annotated[Services, Depends(services_of)]
