/* The files of one search in the library. */
import { FileListStore } from "../file/file-list-store.js";
import { PAGE_SIZE } from "../file/file-pages.js";
import { reloadFiles } from "../file/reload-files.js";
import { api } from "../shared/api.js";
import { apiQuery, viewFrom } from "./library-query.js";

/**
 * Dispatches, besides the events of its base, `loading`, `lost` ({ error }) when the search failed, and `counted` when
 * the number of files and their dates are known.
 */
export class LibraryFileList extends FileListStore {
  #view = viewFrom("");
  #pending = 0;
  #isCounted = true;
  #dates = null;
  /* Names the order of the files on the server. */
  #order = "";

  /** The search as the API takes it. */
  get filter() {
    return String(new URLSearchParams(apiQuery(this.#view, {})));
  }

  /** Names the list as it is shown: files keep their places when they are changed and no longer match. */
  get listed() {
    return this.#order;
  }

  get view() {
    return this.#view;
  }

  /** Changes of the library that cannot be found yet. */
  get pending() {
    return this.#pending;
  }

  /** Whether `total` is the number of all files. */
  get isCounted() {
    return this.#isCounted;
  }

  /** Where each day or month begins: `[{ date, place }]`; null where the files are not in order of date. */
  get dates() {
    return this.#dates;
  }

  /**
   * Shows the files of `view`, with the page of the file `around` if it is given. The first files of a search are
   * found much faster than its whole order, so they are asked for first.
   */
  async load(view = this.#view, around = null) {
    this.#view = view;
    const signal = this.begin();
    this.dispatch("loading");
    try {
      // Hidden files are found only as a whole.
      const isWhole = around !== null || Boolean(view.fields.hidden);
      if (!isWhole) this.#takeFirst(await api.libraryFiles(apiQuery(view), signal), signal);
      await this.#takeOrder(around, isWhole, signal);
    } catch (error) {
      if (error.name === "AbortError" || signal.aborted) return;
      this.clear();
      this.dispatch("lost", { error });
    }
  }

  async ask(wanted, signal) {
    const found = await api.libraryFiles(apiQuery(this.#view, wanted), signal);
    if (found.view) this.#order = found.view;
    return found;
  }

  /** Loads the files again that are loaded, in the order in which they are shown. */
  reload() {
    return reloadFiles(this, this.#order);
  }

  fetchWhole({ id }) {
    return api.libraryFile(id);
  }

  #takeFirst(found, signal) {
    if (signal.aborted) return;
    this.#pending = found.pending;
    this.#isCounted = found.total_is_exact;
    this.#dates = null;
    this.replace({ ...found, offset: 0 });
  }

  async #takeOrder(around, isWhole, signal) {
    const from = isWhole ? { offset: 0, ...(around !== null && { around }) } : { offset: PAGE_SIZE };
    const request = this.ask({ ...from, limit: PAGE_SIZE, view: "new" }, signal);
    if (!isWhole) await this.awaitOrder(request);
    const { pending, dates, ...found } = await request;
    if (signal.aborted) return;
    this.#pending = pending;
    this.#isCounted = true;
    this.#dates = dates;
    if (isWhole) this.replace(found);
    this.dispatch("counted");
  }
}
