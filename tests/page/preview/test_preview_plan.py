"""The preview as a plan, in a real browser: what a commit does with each file, chosen and edited before it happens."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

from tests.ingest.review.test_duplicates import scene
from tests.readers.support import encoded, png, text_chunk
from tests.support.browser import uncomplaining_page
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

PATIENCE_MS = 60_000
HOSTILE = "<img src=x onerror=alert(1)>.png"
BATCH = 4
"""Files of one prompt."""


@dataclass
class Media:
    """A folder that lives: it was ingested once, and then things happened to it."""

    server: HeadraceProcess
    folder: Path
    session_id: str

    @property
    def preview(self) -> str:
        return f"{self.server.url}/ingest-v2#/preview/{self.session_id}"

    @property
    def commit(self) -> str:
        return f"{self.server.url}/ingest-v2#/commit/{self.session_id}"

    def get(self, what: str, **query: str) -> Any:
        with self.server.client() as client:
            answer = client.get(f"/api/ingest/session/{self.session_id}/{what}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def files(self, **query: str) -> dict[str, dict[str, Any]]:
        """Name → document."""
        return {file["name"]: file for file in self.get("files", **query)["files"]}

    def groups(self) -> dict[str, dict[str, int]]:
        groups = self.get("preview")["groups"]
        assert isinstance(groups, dict)
        return groups


def eventually(read: Callable[[], object], expected: object) -> None:
    """The page shows a change before the server has it."""
    wait_until(read, f"the server has {expected!r}", holds=lambda found: found == expected, seconds=PATIENCE_MS / 1000)


def generated(seed: int, prompt: str, **settings: object) -> bytes:
    """A PNG as A1111 writes it."""
    stated = ", ".join(f"{name}: {value}" for name, value in {"Steps": 20, "Seed": seed, **settings}.items())
    return png(text_chunk("parameters", f"{prompt}\n{stated}".encode()))


def score(file: Path, value: int) -> None:
    sidecar = file.parent / ".scores" / f"{file.name}.json"
    sidecar.parent.mkdir(exist_ok=True)
    sidecar.write_text(json.dumps({"score": value, "favourite": False}))


def before(folder: Path, seed: int) -> None:
    """What the library knows."""
    (folder / "kept.png").write_bytes(encoded(scene(seed), "PNG"))
    (folder / "changed.png").write_bytes(generated(seed, "mill race, dawn"))
    score(folder / "changed.png", 2)
    (folder / "wanders.png").write_bytes(encoded(scene(seed + 1), "PNG"))
    score(folder / "wanders.png", 4)
    for place, name in enumerate(["leaves.png", HOSTILE], start=2):
        (folder / name).write_bytes(encoded(scene(seed + place), "PNG"))


def afterwards(folder: Path, seed: int) -> None:
    """One file of each relation, two that are gone, and a batch of siblings."""
    (folder / "changed.png").write_bytes(generated(seed, "mill race, dusk"))
    score(folder / "changed.png", 5)
    (folder / "deeper").mkdir()
    (folder / "wanders.png").rename(folder / "deeper" / "wandered.png")
    for name in ("leaves.png", HOSTILE):
        (folder / name).unlink()
    (folder / "again.png").write_bytes((folder / "kept.png").read_bytes())
    (folder / "fresh.png").write_bytes(encoded(scene(seed + 4), "PNG"))
    for place in range(BATCH):
        (folder / f"sibling {place}.png").write_bytes(generated(seed + 5 + place, "weir at night, long exposure"))


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture
def media(server: HeadraceProcess) -> Media:
    """A folder of its own for each test, with content that no other one has: the library is the same."""
    root = Path(server.roots[0])
    number = len(list(root.iterdir()))
    folder = root / f"media {number}"
    folder.mkdir()
    before(folder, 100 * number)
    first = server.process_folders(folder, enable_nsfw_detection=False)
    server.wait_until_over(first)
    assert server.commit(first)["status"] == "committed"
    afterwards(folder, 100 * number)
    second = server.process_folders(folder, enable_nsfw_detection=False)
    assert server.wait_until_over(second)["status"] == "completed"
    return Media(server, folder, second)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with uncomplaining_page(browser, ViewportSize(width=1280, height=900)) as page:
        yield page


def card(page: Page, name: str) -> Locator:
    named = page.locator(".file-name", has_text=re.compile(f"^{re.escape(name)}$"))
    return page.get_by_test_id("card").filter(has=named)


def box(page: Page, name: str) -> Locator:
    return card(page, name).get_by_test_id("card-choice")


def show(page: Page, group: str) -> None:
    page.get_by_test_id(f"group-{group}").click()
    expect(page.get_by_test_id(f"group-{group}")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("grid")).to_have_attribute("aria-busy", "false")


def fold(page: Page) -> None:
    page.get_by_test_id("view-open").click()
    page.get_by_test_id("fold").check()
    page.keyboard.press("Escape")


def sentence(page: Page) -> Locator:
    return page.get_by_test_id("preview-sentence")


def open_card(page: Page, name: str) -> None:
    card(page, name).locator(".file-open").click()
    expect(page.get_by_test_id("detail")).to_be_visible()


WHOLE = "On commit: 6 added, 1 updated, 1 moved."


# ---- the six groups


def test_six_groups_say_what_a_commit_does_with_how_many(page: Page, media: Media) -> None:
    page.goto(media.preview)
    expect(sentence(page)).to_have_text(WHOLE)
    shown = {
        "new": "5 will be added",
        "changed": "1 will be updated",
        "moved": "1 will be moved",
        "duplicate": "1 will be added",
        "same": "1 nothing to do",
        "gone": "2 kept in the library",
    }
    for group, words in shown.items():
        expect(page.get_by_test_id(f"group-{group}")).to_contain_text(re.compile(words.replace(" ", r"\s*", 1)))


def test_a_tile_shows_its_files_and_pressed_again_shows_all(page: Page, media: Media) -> None:
    page.goto(media.preview)
    show(page, "moved")
    expect(page.get_by_test_id("card")).to_have_count(1)
    expect(card(page, "wandered.png")).to_contain_text("Moved")
    expect(page.get_by_test_id("group-panel")).to_contain_text("keeps the score")
    assert page.url.endswith("?group=moved")
    page.reload()
    expect(page.get_by_test_id("card")).to_have_count(1)
    page.get_by_test_id("group-moved").click()
    expect(page.get_by_test_id("card")).to_have_count(9)
    expect(page.get_by_test_id("group-panel")).to_be_hidden()


def test_a_whole_group_is_left_out_and_taken_again(page: Page, media: Media) -> None:
    page.goto(media.preview)
    show(page, "new")
    page.get_by_label("Exclude", exact=True).check()
    expect(sentence(page)).to_have_text("On commit: 1 added, 1 updated, 1 moved; 5 excluded.")
    expect(page.get_by_test_id("group-new")).to_contain_text("excluded")
    for name in ("fresh.png", "sibling 0.png"):
        expect(box(page, name)).to_have_attribute("aria-checked", "false")
    assert media.groups()["new"] == {"files": 5, "applied": 0, "items": 5, "items_applied": 0}
    page.get_by_label("Add", exact=True).check()
    expect(sentence(page)).to_have_text(WHOLE)
    expect(box(page, "fresh.png")).to_have_attribute("aria-checked", "true")


def test_what_is_the_same_has_nothing_to_choose(page: Page, media: Media) -> None:
    page.goto(media.preview)
    show(page, "same")
    expect(card(page, "kept.png")).to_be_visible()
    expect(box(page, "kept.png")).to_be_hidden()
    expect(page.locator("#group-choice")).to_be_hidden()


def test_what_is_gone_stays_unless_somebody_says_otherwise(page: Page, media: Media) -> None:
    page.goto(media.preview)
    show(page, "gone")
    expect(page.get_by_test_id("group-panel")).to_contain_text("Files on the disk are never touched")
    expect(page.get_by_label("Keep in library")).to_be_checked()
    expect(box(page, HOSTILE)).to_have_attribute("aria-checked", "false")
    box(page, HOSTILE).click()
    expect(card(page, HOSTILE)).to_contain_text("To be removed")
    expect(sentence(page)).to_have_text("On commit: 6 added, 1 updated, 1 moved, 1 removed.")
    expect(page.get_by_test_id("group-gone")).to_contain_text("1 will be removed")
    page.get_by_label("Remove from library").check()
    expect(sentence(page)).to_have_text("On commit: 6 added, 1 updated, 1 moved, 2 removed.")
    assert media.groups()["gone"] == {"files": 2, "applied": 2, "items": 2, "items_applied": 2}


def test_a_folder_that_may_not_be_mounted_takes_nothing_away_and_says_why(
    page: Page, media: Media, tmp_path: Path
) -> None:
    media.folder.rename(tmp_path / "elsewhere")
    media.folder.mkdir()  # as an empty mount point stands there
    page.goto(media.preview)
    expect(page.get_by_test_id("group-gone")).to_contain_text("cannot be determined")
    show(page, "gone")
    expect(page.locator("#group-withheld")).to_contain_text(str(media.folder))
    expect(page.locator("#group-choice")).to_be_hidden()


# ---- one file and several


def test_a_card_is_left_out_by_its_box_and_looks_it(page: Page, media: Media) -> None:
    page.goto(media.preview)
    box(page, "fresh.png").click()
    expect(box(page, "fresh.png")).to_have_attribute("aria-checked", "false")
    expect(card(page, "fresh.png")).to_contain_text("Excluded")
    expect(sentence(page)).to_have_text("On commit: 5 added, 1 updated, 1 moved; 1 excluded.")
    expect(page.get_by_test_id("detail")).to_be_hidden()
    page.get_by_role("button", name="Excluded 1").click()
    expect(page.get_by_test_id("card")).to_have_count(1)
    box(page, "fresh.png").click()
    expect(sentence(page)).to_have_text(WHOLE)
    eventually(lambda: media.files()["fresh.png"]["choice"], "apply")


def test_the_keyboard_walks_the_cards_and_leaves_out_a_range(page: Page, media: Media) -> None:
    page.goto(media.preview)
    show(page, "new")
    card(page, "fresh.png").locator(".file-open").focus()
    page.keyboard.press("ArrowRight")
    expect(card(page, "sibling 0.png").locator(".file-open")).to_be_focused()
    page.keyboard.press("x")
    expect(sentence(page)).to_have_text("On commit: 5 added, 1 updated, 1 moved; 1 excluded.")
    page.keyboard.press("End")
    page.keyboard.press("Shift+X")
    expect(sentence(page)).to_have_text("On commit: 2 added, 1 updated, 1 moved; 4 excluded.")
    expect(card(page, "sibling 3.png").locator(".file-open")).to_be_focused()
    expect(box(page, "fresh.png")).to_have_attribute("aria-checked", "true")
    eventually(lambda: set(media.files(choice="leave")), {f"sibling {n}.png" for n in range(BATCH)})


# ---- old and new, and edits


def test_a_changed_file_shows_old_and_new_side_by_side(page: Page, media: Media) -> None:
    page.goto(media.preview)
    open_card(page, "changed.png")
    rows = page.get_by_test_id("changes").locator("tbody tr")
    expect(rows.filter(has_text="Score")).to_have_text(re.compile(r"Score\s*2 of 5\s*5 of 5"))
    expect(rows.filter(has_text="Prompt")).to_have_text(re.compile(r"Prompt\s*mill race, dawn\s*mill race, dusk"))
    expect(rows.filter(has_text="Keywords").locator("del")).to_have_text("dawn")
    expect(rows.filter(has_text="Keywords").locator("ins")).to_have_text("dusk")


def test_a_moved_file_shows_where_it_was_and_keeps_its_score(page: Page, media: Media) -> None:
    page.goto(media.preview)
    open_card(page, "wandered.png")
    path = page.get_by_test_id("changes").locator("[data-field=path]")
    expect(path.locator(".changes-old")).to_have_text("…/wanders.png")
    expect(path.locator(".changes-new")).to_have_text("…/deeper/wandered.png")
    expect(path.get_by_title(str(media.folder / "wanders.png"))).to_be_visible()
    expect(page.get_by_test_id("edit").get_by_label("4 of 5")).to_be_checked()


def test_score_favourite_and_keywords_are_edited_and_taken_back(page: Page, media: Media) -> None:
    page.goto(media.preview)
    open_card(page, "sibling 1.png")
    page.keyboard.press("4")
    page.keyboard.press("f")
    expect(page.locator("#announcer")).to_have_text(re.compile("1 file"))
    field = page.get_by_test_id("keyword-new")
    field.fill("river, mill <b>")
    field.press("Enter")
    chips = page.locator("#edit-keywords li")
    expect(chips).to_have_text(["weir at night", "long exposure", "river", "mill <b>"])
    page.get_by_role("button", name="Remove keyword long exposure").click()
    expect(chips).to_have_text(["weir at night", "river", "mill <b>"])
    field.press("Backspace")
    expect(chips).to_have_text(["weir at night", "river"])
    expect(page.get_by_test_id("edit-revert")).to_be_visible()
    field.fill("thought better of it")
    field.press("Escape")
    expect(field).to_have_value("")
    expect(page.get_by_test_id("detail")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(card(page, "sibling 1.png")).to_contain_text("Edited")
    fields = ("score", "favourite", "keywords")
    eventually(
        lambda: [[file[name] for name in fields] for file in media.files(edited="true").values()],
        [[4, True, ["weir at night", "river"]]],
    )

    page.get_by_role("button", name="Edited 1").click()
    expect(page.get_by_test_id("card")).to_have_count(1)
    open_card(page, "sibling 1.png")
    page.get_by_test_id("edit-revert").click()
    expect(chips).to_have_text(["weir at night", "long exposure"])
    expect(page.get_by_test_id("edit").get_by_label("No score")).to_be_checked()
    eventually(lambda: media.files(edited="true"), {})


def test_no_page_waits_for_the_keywords_which_an_edit_counts_again(page: Page, media: Media) -> None:
    held: list[Route] = []
    page.route("**/keywords?*", lambda route: held.append(route))  # noqa: PLW0108 a built-in method takes no marks
    page.goto(media.preview)
    expect(card(page, "fresh.png")).to_be_visible()
    show(page, "changed")
    expect(page.get_by_test_id("card")).to_have_count(1)
    expect(page.locator("#keywords-row")).to_be_hidden()
    assert len(held) == 1, "another view has the same keywords"
    held.pop().continue_()
    chips = page.locator("#keywords")
    expect(chips).to_contain_text("weir at night")
    open_card(page, "changed.png")
    field = page.get_by_test_id("keyword-new")
    field.fill("river")
    with page.expect_request("**/keywords?*"):
        field.press("Enter")
    page.keyboard.press("Escape")
    held.pop().continue_()
    expect(chips).to_contain_text("river")


def test_a_file_that_was_the_same_is_updated_once_it_is_edited(page: Page, media: Media) -> None:
    page.goto(media.preview)
    show(page, "same")
    open_card(page, "kept.png")
    page.keyboard.press("-")
    expect(page.get_by_test_id("changes")).to_contain_text(re.compile(r"Score\s*none\s*rejected"))
    page.keyboard.press("Escape")
    expect(sentence(page)).to_have_text("On commit: 6 added, 2 updated, 1 moved.")


def test_an_edit_that_is_refused_says_why_in_sight_and_shows_what_is_saved(browser: Browser, media: Media) -> None:
    page = browser.new_page()
    page.goto(media.preview)
    open_card(page, "fresh.png")
    field = page.get_by_test_id("keyword-new")
    with page.expect_response("**/file/*") as refused:
        page.evaluate("document.getElementById('keyword-new').maxLength = 100000")
        field.fill("x" * 100_000)
        field.press("Enter")
    assert refused.value.status == 422
    toast = page.get_by_test_id("detail").locator(".toast")
    expect(toast).to_be_visible()
    expect(page.locator("#edit-keywords li")).to_have_count(0)
    page.close()


def test_x_in_the_detail_leaves_the_file_out(page: Page, media: Media) -> None:
    page.goto(media.preview)
    open_card(page, "fresh.png")
    expect(page.get_by_test_id("detail-choice")).to_contain_text("Will be added")
    page.keyboard.press("x")
    expect(page.get_by_test_id("detail-choice")).to_contain_text("Excluded")
    page.keyboard.press("Escape")
    expect(box(page, "fresh.png")).to_have_attribute("aria-checked", "false")


# ---- stacks


def test_siblings_fold_into_one_card_that_opens_and_is_remembered(page: Page, media: Media) -> None:
    page.goto(media.preview)
    expect(page.get_by_test_id("card")).to_have_count(9)
    fold(page)
    expect(page.get_by_test_id("card")).to_have_count(9 - BATCH + 1)
    page.reload()
    expect(page.get_by_test_id("card")).to_have_count(9 - BATCH + 1)
    folded = page.locator(".file-card[data-folded]")
    expect(folded).to_contain_text(str(BATCH))
    folded.locator(".file-open").click()
    expect(page.get_by_test_id("stack-bar")).to_contain_text(f"Stack of {BATCH} files")
    expect(page.get_by_test_id("card")).to_have_count(BATCH)
    page.go_back()
    expect(page.get_by_test_id("card")).to_have_count(9 - BATCH + 1)
    expect(folded.locator(".file-open")).to_be_focused()


def test_a_whole_stack_is_left_out_on_its_card_and_partly_taken_inside(page: Page, media: Media) -> None:
    page.goto(media.preview)
    fold(page)
    folded = page.locator(".file-card[data-folded]")
    folded.get_by_test_id("card-choice").click()
    expect(sentence(page)).to_have_text("On commit: 2 added, 1 updated, 1 moved; 4 excluded.")
    expect(folded).to_contain_text("Excluded")
    folded.locator(".file-open").click()
    expect(page.get_by_test_id("card")).to_have_count(BATCH)
    box(page, "sibling 2.png").click()
    expect(sentence(page)).to_have_text("On commit: 3 added, 1 updated, 1 moved; 3 excluded.")
    page.get_by_role("link", name="All files").click()
    expect(folded.get_by_test_id("card-choice")).to_have_attribute("aria-checked", "mixed")
    folded.locator(".file-open").click()
    page.get_by_role("button", name="Include all").click()
    expect(sentence(page)).to_have_text(WHOLE)


# ---- the commit says the same


def test_the_commit_its_done_page_and_undo_say_the_counts_of_the_preview(page: Page, media: Media) -> None:
    page.goto(media.preview)
    box(page, "sibling 0.png").click()
    show(page, "gone")
    box(page, "leaves.png").click()
    said = "5 added, 1 updated, 1 moved, 1 removed; 1 excluded"
    expect(sentence(page)).to_have_text(f"On commit: {said}.")
    page.get_by_test_id("to-commit").click()
    expect(page.get_by_test_id("commit-sentence")).to_have_text(f"On commit: {said}.")
    page.get_by_test_id("commit").click()
    expect(page.get_by_test_id("done")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#done-message")).to_have_text(f"Committed: {said}.")
    for name, number in {"created": 5, "updated": 1, "moved": 1, "removed": 1, "left": 1}.items():
        expect(page.locator(f"#done-{name}")).to_have_text(str(number))

    page.get_by_test_id("undo").click()
    page.get_by_role("button", name="Undo commit").click()
    expect(page.locator("#commit-undone")).to_have_text(
        "Undone: 5 files removed from the library, 1 file restored to the old values, "
        "1 file moved back to the old path, "
        "1 file restored to the library. Nothing else changed."
    )
    # What came back into the library is gone from the disk as before, and kept unless somebody says so again.
    expect(page.get_by_test_id("commit-sentence")).to_have_text("On commit: 5 added, 1 updated, 1 moved; 1 excluded.")


def test_an_edit_alone_can_be_committed_where_every_file_is_known(page: Page, media: Media) -> None:
    media.server.commit(media.session_id)
    known = media.server.process_folders(media.folder, enable_nsfw_detection=False)
    ledger = media.server.wait_until_over(known)["ledger"]
    assert ledger["ok"] == 0 and ledger["skipped"] > 0
    page.goto(f"{media.server.url}/ingest-v2#/preview/{known}")
    open_card(page, "kept.png")
    page.keyboard.press("5")
    expect(page.get_by_test_id("changes")).to_contain_text(re.compile(r"Score\s*none"))
    page.keyboard.press("Escape")
    page.get_by_test_id("to-commit").click()
    expect(page.get_by_test_id("commit-sentence")).to_have_text("On commit: 1 updated.")
    expect(page.locator("#commit-notes")).not_to_contain_text("Nothing here can be")
    page.get_by_test_id("commit").click()
    expect(page.locator("#done-message")).to_have_text("Committed: 1 updated.", timeout=PATIENCE_MS)


# ---- every screen


@pytest.mark.parametrize("width", [360, 768])
def test_the_plan_fits_the_screen(browser: Browser, media: Media, width: int) -> None:
    page = browser.new_page(viewport=ViewportSize(width=width, height=800), has_touch=True, is_mobile=True)
    page.goto(f"{media.preview}?group=gone")
    expect(page.get_by_test_id("card")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{media.preview}?group=changed")
    expect(page.get_by_test_id("card")).to_have_count(1)
    open_card(page, "changed.png")
    assert page.evaluate("document.getElementById('detail-body').scrollWidth") <= width
    page.close()
