/* The score and the favourite in the detail. */
import { byId, setAttribute } from "../shared/dom.js";
import { editFor } from "./edit-keys.js";

let value = { score: null, favourite: null };
let changed = () => {};

/** `change({ score })` or `change({ favourite })` is called with what the reader set. */
export function startScoreField(change) {
  changed = change;
  byId("edit-score").addEventListener("change", ({ target }) =>
    set({ score: target.value === "" ? null : Number(target.value) }),
  );
  byId("edit-favourite").addEventListener("click", () => set({ favourite: !value.favourite }));
}

export function showScore({ score, favourite }) {
  value = { score, favourite };
  for (const radio of byId("edit-score").querySelectorAll("input")) {
    radio.checked = radio.value === (score === null ? "" : String(score));
    radio.parentElement.toggleAttribute(
      "data-on",
      score !== null && score > 0 && Number(radio.value) > 0 && Number(radio.value) <= score,
    );
  }
  setAttribute(byId("edit-favourite"), "aria-pressed", String(Boolean(favourite)));
}

/** Whether the key was one of the score's. */
export function scoreKey(key) {
  const change = editFor(key, value);
  if (change) set(change);
  return change !== null;
}

function set(change) {
  showScore({ ...value, ...change });
  changed(change);
}
