/* Including and leaving out files on their cards: with the box, with x, and with Shift for a range. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { isChoosable, isIncluded } from "../commit/relations.js";
import { byId } from "../shared/dom.js";

const KEY = "x";

export class CardChoice {
  #list;
  #anchor = null;

  /** `list`: the preview's list. */
  constructor(list) {
    this.#list = list;
  }

  start() {
    byId("grid").addEventListener("click", ({ target, shiftKey }) => {
      if (target.closest(".file-choice")) this.#toggle(target.closest(".file-card"), shiftKey);
    });
    byId("grid").addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== KEY || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.#toggle(event.target.closest(".file-card"), event.shiftKey);
    });
  }

  #toggle(card, isRange) {
    const place = Number(card.dataset.place);
    const file = this.#list.at(place);
    if (!file || card.querySelector(".file-choice").hidden) return;
    const choice = isIncluded(file) ? "leave" : "apply";
    const files = isRange ? this.#rangeTo(place) : [file];
    this.#anchor = file;
    for (const wanted of selectors(files)) commitPlan.choose(choice, wanted);
  }

  /** Returns the files from the last one that was toggled to the one at `place`. */
  #rangeTo(place) {
    const { id, relation } = this.#anchor ?? {};
    const from = this.#list.files.findIndex((file) => file.id === id && file.relation === relation);
    if (from < 0) return [this.#list.at(place)];
    return this.#list.files.slice(Math.min(from, place), Math.max(from, place) + 1);
  }
}

/** Returns what names these files to the API: one list of ids, and each folded stack by its key. Pure. */
export function selectors(files) {
  const choosable = files.filter(isChoosable);
  const single = choosable.filter(({ folded }) => !folded);
  const gone = single[0]?.relation === "gone" ? { relation: "gone" } : {};
  return [
    ...(single.length ? [{ ...gone, file_ids: single.map(({ id }) => id) }] : []),
    ...choosable.filter(({ folded }) => folded).map(({ stack }) => ({ stack: stack.key })),
  ];
}
