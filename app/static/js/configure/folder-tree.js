/* The folder tree: loaded as it is opened, chosen with checkboxes, used with the keyboard (ARIA tree pattern). */
import { api } from "../shared/api.js";
import { byId, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { buildFolder, buildNote, buildRetry, buildSkeleton, showCheckedState } from "./folder-node.js";
import { ingestOptions } from "./ingest-options-store.js";
import { TreeKeyboard } from "./tree-keyboard.js";
import { checkedState } from "./tree-selection.js";

export class FolderTree {
  /** path → { element, folder, children }; children are paths, null while not loaded. */
  #nodes = new Map();
  #tree = byId("tree");

  constructor() {
    const keyboard = new TreeKeyboard({
      open: (item) => this.#open(item),
      close: (item) => this.#close(item),
      toggle: (item) => this.#toggle(item),
    });
    this.#tree.addEventListener("click", (event) => this.#press(event));
    this.#tree.addEventListener("keydown", (event) => keyboard.handle(event));
    this.#tree.addEventListener("focusin", ({ target }) => this.#makeTabStop(target.closest("[role=treeitem]")));
    ingestOptions.addEventListener("folders", () => this.#showChecks());
    byId("folders-clear").addEventListener("click", () => ingestOptions.clear());
  }

  /** Loads the media roots (again): counts may have changed. Open folders stay open. */
  async load() {
    const opened = [...this.#nodes.values()].filter(({ element }) => isOpen(element)).map(({ folder }) => folder.path);
    if (this.#nodes.size === 0) this.#tree.replaceChildren(...buildSkeleton());
    try {
      const { directories } = await api.directories(null);
      this.#nodes.clear();
      this.#fill(this.#tree, directories, 1);
      if (directories.length === 0) {
        this.#tree.append(buildNote("No folder is served. Start Headrace with --root FOLDER.", 1));
      }
      await this.#reopen(opened.length ? opened : onlyRoot(directories));
    } catch (error) {
      const retry = buildRetry(() => this.load());
      this.#tree.replaceChildren(buildNote(`${error.message} ${error.cure ?? ""}`, 1, "error"), retry);
    }
    this.#makeTabStop(this.#tree.querySelector("[role=treeitem]"));
  }

  async #reopen(paths) {
    for (const path of paths) {
      if (this.#nodes.has(path)) await this.#open(this.#nodes.get(path).element, { isAgain: true });
    }
  }

  #fill(list, directories, level) {
    const size = directories.length;
    list.replaceChildren(...directories.map((folder, place) => this.#add(folder, { level, place, size })));
  }

  #add(folder, position) {
    const element = buildFolder(folder, position);
    this.#nodes.set(folder.path, { element, folder, children: null });
    this.#showCheck(folder.path);
    return element;
  }

  // ---- Opening

  async #open(item, { isAgain = false } = {}) {
    const node = this.#nodes.get(item.dataset.path);
    if (!item.hasAttribute("aria-expanded") || isOpen(item)) return;
    const list = item.querySelector("[role=group]");
    const level = Number(item.getAttribute("aria-level")) + 1;
    if (node.children === null) await this.#loadChildren(item, node, list, level);
    item.setAttribute("aria-expanded", "true");
    list.hidden = false;
    if (!isAgain) this.#showChecks();
  }

  async #loadChildren(item, node, list, level) {
    item.setAttribute("aria-busy", "true");
    try {
      const { directories } = await api.directories(node.folder.path);
      node.children = directories.map(({ path }) => path);
      this.#fill(list, directories, level);
      if (directories.length === 0) list.append(buildNote("No folders inside.", level));
    } catch (error) {
      list.replaceChildren(buildNote(`${error.message} ${error.cure ?? ""}`, level, "error"));
    } finally {
      item.removeAttribute("aria-busy");
    }
  }

  #close(item) {
    if (!isOpen(item)) return;
    item.setAttribute("aria-expanded", "false");
    item.querySelector("[role=group]").hidden = true;
  }

  // ---- Choosing

  #press({ target }) {
    const item = target.closest("[role=treeitem]");
    if (!item || !target.closest(".node-row")) return;
    if (!target.closest(".node-twist")) this.#toggle(item);
    else if (isOpen(item)) this.#close(item);
    else this.#open(item);
    item.focus({ preventScroll: true });
  }

  #toggle(item) {
    ingestOptions.toggle(item.dataset.path, (path) => this.#nodes.get(path)?.children ?? []);
  }

  #showChecks() {
    for (const path of this.#nodes.keys()) this.#showCheck(path);
    const chosen = ingestOptions.folders.size;
    setText(byId("folders-chosen"), chosen === 0 ? "none chosen" : `${count(chosen)} chosen`);
    byId("folders-clear").hidden = chosen === 0;
  }

  #showCheck(path) {
    const { folders, options } = ingestOptions;
    showCheckedState(this.#nodes.get(path).element, checkedState(folders, path, options.recursive));
  }

  /** Only one item of a tree is in the tab order; the arrow keys reach the others. */
  #makeTabStop(item) {
    if (!item) return;
    for (const other of this.#tree.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
    item.tabIndex = 0;
  }
}

function isOpen(item) {
  return item.getAttribute("aria-expanded") === "true";
}

function onlyRoot(directories) {
  return directories.length === 1 && directories[0].has_children ? [directories[0].path] : [];
}
