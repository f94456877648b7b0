"""The order in which steps reach the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.page.support import Run, modules

CHANGES = """
async ({ StepStore }, changes) => {
  const log = [];
  const steps = [1, 2, 3];
  const answer = (said, result) => {
    log.push(`ask ${said}`);
    const later = Math.max(0, 30 - 10 * log.length); // overtakes those before it, unless one waits for the other
    return new Promise((resolve) => setTimeout(() => (log.push(`answer ${said}`), resolve(result)), later));
  };
  const store = new StepStore({
    steps: async () => ({ steps: [], undo: steps.at(-1) ?? null, redo: null }),
    make: (_, { score }) => answer(`score ${score}`, { step: { id: score }, not_editable: 0 }),
    undo: (_, id) => answer(`undo ${id}`, { step: { id: steps.pop() } }),
  });
  const done = [];
  store.addEventListener("done", ({ detail }) => done.push(detail.step.id));
  await store.load("library");
  const ways = { undo: () => store.undo(), own: () => store.makeBy(() => answer("own", { step: { id: 9 } })) };
  await Promise.all(changes.map((change) => (ways[change] ?? (() => store.make({}, { score: change })))()));
  return { log, done };
}
"""


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with modules(browser) as run:
        yield run


def test_the_last_edit_wins_because_each_waits_for_the_one_before(run: Run) -> None:
    found = run("file/step-store.js", CHANGES, [3, 5])
    assert found["log"] == ["ask score 3", "answer score 3", "ask score 5", "answer score 5"]
    assert found["done"] == [3, 5]


def test_undoing_faster_than_the_server_answers_undoes_one_step_after_the_other(run: Run) -> None:
    found = run("file/step-store.js", CHANGES, ["undo", "undo", "undo", "undo"])
    assert found["done"] == [3, 2, 1]
    assert found["log"][0::2] == ["ask undo 3", "ask undo 2", "ask undo 1"]


def test_a_step_with_a_request_of_its_own_waits_for_its_turn(run: Run) -> None:
    found = run("file/step-store.js", CHANGES, [3, "own", 5])
    assert found["log"][0::2] == ["ask score 3", "ask own", "ask score 5"]
    assert found["done"] == [3, 9, 5]
