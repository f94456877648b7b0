/* The tree of collections: its items, which of them are open, and its keys. */
import { showOpen, TreeView } from "../controls/tree-view.js";
import { byId, element, fragment, setHidden } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { collectionsStore } from "./collections-store.js";

/** Dispatches `choose`, `rename` and `delete`, each with the `id` of a collection. */
export class CollectionTree extends EventTarget {
  #tree = byId("collection-tree");
  #closed = new Set();
  #current = null;
  #view = new TreeView(this.#tree, {
    setOpen: (item, isOpen) => this.#setOpen(item, isOpen),
    choose: (item) => this.#dispatch("choose", item),
    keys: {
      F2: (item) => this.#dispatch("rename", item),
      Delete: (item) => this.#dispatch("delete", item),
    },
  });

  constructor() {
    super();
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
    this.#view.makeTabStop(items.find((item) => idOf(item) === stop) ?? items[0]);
    if (focused !== null) items.find((item) => idOf(item) === focused)?.focus();
    setHidden(this.#tree, items.length === 0);
    setHidden(byId("collections-none"), items.length > 0);
  }

  /** `made`: the items of the collections before it, by id. Returns its own. */
  #append({ id, name, parent, files }, made) {
    const item = fragment("sidebar-entry");
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
    showOpen(owner, !this.#closed.has(idOf(owner)));
  }

  #setOpen(item, isOpen) {
    if (!item.hasAttribute("aria-expanded")) return;
    if (isOpen) this.#closed.delete(idOf(item));
    else this.#closed.add(idOf(item));
    showOpen(item, isOpen);
  }

  #dispatch(name, item) {
    this.dispatchEvent(new CustomEvent(name, { detail: { id: idOf(item) } }));
  }
}

function idOf(item) {
  return item?.dataset?.collection ? Number(item.dataset.collection) : null;
}
