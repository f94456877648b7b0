"""The rest of the viewer: slideshow, filmstrip, video, copies, notes, touch, and who uses it without a mouse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.page.support import is_change
from tests.page.viewer.support import (
    FRAME_RATE,
    LONG,
    NAMES,
    NEGATIVE,
    PROMPT,
    address,
    expect_file,
    open_file,
    percent,
    shown_width,
)
from tests.support.browser import keep_screenshot
from tests.support.preview import PreviewClient
from tests.support.waiting import wait_until

PHONE = ViewportSize(width=390, height=844)
COPIED = "() => window.copied"
RECORD_COPIES = """() => {
    document.addEventListener("copy", () => { window.copied = document.activeElement.value; });
    Object.defineProperty(navigator, "clipboard", { value: undefined });
}"""
"""As over plain HTTP, where a page has no clipboard."""


def time_of(page: Page) -> float:
    seconds = page.locator("video").evaluate("(video) => video.currentTime")
    assert isinstance(seconds, float | int)
    return float(seconds)


# ---- Going on


def test_the_filmstrip_follows_and_leads_to_its_files(page: Page) -> None:
    open_file(page, "b-large.png")
    cells = page.get_by_test_id("filmstrip").locator("button")
    expect(cells).to_have_count(len(NAMES))
    expect(cells.nth(1)).to_have_attribute("aria-current", "true")
    cells.nth(3).click()
    expect_file(page, "d-icon.png")
    expect(cells.nth(3)).to_have_attribute("aria-current", "true")
    expect(page.get_by_test_id("viewer-place")).to_have_text("4 / 10")


def test_the_slideshow_goes_on_until_the_user_does_anything(page: Page) -> None:
    page.clock.install()
    open_file(page, "a-large.png")
    expect(page.locator(".viewer-picture")).to_have_attribute("data-shows", "original")
    button = page.get_by_test_id("slideshow")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.clock.run_for(4_100)
    expect_file(page, "b-large.png")
    expect(page.locator(".viewer-picture")).to_have_attribute("data-shows", "original")
    page.clock.run_for(3_000)
    page.keyboard.press("i")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.clock.run_for(10_000)
    expect_file(page, "b-large.png")


def test_the_slideshow_ends_at_the_last_file(page: Page) -> None:
    page.clock.install()
    open_file(page, "i-long.png")
    expect(page.locator(".viewer-picture")).to_have_attribute("data-shows", "original")
    page.keyboard.press("s")
    page.clock.run_for(4_100)
    expect_file(page, "j-upright.png")
    expect(page.locator(".viewer-picture")).to_have_attribute("data-shows", "original")
    page.clock.run_for(4_100)
    expect(page.get_by_test_id("slideshow")).to_have_attribute("aria-pressed", "false")


def test_the_pictures_beside_it_are_loaded_before_they_are_wanted(page: Page, session: PreviewClient) -> None:
    original = session.files()["b-large.png"]["original"]
    with page.expect_response(lambda answer: answer.url.endswith(original)):
        open_file(page, "a-large.png")


# ---- What is shown


@pytest.mark.parametrize(("name", "kind"), [("e-heic.heic", "HEIC"), ("f-tiff.tif", "TIFF")])
def test_a_preview_says_that_it_is_one(page: Page, name: str, kind: str) -> None:
    open_file(page, name)
    expect(page.locator(".viewer-picture")).to_have_attribute("data-shows", "rendition")
    expect(page.get_by_test_id("viewer-note")).to_contain_text(f"browsers do not show {kind} files")


def test_an_original_that_is_away_is_said_to_be_away(page: Page, session: PreviewClient) -> None:
    folder = Path(session.server.roots[0], "viewed")
    folder.rename(folder.with_name("elsewhere"))
    try:
        open_file(page, "b-large.png")
        expect(page.locator("#viewer-note-text")).to_have_text(
            "The original cannot be reached. Is its disk mounted? This is its thumbnail."
        )
        keep_screenshot(page, "viewer-away")
    finally:
        folder.with_name("elsewhere").rename(folder)


def test_a_file_that_is_mended_is_read_again_in_the_viewer(page: Page, session: PreviewClient) -> None:
    broken = Path(session.server.roots[0], "viewed", "h-broken.png")
    damaged = broken.read_bytes()
    open_file(page, "h-broken.png")
    expect(page.get_by_test_id("detail").locator(".detail-failure")).to_be_visible()
    broken.write_bytes(broken.with_name("d-icon.png").read_bytes())
    page.get_by_test_id("viewer-retry").click()
    expect(page.locator(".viewer-picture")).to_have_attribute("data-shows", "original")
    expect(page.get_by_test_id("viewer-retry")).to_be_hidden()
    expect_file(page, "h-broken.png")
    broken.write_bytes(damaged)


# ---- Video


def test_a_video_is_played_sought_and_stepped_by_frames(page: Page) -> None:
    open_file(page, "g-video.webm")
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    expect(page.locator("#viewer-zoom")).to_be_hidden()
    page.keyboard.press(".")
    wait_until(lambda: time_of(page), "one frame on", holds=lambda at: at == pytest.approx(1.5 / FRAME_RATE, abs=0.01))
    page.keyboard.press(".")
    page.keyboard.press(",")
    wait_until(
        lambda: time_of(page), "one frame back", holds=lambda at: at == pytest.approx(1.5 / FRAME_RATE, abs=0.01)
    )
    page.keyboard.press("l")
    wait_until(lambda: time_of(page), "it is at the end", holds=lambda at: at > 2.5)
    page.keyboard.press("j")
    wait_until(lambda: time_of(page), "it is at the beginning", holds=lambda at: at == 0)
    page.keyboard.press(">")
    page.keyboard.press("r")
    page.keyboard.press("Space")
    page.wait_for_function("(() => { const v = document.querySelector('video'); return !v.paused && v.loop; })()")
    assert page.locator("video").evaluate("(video) => video.playbackRate") == 1.5
    expect_file(page, "g-video.webm")
    page.keyboard.press("ArrowRight")
    expect_file(page, "h-broken.png")


# ---- Copies


def test_prompt_seed_settings_and_path_are_copied_over_plain_http(page: Page, session: PreviewClient) -> None:
    page.evaluate(RECORD_COPIES)
    open_file(page, "a-large.png")
    button = page.get_by_role("button", name="Copy the prompt")
    button.click()
    expect(button).to_have_attribute("data-copied", "")
    assert page.evaluate(COPIED) == PROMPT
    page.get_by_role("button", name="Copy the negative prompt").click()
    assert page.evaluate(COPIED) == NEGATIVE
    page.get_by_role("button", name="Copy the seed").click()
    assert page.evaluate(COPIED) == "830680752"
    page.get_by_role("button", name="Copy the path").click()
    assert page.evaluate(COPIED) == str(Path(session.server.roots[0], "viewed", "a-large.png"))
    page.get_by_test_id("copy-settings").click()
    settings = wait_until(lambda: page.evaluate(COPIED), "settings", holds=lambda text: "Steps: 20" in text)
    assert settings.startswith(f"{PROMPT}\nNegative prompt: {NEGATIVE}\nSteps: 20, Sampler: Euler")
    assert "Seed: 830680752" in settings
    expect(page.locator("#announcer")).to_have_text("Copied: all settings.")


def test_an_excerpt_is_copied_whole_and_with_the_clipboard_where_there_is_one(
    browser: Browser, session: PreviewClient
) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address(session))
    open_file(page, "i-long.png")
    page.keyboard.press("c")
    whole = LONG.strip()
    wait_until(lambda: page.evaluate("navigator.clipboard.readText()"), "it is copied", holds=lambda it: it == whole)
    context.close()


def test_the_original_and_a_clean_copy_are_downloaded(page: Page) -> None:
    open_file(page, "a-large.png")
    with page.expect_download() as original:
        page.get_by_role("link", name="Download original").click()
    assert original.value.suggested_filename == "a-large.png"
    assert PROMPT.encode() in Path(original.value.path()).read_bytes()
    with page.expect_download() as clean:
        page.get_by_role("link", name="Download clean copy").click()
    assert PROMPT.encode() not in Path(clean.value.path()).read_bytes()
    assert clean.value.suggested_filename.endswith(".png")
    expect(page.get_by_role("link", name="Open original")).to_have_attribute("target", "_blank")


# ---- Touch and small screens


def touch(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One finger, as the browser itself makes events of it."""
    client = page.context.new_cdp_session(page)
    steps = 6
    for number in range(steps + 1):
        x, y = (begin + (stop - begin) * number / steps for begin, stop in zip(start, end, strict=True))
        kind = "touchStart" if number == 0 else "touchMove"
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    client.detach()


