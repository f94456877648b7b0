"""Why work ended with an error, in words for users."""

from __future__ import annotations

from app.catalog import CatalogError, explain_error


def describe_failure(error: BaseException) -> str:
    """Return why work ended: the message of the first error of a group, without the statements of a database."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    explained = explain_error(error) if isinstance(error, Exception) else error
    return explained.explain() if isinstance(explained, CatalogError) else f"{type(explained).__name__}: {explained}"
