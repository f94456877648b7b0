"""Documents are tested: what they name exists, and what exists is named."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from app.domain.progress import FileFailure, Progress, Status
from app.domain.report import FATAL_STEPS
from app.live import status_document
from app.routers.shared.parameters import ProcessParameters
from app.settings import Settings
from tests.support.docs import (
    access_table,
    api_reference,
    cli_reference,
    decision_index,
    default,
    export_columns_table,
    metrics_table,
    printed_part,
    settings_table,
    variable,
)
from tests.support.paths import REPOSITORY

DOCS = REPOSITORY / "docs"
DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md"), *(REPOSITORY / "benchmarks").rglob("*.md")])
README_LINES = 60
FOUNDING_BOXES = 119
"""Boxes of the founding checklist."""

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PATH_IN_CODE = re.compile(r"`((?:app|tests|docs|scripts|tools|benchmarks|\.ci)/[\w./*-]+?)(?:::(\w+))?`")
BOX = re.compile(r"^( *)- \[([ x])\] (.+)$")
OUT_OF_PLACE = {
    "a path of somebody's machine": re.compile(r"(?<![\w.])/(?:work|root|home|tmp|Users|workspace)(?:/|\b)"),
    "a registry's host": re.compile(r"pypi\.org|pythonhosted|npmjs|yarnpkg|proxy\.golang|deb\.debian|snapshot\.debian"),
    "the number of an issue": re.compile(r"(?<![\w(/&])#\d+\b|\bissues? #?\d+", re.IGNORECASE),
}


def text_of(document: str) -> str:
    return (REPOSITORY / document).read_text()


def without_code_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", without_code_blocks(text), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def functions_of(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default_and_help(name: str) -> None:
    field = Settings.model_fields[name]
    row = f"| `{variable(name, field)}` | {default(name, field)} | {field.description} |"
    assert field.description, f"{name} has no help"
    assert row in printed_part("SETTINGS.md").splitlines(), "print it again: python -m tests.support.docs"


def test_the_settings_document_is_what_the_program_prints() -> None:
    assert printed_part("SETTINGS.md") == settings_table(), "print it again: python -m tests.support.docs"


def test_the_command_reference_is_what_the_command_prints() -> None:
    assert printed_part("CLI.md") == cli_reference(), "print it again: python -m tests.support.docs"


def test_every_threat_names_what_holds_it() -> None:
    threats = text_of("docs/SECURITY.md").split("## Threats and protections")[1].split("\n## ")[0]
    rows = [line for line in threats.splitlines() if line.startswith("| ") and not line.startswith("| Threat |")]
    assert len(rows) > 30
    assert [row for row in rows if not PATH_IN_CODE.search(row)] == []


def test_the_table_of_routes_and_roles_is_the_one_that_is_enforced() -> None:
    assert printed_part("SECURITY.md") == access_table(), "print it again: python -m tests.support.docs"


def test_the_list_of_routes_is_what_the_server_publishes() -> None:
    assert printed_part("api.md") == api_reference(), "print it again: python -m tests.support.docs"


def test_every_status_is_in_the_manual() -> None:
    manual = text_of("docs/INGESTION_V2_README.md")
    assert {status.value for status in Status if not re.search(rf"\b{status}\b", manual)} == set()


def test_the_status_document_in_the_manual_has_the_fields_of_the_real_one() -> None:
    blocks = re.findall(r"^```json\n(.*?)^```", text_of("docs/INGESTION_V2_README.md"), flags=re.DOTALL | re.MULTILINE)
    shown = next(json.loads(block) for block in blocks if '"ledger"' in block)
    failure = FileFailure(path="/a/b.png", step="decode", reason="…", at=0.0)
    real = json.loads(json.dumps(status_document(Progress(session_id="x", errors=(failure,)))))
    assert fields_of(shown) == fields_of(real)
    ledger, stats = shown["ledger"], shown["stats"]
    assert ledger["discovered"] == ledger["ok"] + ledger["failed"] + ledger["skipped"] + ledger["pending"]
    assert stats["processed_files"] == shown["processed_files"] == ledger["ok"] + ledger["failed"]
    assert shown["total_files"] == ledger["discovered"] - ledger["skipped"]
    assert shown["progress"] == shown["processed_files"] * 100 // shown["total_files"]


def fields_of(value: object) -> object:
    """The names in a JSON document, and the kinds of its values."""
    if isinstance(value, dict):
        return {name: fields_of(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [fields_of(inner) for inner in value]
    return type(value).__name__


def test_every_parameter_is_in_the_manual_with_its_default() -> None:
    manual = text_of("docs/api.md")
    rows = dict(re.findall(r"^\| `(\w+)` \|([^|]*)\|", manual.split("Only the\nfolders are required")[1], re.MULTILINE))
    for name, field in ProcessParameters.model_fields.items():
        if name == "directory":
            assert "older single `directory`" in manual
        elif name in ("directories", "pattern", "max_files"):
            assert name in rows
        else:
            assert rows[name].strip() == f"`{json.dumps(field.default)}`"


def test_the_decision_on_warnings_names_the_steps_that_fail_a_file() -> None:
    decided = text_of("docs/decisions/0005-warnings-and-failures.md").split("fails the file")[0]
    assert set(re.findall(r"`(\w+)`", decided)) == {step.value for step in FATAL_STEPS}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_and_picture_leads_somewhere(document: Path) -> None:
    dead = []
    for target in LINK.findall(without_code_blocks(document.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        file = (document.parent / place) if place else document
        if not file.exists() or (anchor and anchor not in anchors(file.read_text())):
            dead.append(target)
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_file_and_test_that_a_document_names_exists(document: Path) -> None:
    missing = []
    for path, function in PATH_IN_CODE.findall(document.read_text()):
        files = sorted(REPOSITORY.glob(path))
        if not files or (function and function not in functions_of(files[0])):
            missing.append(f"{path}::{function}" if function else path)
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_no_document_names_what_belongs_to_one_machine(document: Path) -> None:
    text = document.read_text()
    assert {what: found.group() for what, where in OUT_OF_PLACE.items() if (found := where.search(text))} == {}


def test_the_architecture_says_where_to_change_every_part_of_the_program() -> None:
    """Each folder of app/ is named in the table, or a folder around it is, or something inside it."""
    table = text_of("docs/ARCHITECTURE.md").split("## Where do I change …?")[1].split("\n## ")[0]
    named = {REPOSITORY / path.rstrip("/") for path in re.findall(r"`(app/[\w./-]+)`", table)}
    assert {str(path) for path in named if not path.exists()} == set()
    folders = {path.parent for suffix in ("py", "js") for path in (REPOSITORY / "app").rglob(f"*.{suffix}")}
    unnamed = {
        name_of(folder)
        for folder in folders
        if not any(path.is_relative_to(folder) or folder.is_relative_to(path) for path in named)
    }
    assert unnamed == set()


def test_every_word_of_the_architecture_says_where_it_lives() -> None:
    table = text_of("docs/ARCHITECTURE.md").split("## Words")[1].split("\n## ")[0]
    rows = [line.split("|")[1:4] for line in table.splitlines() if line.startswith("| **")]
    assert len(rows) > 20
    assert [word for word, _, place in rows if not (REPOSITORY / place.strip(" `")).exists()] == []


def test_the_readme_fits_on_one_screen() -> None:
    assert len(text_of("README.md").splitlines()) <= README_LINES


def test_the_readme_names_the_two_commands() -> None:
    readme = text_of("README.md")
    for command in ("./run", "./test"):
        assert re.search(rf"^{re.escape(command)}\b", readme, flags=re.MULTILINE)
        assert (REPOSITORY / command).stat().st_mode & 0o111, f"{command} can be run"


def test_every_founding_box_says_what_shows_it_or_why_it_is_open() -> None:
    lines = text_of("docs/CHECKLIST.md").splitlines()
    boxes = [(number, box) for number, line in enumerate(lines) if (box := BOX.match(line))]
    assert len(boxes) == FOUNDING_BOXES
    for number, box in boxes:
        says = lines[number + 1].strip()
        assert says.startswith("- Shown by: " if box[2] == "x" else "- Open: "), box[0]


def test_every_box_names_something_that_can_be_looked_at_or_run() -> None:
    """A ticked box that rests on words alone is not ticked, and whoever closes an open one is told by what command."""
    lines = text_of("docs/CHECKLIST.md").splitlines()
    for number, line in enumerate(lines):
        if line.strip().startswith("- Shown by: "):
            assert "`" in line or "](" in line, f"line {number + 1}: {line}"
        if line.strip().startswith("- Open: "):
            assert "`" in line or "](OPERATIONS.md#" in line, f"line {number + 1}: {line}"


def test_a_phase_is_complete_when_its_boxes_are_ticked() -> None:
    chapters = dict(
        re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", text_of("docs/CHECKLIST.md"), re.MULTILINE | re.DOTALL)
    )
    done = dict(re.findall(r"^- \[.\] (.+)\n  - (Open|Shown by)", chapters["Completion Status"], re.MULTILINE))
    phases = {name: "[ ]" not in chapters[name] for name in done if name in chapters}
    assert len(phases) == 4
    assert {name: done[name] == "Shown by" for name in phases} == phases


def test_every_decision_is_in_the_index_under_its_own_title() -> None:
    assert printed_part("decisions/README.md") == decision_index(), "print it again: python -m tests.support.docs"


def test_the_list_of_metrics_is_what_the_server_has() -> None:
    assert printed_part("METRICS.md") == metrics_table(), "print it again: python -m tests.support.docs"


def test_the_columns_of_a_table_are_those_that_are_exported() -> None:
    assert printed_part("EXPORT.md") == export_columns_table(), "print it again: python -m tests.support.docs"


def test_the_migration_guide_names_metrics_that_there_are_and_all_of_the_stream() -> None:
    metrics = set(re.findall(r"^\| `(\w+)`", printed_part("METRICS.md"), flags=re.MULTILINE))
    names = re.findall(r"\bheadrace_\w+", text_of("docs/PROGRESS_STREAMING_MIGRATION_GUIDE.md"))
    named = {name.removesuffix("_bucket") for name in names}
    assert {name for name in metrics if name.startswith("headrace_stream_")} - named == set()
    assert named - metrics - {"headrace_rollout"} == set()
