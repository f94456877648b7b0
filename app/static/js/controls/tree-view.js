/* What every tree of the page does: one item in the tab order, presses, the keyboard, and which items are open. */
import { setHidden } from "../shared/dom.js";
import { makeTabStop } from "./tab-stop.js";
import { TreeKeyboard } from "./tree-keyboard.js";

export class TreeView {
  #tree;
  #actions;
  #keyboard;

  /**
   * `tree`: the element with the items. `actions`: `setOpen(item, isOpen)`; `choose(item)`; and, for further keys,
   * `{ [key]: (item) => … }` as `keys`.
   */
  constructor(tree, actions) {
    this.#tree = tree;
    this.#actions = actions;
    this.#keyboard = new TreeKeyboard({
      open: (item) => actions.setOpen(item, true),
      close: (item) => actions.setOpen(item, false),
      toggle: (item) => actions.choose(item),
    });
    tree.addEventListener("click", ({ target }) => this.#press(target));
    tree.addEventListener("keydown", (event) => this.#handleKey(event));
    tree.addEventListener("focusin", ({ target }) => this.makeTabStop(target.closest("[role=treeitem]")));
  }

  /** Only one item of a tree is in the tab order; the arrow keys reach the others. */
  makeTabStop(item) {
    if (item) makeTabStop(this.#tree, item);
  }

  #press(target) {
    const item = target.closest("[role=treeitem]");
    if (!item || !target.closest(".node-row")) return;
    item.focus({ preventScroll: true });
    if (target.closest(".node-twist") && item.hasAttribute("aria-expanded")) this.#actions.setOpen(item, !isOpen(item));
    else this.#actions.choose(item);
  }

  #handleKey(event) {
    const item = event.target.closest("[role=treeitem]");
    const act = this.#actions.keys?.[event.key];
    if (item && act) {
      event.preventDefault();
      act(item);
    } else this.#keyboard.handle(event);
  }
}

export function isOpen(item) {
  return item.getAttribute("aria-expanded") === "true";
}

/** Shows or hides what is below an item. */
export function showOpen(item, isItOpen) {
  item.setAttribute("aria-expanded", String(isItOpen));
  setHidden(item.querySelector("[role=group]"), !isItOpen);
}
