/* The folder tree: loaded as it is opened, chosen with checkboxes, used with the keyboard (ARIA tree pattern). */
import { isOpen, showOpen, TreeView } from "../controls/tree-view.js";
import { byId, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { directories as listFolders } from "./configure-api.js";
import { FolderFilter } from "./folder-filter.js";
import { buildFolder, buildNote, buildRetry, buildSkeleton, isAway, showCheckedState } from "./folder-node.js";
import { ingestOptions } from "./ingest-options-store.js";
import { checkedState } from "./tree-selection.js";

const RECHECK_MS = 5000;

export class FolderTree {
  /** path → { element, folder, children }; children are paths, null while not loaded. */
  #nodes = new Map();
  #tree = byId("tree");
  #filter = new FolderFilter(this.#tree);
  #view = new TreeView(this.#tree, {
    setOpen: (item, isWanted) => (isWanted ? this.#open(item) : this.#close(item)),
    choose: (item) => this.#toggle(item),
  });
  #recheckTimer = 0;

  constructor() {
    ingestOptions.addEventListener("folders", () => this.#showChecks());
    byId("folders-clear").addEventListener("click", () => ingestOptions.clear());
  }

  /** Loads the media roots (again): counts may have changed. Open folders stay open, and the focus stays. */
  async load({ open = [] } = {}) {
    clearTimeout(this.#recheckTimer);
    const focused = document.activeElement.closest("#tree [role=treeitem]")?.dataset.path;
    const opened = [...this.#nodes.values()].filter(({ element }) => isOpen(element)).map(({ folder }) => folder.path);
    if (this.#nodes.size === 0) this.#tree.replaceChildren(...buildSkeleton());
    try {
      const { directories } = await listFolders(null);
      this.#nodes.clear();
      this.#fill(this.#tree, directories, 1);
      if (directories.length === 0) this.#tree.append(buildNote(translate("folders-no-roots"), 1));
      await this.#reopen([...(opened.length ? opened : onlyRoot(directories)), ...open]);
    } catch (error) {
      const retry = buildRetry(() => this.load());
      this.#tree.replaceChildren(buildNote(`${error.message} ${error.cure ?? ""}`, 1, "error"), retry);
    }
    this.#view.makeTabStop(this.#nodes.get(focused)?.element ?? this.#tree.querySelector("[role=treeitem]"));
    this.#nodes.get(focused)?.element.focus({ preventScroll: true });
    this.#filter.apply();
    this.#recheckLater();
  }

  // ---- Folders that are away

  /** While a folder is away, looks every few seconds whether it is back. */
  #recheckLater() {
    const away = this.#away();
    ingestOptions.drop(away.map(({ folder }) => folder.path));
    clearTimeout(this.#recheckTimer);
    if (away.length > 0) this.#recheckTimer = setTimeout(() => this.#recheck(), RECHECK_MS);
  }

  async #recheck() {
    if (document.hidden || byId("step-configure").hidden) {
      this.#recheckLater();
      return;
    }
    const places = new Set(this.#away().map(({ element }) => placeOf(element)));
    try {
      const levels = await Promise.all([...places].map((path) => listFolders(path)));
      if (levels.flatMap(({ directories }) => directories).some((folder) => this.#hasChanged(folder))) this.load();
      else this.#recheckLater();
    } catch (error) {
      console.info("Whether the folders are back is not known.", error.message);
      this.#recheckLater();
    }
  }

  #away() {
    return [...this.#nodes.values()].filter(({ folder }) => isAway(folder));
  }

  #hasChanged({ path, state }) {
    return this.#nodes.get(path)?.folder.state !== state;
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
    showOpen(item, true);
    if (!isAgain) this.#showChecks();
    this.#filter.apply();
  }

  async #loadChildren(item, node, list, level) {
    item.setAttribute("aria-busy", "true");
    try {
      const { directories } = await listFolders(node.folder.path);
      node.children = directories.map(({ path }) => path);
      this.#fill(list, directories, level);
      if (directories.length === 0) list.append(buildNote(translate("folders-none-inside"), level));
      this.#recheckLater();
    } catch (error) {
      list.replaceChildren(buildNote(`${error.message} ${error.cure ?? ""}`, level, "error"));
    } finally {
      item.removeAttribute("aria-busy");
    }
  }

  #close(item) {
    if (isOpen(item)) showOpen(item, false);
  }

  // ---- Choosing

  #toggle(item) {
    if (item.getAttribute("aria-disabled") === "true") return;
    ingestOptions.toggle(item.dataset.path, (path) => this.#nodes.get(path)?.children ?? []);
  }

  #showChecks() {
    for (const path of this.#nodes.keys()) this.#showCheck(path);
    const chosen = ingestOptions.folders.size;
    const words = chosen === 0 ? translate("folders-none") : translate("folders-chosen", { folders: chosen });
    setText(byId("folders-chosen"), words);
    byId("folders-clear").hidden = chosen === 0;
  }

  #showCheck(path) {
    const { folders, options } = ingestOptions;
    showCheckedState(this.#nodes.get(path).element, checkedState(folders, path, options.recursive));
  }
}

/** The folder whose listing has this item; null for a media root. */
function placeOf(item) {
  return item.parentElement.closest("[role=treeitem]")?.dataset.path ?? null;
}

function onlyRoot(directories) {
  return directories.length === 1 && directories[0].has_children ? [directories[0].path] : [];
}
