/* Selecting files by mouse and keyboard: the boxes of the cards, Shift for a range, Ctrl for single files. */
import { fetchRange } from "./selection-range.js";
import { isSelectable } from "./selection-store.js";

const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

export class SelectionGestures {
  #list;
  #selection;
  /* The place from which a range extends. */
  #anchor = null;
  /* What was selected before the range that is being extended. */
  #before = [];
  /* Where the newest range ends: an older one may still be loading. */
  #target = null;

  constructor(list, selection, grid) {
    this.#list = list;
    this.#selection = selection;
    grid.addEventListener("click", (event) => this.#clicked(event), { capture: true });
    // After the grid has moved the focus.
    grid.addEventListener("keydown", (event) => this.#extendByKey(event));
    grid.addEventListener("keydown", (event) => this.#toggleByKey(event), { capture: true });
    list.addEventListener("list", () => {
      this.#anchor = null;
    });
  }

  /** Selects the file at `place`, or no longer. Ranges extend from there. */
  toggle(place) {
    const file = this.#list.at(place);
    if (!isSelectable(file)) return;
    this.#anchor = place;
    this.#target = null;
    this.#selection.toggle(file.id);
    this.#before = this.#selection.ids;
  }

  #clicked(event) {
    const card = event.target.closest("[data-place]");
    if (!card) return;
    const isBox = event.target.closest(".file-select") !== null;
    const isOpening = event.target.closest(".file-open") !== null;
    if (!isBox && !(isOpening && (event.shiftKey || event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    event.stopPropagation();
    const place = Number(card.dataset.place);
    if (event.shiftKey && this.#anchor !== null) this.#extendTo(place);
    else this.toggle(place);
  }

  #toggleByKey(event) {
    if (event.key !== " " || !(event.ctrlKey || event.metaKey || event.target.matches(".file-select"))) return;
    event.preventDefault();
    event.stopPropagation();
    this.toggle(placeOf(event.target));
  }

  #extendByKey(event) {
    if (!event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || !ARROWS.has(event.key)) return;
    const from = placeOf(event.target);
    const to = placeOf(document.activeElement);
    if (from === null || to === null) return;
    if (this.#anchor === null || this.#selection.isEmpty) {
      this.#anchor = from;
      this.#before = this.#selection.ids;
    }
    this.#extendTo(to);
  }

  /** Selects what was selected before, and the files from the anchor to `place`. */
  async #extendTo(place) {
    this.#target = place;
    const ids = await fetchRange(this.#list, this.#anchor, place);
    if (this.#target !== place) return;
    if (this.#selection.isAll) this.#selection.set(ids);
    else this.#selection.replace([...this.#before, ...ids]);
  }
}

function placeOf(node) {
  const card = node?.closest?.("[data-place]");
  return card ? Number(card.dataset.place) : null;
}