@pytest.fixture
def phone(browser: Browser, session: PreviewClient) -> Page:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    page = context.new_page()
    page.goto(address(session))
    return page


def test_a_finger_goes_on_and_back_and_closes(phone: Page) -> None:
    open_file(phone, "b-large.png")
    touch(phone, (320, 400), (80, 410))
    expect_file(phone, "c-dot.png")
    touch(phone, (80, 400), (330, 395))
    expect_file(phone, "b-large.png")
    touch(phone, (200, 400), (190, 415))
    expect_file(phone, "b-large.png")
    touch(phone, (200, 300), (205, 560))
    expect(phone.get_by_test_id("detail")).to_be_hidden()
    phone.context.close()


def test_two_fingers_zoom_and_a_double_tap_too(phone: Page) -> None:
    open_file(phone, "a-large.png")
    expect(phone.locator(".viewer-picture")).to_have_attribute("data-shows", "original")
    before = shown_width(phone)
    client = phone.context.new_cdp_session(phone)
    for kind, apart in (("touchStart", 60), ("touchMove", 120), ("touchMove", 240)):
        points = [{"x": 195 - apart / 2, "y": 400, "id": 1}, {"x": 195 + apart / 2, "y": 400, "id": 2}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    wait_until(lambda: shown_width(phone), "pinched", holds=lambda width: width == pytest.approx(4 * before, rel=0.1))
    expect_file(phone, "a-large.png")
    phone.keyboard.press("z")
    expect(phone.get_by_test_id("viewer-stage")).to_have_attribute("data-fitted", "")
    for _ in range(2):
        phone.touchscreen.tap(195, 400)
    expect(percent(phone)).to_have_text("100%")
    phone.context.close()


def test_on_a_phone_the_bar_of_a_video_has_room_for_all_its_buttons(phone: Page) -> None:
    open_file(phone, "g-video.webm")
    expect(phone.get_by_test_id("viewer-video")).to_be_visible()
    buttons = phone.locator(".viewer-bar .icon-button").filter(visible=True)
    boxes = [box for button in buttons.all() if (box := button.bounding_box())]
    assert len(boxes) >= 6
    assert max(box["x"] + box["width"] for box in boxes) <= PHONE["width"]
    place = phone.get_by_test_id("viewer-place")
    assert place.evaluate("(place) => place.scrollWidth <= place.clientWidth")
    keep_screenshot(phone, "viewer-phone-video")
    phone.context.close()


def test_on_a_phone_the_details_are_a_sheet(phone: Page) -> None:
    open_file(phone, "a-large.png")
    panel = phone.get_by_test_id("viewer-panel")
    expect(panel).to_be_hidden()
    keep_screenshot(phone, "viewer-phone")
    phone.get_by_test_id("panel-toggle").click()
    expect(panel).to_be_visible()
    keep_screenshot(phone, "viewer-phone-sheet")
    assert phone.evaluate("document.getElementById('detail-body').scrollWidth") <= PHONE["width"]
    phone.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(phone.get_by_test_id("detail")).to_be_visible()
    phone.set_viewport_size({"width": 844, "height": 390})
    phone.get_by_test_id("panel-toggle").click()
    expect(panel).to_be_visible()
    keep_screenshot(phone, "viewer-phone-landscape")
    phone.context.close()


def test_the_details_can_be_hidden_and_the_screen_filled(page: Page) -> None:
    open_file(page, "a-large.png")
    before = shown_width(page)
    page.keyboard.press("p")
    expect(page.get_by_test_id("viewer-panel")).to_be_hidden()
    wait_until(lambda: shown_width(page) > before, "the picture takes the room")
    page.keyboard.press("Shift+F")
    page.wait_for_function("() => document.fullscreenElement?.id === 'viewer-layout'")
    expect(page.get_by_test_id("fullscreen")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Shift+F")
    page.wait_for_function("() => document.fullscreenElement === null")
    expect_file(page, "a-large.png")


# ---- Everybody


def test_the_focus_starts_on_the_stage_and_stays_in_the_viewer(page: Page) -> None:
    open_file(page, "b-large.png")
    expect(page.get_by_test_id("viewer-stage")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || document.activeElement.closest('#detail')")
    expect(page.get_by_role("dialog", name="b-large.png")).to_be_visible()


def test_typing_a_keyword_is_no_command(page: Page) -> None:
    open_file(page, "a-large.png")
    field = page.get_by_test_id("keyword-new")
    field.press_sequentially("zip s5 ?")
    expect(field).to_have_value("zip s5 ?")
    expect(page.get_by_test_id("viewer-stage")).to_have_attribute("data-fitted", "")
    field.fill("")
    expect_file(page, "a-large.png")


def test_the_score_is_set_by_its_key_while_the_picture_is_zoomed(page: Page, session: PreviewClient) -> None:
    open_file(page, "a-large.png")
    page.keyboard.press("z")
    with page.expect_response(is_change) as saved:
        page.keyboard.press("4")
    assert saved.value.json()["name"] == "a-large.png"
    assert json.loads(saved.value.request.post_data or "") == {"score": 4}
    expect(percent(page)).to_have_text("100%")
    session.document("DELETE", f"file/{saved.value.json()['id']}/edits")
