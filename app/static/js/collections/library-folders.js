/* The folders of the library as a tree, whose levels are loaded as they are opened. */
import { showOpen, TreeView } from "../controls/tree-view.js";
import { byId, element, fragment, setHidden } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { folderLevels, foldersAbove, nameOf, TOP } from "./folder-levels-store.js";

/** Dispatches `choose` with the `path` of a folder. */
export class LibraryFolders extends EventTarget {
  #tree = byId("library-folders");
  #current = null;
  /** The folder to which the tree was opened, so that it can be closed again. */
  #revealed = null;
  #view = new TreeView(this.#tree, {
    setOpen: (item, isOpen) => this.#setOpen(item, isOpen),
    choose: (item) => this.#choose(item),
  });

  constructor() {
    super();
    folderLevels.addEventListener("change", () => this.#show());
  }

  /** Loads the tree, once it is seen. */
  async load() {
    try {
      if (folderLevels.levels.size === 0) await this.#begin();
      await this.#reveal();
    } catch (error) {
      console.info("The folders could not be loaded.", error.message);
    }
  }

  /** `path`: the folder whose files are shown; null: none. */
  setCurrent(path) {
    if (path === this.#current) return;
    this.#current = path;
    this.#show();
    if (folderLevels.levels.size > 0) this.load();
  }

  /** A folder that is alone at the top is open at first. */
  async #begin() {
    await folderLevels.open([TOP]);
    const [first, ...others] = folderLevels.levels.get(TOP).folders;
    if (first?.has_folders && others.length === 0) await folderLevels.open([first.path]);
  }

  /** Opens the tree as far as the folder whose files are shown. */
  async #reveal() {
    if (this.#current === null || this.#revealed === this.#current) return;
    this.#revealed = this.#current;
    const tops = folderLevels.levels.get(TOP).folders.map(({ path }) => path);
    await folderLevels.open(foldersAbove(this.#current, tops));
    this.#tree.querySelector("[aria-selected='true'] > .node-row")?.scrollIntoView({ block: "nearest" });
  }

  /** Builds the items anew; the focus stays on its folder. */
  #show() {
    const focused = this.#tree.contains(document.activeElement) ? document.activeElement.dataset.path : null;
    const stop = focused ?? this.#tree.querySelector("[tabindex='0']")?.dataset.path ?? this.#current;
    this.#tree.replaceChildren(...this.#build(TOP));
    const items = [...this.#tree.querySelectorAll("[role=treeitem]")];
    const wanted = items.find((item) => item.dataset.path === stop);
    this.#view.makeTabStop(wanted ?? items[0]);
    if (focused !== null) (wanted ?? items[0])?.focus({ preventScroll: true });
    setHidden(this.#tree, items.length === 0);
    setHidden(byId("library-folders-none"), items.length > 0);
  }

  #build(folder) {
    const { folders, total } = folderLevels.levels.get(folder) ?? { folders: [], total: 0 };
    const names = folder === TOP ? topNames(folders) : folders.map(({ path }) => nameOf(path));
    const items = folders.map((each, place) => this.#buildItem(each, names[place], { place, total }));
    return folders.length < total ? [...items, buildMore(folder, total - folders.length)] : items;
  }

  #buildItem({ path, files, has_folders: hasFolders }, name, { place, total }) {
    const item = fragment("sidebar-entry");
    item.dataset.path = path;
    item.setAttribute("aria-selected", String(path === this.#current));
    item.setAttribute("aria-label", translate("collections-entry", { name, files }));
    item.setAttribute("aria-posinset", place + 1);
    item.setAttribute("aria-setsize", total);
    item.querySelector(".node-name").textContent = name;
    item.querySelector(".node-row").title = path;
    item.querySelector(".node-count").textContent = count(files);
    if (hasFolders) {
      const isLoaded = folderLevels.levels.has(path);
      item.append(element("ul", { role: "group" }, ...(isLoaded ? this.#build(path) : [])));
      showOpen(item, isLoaded);
    }
    return item;
  }

  async #setOpen(item, isOpen) {
    const { path } = item.dataset;
    if (!item.hasAttribute("aria-expanded") || isOpen === folderLevels.levels.has(path)) return;
    if (!isOpen) {
      folderLevels.close(path);
      this.#show();
      return;
    }
    item.setAttribute("aria-busy", "true");
    await folderLevels.open([path]).catch(showError);
    item.removeAttribute("aria-busy");
  }

  #choose(item) {
    const { path, more } = item.dataset;
    if (more === undefined) this.dispatchEvent(new CustomEvent("choose", { detail: { path } }));
    else folderLevels.more(more).catch(showError);
  }
}

/** At the top, folders of the same name are told apart by their paths. */
function topNames(folders) {
  const names = folders.map(({ path }) => nameOf(path));
  return names.map((name, place) => (names.indexOf(name) === names.lastIndexOf(name) ? name : folders[place].path));
}

/** Builds the item that loads the next folders of a level. */
function buildMore(folder, folders) {
  const item = fragment("sidebar-entry");
  item.dataset.more = folder;
  item.dataset.path = `${folder}/\0`; // no folder has this path
  item.classList.add("node-more");
  item.querySelector(".node-name").textContent = translate("folders-tree-more", { folders });
  return item;
}
