/* The score and the favourite mark in the viewer. */
import { byId, setAttribute } from "../shared/dom.js";
import { editFor } from "./edit-keys.js";

export class ScoreField {
  #value = { score: null, favourite: null };
  #onChange;

  /** `onChange` is called with `{ score }` or `{ favourite }` as the user sets it. */
  constructor(onChange) {
    this.#onChange = onChange;
    byId("edit-score").addEventListener("change", ({ target }) => this.#set({ score: scoreOf(target.value) }));
    byId("edit-favourite").addEventListener("click", () => this.#set({ favourite: !this.#value.favourite }));
  }

  show({ score, favourite }) {
    this.#value = { score, favourite };
    for (const radio of byId("edit-score").querySelectorAll("input")) {
      radio.checked = scoreOf(radio.value) === score;
      radio.parentElement.toggleAttribute("data-on", isFilledStar(Number(radio.value), score));
    }
    setAttribute(byId("edit-favourite"), "aria-pressed", String(Boolean(favourite)));
  }

  /** Changes the value if `key` is one of the score's keys. Returns whether it was. */
  handleKey(key) {
    const change = editFor(key, this.#value);
    if (change) this.#set(change);
    return change !== null;
  }

  #set(change) {
    this.show({ ...this.#value, ...change });
    this.#onChange(change);
  }
}

function scoreOf(text) {
  return text === "" ? null : Number(text);
}

function isFilledStar(star, score) {
  return score !== null && star > 0 && star <= score;
}
