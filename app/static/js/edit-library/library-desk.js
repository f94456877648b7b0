/* Working in the library: selecting files, editing them, and following what others edit. */
import { ExportDialog } from "../export/export-dialog.js";
import { FileSelection } from "../selection/file-selection.js";
import { showProgress } from "../selection/notice.js";
import { mayEdit } from "../shared/caller.js";
import { byId } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { DuplicatesDialog, keepFile } from "./duplicates-dialog.js";
import { ImportDialog } from "./import-dialog.js";
import { LibraryEditor } from "./library-editor.js";
import { LibraryLive } from "./library-live.js";
import { isOwn, librarySteps } from "./library-steps-store.js";

/* The index has what a small step changed after a moment. */
const INDEXED_MS = 800;

export class LibraryDesk {
  #list;
  #viewer;
  #duplicates;
  #imports;
  #reloadTimer = 0;
  /** Which files are selected: a `SelectionStore`. */
  selection;
  /** What others change. */
  live = new LibraryLive();

  /** `list`: the `LibraryFileList`, shown in `grid`, a `VirtualGrid`; `viewer`: the page's `FileViewer`. */
  constructor(list, grid, viewer) {
    this.#list = list;
    this.#viewer = viewer;
    list.editor = new LibraryEditor();
    const compare = (files) => viewer.openCompare(files, mayEdit() ? keepFile : null);
    // Before the notice of a step looks for what lies on top, the dialog is closed.
    this.#duplicates = new DuplicatesDialog(compare);
    this.selection = new FileSelection(list, byId("grid"), grid.cards, compare).selection;
    this.#startExports();
    this.#imports = new ImportDialog(this.live);
    librarySteps.addEventListener("done", ({ detail }) => this.#followOwn(detail));
    this.#followOthers();
    librarySteps.load("library");
    list.update((file) => file); // The viewer may show a file that can be edited now.
    list.dispatch("editable");
  }

  /** What is shown, or what is selected, can be exported. */
  #startExports() {
    const dialog = new ExportDialog();
    for (const name of ["export", "exporting"]) this.live.addEventListener(name, ({ detail }) => dialog.take(detail));
    this.live.addEventListener("reload", () => dialog.refresh());
    byId("export-open").addEventListener("click", () => {
      const { filter, listed, total: files } = this.#list;
      dialog.open({ search: filter, listed }, files, translate("export-what-search", { files }));
    });
    byId("selection-export").addEventListener("click", () => {
      const { count: files, wanted } = this.selection;
      dialog.open(wanted, files, translate("export-what-selection", { files }));
    });
    byId("export-open").hidden = false;
  }

  #followOwn({ step: { edit } }) {
    if (edit.remove || edit.solved || edit.imported || edit.fields.includes("hidden")) this.#reloadLater();
    if (edit.collection || edit.imported) this.#followCollection();
  }

  #followOthers() {
    const { live } = this;
    live.addEventListener("step", ({ detail }) => this.#take(detail));
    live.addEventListener("changed", () => {
      this.#followDialogs();
      this.#reloadLater();
    });
    live.addEventListener("reload", () => this.#reload());
    live.addEventListener("progress", ({ detail }) => {
      if (isOwn(detail)) showProgress(translate("selection-notice-progress", detail), detail);
    });
  }

  #followDialogs() {
    this.#duplicates.follow();
    this.#imports.follow();
  }

  /** What a collection has is found at once. */
  #followCollection() {
    const { view } = this.#list;
    if (view.fields.collection || view.q.includes("collection")) this.#loadAgain();
  }

  /** A step was made, undone or done again, by this page or another one. */
  #take({ ids, how, lists, collection, ...event }) {
    if (lists && how !== "undone") this.#mark(ids);
    if (isOwn(event)) return;
    this.#followDialogs();
    librarySteps.load("library");
    if (collection) this.#followCollection();
    else if (lists) this.#reloadLater();
    else if (ids === null || this.#list.files.some(({ id }) => ids.includes(id))) this.#reload();
  }

  /** Removed files are marked at once, until the list is found again without them. */
  #mark(ids) {
    const [newest] = librarySteps.steps;
    if (!newest?.edit.remove || ids === null) return;
    const removed = new Set(ids);
    this.#list.update((file) => (removed.has(file.id) ? { ...file, isRemoved: true } : file));
  }

  /** Loads the files again that are shown, in their places. */
  async #reload() {
    try {
      await this.#list.reload();
    } catch (error) {
      showError(error);
    }
  }

  /** Other files are found than before: searches again, once the index may have them, at the place that is seen. */
  #reloadLater() {
    clearTimeout(this.#reloadTimer);
    this.#reloadTimer = setTimeout(() => this.#loadAgain(), INDEXED_MS);
  }

  #loadAgain() {
    if (this.#viewer.isOpen) this.#reload();
    else this.#list.load(this.#list.view, this.#firstSeen());
  }

  /** At the top, the list begins with its first file, whichever that is then. */
  #firstSeen() {
    return scrollY === 0 ? null : (this.#list.at(this.#list.seen.offset)?.id ?? null);
  }
}
