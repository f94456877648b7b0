/* The tree of collections: its items, which of them are open, and its keys. */
import { TreeKeyboard } from "../configure/tree-keyboard.js";
import { byId, element, fragment, setHidden } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { collectionsStore } from "./collections-store.js";

/** Dispatches `choose`, `rename` and `delete`, each with the `id` of a collection. */
export class CollectionTree extends EventTarget {
  #tree = byId("collection-tree");
  #closed = new Set();
  #current = null;
  #keyboard = new TreeKeyboard({
    open: (item) => this.#setOpen(item, true),
    close: (item) => this.#setOpen(item, false),
    toggle: (item) => this.#dispatch("choose", item),
  });

  constructor() {
    super();
    this.#tree.addEventListener("click", ({ target }) => this.#press(target));
    this.#tree.addEventListener("keydown", (event) => this.#handleKey(event));
    this.#tree.addEventListener("focusin", ({ target }) => this.#makeTabStop(target.closest("[role=treeitem]")));
    collectionsStore.addEventListener("change", () => this.show());
  }

  /** `id`: the collection whose files are shown; null: none. */
  setCurrent(id) {
    this.#current = id;
    this.show();
  }

  /** Moves the focus to a collection, if it is there. */
  focus(id) {
    this.#tree.querySelector(`[data-collection="${id}"]`)?.focus();
  }

  /** Builds the items anew; the focus stays on its collection. */
  show() {
    const focused = this.#tree.contains(document.activeElement) ? idOf(document.activeElement) : null;
    const stop = focused ?? idOf(this.#tree.querySelector("[tabindex='0']")) ?? this.#current;
    this.#tree.replaceChildren();
    const made = new Map();
    for (const collection of collectionsStore.collections) made.set(collection.id, this.#append(collection, made));
    const items = [...made.values()];
    this.#makeTabStop(items.find((item) => idOf(item) === stop) ?? items[0]);
    if (focused !== null) items.find((item) => idOf(item) === focused)?.focus();
    setHidden(this.#tree, items.length === 0);
    setHidden(byId("collections-none"), items.length > 0);
  }

  /** `made`: the items of the collections before it, by id. Returns its own. */
  #append({ id, name, parent, files }, made) {
    const item = fragment("collection");
    item.dataset.collection = id;
    item.setAttribute("aria-selected", String(id === this.#current));
    item.setAttribute("aria-label", translate("collections-entry", { name, files }));
    item.querySelector(".node-name").textContent = name;
    item.querySelector(".node-count").textContent = count(files);
    if (parent === null) this.#tree.append(item);
    else this.#appendTo(made.get(parent), item);
    return item;
  }

  #appendTo(owner, item) {
    if (!owner.querySelector("[role=group]")) owner.append(element("ul", { role: "group" }));
    owner.querySelector("[role=group]").append(item);
    this.#showOpen(owner, !this.#closed.has(idOf(owner)));
  }

  #press(target) {
    const item = target.closest("[role=treeitem]");
    if (!item) return;
    if (target.closest(".node-twist") && item.hasAttribute("aria-expanded")) {
      this.#setOpen(item, item.getAttribute("aria-expanded") !== "true");
    } else {
      item.focus();
      this.#dispatch("choose", item);
    }
  }

  #handleKey(event) {
    const item = event.target.closest("[role=treeitem]");
    if (item && event.key === "F2") this.#dispatch("rename", item);
    else if (item && event.key === "Delete") this.#dispatch("delete", item);
    else {
      this.#keyboard.handle(event);
      return;
    }
    event.preventDefault();
  }

  #setOpen(item, isOpen) {
    if (!item.hasAttribute("aria-expanded")) return;
    if (isOpen) this.#closed.delete(idOf(item));
    else this.#closed.add(idOf(item));
    this.#showOpen(item, isOpen);
  }

  #showOpen(item, isOpen) {
    item.setAttribute("aria-expanded", String(isOpen));
    setHidden(item.querySelector("[role=group]"), !isOpen);
  }

  #makeTabStop(item) {
    for (const other of this.#tree.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
    if (item) item.tabIndex = 0;
  }

  #dispatch(name, item) {
    this.dispatchEvent(new CustomEvent(name, { detail: { id: idOf(item) } }));
  }
}

function idOf(item) {
  return item?.dataset?.collection ? Number(item.dataset.collection) : null;
}
