"""The parts of the documents that are generated from the code. `python -m tests.support.docs` updates them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from rich.text import Text
from typer.main import get_command
from typer.testing import CliRunner

from app.access import RULES, Special
from app.access.metrics import SignInMetrics
from app.catalog.database.metrics import DatabaseMetrics
from app.cli import app as command_line
from app.domain.access import Role
from app.export.tables.columns import COLUMNS
from app.ingest.telemetry.ingest_metrics import IngestMetrics
from app.main import create_app
from app.settings import ENV_PREFIX, Settings
from tests.readers.carriers import containers_table
from tests.support.paths import REPOSITORY

DOCS = REPOSITORY / "docs"
HELP_WIDTH = 96
"""Columns of the help in docs/CLI.md: fits a page without a scroll bar."""
BEGIN, END = "<!-- printed: begin -->", "<!-- printed: end -->"


def settings_table() -> str:
    """Return a table of all settings with variable, default and help."""
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `{variable(name, field)}` | {default(name, field)} | {field.description} |")
    return "\n".join(rows)


def variable(name: str, field: FieldInfo) -> str:
    """Return the environment variable that sets `name`."""
    choices = getattr(field.validation_alias, "choices", None)
    return str(choices[0]) if choices else f"{ENV_PREFIX}{name.upper()}"


def default(name: str, field: FieldInfo) -> str:
    """Return the default as it would be written in the environment."""
    if name == "workers":
        return "one per core"
    assert field.default is not PydanticUndefined, f"{name} has no default that can be stated"
    if field.default is None:
        return "unset"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def cli_reference() -> str:
    """Return the output of `headrace --help`, then that of the `--help` of each command and each of its commands."""
    return "\n\n".join(_section(words) for words in _calls(get_command(command_line), []))


def _calls(command: Any, words: list[str]) -> Iterator[list[str]]:
    yield words
    for name, inner in getattr(command, "commands", {}).items():
        yield from _calls(inner, [*words, name])


def _section(words: list[str]) -> str:
    call = ["headrace", *words]
    result = CliRunner().invoke(
        command_line, [*words, "--help"], prog_name="headrace", env={"COLUMNS": str(HELP_WIDTH), "NO_COLOR": "1"}
    )
    assert result.exit_code == 0, result.output
    lines = [line.rstrip() for line in Text.from_ansi(result.output).plain.strip("\n").splitlines()]
    return "\n".join([f"## `{' '.join(call)}`", "", "```text", *lines, "```"])


def api_reference() -> str:
    """A table of routes for each tag of the published API description, in its order."""
    with TemporaryDirectory() as folder:
        api = create_app(Settings(roots=[Path(folder)], data=Path(folder) / "data")).openapi()
    tables: dict[str, list[str]] = {}
    for path, operations in api["paths"].items():
        for method, operation in operations.items():
            rows = tables.setdefault(operation["tags"][0], ["| Route | What it does | Parameters |", "|---|---|---|"])
            rows.append(f"| `{method.upper()} {path}` | {_purpose(operation)} | {_parameters(operation)} |")
    return "\n\n".join("\n".join([f"### {tag.capitalize()}", "", *rows]) for tag, rows in tables.items())


def _purpose(operation: dict[str, Any]) -> str:
    description = operation.get("description", "").strip().partition("\n\n")[0]
    return " ".join(f"{operation['summary']}. {description}".split())


def _parameters(operation: dict[str, Any]) -> str:
    return ", ".join(f"`{each['name']}`" for each in operation.get("parameters", []) if each["in"] != "path")


def all_metrics() -> CollectorRegistry:
    """Return the registry of a server with all that is added to it when the server starts."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings(roots=[Path(folder)], data=Path(folder) / "data"))
        registry: CollectorRegistry = app.state.metrics
        DatabaseMetrics(registry).watch_size(Path(folder) / "headrace.db")
    IngestMetrics(registry)
    SignInMetrics(registry)
    return registry


def metrics_table() -> str:
    """Return a table of all metrics of a server with type, labels and help."""
    metrics = all_metrics()
    labels = {
        name: collector._labelnames
        for collector, names in metrics._collector_to_names.items()
        if isinstance(collector, MetricWrapperBase)
        for name in names
    }
    rows = ["| Metric | Type | Labels | Meaning |", "|---|---|---|---|"]
    for family in sorted(metrics.collect(), key=lambda family: family.name):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        shown = ", ".join(f"`{label}`" for label in labels.get(name, ()))
        rows.append(f"| `{name}` | {family.type} | {shown} | {family.documentation} |")
    return "\n".join(rows)


def access_table() -> str:
    """Return a table of all routes and of who may use each."""
    rows = ["| Route | anybody | guest link | viewer | editor | admin |", "|---|---|---|---|---|---|"]
    for (method, path), access in RULES.items():
        marks = " | ".join("yes" if may_use(access, caller) else "–" for caller in (None, Special.GUEST, *Role))
        rows.append(f"| `{method} {path}` | {marks} |")
    return "\n".join(rows)


def may_use(access: Special | Role, caller: Special | Role | None) -> bool:
    """Return whether a caller may use a route: a role, a guest of the link in the route, or None for anybody else."""
    if isinstance(access, Role):
        return isinstance(caller, Role) and caller.includes(access)
    return access is Special.PUBLIC or caller is Special.GUEST


def export_columns_table() -> str:
    """Return a table of the columns of an exported table, in their order."""
    rows = ["| Column | Type | What it holds |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| `{each.name}` | {each.type} | {each.description} |" for each in COLUMNS)])


def decision_index() -> str:
    """Return a list of links to all decisions, in order, each with the title of its page."""
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    return "\n".join(f"- [{_title(page)}]({page.name})" for page in pages)


def _title(page: Path) -> str:
    first = page.read_text().partition("\n")[0].lstrip("# ")
    return f"{page.name[:4]} · {first.removeprefix(page.name[:4]).lstrip(' ·:.–—-')}"


def printed_part(document: str) -> str:
    """Return the text between the two marks in docs/`document`."""
    return (DOCS / document).read_text().split(BEGIN)[1].split(END)[0].strip("\n")


def print_into(document: str, text: str) -> None:
    before, rest = (DOCS / document).read_text().split(BEGIN)
    (DOCS / document).write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    print_into("api.md", api_reference())
    print_into("SETTINGS.md", settings_table())
    print_into("CLI.md", cli_reference())
    print_into("decisions/README.md", decision_index())
    print_into("FORMATS.md", containers_table())
    print_into("SECURITY.md", access_table())
    print_into("METRICS.md", metrics_table())
    print_into("EXPORT.md", export_columns_table())
