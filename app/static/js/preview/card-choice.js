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

  async #toggle(card, isRange) {
    const place = Number(card.dataset.place);
    const file = this.#list.at(place);
    if (!file || card.querySelector(".file-choice").hidden) return;
    const choice = isIncluded(file) ? "leave" : "apply";
    const files = isRange ? await this.#fetchRangeTo(place) : [file];
    this.#anchor = file;
    for (const wanted of selectors(files)) commitPlan.choose(choice, wanted);
  }

  /** Resolves to the files from the last one that was toggled to the one at `place`. */
  async #fetchRangeTo(place) {
    const from = this.#anchor ? this.#list.placeOf(this.#anchor) : -1;
    const files = [];
    const [first, last] = from < 0 ? [place, place] : [Math.min(from, place), Math.max(from, place)];
    for (let each = first; each <= last; each += 1) files.push(await this.#list.fetchAt(each));
    return files.filter((file) => file !== null);
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
