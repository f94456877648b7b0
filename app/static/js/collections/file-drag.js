/* Dragging selected files with the mouse: onto a collection, or to another place in one that is ordered by hand. */

import { mayEdit } from "../shared/caller.js";
import { byId, element, setFlag, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const BEGINS_PX = 6;

export class FileDrag {
  #list;
  #selection;
  #actions;
  #drag = null;
  #badge = element("div", { class: "drag-badge", "aria-hidden": "true" });

  /** `actions`: `add(id)` to a collection, `mayOrder()`, and `order(place)`: before the file at a place. */
  constructor(list, selection, actions) {
    this.#list = list;
    this.#selection = selection;
    this.#actions = actions;
    const grid = byId("grid");
    // Before the rectangle that selects files, which begins at any other file.
    grid.addEventListener("pointerdown", (event) => this.#press(event), { capture: true });
    grid.addEventListener("click", (event) => this.#swallow(event), { capture: true });
    addEventListener("pointermove", (event) => this.#move(event));
    addEventListener("pointerup", () => this.#drop());
    addEventListener("pointercancel", () => this.#end());
    addEventListener("keydown", (event) => this.#cancel(event), { capture: true });
  }

  #press(event) {
    this.#drag = null;
    const { pointerType, button, target, clientX, clientY } = event;
    const hasModifier = event.ctrlKey || event.metaKey || event.shiftKey;
    if (pointerType !== "mouse" || button !== 0 || hasModifier || target.closest(".file-select") || !mayEdit()) return;
    const file = this.#list.at(target.closest(".file-card")?.dataset.place);
    if (!file || !this.#selection.has(file.id)) return;
    event.stopPropagation();
    this.#drag = { from: { clientX, clientY }, isMoving: false, target: null };
  }

  #move({ clientX, clientY, buttons }) {
    const drag = this.#drag;
    if (!drag || drag.isOver) return;
    if (buttons === 0) {
      this.#end();
      return;
    }
    if (!drag.isMoving && Math.hypot(clientX - drag.from.clientX, clientY - drag.from.clientY) < BEGINS_PX) return;
    if (!drag.isMoving) this.#begin(drag);
    this.#badge.style.left = `${clientX}px`;
    this.#badge.style.top = `${clientY}px`;
    this.#point(this.#targetAt(clientX, clientY));
  }

  #begin(drag) {
    drag.isMoving = true;
    setText(this.#badge, translate("collections-dragged", { files: this.#selection.count }));
    document.body.append(this.#badge);
  }

  /** Returns what lies below the pointer: `{ node, collection }` or `{ node, place }`, or null. */
  #targetAt(clientX, clientY) {
    const below = document.elementFromPoint(clientX, clientY);
    const item = below?.closest("[data-collection]");
    if (item) return { node: item, how: "into", collection: Number(item.dataset.collection) };
    const card = below?.closest(".file-card");
    if (!card || !this.#actions.mayOrder()) return null;
    const { left, width } = card.getBoundingClientRect();
    const isBehind = clientX > left + width / 2;
    const place = Number(card.dataset.place) + (isBehind ? 1 : 0);
    return { node: card, how: isBehind ? "behind" : "before", place };
  }

  #point(target) {
    this.#unmark();
    this.#drag.target = target;
    if (target) target.node.dataset.drop = target.how;
    setFlag(this.#badge, "useless", target === null);
  }

  #drop() {
    const drag = this.#drag;
    if (!drag?.isMoving || drag.isOver) {
      if (!drag?.isOver) this.#drag = null;
      return;
    }
    const { target } = drag;
    this.#end();
    this.#drag = { isOver: true };
    if (target?.collection !== undefined) this.#actions.add(target.collection);
    else if (target) this.#actions.order(target.place);
  }

  #cancel(event) {
    if (event.key !== "Escape" || !this.#drag?.isMoving) return;
    event.stopPropagation();
    this.#end();
    this.#drag = { isOver: true };
  }

  #end() {
    this.#unmark();
    this.#badge.remove();
    this.#drag = null;
  }

  #unmark() {
    for (const marked of document.querySelectorAll("[data-drop]")) delete marked.dataset.drop;
  }

  /** The click that ends a drag opens nothing. */
  #swallow(event) {
    if (!this.#drag?.isOver) return;
    this.#drag = null;
    event.preventDefault();
    event.stopPropagation();
  }
}
