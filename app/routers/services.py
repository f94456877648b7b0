"""What the doors hand their calls to, built on the roof and found on the app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.templating import Jinja2Templates

from app.catalog import Catalog
from app.ingest.disk.media_roots import MediaRoots
from app.ingest.review.duplicates import Duplicates
from app.ingest.review.preview import Preview
from app.ingest.review.threshold import NsfwThreshold
from app.ingest.sessions.commit import CommitUndo
from app.ingest.sessions.supervisor import Supervisor
from app.readers import NsfwStatus


@dataclass(frozen=True, slots=True)
class Services:
    catalog: Catalog
    supervisor: Supervisor
    duplicates: Duplicates
    preview: Preview
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
