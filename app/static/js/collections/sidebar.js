/* The sidebar of the library: collections, saved searches and folders. On a phone it is a drawer. */
import { collectionPaths } from "../library/collection-names-store.js";
import { BY_HAND } from "../library/library-query.js";
import { mayEdit } from "../shared/caller.js";
import { byId, setAttribute, setFlag, setHidden } from "../shared/dom.js";
import { CollectionActions } from "./collection-actions.js";
import { CollectionDialog } from "./collection-dialog.js";
import { CollectionFiles } from "./collection-files.js";
import { CollectionTree } from "./collection-tree.js";
import { collectionsStore } from "./collections-store.js";
import { folderLevels } from "./folder-levels-store.js";
import { LibraryFolders } from "./library-folders.js";
import { SearchList } from "./search-list.js";

const OPEN_KEY = "headrace.library.sidebar";
const NARROW = matchMedia("(max-width: 56rem)");
const NOTHING = { q: "", keywords: [], fields: {} };
const ABOUT_NUMBERS = ["step", "changed", "searches", "indexed", "reload"];
/* Folders are counted by the index. */
const ABOUT_FOLDERS = ["indexed", "reload"];

export class Sidebar {
  #list;
  #search;
  #tree = new CollectionTree();
  #folders = new LibraryFolders();
  #dialog = new CollectionDialog();
  #searches = new SearchList((view) => this.#choose(view), this.#dialog);
  #actions = new CollectionActions(
    this.#dialog,
    () => this.#current,
    () => this.#choose(NOTHING),
  );

  /** `list`: the `LibraryFileList`; `desk`: a `LibraryDesk`; `search` shows other files, see `LibraryView`. */
  constructor(list, { selection, live }, search) {
    this.#list = list;
    this.#search = search;
    new CollectionFiles(list, selection, this.#dialog);
    this.#startButtons();
    this.#followTree();
    this.#folders.addEventListener("choose", ({ detail }) => this.#chooseFolder(detail.path));
    for (const name of ABOUT_NUMBERS) live.addEventListener(name, () => collectionsStore.load());
    for (const name of ABOUT_FOLDERS) live.addEventListener(name, () => folderLevels.reload());
    collectionsStore.addEventListener("change", () => this.#takeNames());
    list.addEventListener("loading", () => this.#showCurrent());
    NARROW.addEventListener("change", () => this.#place());
    this.#start();
  }

  async #start() {
    this.#showCurrent();
    setHidden(byId("sidebar-toggle"), false);
    const wanted = localStorage.getItem(OPEN_KEY);
    if (wanted === "yes") this.#setOpen(true);
    await collectionsStore.load();
    const hasSome = collectionsStore.collections.length + collectionsStore.searches.length > 0;
    if (wanted === null && hasSome) this.#setOpen(true);
  }

  #startButtons() {
    byId("sidebar-toggle").addEventListener("click", () => this.#toggle());
    byId("sidebar-drawer").addEventListener("close", () =>
      setAttribute(byId("sidebar-toggle"), "aria-expanded", false),
    );
    byId("sidebar-drawer").addEventListener("click", ({ target }) => target.matches("dialog") && target.close());
    byId("collection-new").addEventListener("click", () => this.#actions.create());
    byId("search-save").addEventListener("click", () => this.#actions.save(this.#list));
    const actions = {
      "collection-rename": (id) => this.#actions.rename(id),
      "collection-move": (id) => this.#actions.move(id),
      "collection-delete": (id) => this.#actions.delete(id),
    };
    for (const [id, act] of Object.entries(actions)) {
      byId(id).addEventListener("click", () => this.#current !== null && act(this.#current));
    }
  }

  #followTree() {
    this.#tree.addEventListener("choose", ({ detail }) =>
      this.#choose({ ...NOTHING, fields: { collection: String(detail.id) }, sort: BY_HAND }),
    );
    this.#tree.addEventListener("rename", ({ detail }) => mayEdit() && this.#rename(detail.id));
    this.#tree.addEventListener("delete", ({ detail }) => mayEdit() && this.#actions.delete(detail.id));
  }

  /** Its item in the tree is another one afterwards. */
  async #rename(id) {
    await this.#actions.rename(id);
    this.#tree.focus(id);
  }

  /** The collection whose files are shown, if there is one. */
  get #current() {
    const { collection } = this.#list.view.fields;
    return collection && collectionsStore.find(Number(collection)) ? Number(collection) : null;
  }

  /** Shows the files of a folder that also match the rest of the search; of the current folder: of all folders. */
  #chooseFolder(path) {
    const { q, fields } = this.#list.view;
    this.#choose({ q, fields: { ...fields, folder: path === fields.folder ? "" : path } });
  }

  #choose(view) {
    if (byId("sidebar-drawer").open) byId("sidebar-drawer").close();
    byId("words").value = view.q;
    this.#search.change(view);
  }

  #showCurrent() {
    this.#tree.setCurrent(this.#current);
    this.#searches.setCurrent(this.#list.view);
    this.#folders.setCurrent(this.#list.view.fields.folder ?? null);
    for (const id of ["collection-rename", "collection-move", "collection-delete"]) {
      setAttribute(byId(id), "aria-disabled", this.#current === null);
    }
  }

  /** The filters in use show the names of collections. */
  #takeNames() {
    collectionPaths.clear();
    for (const { id, path } of collectionsStore.collections) collectionPaths.set(String(id), path);
    this.#showCurrent();
    this.#search.refresh();
  }

  /* Whether it is seen, and where */

  #toggle() {
    if (NARROW.matches) {
      this.#place();
      setAttribute(byId("sidebar-toggle"), "aria-expanded", true);
      byId("sidebar-drawer").showModal();
      this.#folders.load();
      return;
    }
    const isOpen = byId("sidebar").hidden;
    localStorage.setItem(OPEN_KEY, isOpen ? "yes" : "no");
    this.#setOpen(isOpen);
  }

  #setOpen(isOpen) {
    setHidden(byId("sidebar"), !isOpen);
    this.#place();
    if (isOpen) this.#folders.load();
  }

  /** In a narrow window its content lies in the drawer. */
  #place() {
    const isShown = !NARROW.matches && !byId("sidebar").hidden;
    if (!NARROW.matches && byId("sidebar-drawer").open) byId("sidebar-drawer").close();
    byId(NARROW.matches ? "sidebar-drawer-body" : "sidebar").append(byId("sidebar-content"));
    setFlag(byId("library-frame"), "sidebar", isShown);
    setAttribute(byId("sidebar-toggle"), "aria-expanded", isShown);
  }
}
