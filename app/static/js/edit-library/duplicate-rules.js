/* By which rules the copy is chosen that is kept: their order, the preferred folder, and what counts as a copy. */
import { announce } from "../shared/announcement-store.js";
import { byId } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

/** Dispatches `change`. */
export class DuplicateRules extends EventTarget {
  #list = byId("duplicates-rules");
  #dragged = null;
  #orderBefore = "";

  constructor() {
    super();
    this.#list.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-move]");
      if (button) this.#move(button.closest("li"), Number(button.dataset.move), button);
    });
    this.#startDragging();
    for (const id of ["duplicates-folder", "duplicates-alike"])
      byId(id).addEventListener("change", () => this.#changed());
  }

  /** The rules as the API takes them. */
  get wanted() {
    const folder = byId("duplicates-folder").value.trim();
    return {
      rule: this.#items.map(({ dataset }) => dataset.rule),
      look_alikes: byId("duplicates-alike").checked,
      ...(folder && { folder }),
    };
  }

  get #items() {
    return [...this.#list.children];
  }

  #move(item, by, button) {
    const neighbour = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (neighbour === null) return;
    if (by < 0) neighbour.before(item);
    else neighbour.after(item);
    // At an end there is no way on in this direction, and no button for it.
    const hasWay = (by < 0 ? item.previousElementSibling : item.nextElementSibling) !== null;
    (hasWay ? button : item.querySelector(`[data-move="${-by}"]`)).focus();
    const place = this.#items.indexOf(item) + 1;
    announce(translate("duplicates-rule-moved", { rule: nameOf(item), place, total: this.#items.length }));
    this.#changed();
  }

  /** The rule that is dragged takes its place at once, where the pointer is. */
  #startDragging() {
    this.#list.addEventListener("dragstart", (event) => {
      this.#dragged = event.target.closest("li");
      this.#orderBefore = this.#order;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", nameOf(this.#dragged));
    });
    this.#list.addEventListener("dragover", (event) => {
      const over = event.target.closest("li");
      if (this.#dragged === null) return;
      event.preventDefault();
      if (over === null || over === this.#dragged) return;
      const { top, height } = over.getBoundingClientRect();
      if (event.clientY < top + height / 2) over.before(this.#dragged);
      else over.after(this.#dragged);
    });
    this.#list.addEventListener("drop", (event) => event.preventDefault());
    this.#list.addEventListener("dragend", () => {
      this.#dragged = null;
      if (this.#order !== this.#orderBefore) this.#changed();
    });
  }

  get #order() {
    return this.#items.map(({ dataset }) => dataset.rule).join(" ");
  }

  #changed() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}

function nameOf(item) {
  return item.querySelector(".duplicates-rule-name").textContent;
}
